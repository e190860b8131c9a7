"""How old an analysis is, what changed since, what it has brought, how far it is."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analyses.duplicates import age, changes, impact, progress, unheeded
from analyses.duplicates.api.lookup import ANALYSIS_ID, analysis_or_404
from analyses.duplicates.serializers.analyses import (
    AgeSerializer,
    ChangesSerializer,
    ImpactSerializer,
    ProgressRecordSerializer,
)


class AgeCheck(APIView):
    @extend_schema(parameters=[ANALYSIS_ID], responses=AgeSerializer)
    def get(self, request: Request, analysis_id: str) -> Response:
        """How old the result is, and whether to make it again."""
        analysis = analysis_or_404(request, analysis_id)
        found = age.age_of(
            analysis,
            timezone.now(),
            changes=changes.since(analysis),
            unheeded=unheeded.by(analysis),
        )
        return Response(AgeSerializer(found).data)


class LibraryChanges(APIView):
    @extend_schema(parameters=[ANALYSIS_ID], responses=ChangesSerializer)
    def get(self, request: Request, analysis_id: str) -> Response:
        """What changed in the library since the run read it; nothing while it has not."""
        found = changes.since(analysis_or_404(request, analysis_id)) or changes.NONE
        return Response(ChangesSerializer(found).data)


class ImpactOf(APIView):
    @extend_schema(parameters=[ANALYSIS_ID], responses=ImpactSerializer)
    def get(self, request: Request, analysis_id: str) -> Response:
        """What the analysis has brought so far."""
        analysis = analysis_or_404(request, analysis_id)
        found = impact.impact_of(analysis, changes.since(analysis))
        return Response(ImpactSerializer(found).data)


class AnalysisProgress(APIView):
    @extend_schema(parameters=[ANALYSIS_ID], responses=ProgressRecordSerializer)
    def get(self, request: Request, analysis_id: str) -> Response:
        """The progress record, while it runs and afterwards."""
        return Response(progress.record_of(analysis_or_404(request, analysis_id)))
