"""What an analysis would have found at another strictness."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analyses.duplicates import preview
from analyses.duplicates.api.lookup import ANALYSIS_ID, analysis_or_404, validated
from analyses.duplicates.detector import MOST_TOLERANCE
from analyses.duplicates.serializers.preview import FiguresSerializer, StrictnessSerializer


def _number(name: str, most: float, description: str) -> OpenApiParameter:
    limits = {"type": "number", "format": "double", "minimum": 0, "maximum": most}
    return OpenApiParameter(name, limits, description=description)


ASKED = [
    _number(
        "min_confidence",
        1,
        "Groups from this average similarity on; below 0.3 as 0.3, as no lower score is kept.",
    ),
    _number("duration_tolerance", MOST_TOLERANCE, "Seconds by which two copies may differ."),
    OpenApiParameter(
        "group_other_releases",
        OpenApiTypes.BOOL,
        description="Whether the same recording on another album is a copy.",
    ),
]


class Preview(APIView):
    @extend_schema(
        operation_id="duplicates_analyses_preview",
        parameters=[ANALYSIS_ID, *ASKED],
        responses=FiguresSerializer,
    )
    def get(self, request: Request, analysis_id: str) -> Response:
        """What it would have found at this strictness, from its scores, without a new run.

        What is left out is as the analysis had it. 409 while it runs, or without scores."""
        analysis = analysis_or_404(request, analysis_id)
        asked = validated(StrictnessSerializer, request.query_params).strictness(analysis)
        preview.refuse_without_scores(analysis)
        found = preview.figures(analysis, **asked.fields())
        return Response(FiguresSerializer(found).data)
