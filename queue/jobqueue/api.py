"""Jobs and their progress over HTTP."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.errors import Invalid
from contract.pagination import KeysetPagination
from jobqueue import api_bands, freshness, jobs, positions, progress
from jobqueue.lookup import job_or_404
from jobqueue.models import AnalysisJob, JobType, Status
from jobqueue.serializers import BANDS, AcceptedSerializer, JobSerializer, ProgressSerializer

JOB_ID = OpenApiParameter("job_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class NewestJobs(KeysetPagination):
    orderings = {"created_at": "created_at"}
    default_ordering = "-created_at"


class JobProgress(APIView):
    @extend_schema(parameters=[JOB_ID], responses={200: ProgressSerializer, 304: None})
    def get(self, request: Request, job_id: str) -> Any:
        """How far the job is. Send the ETag back as If-None-Match: 304 while nothing changed."""
        body = progress.progress_body(job_or_404(request.user, job_id))
        tag = f'"{body["job_id"]}-{body["revision"]}-{body["priority"]}"'
        response = Response(body, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
        return get_conditional_response(request._request, etag=tag, response=response)


class Jobs(APIView):
    pagination_class = NewestJobs

    @extend_schema(
        parameters=[
            OpenApiParameter("status", str, enum=Status.values),
            OpenApiParameter("type", str, enum=JobType.values),
            OpenApiParameter("priority", str, enum=BANDS),
        ],
        responses=JobSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The user's jobs, for staff everybody's, newest first."""
        page = NewestJobs()
        rows = page.paginate_queryset(self.chosen(request), request, self)
        freshness.bring_up_to_date(rows)
        context = {"positions": positions.of(rows)}
        return page.get_paginated_response(JobSerializer(rows, many=True, context=context).data)

    def chosen(self, request: Request) -> QuerySet[AnalysisJob]:
        rows = AnalysisJob.objects.visible_to(request.user).select_related("user")
        known = {"status": Status.values, "type": JobType.values, "priority": BANDS}
        for name, values in known.items():
            value = request.query_params.get(name)
            if value is None:
                continue
            if value not in values:
                raise Invalid({name: [f"One of {', '.join(values)} is expected."]})
            rows = rows.filter(
                **{"band": BANDS.index(value)} if name == "priority" else {name: value}
            )
        return rows

    def get_permissions(self) -> Any:
        return [IsAdminUser()] if self.request.method == "DELETE" else super().get_permissions()

    @extend_schema(**api_bands.CLEAR)
    def delete(self, request: Request) -> Response:
        """Cancel all that waits or is paused, of one band or of all; what runs goes on. Staff only.
        The band is named in the query or in the body; 400 where they say anything else."""
        band = api_bands.band_to_clear(request.query_params, request.data)
        removed = jobs.clear(band, f"cleared away by {request.user}")
        return Response({"removed": removed, "total": sum(removed.values())})


class Job(APIView):
    @extend_schema(parameters=[JOB_ID], responses=JobSerializer)
    def get(self, request: Request, job_id: str) -> Response:
        job = job_or_404(request.user, job_id)
        freshness.bring_up_to_date([job])
        return Response(JobSerializer(job).data)


class CancelJob(APIView):
    @extend_schema(parameters=[JOB_ID], request=None, responses={202: AcceptedSerializer})
    def post(self, request: Request, job_id: str) -> Response:
        """Cancel a waiting job now, a running one at its next checkpoint; 409 once it has ended."""
        job = jobs.cancel(job_or_404(request.user, job_id), f"cancelled by {request.user}")
        return Response(jobs.accepted_body(job, status=job.status), status=202)
