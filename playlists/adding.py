"""Tracks into a playlist: the places stay 1..n, whoever else adds at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F

from contract.errors import Invalid, NotFound
from library.models import Track
from playlists import places
from playlists.models import Playlist, PlaylistEntry

if TYPE_CHECKING:
    from accounts.models import User

# What one call may add, and one playlist may hold.
MOST_IDS = 500
MOST_ENTRIES = 10_000


def add(
    playlist: Playlist, tracks: Sequence[int], *, by: User, position: int | None = None
) -> list[PlaylistEntry]:
    """Add tracks (ids) that `by` may see, in this order, before the one shown at `position` (from 1)
    or at the end; each has its `place`.

    Raises NotFound, having added none, where one of them or the playlist does not exist (any more)
    for them, and Invalid for a position beyond the end or a playlist that is full."""
    with transaction.atomic():
        seen = _held(tracks, by)
        if any(track not in seen for track in tracks):
            raise NotFound("There is no such track.")
        if not places.lock([playlist.pk]):
            raise NotFound("There is no such playlist.")
        entries = PlaylistEntry.objects.filter(playlist=playlist)
        if entries.count() + len(tracks) > MOST_ENTRIES:
            full = f"A playlist holds at most {MOST_ENTRIES:,} entries."
            raise Invalid({"track_ids": [full]})
        first = places.position_at(playlist.pk, position)
        entries.filter(position__gte=first).update(position=F("position") + len(tracks))
        made = PlaylistEntry.objects.bulk_create(
            PlaylistEntry(playlist=playlist, track=seen[track], position=place, added_by=by)
            for place, track in enumerate(tracks, start=first)
        )
        places.touch([playlist.pk])
        places.number(made)
    return made


def _held(tracks: Sequence[int], by: User) -> dict[int, Track]:
    """Return those of the tracks that `by` may see and has not in the trash; until the transaction
    ends none of them is deleted. Who changes or analyses one is not held up by that."""
    wanted = list(set(tracks))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM library_track WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [wanted]
        )
    return Track.objects.visible_to(by).in_library().in_bulk(wanted)
