"""An analysis as a file."""

from __future__ import annotations

from django.conf import settings
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.duplicates import analyses, export
from analyses.duplicates.api.analyses import detail_of
from analyses.duplicates.api.lookup import ANALYSIS_ID, analysis_or_404
from analyses.duplicates.api.throttles import ExportThrottle
from contract.errors import Conflict, Invalid

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class Export(APIView):
    throttle_classes = [ExportThrottle]

    @extend_schema(
        parameters=[
            ANALYSIS_ID,
            OpenApiParameter("format", str, enum=list(TYPES), default="json"),
        ],
        responses={
            (200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR),
        },
    )
    def get(self, request: Request, analysis_id: str) -> StreamingHttpResponse:
        """Everything that was found: all groups with their tracks, or a line a track."""
        analysis = analysis_or_404(request, analysis_id)
        format = request.query_params.get("format", "json")
        if format not in settings.EXPORT_FORMATS:
            raise Invalid({"format": [f"One of {', '.join(settings.EXPORT_FORMATS)} is expected."]})
        if analysis.is_running or not analysis.result_saved:
            raise Conflict("It has no groups to export.", status=analysis.status)
        analyses.record(analysis, "exported", user_of(request), format=format)
        rows = (
            export.as_csv(analysis.pk)
            if format == "csv"
            else export.as_json(analysis.pk, detail_of(analysis))
        )
        name = f"duplicates-{analysis.created_at:%Y-%m-%d}-{str(analysis.pk)[:8]}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(rows, content_type=TYPES[format], headers=headers)
