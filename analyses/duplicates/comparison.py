"""The detector's steps over one snapshot, and what they say in the words of a result."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analyses.duplicates import detector
from analyses.duplicates.snapshot import BESIDE, COMPARED, FIELDS, Snapshot

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import Candidates, Group, Library, PairScores

Tick = Callable[[str, int, int], None]

# Of a track, what its snapshot in a group keeps.
KEPT = (*BESIDE, "title", "artist", "album", "duration", "format", "bitrate")
# Of a version that is listed beside a group.
RELATED = ("title", "artist", "album", "duration")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A group; members are positions in the snapshot, the canonical one first."""

    members: list[int]
    canonical_id: int
    title: str
    artist: str
    album: str
    average_similarity_score: float
    outcome: str
    suggested_action: str
    flagged: bool
    related_versions: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A track in a group, as it was read, with why it is there."""

    track_id: int
    snapshot: dict[str, Any]
    similarity_score: float
    reasons: list[dict[str, Any]]


class Comparison:
    """What a run holds in memory: the snapshot, the detector's library, and the pairs found."""

    def __init__(self, taken: Snapshot, chosen: dict[str, Any]) -> None:
        self.taken = taken
        self.settings = detector.settings_from(chosen)
        self.preselects_other_releases = bool(chosen["preselect_other_releases"])
        self.library: Library | None = None
        self.candidates: Candidates | None = None
        self.found: list[PairScores] = []

    @property
    def ids(self) -> np.ndarray:
        """The ids of the tracks by position, ascending."""
        return self._library.track_ids

    def prepare(self, tick: Tick) -> None:
        """Normalise the tracks."""
        from analyses.duplicates import detection

        rows = (row[: len(COMPARED)] for row in self.taken.rows)
        self.library = detection.prepare(rows, self.settings, tick, len(self.taken.rows))

    def block(self, tick: Tick) -> int:
        """Find the candidate pairs; return how many blocks there are."""
        from analyses.duplicates import detection

        self.candidates = detection.find_candidates(self._library, tick)
        return int(self.candidates.blocks)

    def score(self, number: int) -> PairScores:
        """Score one block."""
        from analyses.duplicates import detection

        assert self.candidates is not None  # noqa: S101 (blocks are numbered by block())
        left, right = self.candidates.block(number)
        return detection.score(self._library, left, right, self.settings)

    def groups(self, tick: Tick) -> list[Found]:
        """Group the pairs found so far."""
        from analyses.duplicates import detection

        pairs = detection.joined(self.found)
        verdicts = self.taken.verdicts
        groups = detection.group(self._library, pairs, verdicts, self.settings, tick)
        return [self._found(group) for group in groups]

    def members(self, groups: list[Found]) -> list[list[Member]]:
        """Return the tracks of each group, with their reasons."""
        pairs = [(member, group.members[0]) for group in groups for member in group.members]
        reasons = iter(self._reasons(pairs))
        return [
            [self._member(position, group.members[0], next(reasons)) for position in group.members]
            for group in groups
        ]

    @property
    def _library(self) -> Library:
        assert self.library is not None  # noqa: S101 (prepare() comes first)
        return self.library

    def _found(self, group: Group) -> Found:
        canonical = self._row(group.members[0])
        related = [self._related(position) for position in group.related_versions]
        return Found(
            members=[int(position) for position in group.members],
            canonical_id=canonical["id"],
            title=canonical["title"],
            artist=canonical["artist"],
            album=canonical["album"],
            average_similarity_score=float(group.average_similarity_score),
            outcome=str(group.outcome),
            suggested_action=self._action(group),
            flagged=group.flagged,
            related_versions=related,
        )

    def _action(self, group: Group) -> str:
        """Return what to do with a group: another release is looked at by the user, unless they
        have it marked for the trash beforehand."""
        from analyses.duplicates.detection import Outcome, SuggestedAction
        from analyses.duplicates.detection.grouping.groups import SURE

        sure = not group.flagged and group.average_similarity_score >= SURE
        if group.outcome == Outcome.OTHER_RELEASE and self.preselects_other_releases and sure:
            return str(SuggestedAction.KEPT_CANONICAL)
        return str(group.suggested_action)

    def _member(self, position: int, canonical: int, reasons: list[dict[str, Any]]) -> Member:
        row = self._row(position)
        # What the reasons add up to, to the last digit; pairs are kept in single precision.
        total = math.fsum(reason["contribution"] for reason in reasons) / 100
        return Member(
            track_id=row["id"],
            snapshot={name: row[name] for name in KEPT},
            similarity_score=1.0 if position == canonical else min(1.0, max(0.0, total)),
            reasons=reasons,
        )

    def _reasons(self, pairs: list[tuple[int, int]]) -> list[list[dict[str, Any]]]:
        """Return the reasons of (track, canonical track) pairs."""
        from analyses.duplicates.detection.scoring.explanations import explain_all

        explained = explain_all(self._library, *zip(*pairs, strict=True))
        return [
            self._final(position, canonical, reasons)
            for (position, canonical), reasons in zip(pairs, explained, strict=True)
        ]

    def _final(
        self, position: int, canonical: int, reasons: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        from analyses.duplicates import detection

        if position == canonical:
            return _of_canonical(reasons)
        if frozenset((int(self.ids[position]), int(self.ids[canonical]))) in self._together:
            return detection.explain(
                self._library, position, canonical, self.settings, verdict="duplicate"
            )
        return reasons

    @cached_property
    def _together(self) -> set[frozenset[int]]:
        return {frozenset((a, b)) for a, b, says in self.taken.verdicts if says == "duplicate"}

    def _related(self, position: int) -> dict[str, Any]:
        from analyses.duplicates.detection import version_of

        row = self._row(position)
        kept = {name: row[name] for name in RELATED}
        return {"track_id": row["id"], **kept, "version": version_of(self._library, position)}

    def _row(self, position: int) -> dict[str, Any]:
        return dict(zip(FIELDS, self.taken.rows[position], strict=True))


def _of_canonical(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return why the canonical track is in its group: it is itself, and that counts 100."""
    prior = [reason for reason in reasons if reason["criterion"] == "prior"]
    rest = 100.0 - sum(reason["contribution"] for reason in prior)
    itself = {"value": None, "canonical_value": None, "weight": None, "contribution": rest}
    return [{"criterion": "canonical", **itself}, *prior]
