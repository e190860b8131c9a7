"""What one asks of jobs and of the queue over HTTP, beyond reading and cancelling."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobqueue import jobs
from jobqueue.api import JOB_ID
from jobqueue.api_bands import band_of, needed_band_of
from jobqueue.lookup import job_or_404
from jobqueue.serializers import (
    BANDS,
    AcceptedSerializer,
    BandSerializer,
    JobSerializer,
    PausedSerializer,
    ReplayedSerializer,
)


class PauseJob(APIView):
    @extend_schema(parameters=[JOB_ID], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, job_id: str) -> Response:
        """Pause a waiting job now, a running one at its next checkpoint; 409 once it has ended."""
        job = jobs.pause(job_or_404(request.user, job_id), f"paused by {request.user}")
        return Response(jobs.accepted_body(job, status=job.status), status=202)


class ResumeJob(APIView):
    @extend_schema(parameters=[JOB_ID], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, job_id: str) -> Response:
        """Let a paused job go on where it was; 409 once it has ended."""
        job = jobs.resume(job_or_404(request.user, job_id), f"resumed by {request.user}")
        return Response(jobs.accepted_body(job, status=job.status), status=202)


class ReplayJob(APIView):
    @extend_schema(parameters=[JOB_ID], request=None, responses={202: ReplayedSerializer})
    def post(self, request: Request, job_id: str) -> Response:
        """Do once more, as a new job, what an ended one was to do; 409 while it is open."""
        job = job_or_404(request.user, job_id)
        again = jobs.run_again(job)
        return Response(jobs.accepted_body(again, replay_of=str(job.pk)), status=202)


class JobPriority(APIView):
    permission_classes = (IsAdminUser,)

    @extend_schema(parameters=[JOB_ID], request=BandSerializer, responses=JobSerializer)
    def post(self, request: Request, job_id: str) -> Response:
        """Put an open job into another band, better or not; 409 once it has ended."""
        band = needed_band_of(request.data)
        job = job_or_404(request.user, job_id)
        moved = jobs.set_priority(job, band, f"moved to {BANDS[band]} by {request.user}")
        return Response(JobSerializer(moved).data)


class PauseQueue(APIView):
    permission_classes = (IsAdminUser,)

    @extend_schema(request=BandSerializer, responses=PausedSerializer)
    def post(self, request: Request) -> Response:
        """Pause a band, or all of them; what runs stops at its next checkpoint."""
        return Response({"paused": jobs.pause_band(band_of(request.data))})


class ResumeQueue(APIView):
    permission_classes = (IsAdminUser,)

    @extend_schema(request=BandSerializer, responses=PausedSerializer)
    def post(self, request: Request) -> Response:
        """Let a band, or all of them, go on."""
        return Response({"paused": jobs.resume_band(band_of(request.data))})
