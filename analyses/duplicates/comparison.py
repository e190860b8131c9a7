"""The detector's steps over one snapshot, and what they say in the words of a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analyses.duplicates.snapshot import FIELDS

Tick = Callable[[str, int, int], None]

# Of a track, what its snapshot in a group keeps.
KEPT = (
    "external_id",
    "title",
    "artist",
    "album",
    "duration",
    "play_count",
    "last_played",
    "date_added",
    "format",
    "bitrate",
    "size_bytes",
)
PLACES = {name: place for place, name in enumerate(FIELDS)}
RELATED = ("title", "artist", "album", "duration")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A group; members are positions in the snapshot, the canonical one first, `scores` theirs
    with it."""

    members: list[int]
    scores: list[float]
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
    title: str
    artist: str
    album: str
    snapshot: dict[str, Any]
    similarity_score: float
    reasons: list[dict[str, Any]]


class Comparison:
    pass
