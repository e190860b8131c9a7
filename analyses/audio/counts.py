"""How many songs are analysed. A page asks every few seconds, and counting a million rows takes time,
so a library's counts are kept while nothing has changed, and for moments while a job is at it."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from contract import redis_link
from library.models import LibraryVersion, Track

if TYPE_CHECKING:
    from accounts.models import User

# While a job analyses, the counts are this old at most, in seconds.
MOMENTS = 3.0
# Without one they are exact; kept so long, in seconds.
KEPT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Songs in all, those analysed, and when the last one was."""

    total: int
    analysed: int
    last: datetime | None

    @property
    def left(self) -> int:
        return self.total - self.analysed


def of_tracks(tracks: QuerySet[Track]) -> Counts:
    """Count these tracks."""
    found = tracks.aggregate(
        total=Count("pk"),
        analysed=Count("pk", filter=Q(analysed_at__isnull=False)),
        last=Max("analysed_at"),
    )
    return Counts(**found)


def of_library(user: User, *, running: bool) -> Counts:
    """Count a user's library, without the trash; `running`: whether a job of theirs analyses it now,
    so that counts of a moment ago will do."""
    key, version = f"audio:counts:{user.pk}", LibraryVersion.objects.current(user)
    # Read first: what is analysed while we count has a later one, and is counted the next time.
    last = _last(user)
    kept: dict[str, Any] | None = redis_link.cached(key)
    if kept is not None and kept["version"] == version:
        fresh = running and 0 <= time.time() - kept["at"] < MOMENTS
        if fresh or kept["counts"]["last"] == last:
            return Counts(**kept["counts"])
    counts = _counted(user, last)
    found = {"counts": asdict(counts), "version": version, "at": time.time()}
    redis_link.keep(key, found, KEPT_SECONDS)
    return counts


def _last(user: User) -> datetime | None:
    analysed = Track.objects.filter(user=user, analysed_at__isnull=False).in_library()
    return analysed.order_by("-analysed_at").values_list("analysed_at", flat=True).first()


def _counted(user: User, last: datetime | None) -> Counts:
    # Two counts: each reads an index of its own, where one of both would read the whole table.
    here = Track.objects.filter(user=user).in_library()
    analysed = here.filter(analysed_at__isnull=False).count()
    left = here.filter(analysed_at=None).count()
    return Counts(total=analysed + left, analysed=analysed, last=last)
