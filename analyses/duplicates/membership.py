"""The tracks of groups, each with why it is there."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from analyses.duplicates import detector
from analyses.duplicates.snapshot import Snapshot, Tick

if TYPE_CHECKING:
    from analyses.duplicates.detection import Library, Settings

# Of a track, what its snapshot in a group keeps.
KEPT = ("external_id", "play_count", "last_played", "date_added", "size_bytes", "title", "artist",
        "album", "duration", "format", "bitrate")  # fmt: skip


# Tracks that are explained in one go.
AT_ONCE = 1000
# Fewer such works are done before a second process has begun, which gets four at once.
WORTH_SHARING = 6


class Why(NamedTuple):
    """Why a track is in its group: its score (0 to 1) with the canonical one, and the reasons, as JSON."""

    similarity_score: float
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Member:
    """A track in a group, as it was read, with why it is there."""

    track_id: int
    snapshot: dict[str, Any]
    why: Why


class Positions(Protocol):
    """A group of positions, the canonical one first."""

    @property
    def members(self) -> list[int]: ...


Grouped = TypeVar("Grouped", bound=Positions)

Work = tuple[int, int]
"""Which batch, and from which of its tracks on."""


class Membership:
    """Explains groups of positions in a library, with the verdicts of a snapshot and its fields."""

    def __init__(self, library: Library, taken: Snapshot, settings: Settings) -> None:
        self.library = library
        self.taken = taken
        self.settings = settings

    def members(
        self, batches: Sequence[Sequence[Grouped]], tick: Tick
    ) -> Generator[tuple[Sequence[Grouped], list[list[Member]]]]:
        """Yield batches of groups with the tracks of each group; in any order where two processes
        explain them. Close it if you do not go to its end."""
        with closing(self._explained(batches, tick)) as several:
            for number, why in several:
                yield batches[number], self._read(batches[number], why)

    def _explained(
        self, batches: Sequence[Sequence[Positions]], tick: Tick
    ) -> Generator[tuple[int, list[Why]]]:
        """Yield why the tracks of each batch are in their groups, with the number of the batch."""
        works = [
            (number, start)
            for number, groups in enumerate(batches)
            for start in range(0, sum(len(one.members) for one in groups), AT_ONCE)
        ]
        parts: dict[int, dict[int, list[Why]]] = {}
        left = Counter(number for number, _ in works)
        with closing(self._shared(batches, works, tick)) as several:
            for (number, start), why in several:
                parts.setdefault(number, {})[start] = why
                left[number] -= 1
                if not left[number]:
                    yield (
                        number,
                        [one for _, part in sorted(parts.pop(number).items()) for one in part],
                    )

    def _shared(
        self, batches: Sequence[Sequence[Positions]], works: list[Work], tick: Tick
    ) -> Generator[tuple[Work, list[Why]]]:
        """Yield works with why their tracks are there; of a batch the tracks from one on, so that
        neither a group of many thousand is one long work."""
        from analyses.duplicates.detection.second_process import SecondProcess

        def explained(work: Work) -> tuple[Work, list[Why]]:
            number, start = work
            pairs = [(one, group.members[0]) for group in batches[number] for one in group.members]
            return work, [_told(one) for one in self._reasons(pairs[start : start + AT_ONCE])]

        def explained_here(work: Work) -> tuple[Work, list[Why]]:
            tick("save", 0, 1)
            return explained(work)

        if detector.processes() < 2 or len(works) < WORTH_SHARING:
            yield from map(explained_here, works)
            return
        with SecondProcess(explained) as second:
            yield from second.share(works, explained_here, lambda: tick("save", 0, 1))

    def _read(self, groups: Sequence[Positions], why: list[Why]) -> list[list[Member]]:
        """Return the tracks of each group as the snapshot has them."""
        ids = self.library.track_ids
        named = [[int(ids[position]) for position in group.members] for group in groups]
        rows = self.taken.fields_of((track for group in named for track in group), KEPT)
        rest = iter(why)
        return [
            [
                Member(
                    track_id=track,
                    snapshot=dict(zip(KEPT, rows[track], strict=True)),
                    why=next(rest),
                )
                for track in group
            ]
            for group in named
        ]

    def _reasons(self, pairs: list[tuple[int, int]]) -> list[list[dict[str, Any]]]:
        """Return the reasons of (track, canonical track) pairs."""
        from analyses.duplicates import detection

        copies = [names for names in pairs if names[0] != names[1]]
        explained = iter(
            detection.explain_all(
                self.library, [one for one, _ in copies], [kept for _, kept in copies]
            )
        )
        by_verdict = self._joined_by_verdict(copies)
        return [
            _of_canonical()
            if names[0] == names[1]
            else self._of_copy(names, next(explained), by_verdict)
            for names in pairs
        ]

    def _of_copy(
        self,
        names: tuple[int, int],
        reasons: list[dict[str, Any]],
        by_verdict: set[tuple[int, int]],
    ) -> list[dict[str, Any]]:
        from analyses.duplicates import detection

        if names in by_verdict:
            return detection.explain(self.library, *names, self.settings, verdict="duplicate")
        return reasons

    def _joined_by_verdict(self, pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those of (track, canonical track) pairs that verdicts join: the two themselves, or one
        of them with a third that the other is a copy of, where these two are no match by themselves."""
        import numpy as np

        from analyses.duplicates import detection

        named = [(one, other) for one, other in pairs if not self._named.isdisjoint((one, other))]
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


def _of_canonical() -> list[dict[str, Any]]:
    """Return why the canonical track is in its group: it is itself, and that counts 100."""
    from analyses.duplicates import detection

    prior = detection.prior_reason()
    rest = 100.0 - prior["contribution"]
    itself = {"value": None, "canonical_value": None, "weight": None, "contribution": rest}
    return [{"criterion": "canonical", **itself}, prior]


def _told(reasons: list[dict[str, Any]]) -> Why:
    # What the reasons add up to, to the last digit; pairs are kept in single precision.
    total = math.fsum(reason["contribution"] for reason in reasons) / 100
    return Why(similarity_score=min(1.0, max(0.0, total)), reasons=json.dumps(reasons))
