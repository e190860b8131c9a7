"""Analyses: list, start, read, refresh, cancel, resume, delete."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.duplicates import age, analyses, changes, retention, unheeded
from analyses.duplicates.api.lookup import ANALYSIS_ID, analysis_or_404, validated
from analyses.duplicates.api.throttles import StartThrottle
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.serializers.analyses import (
    AnalysisDetailSerializer,
    AnalysisSerializer,
    StartedSerializer,
)
from analyses.duplicates.serializers.requests import AnalysisFilterSerializer, StartSerializer
from contract.pagination import KeysetPagination
from contract.schema import list_parameters, page_of
from jobqueue import jobs
from jobqueue.models import AnalysisJob


class NewestAnalyses(KeysetPagination):
    orderings = {"created_at": "created_at"}
    default_ordering = "-created_at"
    default_limit = 10


class Analyses(APIView):
    throttle_classes = [StartThrottle]

    @extend_schema(
        operation_id="duplicates_analyses_list",
        parameters=[
            *list_parameters(NewestAnalyses),
            OpenApiParameter("search_term", str),
            OpenApiParameter("status", str, enum=DuplicateAnalysis.Status.values),
        ],
        responses=page_of(AnalysisSerializer),
    )
    def get(self, request: Request) -> Response:
        """The user's analyses, newest first, each with its age."""
        chosen = validated(AnalysisFilterSerializer, request.query_params).validated_data
        rows = DuplicateAnalysis.objects.visible_to(request.user)
        if "status" in chosen:
            rows = rows.filter(status=chosen["status"])
        if "search_term" in chosen:
            rows = rows.filter(search_term__iexact=chosen["search_term"])
        page = NewestAnalyses()
        found = page.paginate_queryset(rows, request, self)
        context = {"now": timezone.now(), "limits": age.limits_of(user_of(request))}
        return page.get_paginated_response(
            AnalysisSerializer(found, many=True, context=context).data
        )

    @extend_schema(
        request=StartSerializer,
        responses={200: AnalysisDetailSerializer, 202: StartedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Find duplicates. 200 with a fresh and equal result, 409 while an equal run is open."""
        form = validated(StartSerializer, request.data)
        started = analyses.start(
            user_of(request),
            form.parameters(),
            force_refresh=form.validated_data.get("force_refresh", False),
            full=form.validated_data.get("full", False),
        )
        if started.job is None:
            return Response(detail_of(started.analysis))
        return accepted(started.analysis, started.job)


class Analysis(APIView):
    @extend_schema(
        operation_id="duplicates_analyses_retrieve",
        parameters=[ANALYSIS_ID],
        responses=AnalysisDetailSerializer,
    )
    def get(self, request: Request, analysis_id: str) -> Response:
        return Response(detail_of(analysis_or_404(request, analysis_id)))

    @extend_schema(parameters=[ANALYSIS_ID], responses={204: None})
    def delete(self, request: Request, analysis_id: str) -> Response:
        """Delete an analysis with its groups; 409 while a job works on it."""
        analysis = analysis_or_404(request, analysis_id)
        removed = retention.remove(analysis)
        analyses.record(analysis, "deleted", user_of(request), **vars(removed))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Refresh(APIView):
    throttle_classes = [StartThrottle]

    @extend_schema(
        parameters=[ANALYSIS_ID], request=StartSerializer, responses={202: StartedSerializer}
    )
    def post(self, request: Request, analysis_id: str) -> Response:
        """Run it again, beside the old one, which stays current until the new one has succeeded."""
        analysis = analysis_or_404(request, analysis_id)
        form = validated(StartSerializer, request.data)
        full = form.validated_data.get("full", False)
        started = analyses.refresh(analysis, form.given(), full=full)
        return accepted(started.analysis, started.job)


class QuickRefresh(APIView):
    throttle_classes = [StartThrottle]

    @extend_schema(request=None, responses={202: StartedSerializer})
    def post(self, request: Request) -> Response:
        """Refresh the most recent analysis, with its parameters."""
        started = analyses.quick_refresh(user_of(request))
        return accepted(started.analysis, started.job)


class Cancel(APIView):
    @extend_schema(parameters=[ANALYSIS_ID], request=None, responses={202: StartedSerializer})
    def post(self, request: Request, analysis_id: str) -> Response:
        """Stop a run; what was found so far is kept and marked partial."""
        analysis = analysis_or_404(request, analysis_id)
        return accepted(analysis, analyses.cancel(analysis))


class Resume(APIView):
    throttle_classes = [StartThrottle]

    @extend_schema(parameters=[ANALYSIS_ID], request=None, responses={202: StartedSerializer})
    def post(self, request: Request, analysis_id: str) -> Response:
        """Go on with a cancelled, failed or partial analysis: a new job on the same analysis."""
        analysis = analysis_or_404(request, analysis_id)
        return accepted(analysis, analyses.resume(analysis))


def detail_of(analysis: DuplicateAnalysis) -> dict[str, Any]:
    context = {
        "now": timezone.now(),
        "limits": age.limits_of(analysis.user),
        "changes": changes.since(analysis),
        "unheeded": unheeded.by(analysis),
    }
    return AnalysisDetailSerializer(analysis, context=context).data


def accepted(analysis: DuplicateAnalysis, job: AnalysisJob | None) -> Response:
    assert job is not None  # noqa: S101 (only a start that is not forced finds a fresh result)
    body = jobs.accepted_body(job, analysis_id=str(analysis.pk), status=job.status)
    return Response(body, status=status.HTTP_202_ACCEPTED)
