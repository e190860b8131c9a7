"""The answer of playlists to `library.usage`."""

from __future__ import annotations

from collections.abc import Collection

from playlists.models import PlaylistEntry


def playlists_of(tracks: Collection[int]) -> dict[int, list[int]]:
    """Return {track: [its playlists, the oldest first]} by one query."""
    found: dict[int, list[int]] = {}
    rows = PlaylistEntry.objects.filter(track__in=tracks).order_by("playlist_id")
    for track, playlist in rows.values_list("track_id", "playlist_id").distinct():
        found.setdefault(track, []).append(playlist)
    return found
