"""The band that a request names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from contract.errors import Invalid
from jobqueue.serializers import BANDS, ONE_OF_THEM, BandSerializer, ClearedSerializer

CLEAR: dict[str, Any] = {
    "parameters": [OpenApiParameter("priority", str, enum=BANDS)],
    "request": None,
    "responses": ClearedSerializer,
}


def band_of(given: Any) -> int | None:
    """Return the band that a body, a form or a query names, None where it names none; raises Invalid
    for any other word."""
    form = BandSerializer(data=given)
    if not form.is_valid():
        raise Invalid(form.errors)
    name = form.validated_data.get("priority")
    return None if name is None else BANDS.index(name)


def band_to_clear(query: Any, body: Any) -> int | None:
    """Return the band that the query or the body names; None, for all, where neither says anything.

    Raises Invalid for any other word, name or shape, and where the two differ: who asks for a
    part must never lose all."""
    named = set()
    for given in (query, body):
        unknown = set(given) - {"priority"} if isinstance(given, Mapping) else set()
        if unknown:
            raise Invalid({str(name): ["It is not known here."] for name in unknown})
        if given != {}:
            named.add(band_of(given))
    if len(named) > 1:
        raise Invalid({"priority": ["The query and the body name different ones."]})
    return named.pop() if named else None


def needed_band_of(given: Any) -> int:
    """Return the band that a body names; raises Invalid where it names none."""
    band = band_of(given)
    if band is None:
        raise Invalid({"priority": [ONE_OF_THEM]})
    return band
