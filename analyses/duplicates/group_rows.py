"""Groups as the list shows them: one line each, that folds out to its tracks and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analyses.duplicates.models import DuplicateGroup, DuplicateTrack
from analyses.duplicates.reason_words import Bar, bars, strongest, version_words

# A line has room for so many formats.
CHIPS = 4


@dataclass(frozen=True)
class TrackRow:
    track: DuplicateTrack

    @property
    def kind(self) -> str:
        """The format as it is spoken of, as in "MP3 320"; "" where it is unknown."""
        parts = (self.track.format.upper(), str(self.track.bitrate or ""))
        return " ".join(part for part in parts if part)

    @cached_property
    def bars(self) -> list[Bar]:
        return bars(self.track.reasons)


@dataclass(frozen=True)
class GroupRow:
    group: DuplicateGroup

    @cached_property
    def tracks(self) -> list[TrackRow]:
        return [TrackRow(track) for track in self.group.tracks.all()]

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
    def is_other_release(self) -> bool:
        return self.group.outcome == DuplicateGroup.Outcome.OTHER_RELEASE

    @property
    def related(self) -> list[dict[str, Any]]:
        """The versions beside the group, each with the words for which one it is."""
        related = self.group.related_versions
        return [{**one, "words": version_words(one.get("version", ""))} for one in related]

    @property
    def because(self) -> str:
        """What speaks most for the first copy, as in "title, artist agree"."""
        named = strongest(self.copies[0].track.reasons) if self.copies else ""
        return f"{named} agree" if named else ""
