"""The filters of GET /api/tracks, each with its index in Track.Meta."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from contract.errors import Invalid
from contract.fields import is_storable
from library.models.tracks import TrackQuerySet
from library.sort_keys import sort_key

TRUE = frozenset({"true", "1"})
FALSE = frozenset({"false", "0"})
LONGEST = 500

Filter = Callable[[TrackQuerySet, str], TrackQuerySet]


class Refused(ValueError):
    """The parameter's value makes no sense; the message says what does."""


def flag(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Refused("true or false is expected.")


def _hidden(tracks: TrackQuerySet, text: str) -> TrackQuerySet:
    if text.strip().lower() == "any":
        return tracks
    try:
        return tracks.filter(is_hidden=flag(text))
    except Refused:
        raise Refused("true, false or any is expected.") from None


def _in_trash(tracks: TrackQuerySet, text: str) -> TrackQuerySet:
    return tracks.in_trash() if flag(text) else tracks.in_library()


def _rating(tracks: TrackQuerySet, text: str) -> TrackQuerySet:
    if text not in {"1", "2", "3", "4", "5"}:
        raise Refused("A number from 1 to 5 is expected.")
    return tracks.filter(rating__gte=int(text))


def _genre(tracks: TrackQuerySet, text: str) -> TrackQuerySet:
    return tracks.annotate(genre_lower=Lower("genre")).filter(genre_lower=text.strip().lower())


def _key(column: str) -> Filter:
    def of_key(tracks: TrackQuerySet, text: str) -> TrackQuerySet:
        return tracks.filter(**{column: sort_key(text)}) if sort_key(text) else tracks

    return of_key


FILTERS: dict[str, Filter] = {
    "search": lambda tracks, text: tracks.matching(text),
    "artist": _key("artist_key"),
    "album": _key("album_key"),
    "genre": _genre,
    "favorite": lambda tracks, text: tracks.filter(is_favorite=flag(text)),
    "rating_min": _rating,
    "hidden": _hidden,
    "tag": lambda tracks, text: tracks.filter(~Q(tags=[]), tags__contains=[text]),
    "analyzed": lambda tracks, text: tracks.filter(analysed_at__isnull=not flag(text)),
    "in_trash": _in_trash,
}
# What a list leaves out unless it is asked for.
DEFAULTS = {"hidden": "false", "in_trash": "false"}

PARAMETERS = [
    OpenApiParameter("search", str, description="Words of title, artist or album, or parts."),
    OpenApiParameter("artist", str, description="The whole name; case and accents aside."),
    OpenApiParameter("album", str, description="The whole name; case and accents aside."),
    OpenApiParameter("genre", str, description="The whole name; case aside."),
    OpenApiParameter("favorite", bool),
    OpenApiParameter("rating_min", OpenApiTypes.INT, enum=[1, 2, 3, 4, 5]),
    OpenApiParameter("hidden", str, enum=["true", "false", "any"], default="false"),
    OpenApiParameter("tag", str, description="A tag as it was written."),
    OpenApiParameter("analyzed", bool),
    OpenApiParameter("in_trash", bool, default=False, description="The trash instead."),
]


def filtered(tracks: TrackQuerySet, given: QueryDict) -> TrackQuerySet:
    """Return the tracks that the query parameters ask for; raises Invalid with every bad one.

    An empty parameter asks for nothing."""
    faults: dict[str, list[str]] = {}
    for name, narrow in FILTERS.items():
        text = given.get(name) or DEFAULTS.get(name, "")
        if not text:
            continue
        try:
            if len(text) > LONGEST or not is_storable(text):
                raise Refused(f"Up to {LONGEST} characters without NUL are expected.")
            tracks = narrow(tracks, text)
        except Refused as refused:
            faults[name] = [str(refused)]
    if faults:
        raise Invalid(faults)
    return tracks
