"""What the user says of pairs of tracks: list, say, revoke."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.duplicates import verdicts
from analyses.duplicates.api.lookup import validated
from analyses.duplicates.models import Verdict
from analyses.duplicates.models.verdicts import VerdictQuerySet
from analyses.duplicates.serializers.verdicts import (
    SaidSerializer,
    SaySerializer,
    VerdictFilterSerializer,
    VerdictSerializer,
)
from contract.pagination import NewestFirst
from contract.schema import list_parameters, page_of

VERDICT_ID = OpenApiParameter("verdict_id", OpenApiTypes.INT64, OpenApiParameter.PATH)
FILTERS = [
    OpenApiParameter("verdict", str, enum=Verdict.Says.values),
    OpenApiParameter("track", OpenApiTypes.INT64, description="Only those on this track."),
]


class Verdicts(APIView):
    @extend_schema(
        operation_id="duplicates_verdicts_list",
        parameters=[*list_parameters(NewestFirst), *FILTERS],
        responses=page_of(VerdictSerializer),
    )
    def get(self, request: Request) -> Response:
        """The user's verdicts, newest first, each with both tracks as they are now."""
        page = NewestFirst()
        rows = page.paginate_queryset(chosen(request), request, self)
        return page.get_paginated_response(VerdictSerializer(rows, many=True).data)

    @extend_schema(request=SaySerializer, responses={200: SaidSerializer, 201: SaidSerializer})
    def post(self, request: Request) -> Response:
        """Say of two tracks whether they are one recording; every later run obeys.

        The older verdicts that this contradicts, also through a chain, are `revoked` by it. 200 and
        nothing changed where just this was said already."""
        given: dict[str, Any] = validated(SaySerializer, request.data).validated_data
        said = verdicts.say(user_of(request), given["track_a"], given["track_b"], given["verdict"])
        body = SaidSerializer(said.verdict, context={"revoked": said.revoked}).data
        return Response(body, status=status.HTTP_201_CREATED if said.is_new else status.HTTP_200_OK)


class OneVerdict(APIView):
    @extend_schema(parameters=[VERDICT_ID], responses={204: None})
    def delete(self, request: Request, verdict_id: int) -> Response:
        """Revoke a verdict: later runs decide for themselves again."""
        verdicts.revoke(user_of(request), verdict_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def chosen(request: Request) -> VerdictQuerySet:
    """Return the user's verdicts that pass the filters of the request, with their tracks."""
    wanted = validated(VerdictFilterSerializer, request.query_params).validated_data
    rows = Verdict.objects.visible_to(request.user).with_tracks()
    if "verdict" in wanted:
        rows = rows.filter(verdict=wanted["verdict"])
    return rows.on(wanted["track"]) if "track" in wanted else rows
