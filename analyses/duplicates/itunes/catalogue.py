"""What is read of tracks and entries: in batches, each a short query by an index.

No transaction stays open between two batches, as the caller may be held up for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max

from analyses.duplicates.records import SAID
from library.models import ITunesEntry, Track

# The fields SAID of an entry, or of a track.
Row = tuple[Any, ...]

# Rows of one query: some 20 ms.
BATCH = 2000


def has_entries(user_id: int) -> bool:
    return ITunesEntry.objects.filter(user_id=user_id).exists()


def state_of(user_id: int) -> str:
    """Return a short text that is another one after each import that has changed an entry."""
    mine = ITunesEntry.objects.filter(user_id=user_id)
    count, newest = mine.aggregate(count=Count("pk"), newest=Max("pk")).values()
    imports = sorted(map(str, mine.order_by().values_list("import_id", flat=True).distinct()))
    text = f"{count} {newest} {' '.join(imports)}"
    return sha256(text.encode()).hexdigest()[:32] if count else ""


def by_persistent_id(user_id: int, tracks: Sequence[int]) -> dict[int, int]:
    """Return the entry of each of up to BATCH tracks that has one of its own persistent id."""
    mine = Track.objects.filter(user_id=user_id, pk__in=tracks).exclude(persistent_id="")
    ids = dict(mine.values_list("pk", "persistent_id"))
    named = ITunesEntry.objects.filter(user_id=user_id, persistent_id__in=set(ids.values()))
    entries = dict(named.values_list("persistent_id", "pk"))
    return {track: entries[name] for track, name in ids.items() if name in entries}


def tracks(user_id: int, ids: Sequence[int]) -> list[Row]:
    """Return the rows of up to BATCH tracks; those that are gone are left out."""
    mine = Track.objects.filter(user_id=user_id, pk__in=ids)
    return list(mine.values_list(*SAID))


def entries(user_id: int) -> Iterator[list[Row]]:
    """Give all entries of a user, batch by batch, by ascending persistent id."""
    mine = ITunesEntry.objects.filter(user_id=user_id).order_by("persistent_id")
    last = ""
    while True:
        batch = list(
            mine.filter(persistent_id__gt=last).values_list("persistent_id", *SAID)[:BATCH]
        )
        if not batch:
            return
        last = batch[-1][0]
        yield [row[1:] for row in batch]
