"""The state of the queue over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobqueue import overview
from jobqueue.status_serializers import QueueStatusSerializer


class QueueStatus(APIView):
    @extend_schema(responses=QueueStatusSerializer)
    def get(self, request: Request) -> Response:
        """How many jobs wait and run, by priority, the workers, the history. Of other people's
        jobs a user sees the counts, staff sees all."""
        return Response(overview.body(request.user), headers={"Cache-Control": "no-store"})
