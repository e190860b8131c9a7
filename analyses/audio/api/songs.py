"""Analysing songs over HTTP, and how much of the library is analysed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.audio import starting, totals
from analyses.audio.api.throttles import SongStartThrottle
from analyses.audio.serializers import TotalsSerializer
from jobqueue import jobs
from jobqueue.serializers import AcceptedSerializer
from library.api.tracks import TRACK_ID, track_or_404


class AnalyseSong(APIView):
    throttle_classes = [SongStartThrottle]

    @extend_schema(parameters=[TRACK_ID], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, track_id: int) -> Response:
        """Analyse a song now; while a job for it is open, that one is answered again."""
        job = starting.start_song(user_of(request), track_or_404(request, track_id))
        body = jobs.accepted_body(job, status=job.status)
        return Response(body, status=status.HTTP_202_ACCEPTED)


class GlobalProgress(APIView):
    @extend_schema(responses=TotalsSerializer)
    def get(self, request: Request) -> Response:
        """How much of the library is analysed, with the job that is at it."""
        return Response(totals.of_library(user_of(request)))
