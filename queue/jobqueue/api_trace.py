"""What happened to a job: its changes of state, and its items that failed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.errors import NotFound
from contract.pagination import KeysetPagination
from jobqueue import jobs, retrying
from jobqueue.api import JOB_ID
from jobqueue.lookup import job_or_404
from jobqueue.serializers import AcceptedSerializer, FailureSerializer, TransitionSerializer

NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH)
LONGEST_NUMBER = 9


class ById(KeysetPagination):
    """In the order in which things happened."""


class ByNumber(KeysetPagination):
    orderings = {"number": "number"}
    default_ordering = "number"


class JobTrace(APIView):
    permission_classes = (IsAdminUser,)
    pagination_class = ById

    @extend_schema(parameters=[JOB_ID], responses=TransitionSerializer(many=True))
    def get(self, request: Request, job_id: str) -> Response:
        """Every change of the job's state, from the first on: when, by which worker, why."""
        return _page(
            ById(),
            job_or_404(request.user, job_id).transitions.all(),
            request,
            TransitionSerializer,
        )


class Failures(APIView):
    pagination_class = ByNumber

    @extend_schema(parameters=[JOB_ID], responses=FailureSerializer(many=True))
    def get(self, request: Request, job_id: str) -> Response:
        """The items that could not be done, with the reason of each."""
        return _page(
            ByNumber(), job_or_404(request.user, job_id).failures.all(), request, FailureSerializer
        )


class RetryFailure(APIView):
    @extend_schema(parameters=[JOB_ID, NUMBER], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, job_id: str, number: str) -> Response:
        """Do just this item once more, as a new job."""
        job = job_or_404(request.user, job_id)
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            raise NotFound("There is no such item.")
        failures = list(job.failures.filter(number=int(number)))
        if not failures:
            raise NotFound("There is no such item.")
        again = jobs.retry_failures(job, failures)
        return Response(jobs.accepted_body(again, retry_of=str(job.pk)), status=202)


class RetryFailures(APIView):
    @extend_schema(
        operation_id="queue_jobs_failures_retry_all",
        parameters=[JOB_ID],
        request=None,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request, job_id: str) -> Response:
        """Do all failed items once more that are not being done again already, as one new job."""
        job = job_or_404(request.user, job_id)
        again = retrying.retry_job(job)
        return Response(jobs.accepted_body(again, retry_of=str(job.pk)), status=202)


def _page(page: KeysetPagination, rows: Any, request: Request, serializer: Any) -> Response:
    found = page.paginate_queryset(rows.order_by(), request)
    return page.get_paginated_response(serializer(found, many=True).data)
