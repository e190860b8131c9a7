"""From the cells of a row to the values of a track, in the order of VALUES."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from library.imports import cells
from library.imports.cells import Reader, Unreadable, cached
from library.imports.identity import hashed, identity_of_id, identity_of_values
from library.models.tracks import MAX_BITRATE, MAX_COUNT, MAX_NUMBER
from library.sort_keys import sort_key

# The columns of a track that a file can fill, with their types in PostgreSQL.
VALUES = {
    "title": "text",
    "artist": "text",
    "album": "text",
    "album_artist": "text",
    "genre": "text",
    "year": "smallint",
    "track_number": "integer",
    "disc_number": "integer",
    "duration": "double precision",
    "format": "text",
    "bitrate": "integer",
    "size_bytes": "bigint",
    "isrc": "text",
    "external_id": "text",
    "persistent_id": "text",
    "path": "text",
    "play_count": "integer",
    "skip_count": "integer",
    "last_played": "timestamptz",
    "date_added": "timestamptz",
    "is_favorite": "boolean",
    "rating": "smallint",
}
SLOTS = {name: slot for slot, name in enumerate(VALUES)}
# Their sort keys stand behind the values, in the same order.
KEYS = {"title_key": "text", "artist_key": "text", "album_key": "text"}
TITLE, ALBUM = SLOTS["title"], SLOTS["album"]
IDS = ("persistent_id", "external_id", "path")
EQUALS = ("title", "artist", "album", "disc_number", "track_number", "duration")

# Raised when cells are read in another way than before: rows that a library has are read again.
READING = "1"

TITLE_READER = cells.text(500, cells.TITLE_PLACEHOLDERS)
NAME_READER = cached(cells.text(500))
READERS: dict[str, Reader] = {
    "title": TITLE_READER,
    "artist": NAME_READER,
    "album": NAME_READER,
    "album_artist": NAME_READER,
    "genre": cached(cells.text(100)),
    "year": cached(cells.year),
    "track_number": cached(cells.position(MAX_NUMBER)),
    "disc_number": cached(cells.position(MAX_NUMBER)),
    "duration": cached(cells.seconds),
    "format": cached(cells.text(50)),
    "bitrate": cached(cells.number(MAX_BITRATE)),
    "size_bytes": cells.number(2**62),
    "isrc": cells.isrc,
    "external_id": cells.text(200),
    "persistent_id": cells.text(64),
    "path": cells.location,
    "play_count": cached(cells.number(MAX_COUNT)),
    "skip_count": cached(cells.number(MAX_COUNT)),
    "last_played": cells.moment,
    "date_added": cached(cells.moment),
    "is_favorite": cells.flag,
    "rating": cached(cells.rating),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a file: its name there, where it stands, what it fills and how it is read."""

    name: str
    index: int
    slot: int
    read: Reader


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says: its values with their sort keys behind, None where it has no title and
    cannot become a track; and what could not be read."""

    values: list[Any] | None
    faults: list[str]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns of one file. Of several that fill one value, the first that says something does."""

    columns: Sequence[Column]
    signature: str = field(default="")

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Columns:
        names = "\x1f".join(f"{column.index}:{column.name}" for column in columns)
        return cls(columns=columns, signature=f"{READING}\x1f{names}\x1e")

    def filling(self, *names: str) -> list[Column]:
        slots = {SLOTS[name] for name in names}
        return [column for column in self.columns if column.slot in slots]

    def row_hash(self, row: Sequence[str]) -> int:
        """Return what changes when any cell of the row does."""
        return hashed(self.signature + "\x1f".join(row))

    def read(self, row: Sequence[str]) -> Reading:
        values: list[Any] = [None] * len(SLOTS)
        faults: list[str] = []
        for column in self.columns:
            cell = row[column.index]
            if cell and values[column.slot] is None:
                try:
                    values[column.slot] = column.read(cell)
                except Unreadable as error:
                    faults.append(f"{column.name}: {error}")
        if values[TITLE] is None:
            return Reading(None, faults if faults and row[self.columns[0].index] else ["no title"])
        values += [sort_key(text) if text else None for text in values[TITLE : ALBUM + 1]]
        return Reading(values, faults)


class Identities:
    """The identity of a file's rows, from their values or from as few cells as it takes."""

    def __init__(self, columns: Columns, user_id: int) -> None:
        self.user_id = user_id
        ids = [name for name in IDS if columns.filling(name)]
        self.ids = [(name, SLOTS[name], columns.filling(name)) for name in ids]
        self.equals = [(SLOTS[name], columns.filling(name)) for name in EQUALS]

    def of_cells(self, row: Sequence[str]) -> tuple[int, bool]:
        """Return the identity and whether an id gave it."""
        for name, _, columns in self.ids:
            value = _first(columns, row)
            if value is not None:
                return identity_of_id(self.user_id, name, value), True
        values = [_first(columns, row) for _, columns in self.equals]
        return identity_of_values(self.user_id, values), False

    def of_values(self, values: Sequence[Any]) -> tuple[int, bool]:
        """Return the same from what the row was read as."""
        for name, slot, _ in self.ids:
            if values[slot] is not None:
                return identity_of_id(self.user_id, name, values[slot]), True
        return identity_of_values(self.user_id, [values[slot] for slot, _ in self.equals]), False


def _first(columns: Sequence[Column], row: Sequence[str]) -> Any:
    for column in columns:
        cell = row[column.index]
        if cell:
            try:
                value = column.read(cell)
            except Unreadable:
                continue
            if value is not None:
                return value
    return None
