"""How often what was played: over the tracks of a library, by their own counters."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum

from contract import redis_link
from library.models import Track

log = logging.getLogger(__name__)

# How many stand in each list of the most played.
TOP = 10
# A count over a million tracks is this old at most, in seconds.
KEPT_SECONDS = 60


def listening(user: Any) -> dict[str, Any]:
    """Return plays, skips, seconds_played (each play for the track's whole length) and the most played
    artists, tracks and genres; the trash does not count."""
    key = f"library:listening:{user.pk}"
    try:
        found = redis_link.cached(key)
        if found is None:
            found = _counted(user)
            redis_link.keep(key, found, KEPT_SECONDS)
    except redis_link.Away as error:
        log.warning("plays are counted anew, Redis is silent: %s", error)
        return _counted(user)
    return dict(found)


def _counted(user: Any) -> dict[str, Any]:
    here = Track.objects.filter(user=user).in_library()
    played = here.filter(play_count__gt=0)
    sums = here.filter(Q(play_count__gt=0) | Q(skip_count__gt=0)).aggregate(
        plays=Sum("play_count"),
        skips=Sum("skip_count"),
        seconds=Sum(F("play_count") * F("duration")),
    )
    return {
        "plays": sums["plays"] or 0,
        "skips": sums["skips"] or 0,
        "seconds_played": round(sums["seconds"] or 0.0, 3),
        # Spelled in several ways, an artist is one all the same.
        "top_artists": _top(played.exclude(artist_key=None), "artist_key", "artist"),
        "top_tracks": [
            {"track_id": pk, "title": title, "artist": artist, "plays": plays}
            for pk, title, artist, plays in played.order_by("-play_count", "-pk").values_list(
                "pk", "title", "artist", "play_count"
            )[:TOP]
        ],
        "top_genres": _top(played.exclude(genre=""), "genre", "genre"),
    }


def _top(played: QuerySet[Track], by: str, shown: str) -> list[dict[str, Any]]:
    rows: Any = played.order_by().values(by).annotate(plays=Sum("play_count"), name=Min(shown))
    return [
        {shown: row["name"], "plays": row["plays"]} for row in rows.order_by("-plays", by)[:TOP]
    ]
