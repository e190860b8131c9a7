"""The band that a request names."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from contract.errors import Invalid
from jobqueue.serializers import BANDS, BandSerializer, ClearedSerializer

CLEAR: dict[str, Any] = {
    "parameters": [OpenApiParameter("priority", str, enum=BANDS)],
    "request": None,
    "responses": ClearedSerializer,
}


def band_of(given: Any) -> int | None:
    """Return the band that a body or a query names, None where it names none; raises ValidationError
    for any other word."""
    form = BandSerializer(data=given)
    form.is_valid(raise_exception=True)
    name = form.validated_data.get("priority")
    return None if name is None else BANDS.index(name)


def needed_band_of(given: Any) -> int:
    """Return the band that a body names; raises Invalid where it names none."""
    band = band_of(given)
    if band is None:
        raise Invalid({"priority": [f"One of {', '.join(BANDS)} is expected."]})
    return band
