"""What was found, as tracks and groups keep it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyses.duplicates.models import DuplicateTrack
from library.models import ITunesEntry

Type = DuplicateTrack.ITunesMatch

# A group shows so many matches; all of them are counted, and each track has its own.
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Match:
    """A track's entry; confidence 0..1; `persistent_id` is None where the entry has none."""

    type: str
    confidence: float
    persistent_id: str | None
    title: str
    artist: str
    album: str


class Matches:
    """Which entry each of some tracks is. Some bytes a track are held: what an entry says is read
    when it is asked for."""

    def __init__(self, tracks: Iterable[int]) -> None:
        self.tracks = array("q", sorted(set(tracks)))
        # 0 where there is none.
        self._entries = array("q", bytes(8 * len(self.tracks)))
        self._confidences = array("d", bytes(8 * len(self.tracks)))
        self._exact = bytearray(len(self.tracks))

    def exact(self, track: int, entry: int) -> None:
        """Note an exact match; of several the entry that was imported first stays."""
        place = self._place(track)
        if not self._exact[place] or entry < self._entries[place]:
            self._exact[place] = True
            self._entries[place], self._confidences[place] = entry, 1.0

    def fuzzy(self, track: int, entry: int, confidence: float) -> None:
        """Note a fuzzy match; the surest stays, and an exact one always."""
        place = self._place(track)
        found = (confidence, -entry)
        if not self._exact[place] and found > (self._confidences[place], -self._entries[place]):
            self._entries[place], self._confidences[place] = entry, confidence

    def left(self) -> list[int]:
        """Return the tracks that have no entry, ascending."""
        pairs = zip(self.tracks, self._entries, strict=True)
        return [track for track, entry in pairs if not entry]

    def of(self, tracks: Iterable[int]) -> dict[int, Match]:
        """Return the matches of some tracks, by one query; those without one are left out."""
        places = {track: self._place(track) for track in tracks}
        wanted = {self._entries[place] for place in places.values()} - {0}
        said = ITunesEntry.objects.in_bulk(wanted) if wanted else {}
        return {
            track: self._match(place, said[self._entries[place]])
            for track, place in places.items()
            if self._entries[place] in said
        }

    def _match(self, place: int, entry: ITunesEntry) -> Match:
        return Match(
            type=(Type.EXACT if self._exact[place] else Type.FUZZY).value,
            confidence=round(self._confidences[place], 4),
            persistent_id=entry.own_id,
            title=entry.title,
            artist=entry.artist,
            album=entry.album,
        )

    def _place(self, track: int) -> int:
        place = bisect_left(self.tracks, track)
        if place == len(self.tracks) or self.tracks[place] != track:
            raise KeyError(track)
        return place


def group_data(tracks: Sequence[int], found: Mapping[int, Match]) -> dict[str, Any] | None:
    """Return what a group keeps of its tracks' matches; None where there is none."""
    matched = [(track, found[track]) for track in tracks if track in found]
    if not matched:
        return None
    exact = sum(match.type == Type.EXACT for _, match in matched)
    return {
        "exact": exact,
        "fuzzy": len(matched) - exact,
        "matches": [_shown(track, match) for track, match in matched[:SHOWN]],
    }


def _shown(track: int, match: Match) -> dict[str, Any]:
    return {
        "track_id": track,
        "type": match.type,
        "confidence": match.confidence,
        "persistent_id": match.persistent_id,
        "title": match.title,
        "artist": match.artist,
        "album": match.album,
    }
