"""A library of our own to look around in: invented, generated, the same every time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from library import changes
from library.demo.songs import Song, songs
from library.imports.identity import identity_of_id
from library.models import Track

# The demo's own day: tracks came into the library so many days before it.
TODAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


def load_demo(user: Any) -> int:
    """Give the user the demo tracks they do not have; return how many came."""
    made = [_track(user, number, song) for number, song in enumerate(songs(), start=1)]
    with changes.writing(user.pk, "demo") as log:
        here = set(Track.objects.filter(user=user, is_demo=True).values_list("identity", flat=True))
        new = Track.objects.bulk_create(track for track in made if track.identity not in here)
        log.added(track.pk for track in new)
    return len(new)


def remove_demo(user: Any) -> int:
    """Delete the user's demo tracks for good, those in the trash too; return how many."""
    demo = Track.objects.filter(user=user, is_demo=True).values_list("pk", flat=True)
    return changes.remove(user.pk, demo, origin="demo")


def _track(user: Any, number: int, song: Song) -> Track:
    name = f"demo-{number:04}"
    track = Track(
        user=user,
        title=song.title,
        artist=song.artist,
        album=song.album,
        genre=song.genre,
        year=song.year,
        track_number=song.track_number,
        duration=song.duration,
        format=song.format,
        bitrate=song.bitrate,
        size_bytes=int(song.bitrate * 125 * (song.duration or 0)),
        isrc=song.isrc,
        external_id=name,
        identity=identity_of_id(user.pk, "demo", name),
        play_count=song.play_count,
        last_played=TODAY - timedelta(days=song.days_ago / 3) if song.play_count else None,
        date_added=TODAY - timedelta(days=song.days_ago),
        rating=song.rating,
        is_favorite=song.is_favorite,
        tags=list(song.tags),
        source="demo",
        is_demo=True,
    )
    track.set_keys()
    return track
