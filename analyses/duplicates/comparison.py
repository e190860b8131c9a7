"""The detector's steps over one snapshot, and what they say in the words of a result."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analyses.duplicates import detector
from analyses.duplicates.block_tracks import tracks_after
from analyses.duplicates.kept import Compared
from analyses.duplicates.membership import Member, Membership
from analyses.duplicates.snapshot import Rows, Snapshot, Tick

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import Candidates, Group, Library, Refreshed, Scored

# Of a version that is listed beside a group, and of the canonical track, what groups are sorted by.
RELATED = ("title", "artist", "album", "duration")
# Tracks that are asked for at once.
BATCH = 5000
# Told how many tracks are compared so far, how many are to be, and how many there are in all.
Told = Callable[[int, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A group; members are positions in the library, the canonical one first."""

    members: list[int]
    canonical_id: int
    title: str
    artist: str
    album: str
    average_similarity_score: float
    outcome: str
    suggested_action: str
    flagged: bool
    related_versions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.members)


class Comparison:
    """What a run holds in memory: the snapshot, the detector's library, and the pairs found."""

    def __init__(self, taken: Snapshot, chosen: dict[str, Any]) -> None:
        self.taken = taken
        self.settings = detector.settings_from(chosen)
        self.preselects_other_releases = bool(chosen["preselect_other_releases"])
        self.compared: Compared | None = None
        self.candidates: Candidates | None = None
        # By block of the candidates: how many tracks are compared behind it.
        self.tracks_after: list[int] = []
        # Which tracks stand in groups that are made anew; None for all.
        self.redone: np.ndarray | None = None
        self._touched: np.ndarray | None = None

    @property
    def ids(self) -> np.ndarray:
        """The ids of the tracks by position, ascending."""
        return self.library.track_ids

    @property
    def library(self) -> Library:
        return self._compared.prepared.library

    @property
    def _compared(self) -> Compared:
        assert self.compared is not None  # noqa: S101 (a library is prepared or loaded first)
        return self.compared

    def prepare(self, rows: Rows, tick: Tick) -> None:
        """Normalise the tracks."""
        import numpy as np

        from analyses.duplicates import detection

        library = detection.prepare(
            rows.taken(), self.settings, tick, len(rows), detector.processes()
        )
        atoms = detection.atoms_of(library, tick)
        self.compared = Compared(
            prepared=detection.Prepared(library=library, atoms=atoms),
            sizes=np.array(rows.sizes, np.int64),
            found=[],
        )

    def block(self, tick: Tick) -> int:
        """Find the candidate pairs; return how many blocks there are."""
        from analyses.duplicates import detection

        prepared = self._compared.prepared
        self.candidates = detection.find_candidates(prepared.library, tick, prepared.atoms)
        self.tracks_after = tracks_after(self.candidates)
        return int(self.candidates.blocks)

    def score(self, blocks: list[int], tick: Tick) -> Generator[Scored]:
        """Score blocks, hold their pairs, and yield them. Close it if you do not go to its end."""
        from analyses.duplicates import detection

        assert self.candidates is not None  # noqa: S101 (blocks are numbered by block())
        with closing(
            detection.score_blocks(
                self.library, self.candidates, blocks, tick, detector.processes()
            )
        ) as several:
            for scored in several:
                self._compared.found.append(scored.pairs)
                yield scored

    def bring_up_to_date(
        self, changed: list[int], rows: Rows, tick: Tick, told: Told = lambda *_: None
    ) -> int:
        """Compare what has changed; return how many tracks were compared anew."""
        from analyses.duplicates import detection

        before, pairs = self._compared, self._compared.pairs()
        read = list(rows.taken())
        refreshed = detection.refresh(before.prepared, changed, read, tick)
        found = [refreshed.kept(pairs)]
        count, to_do = refreshed.candidates.blocks, int(refreshed.redo.sum())
        after = tracks_after(refreshed.candidates, refreshed.redo)
        told(0, to_do, len(refreshed.library))
        with closing(
            detection.score_blocks(
                refreshed.library,
                refreshed.candidates,
                range(count),
                tick,
                detector.processes(),
            )
        ) as several:
            for done, scored in enumerate(several, start=1):
                found.append(scored.pairs)
                told(after[done - 1], to_do, len(refreshed.library))
                tick("score", done, count)
        now = detection.joined(found)
        self._touched = refreshed.touched(pairs, now)
        self.compared = Compared(
            prepared=refreshed.prepared,
            sizes=_sizes_now(before, refreshed, [row[0] for row in read], rows.sizes),
            found=[now],
        )
        return to_do

    def groups(self, tick: Tick, touched_too: Iterable[int] | None = None) -> list[Found]:
        """Group the pairs found so far.

        touched_too: after bring_up_to_date(), ids of further tracks whose groups are made anew; only
        the groups of touched tracks are then returned, and `redone` says which tracks these are."""
        import numpy as np

        from analyses.duplicates import detection

        pairs = self._compared.pairs()
        if touched_too is None:
            groups = detection.group(self.library, pairs, self.taken.verdicts, self.settings, tick)
            return self._found_of(groups, tick)
        touched = np.isin(self.ids, np.fromiter(touched_too, np.int64))
        if self._touched is not None:
            touched |= self._touched
        again = detection.regroup(
            self.library, pairs, touched, self.taken.verdicts, self.settings, tick
        )
        self.redone = again.redone
        return self._found_of(again.groups, tick)

    def leave_out_what_is_gone(self, tick: Tick) -> None:
        """Drop the pairs of tracks that the snapshot does not have, if it is a later one."""
        import numpy as np

        pairs = self._compared.pairs()
        named = np.unique(np.concatenate((pairs.left, pairs.right)))
        there = np.zeros(len(self.library), bool)
        for start in range(0, len(named), BATCH):
            part = named[start : start + BATCH]
            rows = self.taken.fields_of(self.ids[part].tolist(), ("deleted_at",))
            there[part] = [rows.get(one, (True,))[0] is None for one in self.ids[part].tolist()]
            tick("read", start, len(named))
        self._compared.found = [pairs.only(np.flatnonzero(there[pairs.left] & there[pairs.right]))]

    def members(
        self, batches: Sequence[list[Found]], tick: Tick
    ) -> Generator[tuple[Sequence[Found], list[list[Member]]]]:
        """Yield batches of groups with the tracks of each group, and their reasons, in any order. Close
        it if you do not go to its end."""
        return self._membership.members(batches, tick)

    @cached_property
    def _membership(self) -> Membership:
        return Membership(self.library, self.taken, self.settings)

    def _found_of(self, groups: list[Group], tick: Tick) -> list[Found]:
        rows: dict[int, tuple[Any, ...]] = {}
        positions = {group.members[0] for group in groups}
        positions.update(one for group in groups for one in group.related_versions)
        ids = self.ids[sorted(positions)].tolist()
        for start in range(0, len(ids), BATCH):
            rows |= self.taken.fields_of(ids[start : start + BATCH], RELATED)
            tick("read", start, len(ids))
        return [self._found(group, rows) for group in groups]

    def _found(self, group: Group, rows: dict[int, tuple[Any, ...]]) -> Found:
        canonical_id = int(self.ids[group.members[0]])
        title, artist, album, _ = rows[canonical_id]
        return Found(
            members=[int(position) for position in group.members],
            canonical_id=canonical_id,
            title=title,
            artist=artist,
            album=album,
            average_similarity_score=float(group.average_similarity_score),
            outcome=str(group.outcome),
            suggested_action=self._suggested(group),
            flagged=group.flagged,
            related_versions=[self._related(one, rows) for one in group.related_versions],
        )

    def _related(self, position: int, rows: dict[int, tuple[Any, ...]]) -> dict[str, Any]:
        from analyses.duplicates import detection

        track_id = int(self.ids[position])
        read = dict(zip(RELATED, rows[track_id], strict=True))
        return {
            "track_id": track_id,
            **read,
            "version": detection.version_of(self.library, position),
        }

    def _suggested(self, group: Group) -> str:
        """Return what to do with a group: another release is looked at by the user, unless they
        have it marked for the trash beforehand."""
        from analyses.duplicates.detection import Outcome, SuggestedAction
        from analyses.duplicates.detection.grouping.groups import SURE

        sure = not group.flagged and group.average_similarity_score >= SURE
        if group.outcome == Outcome.OTHER_RELEASE and self.preselects_other_releases and sure:
            return str(SuggestedAction.KEPT_CANONICAL)
        return str(group.suggested_action)


def _sizes_now(
    before: Compared, refreshed: Refreshed, ids: list[int], sizes: list[int]
) -> np.ndarray:
    """Return the bytes of each track now: as they were, and as they were read for `ids`."""
    import numpy as np

    now, old = refreshed.library.track_ids, before.prepared.library.track_ids
    result = np.zeros(len(now), np.int64)
    stayed = np.isin(old, now)
    result[np.searchsorted(now, old[stayed])] = before.sizes[stayed]
    result[np.searchsorted(now, np.array(ids, np.int64))] = sizes
    return result
