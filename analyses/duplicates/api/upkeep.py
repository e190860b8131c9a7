"""Retention by hand, and the trail."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from accounts.models import AuditEvent, User
from analyses.duplicates import retention
from analyses.duplicates.api.lookup import validated
from analyses.duplicates.serializers.analyses import RemovedSerializer
from analyses.duplicates.serializers.requests import CleanupSerializer
from contract.pagination import NewestFirst
from contract.schema import list_parameters, page_of


class Cleanup(APIView):
    @extend_schema(request=CleanupSerializer, responses=RemovedSerializer)
    def post(self, request: Request) -> Response:
        """Apply the retention now, to one's own analyses; staff: `all` for everybody's."""
        asker = user_of(request)
        everybody = validated(CleanupSerializer, request.data).validated_data.get("all", False)
        if everybody and not asker.is_staff:
            raise PermissionDenied("Only staff clean up everybody's analyses.")
        users = User.objects.order_by("pk") if everybody else [asker]
        removed = retention.clean_up(users, by=asker)
        return Response(RemovedSerializer(removed).data)


class TrailSerializer(serializers.ModelSerializer[AuditEvent]):
    """A row of the trail; `user` is empty for what the server did by itself."""

    user = serializers.CharField(source="username")
    analysis_id = serializers.SerializerMethodField()
    group_id = serializers.SerializerMethodField()
    details = serializers.DictField()

    class Meta:
        model = AuditEvent
        fields = ["id", "at", "action", "user", "analysis_id", "group_id", "details"]
        read_only_fields = fields

    def get_analysis_id(self, event: AuditEvent) -> str | None:
        return event.subject_id or None

    def get_group_id(self, event: AuditEvent) -> int | None:
        found: Any = event.details.get("group_id")
        return found


class Audit(APIView):
    @extend_schema(parameters=list_parameters(NewestFirst), responses=page_of(TrailSerializer))
    def get(self, request: Request) -> Response:
        """What was done with the user's analyses; staff see everybody's."""
        events = AuditEvent.objects.visible_to(user_of(request)).filter(noun="duplicates")
        page = NewestFirst()
        rows = page.paginate_queryset(events, request, self)
        return page.get_paginated_response(TrailSerializer(rows, many=True).data)
