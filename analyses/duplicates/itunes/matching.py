"""Which entry each track is: by its own persistent id, else equal, else alike.

Each step sees only what the one before has left. The last two take the tracks in portions and look at
each entry once a portion, so time grows with tracks and entries, and memory with the portion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from analyses.duplicates.itunes import catalogue
from analyses.duplicates.itunes.catalogue import Row
from analyses.duplicates.itunes.equality import Equals
from analyses.duplicates.itunes.matches import Matches

if TYPE_CHECKING:
    from analyses.duplicates.comparison import Comparison, Found
    from analyses.duplicates.detection import Settings
    from analyses.duplicates.models import DuplicateAnalysis

# Tracks, and entries like one of them, that are held at once.
PORTION = 50_000


def cross_reference(
    user_id: int,
    tracks: Iterable[int],
    settings: Settings,
    tick: Callable[[str, int, int], None],
) -> Matches:
    """Return the entries of a user's catalogue that their tracks, named by id, are.

    `tick` is called with ("match", tracks done, tracks in all) at least every 0.4 s, and cancels by
    raising; nothing is written. Without a catalogue it is one short query."""
    matches = Matches(tracks)
    if catalogue.has_entries(user_id):
        _Matching(user_id, settings, matches, tick).go()
    return matches


def of_groups(
    analysis: DuplicateAnalysis,
    groups: Iterable[Found],
    comparison: Comparison,
    tick: Callable[[str, int, int], None],
) -> Matches:
    """Return the same for all tracks in groups of an analysis."""
    members = {member for group in groups for member in group.members}
    tracks = (int(comparison.ids[member]) for member in members)
    return cross_reference(analysis.user_id, tracks, comparison.settings, tick)


class _Matching:
    """The steps of one matching, in order."""

    def __init__(
        self,
        user_id: int,
        settings: Settings,
        matches: Matches,
        tick: Callable[[str, int, int], None],
    ) -> None:
        self.user_id = user_id
        self.settings = settings
        self.matches = matches
        self.total = len(matches.left())
        self._done = 0
        self._tick = tick

    def tick(self) -> None:
        self._tick("match", self._done, self.total)

    def go(self) -> None:
        self._by_persistent_id()
        left = self.matches.left()
        for first in range(0, len(left), PORTION):
            self._done = self.total - len(left) + first
            portion = left[first : first + PORTION]
            rows = self._equal(portion)
            if rows:
                self._alike(rows)
        self._done = self.total
        self.tick()

    def _by_persistent_id(self) -> None:
        for batch in _batches(self.matches.left()):
            self.tick()
            for track, entry in catalogue.by_persistent_id(self.user_id, batch).items():
                self.matches.exact(track, entry)

    def _equal(self, portion: Sequence[int]) -> list[Row]:
        """Match what equals an entry; return the rows of the others."""
        rows: list[Row] = []
        equals = Equals()
        for ids in _batches(portion):
            self.tick()
            read = catalogue.tracks(self.user_id, ids)
            rows += read
            equals.add(read)
        for entries in catalogue.entries(self.user_id):
            self.tick()
            for track, entry in equals.of(entries):
                self.matches.exact(track, entry)
        left = set(self.matches.left())
        return [row for row in rows if row[0] in left]

    def _alike(self, rows: list[Row]) -> None:
        """Match what the detector would group with an entry."""
        from analyses.duplicates.itunes.keys import keys_of

        keys: set[int] = set()
        for place, row in enumerate(rows):
            if place % catalogue.BATCH == 0:
                self.tick()
            keys.update(keys_of(row))
        near: list[Row] = []
        for entries in catalogue.entries(self.user_id):
            self.tick()
            near += [entry for entry in entries if not keys.isdisjoint(keys_of(entry))]
            if len(near) >= PORTION:
                self._compare(rows, near)
                near = []
        if near:
            self._compare(rows, near)

    def _compare(self, rows: list[Row], entries: list[Row]) -> None:
        from analyses.duplicates.itunes.likeness import best_of

        for track, entry, confidence in best_of(rows, entries, self.settings, self.tick):
            self.matches.fuzzy(track, entry, confidence)


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[first : first + catalogue.BATCH] for first in range(0, len(ids), catalogue.BATCH))
