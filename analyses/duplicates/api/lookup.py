"""One function a noun that fetches and authorises."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from accounts.authentication import user_of
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup
from contract.errors import AnalysisNotFound, NotFound

ANALYSIS_ID = OpenApiParameter("analysis_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
SUGGESTIONS = (
    "List yours with GET /api/duplicates/analyses.",
    "Start one with POST /api/duplicates/analyses.",
)


def analysis_or_404(request: Request, text: str) -> DuplicateAnalysis:
    """Return the user's analysis; AnalysisNotFound for another's, an unknown and a malformed id."""
    mine = DuplicateAnalysis.objects.visible_to(request.user).select_related("user")
    try:
        found = mine.filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise AnalysisNotFound(suggestions=SUGGESTIONS)
    return found


def group_or_404(request: Request, text: str, group_id: int) -> DuplicateGroup:
    """Return a group of the user's analysis, with its tracks."""
    analysis = analysis_or_404(request, text)
    groups = DuplicateGroup.objects.visible_to(user_of(request)).with_tracks()
    # No id of ours is longer; PostgreSQL would refuse to compare.
    found = groups.filter(analysis=analysis, pk=group_id).first() if group_id < 2**63 else None
    if found is None:
        raise NotFound("There is no such group in this analysis.")
    return found


def validated(form: type[Serializer[Any]], data: Any, **context: Any) -> Any:
    """Return the bound serializer of `data`; raises ValidationError where it does not fit."""
    bound = form(data=data, context=context)
    bound.is_valid(raise_exception=True)
    return bound
