"""The one place where a change of tracks is recorded, whatever the way in.

A change that matters to an analysis raises the user's library version and leaves a row in the log.
Whoever writes tracks does it inside `writing()`, or calls one of the functions below, which do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from library.models import LibraryChange, LibraryVersion, Track
from library.signals import tracks_removing

Kind = LibraryChange.Kind

# What an analysis looks at. A play, a rating or a note changes no result.
FIELDS_THAT_MATTER = frozenset(
    {
        "title",
        "artist",
        "album",
        "album_artist",
        "year",
        "track_number",
        "disc_number",
        "duration",
        "isrc",
        "external_id",
        "persistent_id",
        "format",
        "bitrate",
    }
)
# Whoever is told that tracks go takes so many of them at once.
REMOVED_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How many tracks a library has gained, changed and lost, each track counted once."""

    added: int
    modified: int
    deleted: int

    @property
    def total(self) -> int:
        return self.added + self.modified + self.deleted


@dataclass
class Log:
    """What one transaction did; `writing()` turns it into one version."""

    entries: list[tuple[Kind, list[int], list[str]]] = field(default_factory=list)

    def added(self, tracks: Iterable[int]) -> None:
        """New ones, or back from the trash."""
        self._note(Kind.ADDED, tracks, [])

    def modified(
        self, tracks: Iterable[int], fields: Iterable[str], *, in_trash: bool = False
    ) -> None:
        """Changed in these fields; those that do not matter leave no trace."""
        mattering = sorted(FIELDS_THAT_MATTER.intersection(fields))
        if mattering:
            kind = Kind.MODIFIED_IN_TRASH if in_trash else Kind.MODIFIED
            self._note(kind, tracks, mattering)

    def deleted(self, tracks: Iterable[int]) -> None:
        """Into the trash, or gone without having been there."""
        self._note(Kind.DELETED, tracks, [])

    def _note(self, kind: Kind, tracks: Iterable[int], fields: list[str]) -> None:
        ids = list(tracks)
        if ids:
            self.entries.append((kind, ids, fields))


@contextmanager
def writing(user_id: int, origin: str) -> Iterator[Log]:
    """Open a transaction in which tracks of one user are written; tell the log what was done.

    The version row is locked first and raised last. So all writers of a library take their locks in
    one order, and versions are given in the order in which they become visible."""
    with transaction.atomic():
        LibraryVersion.objects.lock(user_id)
        log = Log()
        yield log
        if not log.entries:
            return
        version = LibraryVersion.objects.bump(user_id)
        LibraryChange.objects.bulk_create(
            LibraryChange(
                user_id=user_id,
                version=version,
                kind=kind,
                tracks=tracks,
                fields=fields,
                origin=origin,
            )
            for kind, tracks, fields in log.entries
        )


def edit(track: Track, values: Mapping[str, Any], *, origin: str) -> Track:
    """Set fields of one track and return it as it stands then.

    Raises Track.DoesNotExist where it has gone meanwhile."""
    with writing(track.user_id, origin) as log:
        fresh = Track.objects.select_for_update().get(pk=track.pk)
        changed = [name for name, value in values.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, values[name])
        if changed:
            fresh.save(update_fields=[*changed, "updated_at"])
            log.modified([fresh.pk], changed, in_trash=fresh.in_trash)
    return fresh


def trash(user_id: int, tracks: Iterable[int], *, origin: str) -> list[int]:
    """Move tracks to the trash; return the ids of those that were not there yet."""
    at = now()
    with writing(user_id, origin) as log:
        moved = _returning_ids(
            """UPDATE library_track SET deleted_at = %s, updated_at = %s
               WHERE user_id = %s AND id = ANY(%s) AND deleted_at IS NULL RETURNING id""",
            [at, at, user_id, list(tracks)],
        )
        log.deleted(moved)
    return moved


def restore(user_id: int, tracks: Iterable[int], *, origin: str) -> list[int]:
    """Take tracks out of the trash; return the ids of those that were in it."""
    with writing(user_id, origin) as log:
        moved = _returning_ids(
            """UPDATE library_track SET deleted_at = NULL, updated_at = %s
               WHERE user_id = %s AND id = ANY(%s) AND deleted_at IS NOT NULL RETURNING id""",
            [now(), user_id, list(tracks)],
        )
        log.added(moved)
    return moved


def remove(user_id: int, tracks: Iterable[int], *, origin: str) -> int:
    """Delete tracks for good; return how many. What lay in the trash was counted when it went."""
    asked = sorted(set(tracks))
    batches = [asked[n : n + REMOVED_AT_ONCE] for n in range(0, len(asked), REMOVED_AT_ONCE)]
    count = 0
    with writing(user_id, origin) as log:
        mine_in = [Track.objects.filter(user_id=user_id, pk__in=batch) for batch in batches]
        # All are locked before anybody is told of the first: who holds one of them, and waits for what a
        # receiver has locked meanwhile, would wait for ever.
        locked = [
            list(mine.order_by("pk").select_for_update().values_list("pk", flat=True))
            for mine in mine_in
        ]
        for mine, ids in zip(mine_in, locked, strict=True):
            log.deleted(mine.in_library().values_list("pk", flat=True))
            if ids:
                tracks_removing.send(Track, user_id=user_id, track_ids=ids)
            count += mine.delete()[1].get(Track._meta.label, 0)
    return count


def since(user: Any, version: int) -> Changes:
    """Count what came after `version`, net per track: one that came and went is no change.

    A track was there before if its first entry is not `added`, and is there now if its last one is
    not `deleted`. The log's ids grow with the versions of a user, because of the lock."""
    with connection.cursor() as cursor:
        cursor.execute(NET, [user.pk, version])
        added, modified, deleted = cursor.fetchone()
    return Changes(added=added, modified=modified, deleted=deleted)


def tracks_since(session: Any, user_id: int, version: int, until: int) -> list[int]:
    """Return the ids of all tracks that the log names after `version`, up to `until`, rising; read on
    a session of the caller's, in the snapshot that it holds."""
    rows = session.execute(
        """SELECT DISTINCT unnest(tracks) AS track FROM library_librarychange
           WHERE user_id = %s AND version > %s AND version <= %s ORDER BY track""",
        [user_id, version, until],
    )
    return [row[0] for row in rows.fetchall()]


# 0 added, 1 modified, 2 deleted; an edit inside the trash counts once the track is back.
NET = """
WITH event AS (
    SELECT unnest(tracks) AS track,
           id * 4 + CASE kind WHEN 'added' THEN 0 WHEN 'deleted' THEN 2 ELSE 1 END AS step,
           kind LIKE 'modified%%' AS edited,
           kind = 'modified_in_trash' AS in_trash
    FROM library_librarychange
    WHERE user_id = %s AND version > %s
), net AS (
    SELECT min(step) FILTER (WHERE NOT in_trash) %% 4 AS first,
           max(step) FILTER (WHERE NOT in_trash) %% 4 AS last,
           bool_or(edited) AS edited
    FROM event GROUP BY track
)
SELECT count(*) FILTER (WHERE first = 0 AND last <> 2),
       count(*) FILTER (WHERE first <> 0 AND last <> 2 AND edited),
       count(*) FILTER (WHERE first <> 0 AND last = 2)
FROM net
"""


def _returning_ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(row[0] for row in cursor.fetchall())
