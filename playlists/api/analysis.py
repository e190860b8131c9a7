"""Analysing a playlist over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.audio.api.throttles import SongStartThrottle
from analyses.audio.serializers import TotalsSerializer
from jobqueue import jobs
from jobqueue.serializers import AcceptedSerializer
from playlists import analysis
from playlists.api.lookup import PLAYLIST_ID, editable_or_403, playlist_or_404


class AnalysePlaylist(APIView):
    throttle_classes = [SongStartThrottle]

    @extend_schema(parameters=[PLAYLIST_ID], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, playlist_id: int) -> Response:
        """Analyse the songs that are not yet; while a job for it is open, that one is answered."""
        job = analysis.start(user_of(request), editable_or_403(request, playlist_id))
        body = jobs.accepted_body(job, status=job.status)
        return Response(body, status=status.HTTP_202_ACCEPTED)


class PlaylistProgress(APIView):
    @extend_schema(parameters=[PLAYLIST_ID], responses=TotalsSerializer)
    def get(self, request: Request, playlist_id: int) -> Response:
        """How much of the playlist is analysed, with your job that is at it."""
        playlist = playlist_or_404(request, playlist_id)
        return Response(analysis.progress_of(user_of(request), playlist))
