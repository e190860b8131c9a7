"""What an analysis would have found at another strictness, from the scores it kept; no new run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from analyses.duplicates import kept
from analyses.duplicates.models import DuplicateAnalysis, LibraryPart, Verdict
from analyses.duplicates.parameters import threshold_of
from contract.errors import Conflict

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import KnownTracks, PairScores, Settings

KEPT_NOTHING = "This analysis kept no scores; a new one will."

Verdicts = list[tuple[int, int, str]]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """groups: how many; tracks: all members of these, the kept ones included; bytes: what the members
    besides the kept ones weigh, as far as sizes are known."""

    groups: int
    tracks: int
    bytes: int

    def fields(self) -> dict[str, int]:
        return asdict(self)


def has_scores(analysis: DuplicateAnalysis) -> bool:
    """Say whether there is something to work a preview out from."""
    if analysis.is_running or not (analysis.prepared or analysis.scored):
        return False
    mine = LibraryPart.objects.filter(analysis=analysis, generation=analysis.generation)
    return mine.filter(name__in=kept.SMALL, number=0).count() == len(kept.SMALL)


def refuse_without_scores(analysis: DuplicateAnalysis) -> None:
    """Raise Conflict, with the status, where there is nothing to work a preview out from."""
    if not has_scores(analysis):
        words = (
            "The analysis is still running; a preview needs all its scores."
            if analysis.is_running
            else KEPT_NOTHING
        )
        raise Conflict(words, status=analysis.status)


def figures(
    analysis: DuplicateAnalysis,
    *,
    min_confidence: float,
    duration_tolerance: float,
    group_other_releases: bool,
) -> Figures:
    """Count what a run with these settings would keep of the tracks that the analysis compared.

    Tracks and scores are those of the analysis, verdicts those of now. Raises Conflict where nothing is
    kept any more."""
    import numpy as np

    from analyses.duplicates import detection

    asked = detection.Settings(
        duration_tolerance=duration_tolerance,
        group_other_releases=group_other_releases,
        threshold=threshold_of(min_confidence),
    )
    try:
        read = _read(analysis.pk, analysis.generation, analysis.job_id)
    except KeyError:  # retention took it since the caller looked
        raise Conflict(KEPT_NOTHING, status=analysis.status) from None
    tracks, sizes = read.tracks, read.sizes
    verdicts = _verdicts(analysis)
    lone, rest = _parted(tracks, read.pairs, verdicts, asked)
    lone = lone.only(np.flatnonzero(lone.confidence.astype(float) >= min_confidence))
    ranks = tracks.ranks
    copies = np.where(ranks[lone.left] < ranks[lone.right], lone.right, lone.left)
    found = [
        one
        for one in detection.group(tracks, rest, verdicts, asked)
        if one.average_similarity_score >= min_confidence
    ]
    others = [copy for one in found for copy in one.members[1:]]
    return Figures(
        groups=len(lone) + len(found),
        tracks=2 * len(lone) + len(found) + len(others),
        bytes=int(sizes[copies].sum() + sizes[others].sum()) if len(sizes) else 0,
    )


def _verdicts(analysis: DuplicateAnalysis) -> Verdicts:
    rows = Verdict.objects.filter(user_id=analysis.user_id)
    return list(rows.values_list("track_a_id", "track_b_id", "verdict"))


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What previews of an analysis are worked out from; pairs: those that may be copies at some
    strictness; sizes: bytes by position."""

    tracks: KnownTracks
    sizes: np.ndarray
    pairs: PairScores


@lru_cache(maxsize=1)
def _read(pk: UUID, generation: int, job_id: UUID | None) -> _Read:
    """Return what an analysis has kept. That of the last one asked about stays at hand, some 28 bytes a
    track and 17 a pair, as who moves a slider asks many times. What a job has left when it ends is not
    written to again: only another job goes on with it. Raises KeyError where it is being removed."""
    import numpy as np

    from analyses.duplicates import detection

    analysis = DuplicateAnalysis(pk=pk, generation=generation)
    arrays = detection.unpack_arrays(kept.read_parts(analysis, kept.SMALL), kept.SMALL)
    tracks = detection.KnownTracks(
        track_ids=arrays["ids"], nodes=arrays["nodes"], ranks=arrays[kept.RANKS]
    )
    pairs = detection.joined(list(kept.read_blocks(analysis, tracks.track_ids)))
    pairs = pairs.only(np.flatnonzero(pairs.kind <= detection.Kind.OTHER_RELEASE))
    return _Read(tracks=tracks, sizes=arrays[kept.SIZES], pairs=pairs)


def _parted(
    tracks: KnownTracks, pairs: PairScores, verdicts: Verdicts, asked: Settings
) -> tuple[PairScores, PairScores]:
    """Return the pairs that are a group by themselves, as most are, and those that grouping has to
    look at. Of the first neither track has another match or a verdict; of the second both have."""
    import numpy as np

    from analyses.duplicates import detection

    matches = detection.is_match(pairs, asked)
    ends = np.concatenate((pairs.left[matches], pairs.right[matches]))
    met = np.bincount(ends, minlength=len(tracks))
    said = np.array([track for one, other, _ in verdicts for track in (one, other)], np.int64)
    met[np.isin(tracks.track_ids, said)] += 2
    lone = matches & (met[pairs.left] == 1) & (met[pairs.right] == 1)
    grouped = met > 0
    grouped[pairs.left[lone]] = grouped[pairs.right[lone]] = False
    rest = grouped[pairs.left] & grouped[pairs.right]
    return pairs.only(np.flatnonzero(lone)), pairs.only(np.flatnonzero(rest))
