"""Tracks into a playlist: the places stay 1..n, whoever else adds at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max

from contract.errors import Invalid, NotFound
from library.models import Track
from playlists.models import Playlist, PlaylistEntry

if TYPE_CHECKING:
    from accounts.models import User

# What one call may add, and one playlist may hold.
MOST_IDS = 500
MOST_ENTRIES = 10_000


def add(
    playlist: Playlist, tracks: Sequence[int], *, by: User, position: int | None = None
) -> list[PlaylistEntry]:
    """Add tracks (ids) that `by` may see, in this order, before `position` (from 1) or at the end.

    Raises NotFound, having added none, where one does not exist for them, and Invalid for a
    position beyond the end or a playlist that is full."""
    seen = Track.objects.visible_to(by).in_library().in_bulk(set(tracks))
    if any(track not in seen for track in tracks):
        raise NotFound("There is no such track.")
    with transaction.atomic():
        # Whoever changes places waits here for whoever does so already.
        Playlist.objects.select_for_update().get(pk=playlist.pk)
        entries = PlaylistEntry.objects.filter(playlist=playlist)
        count = entries.aggregate(last=Max("position"))["last"] or 0
        first = _first_place(position, count, len(tracks))
        entries.filter(position__gte=first).update(position=F("position") + len(tracks))
        made = PlaylistEntry.objects.bulk_create(
            PlaylistEntry(playlist=playlist, track=seen[track], position=place, added_by=by)
            for place, track in enumerate(tracks, start=first)
        )
        playlist.save(update_fields=["updated_at"])
    return made


def _first_place(position: int | None, count: int, adding: int) -> int:
    if count + adding > MOST_ENTRIES:
        raise Invalid({"track_ids": [f"A playlist holds at most {MOST_ENTRIES:,} entries."]})
    if position is None:
        return count + 1
    if position > count + 1:
        raise Invalid({"position": [f"It must be from 1 to {count + 1}."]})
    return position
