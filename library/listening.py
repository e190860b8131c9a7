"""How often what was played: over the tracks of a library, by their own counters."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import F, Min, Sum
from django.db.models.functions import Lower

from contract import redis_link
from library.models import LibraryVersion, Track
from library.models.tracks import HEARD

# How many stand in each list of the most played.
TOP = 10
# What takes longer to count than this, in seconds, is kept; a usual library is counted each time.
SLOW_SECONDS = 0.1
# What is kept is this old at most, in seconds.
KEPT_SECONDS = 60


def listening(user: Any) -> dict[str, Any]:
    """Return plays, skips, seconds_played (each play for the track's whole length) and the most played
    artists, tracks and genres; the trash does not count."""
    key = f"library:listening:{user.pk}:{LibraryVersion.objects.current(user)}"
    found = redis_link.cached(key)
    if found is None:
        began = time.monotonic()
        found = _counted(user)
        if time.monotonic() - began >= SLOW_SECONDS:
            redis_link.keep(key, found, KEPT_SECONDS)
    return dict(found)


def _counted(user: Any) -> dict[str, Any]:
    heard = Track.objects.filter(user=user).in_library().filter(HEARD)
    played = heard.filter(play_count__gt=0)
    sums = heard.aggregate(
        plays=Sum("play_count"),
        skips=Sum("skip_count"),
        seconds=Sum(F("play_count") * F("duration")),
    )
    artists = played.exclude(artist_key=None).annotate(key=F("artist_key"))
    genres = played.exclude(genre="").annotate(key=Lower("genre"))
    return {
        "plays": sums["plays"] or 0,
        "skips": sums["skips"] or 0,
        "seconds_played": round(sums["seconds"] or 0.0, 3),
        "top_artists": _top(artists, "artist"),
        "top_tracks": [
            {"track_id": pk, "title": title, "artist": artist, "plays": plays}
            for pk, title, artist, plays in played.order_by("-play_count", "-pk").values_list(
                "pk", "title", "artist", "play_count"
            )[:TOP]
        ],
        "top_genres": _top(genres, "genre"),
    }


def _top(played: Any, shown: str) -> list[dict[str, Any]]:
    """Return the most played by `key`: spelled in several ways it is one all the same, and is shown as
    its first track has it."""
    groups = played.order_by().values("key").annotate(plays=Sum("play_count"), first=Min("pk"))
    rows = list(groups.order_by("-plays", "key")[:TOP])
    firsts = Track.objects.filter(pk__in=[row["first"] for row in rows])
    names: dict[int, str] = dict(firsts.values_list("pk", shown))
    # Whose first track went a moment ago is left out.
    return [
        {shown: names[row["first"]], "plays": row["plays"]} for row in rows if row["first"] in names
    ]
