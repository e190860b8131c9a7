"""What an analysis would have found at another strictness, from the scores it kept; no new run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from analyses.duplicates import blocks
from analyses.duplicates.models import DuplicateAnalysis, Verdict
from analyses.duplicates.parameters import threshold_of
from analyses.duplicates.snapshot import COMPARED
from analyses.duplicates.strictness import Strictness
from contract.errors import Conflict
from library.models import Track

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import Group, Library, PairScores, Settings


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
    """Say whether there is something to work a preview out from: kept scores, or a run that ended
    without a pair to score."""
    if analysis.is_running:
        return False
    nothing_to_score = analysis.total_blocks == 0 and not analysis.partial
    return nothing_to_score or analysis.score_blocks.exists()


def refuse_without_scores(analysis: DuplicateAnalysis) -> None:
    """Raise Conflict, with the status, where there is nothing to work a preview out from."""
    if not has_scores(analysis):
        words = (
            "The analysis is still running; a preview needs all its scores."
            if analysis.is_running
            else "This analysis kept no scores; a new one will."
        )
        raise Conflict(words, status=analysis.status)


def figures(
    analysis: DuplicateAnalysis,
    *,
    min_confidence: float,
    duration_tolerance: float,
    group_other_releases: bool,
) -> Figures:
    """Count what a run with these settings would keep; scores and kinds are those of the analysis.

    Only pairs whose lengths lie between the tolerance of the run and the one asked for are judged
    again. Tracks that have left the library since still count; verdicts are those of now."""
    from analyses.duplicates import detection

    asked = detection.Settings(
        duration_tolerance=duration_tolerance,
        group_other_releases=group_other_releases,
        threshold=threshold_of(min_confidence),
    )
    ran_with = Strictness.of(analysis).duration_tolerance
    verdicts = _verdicts(analysis)
    tracks = _tracks(analysis, verdicts)
    library = detection.prepare(row[:-1] for row in tracks)
    pairs = detection.joined(blocks.read_all(analysis, library.track_ids))
    pairs = _judged(library, pairs, ran_with, asked)
    found = [
        group
        for group in detection.group(library, pairs, verdicts, asked)
        if group.average_similarity_score >= min_confidence
    ]
    sizes = {row[0]: row[-1] or 0 for row in tracks}
    return Figures(
        groups=len(found),
        tracks=sum(len(group.members) for group in found),
        bytes=sum(sizes[int(library.track_ids[copy])] for copy in _copies(found)),
    )


def _verdicts(analysis: DuplicateAnalysis) -> list[tuple[int, int, str]]:
    rows = Verdict.objects.filter(user_id=analysis.user_id)
    return list(rows.values_list("track_a_id", "track_b_id", "verdict"))


def _tracks(
    analysis: DuplicateAnalysis, verdicts: list[tuple[int, int, str]]
) -> list[tuple[Any, ...]]:
    """Return what is compared of each track in a pair or a verdict, and at the end its size."""
    ids = set(_scored(analysis).tolist())
    ids.update(track for one, other, _ in verdicts for track in (one, other))
    rows: QuerySet[Track, tuple[Any, ...]] = Track.objects.filter(
        user_id=analysis.user_id, pk__in=ids
    ).values_list(*COMPARED, "size_bytes")
    return list(rows)


def _scored(analysis: DuplicateAnalysis) -> np.ndarray:
    """Return the ids of the tracks that the kept pairs are of."""
    import numpy as np

    sides = [
        np.frombuffer(side, dtype="<i8")
        for block in analysis.score_blocks.values_list("left", "right")
        for side in block
    ]
    return np.unique(np.concatenate(sides)) if sides else np.empty(0, np.int64)


def _judged(library: Library, pairs: PairScores, ran: float, asked: Settings) -> PairScores:
    """Return the pairs that may group, judged by the tolerance asked for instead of the run's."""
    import numpy as np

    from analyses.duplicates import detection
    from analyses.duplicates.detection import Kind

    pairs = pairs.only(np.flatnonzero(pairs.kind != Kind.VERSION))
    low, high = sorted((ran, asked.duration_tolerance))
    lengths = library.columns.duration
    gap = np.abs(lengths[pairs.left] - lengths[pairs.right])
    # One second more, as the rules allow for rounded lengths.
    doubtful = (gap > low) & (gap <= high + 1) & (low < high)
    again = detection.score(library, pairs.left[doubtful], pairs.right[doubtful], asked)
    return detection.joined([pairs.only(np.flatnonzero(~doubtful)), again])


def _copies(groups: list[Group]) -> list[int]:
    return [member for group in groups for member in group.members[1:]]
