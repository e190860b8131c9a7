"""A prepared library as bytes, and back: what is kept to compare only what has changed next time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms
from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.normalise.library import Columns, Library, Texts

# Bytes a part, so that each is written in a moment.
PART_BYTES = 4_000_000


class Part(NamedTuple):
    """A piece of a packed library; those of one name, joined by number, are one value."""

    name: str
    number: int
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A library and the atoms that its keys are made of."""

    library: Library
    atoms: Atoms


def pack(prepared: Prepared) -> Iterator[Part]:
    """Yield the parts of a prepared library; the same library gives the same bytes."""
    for name, value in _values(prepared):
        yield from _parts(name, value)


def pack_arrays(arrays: Mapping[str, np.ndarray]) -> Iterator[Part]:
    """Yield the parts of arrays, by their names."""
    for name, value in arrays.items():
        yield from _parts(name, value)


def unpack_arrays(parts: Mapping[str, bytes], names: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the arrays of these names. Raises KeyError where one is missing."""
    return {name: _array(parts[name]) for name in names}


def _parts(name: str, value: Any) -> Iterator[Part]:
    data = _packed(value)
    for number, start in enumerate(range(0, max(1, len(data)), PART_BYTES)):
        yield Part(name, number, data[start : start + PART_BYTES])


def unpack(parts: Mapping[str, bytes]) -> Prepared:
    """Return the library of parts joined by name. Raises KeyError where one is missing, ValueError
    where one is no such value."""
    columns = {f.name: _array(parts[f"column {f.name}"]) for f in fields(Columns)}
    atoms = {
        f.name: Ragged(
            starts=_array(parts[f"starts {f.name}"]),
            values=_array(parts[f"values {f.name}"]).astype(np.uint64),
        )
        for f in fields(Atoms)
    }
    library = Library(
        track_ids=_array(parts["ids"]),
        nodes=_array(parts["nodes"]),
        columns=Columns(**columns),
        values=Texts(
            texts=parts["texts"].decode().split("\n"),
            signatures=[frozenset(map(tuple, one)) for one in _table(parts["signatures"])],
            numbers=[(tuple(all_), frozenset(told)) for all_, told in _table(parts["numbers"])],
            guests=[tuple(one) for one in _table(parts["guests"])],
            splits=[tuple(map(tuple, one)) for one in _table(parts["splits"])],
            kinds=[frozenset(one) for one in _table(parts["kinds"])],
        ),
    )
    return Prepared(library=library, atoms=Atoms(**atoms))


def _values(prepared: Prepared) -> Iterator[tuple[str, Any]]:
    library, values = prepared.library, prepared.library.values
    yield "ids", library.track_ids
    yield "nodes", library.nodes
    for field in fields(Columns):
        yield f"column {field.name}", getattr(library.columns, field.name)
    for field in fields(Atoms):
        lists: Ragged = getattr(prepared.atoms, field.name)
        yield f"starts {field.name}", lists.starts
        # Numbers of words have 32 bits.
        yield f"values {field.name}", lists.values.astype(np.uint32)
    # Folded texts have no line breaks.
    yield "texts", "\n".join(values.texts)
    yield "signatures", [sorted(one) for one in values.signatures]
    yield "numbers", [(all_, sorted(told)) for all_, told in values.numbers]
    yield "guests", values.guests
    yield "splits", values.splits
    yield "kinds", [sorted(one) for one in values.kinds]


def _packed(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if not isinstance(value, np.ndarray):
        return json.dumps(value, separators=(",", ":")).encode()
    file = io.BytesIO()
    np.save(file, value, allow_pickle=False)
    return file.getvalue()


def _array(data: bytes) -> np.ndarray:
    return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))


def _table(data: bytes) -> Any:
    return json.loads(data)
