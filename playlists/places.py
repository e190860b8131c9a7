"""The places of a playlist: those that are kept, and those that are shown.

An entry whose track lies in the trash keeps its place, so that a restored track is back where it
was. What is shown is numbered 1..n without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Max
from django.utils.timezone import now

from contract.errors import Invalid
from playlists.models import Playlist, PlaylistEntry

RENUMBER = """
UPDATE playlists_playlistentry AS entry SET position = numbered.place
FROM (
    SELECT id, row_number() OVER (PARTITION BY playlist_id ORDER BY position) AS place
    FROM playlists_playlistentry WHERE playlist_id = ANY(%s)
) AS numbered
WHERE entry.id = numbered.id AND entry.position <> numbered.place
"""


def number(entries: Iterable[PlaylistEntry]) -> None:
    """Give shown entries of one playlist that follow one another their `place` among those shown."""
    rows = sorted(entries, key=lambda entry: entry.position)
    if not rows:
        return
    shown = PlaylistEntry.objects.filter(playlist_id=rows[0].playlist_id).shown()
    before = shown.filter(position__lt=rows[0].position).count()
    for place, entry in enumerate(rows, start=before + 1):
        entry.place = place


def position_at(playlist_id: int, place: int | None) -> int:
    """Return the position of the entry shown at `place`, from 1; the one behind the last entry for
    None, and for the place behind the last one shown. Raises Invalid for a place beyond that."""
    entries = PlaylistEntry.objects.filter(playlist_id=playlist_id)
    last: int = entries.aggregate(last=Max("position"))["last"] or 0
    if place is None:
        return last + 1
    shown = entries.shown().order_by("position").values_list("position", flat=True)
    found = shown[place - 1 : place].first()
    if found is not None:
        return found
    count = shown.count()
    if place > count + 1:
        raise Invalid({"position": [f"It must be from 1 to {count + 1}."]})
    return last + 1


def lock(playlist_ids: Collection[int]) -> list[int]:
    """Lock playlists until the transaction ends; return those that are there. Whoever changes places
    waits here for whoever does so already. In the order of the ids, or two could wait for each other."""
    rows = Playlist.objects.select_for_update(no_key=True).filter(pk__in=playlist_ids)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def touch(playlist_ids: Collection[int]) -> None:
    """Note that the entries of these playlists have changed."""
    Playlist.objects.filter(pk__in=playlist_ids).update(updated_at=now())


def close_gaps(playlist_ids: Collection[int]) -> None:
    """Number the entries of locked playlists 1..n again."""
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, [list(playlist_ids)])
    touch(playlist_ids)
