"""What a run compared, kept: the library as the detector prepared it, and the scores of its pairs.

An analysis owns the rows of its `generation`. A run that brings an older comparison up to date writes
the next generation beside them; one UPDATE makes it the analysis's own. So there is always one that is
whole, and what a dead run has left is of another generation, or not yet `prepared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q

from analyses.duplicates import detector, retention
from analyses.duplicates.models import DuplicateAnalysis, LibraryPart, ScoreBlock

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import PairScores, Prepared
    from analyses.duplicates.hold import Hold

# Beside what the detector packs: bytes of each file, and each track's rank as a canonical one.
SIZES, RANKS = "sizes", "ranks"
# What a preview reads; the rest goes once a newer analysis has it.
SMALL = ("ids", "nodes", SIZES, RANKS)
# Pairs a row, where scores are written in one go.
PAIRS = 100_000
# Rows of scores that are read in one go, and what of them.
BLOCKS = 20
PAIRS_IN = ("left", "right", "confidence", "kind", "gap")


@dataclass(kw_only=True)
class Compared:
    """A library that was compared: `sizes` are bytes by position, 0 where unknown; `found` the pairs
    of its finished blocks."""

    prepared: Prepared
    sizes: np.ndarray
    found: list[PairScores]

    def pairs(self) -> PairScores:
        from analyses.duplicates import detection

        self.found = [detection.joined(self.found)]
        return self.found[0]


def is_whole(analysis: DuplicateAnalysis) -> bool:
    """Return whether a later run can start from what this one has kept."""
    return analysis.prepared and analysis.scored and analysis.detector_version == detector.version()


def keep_library(
    analysis: DuplicateAnalysis, generation: int, compared: Compared, hold: Hold
) -> None:
    """Write a library, a part a transaction."""
    from analyses.duplicates import detection

    parts = [
        *detection.pack_arrays({SIZES: compared.sizes, RANKS: compared.prepared.library.ranks}),
        *detection.pack(compared.prepared),
    ]
    for done, part in enumerate(parts, start=1):
        with hold.writing():
            LibraryPart.objects.create(
                analysis=analysis,
                generation=generation,
                name=part.name,
                number=part.number,
                data=part.data,
            )
        hold.tick("keep", done, len(parts))


def load(analysis: DuplicateAnalysis, hold: Hold) -> Compared:
    """Return what an analysis has compared, with the blocks that are finished."""
    from analyses.duplicates import detection

    parts = read_parts(analysis, None, hold)
    arrays = detection.unpack_arrays(parts, (SIZES,))
    prepared = detection.unpack(parts)
    found = list(read_blocks(analysis, prepared.library.track_ids, hold))
    return Compared(prepared=prepared, sizes=arrays[SIZES], found=found)


def read_parts(
    analysis: DuplicateAnalysis, names: Iterable[str] | None = None, hold: Hold | None = None
) -> dict[str, bytes]:
    """Return the values of these names, by default of all."""
    mine = LibraryPart.objects.filter(analysis=analysis, generation=analysis.generation)
    if names is not None:
        mine = mine.filter(name__in=list(names))
    values: dict[str, list[bytes]] = {}
    # Memory for one part at a time beside the joined ones, and a look at the queue between them.
    for pk, name in list(mine.order_by("name", "number").values_list("pk", "name")):
        data = LibraryPart.objects.values_list("data", flat=True).get(pk=pk)
        values.setdefault(name, []).append(bytes(data))
        if hold is not None:
            hold.tick("read", 0, 1)
    return {name: b"".join(pieces) for name, pieces in values.items()}


def keep_block(
    analysis: DuplicateAnalysis, generation: int, number: int, pairs: PairScores, ids: np.ndarray
) -> None:
    """Write a block of pairs; `ids` are the tracks that their positions mean."""
    ScoreBlock.objects.create(
        analysis=analysis,
        generation=generation,
        number=number,
        pairs=len(pairs.left),
        left=ids[pairs.left].astype("<i8").tobytes(),
        right=ids[pairs.right].astype("<i8").tobytes(),
        confidence=pairs.confidence.astype("<f4").tobytes(),
        kind=pairs.kind.astype("i1").tobytes(),
        gap=pairs.gap.astype("<f4").tobytes(),
    )


def keep_pairs(
    analysis: DuplicateAnalysis, generation: int, pairs: PairScores, ids: np.ndarray, hold: Hold
) -> int:
    """Write all pairs of a comparison; return in how many blocks."""
    import numpy as np

    blocks = max(1, -(-len(pairs) // PAIRS))
    for number in range(blocks):
        part = np.arange(number * PAIRS, min((number + 1) * PAIRS, len(pairs)))
        with hold.writing():
            keep_block(analysis, generation, number, pairs.only(part), ids)
        hold.tick("keep", number + 1, blocks)
    return blocks


def finished_blocks(analysis: DuplicateAnalysis) -> set[int]:
    """Return the numbers of the blocks that are finished."""
    mine = analysis.score_blocks.filter(generation=analysis.generation)
    return set(mine.values_list("number", flat=True))


def read_blocks(
    analysis: DuplicateAnalysis, ids: np.ndarray, hold: Hold | None = None
) -> Iterator[PairScores]:
    """Yield the pairs of the finished blocks, those of many at a time; `ids` are the sorted ids of the
    tracks that they are about."""
    mine = analysis.score_blocks.filter(generation=analysis.generation)
    numbers = sorted(finished_blocks(analysis))
    for start in range(0, len(numbers), BLOCKS):
        several = mine.filter(number__in=numbers[start : start + BLOCKS]).order_by("number")
        yield _pairs_of(several.values_list(*PAIRS_IN), ids)
        if hold is not None:
            hold.tick("read", min(start + BLOCKS, len(numbers)), len(numbers))


def _pairs_of(blocks: Iterable[tuple[bytes, ...]], ids: np.ndarray) -> PairScores:
    import numpy as np

    from analyses.duplicates.detection import PairScores

    left, right, confidence, kind, gap = (b"".join(of) for of in zip(*blocks, strict=True))
    return PairScores(
        left=np.searchsorted(ids, np.frombuffer(left, dtype="<i8")).astype(np.int32),
        right=np.searchsorted(ids, np.frombuffer(right, dtype="<i8")).astype(np.int32),
        confidence=np.frombuffer(confidence, dtype="<f4"),
        kind=np.frombuffer(kind, dtype="i1"),
        gap=np.frombuffer(gap, dtype="<f4"),
    )


def copy_of(base: DuplicateAnalysis, analysis: DuplicateAnalysis, hold: Hold) -> None:
    """Copy what another analysis has kept, where the library is the same; the server does it."""
    for table, columns in (
        (LibraryPart, "name, number, data"),
        (ScoreBlock, 'number, pairs, "left", "right", confidence, kind, gap'),
    ):
        rows = table.objects.filter(analysis=base, generation=base.generation)  # type: ignore[attr-defined]
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for done, pk in enumerate(ids, start=1):
            with hold.writing(), connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {table._meta.db_table} (analysis_id, generation, {columns})"  # noqa: S608
                    f" SELECT %s, %s, {columns} FROM {table._meta.db_table} WHERE id = %s",
                    [analysis.pk, analysis.generation, pk],
                )
            hold.tick("keep", done, len(ids))


def remove_leftovers(analysis: DuplicateAnalysis, hold: Hold) -> None:
    """Delete what is not the analysis's own: of a run that died while it wrote, or of before."""
    others = ~Q(generation=analysis.generation)
    _remove(analysis, others, others, hold)


def remove_all(analysis: DuplicateAnalysis, hold: Hold) -> None:
    """Delete all that is kept of an analysis."""
    _remove(analysis, Q(), Q(), hold)


def _remove(analysis: DuplicateAnalysis, parts: Q, blocks: Q, hold: Hold) -> None:
    for rows in (
        LibraryPart.objects.filter(parts, analysis=analysis),
        ScoreBlock.objects.filter(blocks, analysis=analysis),
    ):
        retention.remove_rows(rows, writing=hold.writing, between=hold.tick)


def shrink(user_id: int, search_term: str) -> int:
    """Delete the libraries that a newer completed analysis of the same tracks makes useless, but for
    what previews read; return how many rows."""
    done = DuplicateAnalysis.objects.filter(
        user_id=user_id, search_term=search_term, status=DuplicateAnalysis.Status.COMPLETED
    )
    newest = done.newest_first().filter(prepared=True, scored=True).first()
    if newest is None:
        return 0
    older = done.filter(created_at__lt=newest.created_at)
    rows = LibraryPart.objects.filter(analysis__in=older).exclude(name__in=SMALL)
    # First the mark, so that nobody starts from half a library.
    older.filter(prepared=True).update(prepared=False)
    return retention.remove_rows(rows)


def shrinkable() -> list[tuple[int, str]]:
    """Return whose analyses, and of which search terms, keep more than one library."""
    whole = DuplicateAnalysis.objects.completed().filter(prepared=True)
    several = whole.values("user_id", "search_term").annotate(count=Count("pk"))
    rows = several.filter(count__gt=1).order_by("user_id", "search_term")
    return list(rows.values_list("user_id", "search_term"))


def state_of(analysis: DuplicateAnalysis, **fields: Any) -> None:
    """Write columns of an analysis, here and in its row; inside the caller's transaction."""
    DuplicateAnalysis.objects.filter(pk=analysis.pk).update(**fields)
    for name, value in fields.items():
        setattr(analysis, name, value)
