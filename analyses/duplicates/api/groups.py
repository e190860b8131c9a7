"""The groups of an analysis, by page, alone, and one after the other."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analyses.duplicates.api.lookup import (
    ANALYSIS_ID,
    analysis_or_404,
    group_or_404,
    validated,
)
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup
from analyses.duplicates.serializers.groups import GroupSerializer
from analyses.duplicates.serializers.requests import GroupFilterSerializer
from contract.cursors import Cursor
from contract.errors import Invalid, NotFound
from contract.keyset import Keyset
from contract.pagination import KeysetPagination
from contract.schema import list_parameters, page_of

FILTERS = [
    OpenApiParameter("resolved", bool),
    OpenApiParameter("min_confidence", float, description="Least average similarity, 0 to 1."),
    OpenApiParameter("search", str, description="Words in a title, artist or album."),
]
ORDERING = OpenApiParameter("ordering", str, description="As in the list.")


class GroupPage(KeysetPagination):
    orderings = {
        "group_index": "group_index",
        "confidence": "average_similarity_score",
        "duplicates": "duplicate_count",
        "artist": "artist_key",
        "title": "title_key",
    }
    default_ordering = "group_index"


class Groups(APIView):
    @extend_schema(
        operation_id="duplicates_groups_list",
        parameters=[ANALYSIS_ID, *list_parameters(GroupPage), *FILTERS],
        responses=page_of(GroupSerializer),
    )
    def get(self, request: Request, analysis_id: str) -> Response:
        """The groups with their tracks, and why each is in; none while the analysis runs."""
        page = GroupPage()
        groups = chosen(request, analysis_or_404(request, analysis_id))
        rows = page.paginate_queryset(groups, request, self)
        return page.get_paginated_response(GroupSerializer(rows, many=True).data)


class Group(APIView):
    @extend_schema(
        operation_id="duplicates_groups_retrieve",
        parameters=[ANALYSIS_ID],
        responses=GroupSerializer,
    )
    def get(self, request: Request, analysis_id: str, group_id: int) -> Response:
        return Response(GroupSerializer(group_or_404(request, analysis_id, group_id)).data)


class Neighbour(APIView):
    """The group before or after one, in the order and under the filters of the list."""

    backward = False

    @extend_schema(parameters=[ANALYSIS_ID, ORDERING, *FILTERS], responses=GroupSerializer)
    def get(self, request: Request, analysis_id: str, group_id: int) -> Response:
        group = group_or_404(request, analysis_id, group_id)
        found = neighbour_of(group, request, backward=self.backward)
        if found is None:
            raise NotFound("There is no group beyond this one.")
        return Response(GroupSerializer(found).data)


class PreviousGroup(Neighbour):
    backward = True


class NextGroup(Neighbour):
    backward = False


def chosen(request: Request, analysis: DuplicateAnalysis) -> QuerySet[DuplicateGroup]:
    """Return the analysis's groups that pass the filters of the request, with their tracks."""
    wanted = validated(GroupFilterSerializer, request.query_params).validated_data
    groups = DuplicateGroup.objects.visible_to(request.user).filter(analysis=analysis).with_tracks()
    if wanted["resolved"] is not None:
        groups = groups.filter(resolved=wanted["resolved"])
    if "min_confidence" in wanted:
        groups = groups.filter(average_similarity_score__gte=wanted["min_confidence"])
    return groups.matching(wanted.get("search", ""))


def neighbour_of(
    group: DuplicateGroup, request: Request, *, backward: bool
) -> DuplicateGroup | None:
    """Return the group beside this one; it need not pass the filters itself."""
    ordering = request.query_params.get("ordering") or GroupPage.default_ordering
    column = GroupPage.orderings.get(ordering.removeprefix("-"))
    if column is None:
        raise Invalid({"ordering": [f"One of {', '.join(GroupPage.orderings)} is expected."]})
    keyset = Keyset(
        queryset=chosen(request, group.analysis),
        column=column,
        descending=ordering.startswith("-"),
    )
    value, identity = keyset.key_of(group)
    place = Cursor(ordering=ordering, backward=backward, value=value, identity=identity)
    found: list[DuplicateGroup] = keyset.rows(place, 1)
    return found[0] if found else None
