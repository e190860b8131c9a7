"""Tracks that are deleted for good leave no gap in the playlists that held them."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from library.models import Track
from library.signals import tracks_removing
from playlists import places
from playlists.models import PlaylistEntry


@receiver(tracks_removing, dispatch_uid="playlists.entries")
def take_out(sender: type[Track], user_id: int, track_ids: list[int], **kwargs: Any) -> None:
    # Tracks first, then playlists, as in `adding.add`: until they have gone nobody adds one.
    going = Track.objects.select_for_update().filter(pk__in=track_ids).order_by("pk")
    list(going.values_list("pk", flat=True))
    entries = PlaylistEntry.objects.filter(track__in=track_ids)
    held_by = places.lock(set(entries.values_list("playlist_id", flat=True)))
    if held_by:
        entries.delete()
        places.close_gaps(held_by)
