"""Groups as the list shows them: one line each, that folds out to its tracks and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analyses.duplicates import verdicts
from analyses.duplicates.models import DuplicateGroup, DuplicateTrack, Verdict
from analyses.duplicates.reason_words import Bar, bars, strongest, version_words
from library.models import Track

if TYPE_CHECKING:
    from accounts.models import User

# A line has room for so many formats.
CHIPS = 4


@dataclass(frozen=True)
class TrackRow:
    """A track of a group; `verdict` is what the user says of it and the canonical one."""

    track: DuplicateTrack
    verdict: Verdict | None = None

    @property
    def anchor(self) -> str:
        return f"member-{self.track.pk}"

    @property
    def kind(self) -> str:
        """The format as it is spoken of, as in "MP3 320"; "" where it is unknown."""
        parts = (self.track.format.upper(), str(self.track.bitrate or ""))
        return " ".join(part for part in parts if part)

    @cached_property
    def bars(self) -> list[Bar]:
        return bars(self.track.reasons)


@dataclass(frozen=True, kw_only=True)
class RelatedRow:
    """A version beside a group, in the words for which one it is. still_exists: whether its track is
    in the library now; verdict: what the user says of it and the canonical track."""

    version: dict[str, Any]
    words: str
    anchor: str
    still_exists: bool
    verdict: Verdict | None


@dataclass(frozen=True)
class GroupRow:
    """A group; `verdicts` are the user's on its tracks, `there` the ids of the related versions that
    are in the library now."""

    group: DuplicateGroup
    verdicts: Mapping[verdicts.Pair, Verdict] = field(default_factory=dict)
    there: frozenset[int] = frozenset()

    @cached_property
    def tracks(self) -> list[TrackRow]:
        says = {track: self.verdicts.get(names) for names, track in _pairs_of(self.group)}
        return [TrackRow(track, says.get(track.pk)) for track in self.group.tracks.all()]

    @property
    def kept(self) -> TrackRow:
        return self.tracks[0]

    @property
    def copies(self) -> list[TrackRow]:
        return self.tracks[1:]

    @property
    def size(self) -> int:
        return len(self.tracks)

    @property
    def chips(self) -> list[str]:
        return [row.kind for row in self.copies[: CHIPS - 1] if row.kind]

    @property
    def more(self) -> int:
        """How many copies have no chip."""
        return max(0, len(self.copies) - (CHIPS - 1))

    @property
    def bytes(self) -> int:
        """What the copies weigh, as far as it is known."""
        return sum(row.track.size_bytes or 0 for row in self.copies)

    @property
    def is_unsure(self) -> bool:
        return self.group.suggested_action == DuplicateGroup.Action.MANUAL_REVIEW

    @property
    def is_doubtful(self) -> bool:
        """Whether it is open that these are one recording; of another release that is not the question."""
        return self.is_unsure and not self.is_other_release

    @property
    def is_other_release(self) -> bool:
        return self.group.outcome == DuplicateGroup.Outcome.OTHER_RELEASE

    @cached_property
    def related(self) -> list[RelatedRow]:
        """The versions beside the group."""
        says = {track: self.verdicts.get(names) for names, track in _related_pairs_of(self.group)}
        return [
            RelatedRow(
                version=one,
                words=version_words(one.get("version", "")),
                anchor=f"version-{self.group.pk}-{one.get('track_id')}",
                still_exists=one.get("track_id") in self.there,
                verdict=says.get(one.get("track_id")),
            )
            for one in self.group.related_versions
        ]

    @property
    def because(self) -> str:
        """What speaks most for the first copy, as in "title, artist agree"."""
        named = strongest(self.copies[0].track.reasons) if self.copies else ""
        return f"{named} agree" if named else ""


def rows_of(user: User, groups: Iterable[DuplicateGroup]) -> list[GroupRow]:
    """Return the rows of groups of the user's, with their verdicts and the versions that are still
    there by one query each for all."""
    groups = list(groups)
    related = {pair: track for group in groups for pair, track in _related_pairs_of(group)}
    wanted = {names for group in groups for names, _ in _pairs_of(group)} | related.keys()
    found = verdicts.on_pairs(user, wanted)
    tracks = Track.objects.visible_to(user).in_library().filter(pk__in=set(related.values()))
    there = frozenset(tracks.values_list("pk", flat=True)) if related else frozenset()
    return [GroupRow(group, found, there) for group in groups]


def _pairs_of(group: DuplicateGroup) -> Iterator[tuple[verdicts.Pair, int]]:
    """Yield the tracks that can be judged against the canonical one, as (pair, row's id)."""
    kept, *copies = group.tracks.all()
    for copy in copies:
        if kept.track_id and copy.track_id:
            yield verdicts.pair(kept.track_id, copy.track_id), copy.pk


def _related_pairs_of(group: DuplicateGroup) -> Iterator[tuple[verdicts.Pair, int]]:
    """Yield the related versions that can be judged against the canonical track, as (pair, track)."""
    kept = group.canonical_track_id
    for one in group.related_versions:
        track = one.get("track_id")
        if kept and track:
            yield verdicts.pair(kept, track), track
