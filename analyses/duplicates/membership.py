"""The tracks of groups, each with why it is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from analyses.duplicates.snapshot import Snapshot

if TYPE_CHECKING:
    from analyses.duplicates.detection import Library, Settings

# Of a track, what its snapshot in a group keeps.
KEPT = ("external_id", "play_count", "last_played", "date_added", "size_bytes", "title", "artist",
        "album", "duration", "format", "bitrate")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Member:
    """A track in a group, as it was read, with why it is there."""

    track_id: int
    snapshot: dict[str, Any]
    similarity_score: float
    reasons: list[dict[str, Any]]


class Positions(Protocol):
    """A group of positions, the canonical one first."""

    @property
    def members(self) -> list[int]: ...


class Membership:
    """Explains groups of positions in a library, with the verdicts of a snapshot and its fields."""

    def __init__(self, library: Library, taken: Snapshot, settings: Settings) -> None:
        self.library = library
        self.taken = taken
        self.settings = settings

    def members(self, groups: Sequence[Positions]) -> list[list[Member]]:
        """Return the tracks of each group, with their reasons."""
        pairs = [(member, group.members[0]) for group in groups for member in group.members]
        reasons = iter(self._reasons(pairs))
        rows = self.taken.fields_of(
            (int(self.library.track_ids[member]) for member, _ in pairs), KEPT
        )
        return [
            [self._member(position, rows, next(reasons)) for position in group.members]
            for group in groups
        ]

    def _member(
        self, position: int, rows: dict[int, tuple[Any, ...]], reasons: list[dict[str, Any]]
    ) -> Member:
        track_id = int(self.library.track_ids[position])
        # What the reasons add up to, to the last digit; pairs are kept in single precision.
        total = math.fsum(reason["contribution"] for reason in reasons) / 100
        return Member(
            track_id=track_id,
            snapshot=dict(zip(KEPT, rows[track_id], strict=True)),
            similarity_score=min(1.0, max(0.0, total)),
            reasons=reasons,
        )

    def _reasons(self, pairs: list[tuple[int, int]]) -> list[list[dict[str, Any]]]:
        """Return the reasons of (track, canonical track) pairs."""
        from analyses.duplicates import detection

        explained = detection.explain_all(self.library, *zip(*pairs, strict=True))
        by_verdict = self._joined_by_verdict(pairs)
        return [
            self._final(names, reasons, names in by_verdict)
            for names, reasons in zip(pairs, explained, strict=True)
        ]

    def _final(
        self, names: tuple[int, int], reasons: list[dict[str, Any]], by_verdict: bool
    ) -> list[dict[str, Any]]:
        from analyses.duplicates import detection

        if names[0] == names[1]:
            return _of_canonical(reasons)
        if by_verdict:
            return detection.explain(self.library, *names, self.settings, verdict="duplicate")
        return reasons

    def _joined_by_verdict(self, pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those of (track, canonical track) pairs that verdicts join: the two themselves, or one
        of them with a third that the other is a copy of, where these two are no match by themselves."""
        import numpy as np

        from analyses.duplicates import detection

        named = [
            (one, other)
            for one, other in pairs
            if one != other and not self._named.isdisjoint((one, other))
        ]
        # The reasons alone do not tell: what is ruled out may be as alike as a match.
        ends = np.sort(np.array(named, np.int64).reshape(-1, 2), axis=1)
        scored = detection.score(self.library, ends[:, 0], ends[:, 1])
        matches = scored.only(np.flatnonzero(detection.is_match(scored, self.settings)))
        alike = set(zip(matches.left.tolist(), matches.right.tolist(), strict=True))
        return {
            names
            for names, sides in zip(named, map(tuple, ends.tolist()), strict=True)
            if sides in self._together or sides not in alike
        }

    @cached_property
    def _together(self) -> set[tuple[int, int]]:
        """The pairs of positions that verdicts join, also through a chain of them."""
        from analyses.duplicates import detection

        return detection.joined_by_verdicts(self.library, self.taken.verdicts)

    @cached_property
    def _named(self) -> set[int]:
        """The positions that such a pair names."""
        return {position for names in self._together for position in names}


def _of_canonical(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return why the canonical track is in its group: it is itself, and that counts 100."""
    prior = [reason for reason in reasons if reason["criterion"] == "prior"]
    rest = 100.0 - sum(reason["contribution"] for reason in prior)
    itself = {"value": None, "canonical_value": None, "weight": None, "contribution": rest}
    return [{"criterion": "canonical", **itself}, *prior]
