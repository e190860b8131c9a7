"""/api/user: what the user was told, and the trail of what they did."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from accounts.models import AuditEvent, Notification
from accounts.serializers import AuditEventSerializer, NotificationSerializer
from contract.errors import NotFound
from contract.pagination import NewestFirst
from contract.schema import list_parameters, page_of


class AuditTrail(APIView):
    @extend_schema(parameters=list_parameters(NewestFirst), responses=page_of(AuditEventSerializer))
    def get(self, request: Request) -> Response:
        """The user's own actions on anything; staff see everybody's."""
        events = AuditEvent.objects.visible_to(user_of(request))
        page = NewestFirst()
        rows = page.paginate_queryset(events, request, self)
        return page.get_paginated_response(AuditEventSerializer(rows, many=True).data)


class Notifications(APIView):
    @extend_schema(
        parameters=list_parameters(NewestFirst), responses=page_of(NotificationSerializer)
    )
    def get(self, request: Request) -> Response:
        page = NewestFirst()
        own = Notification.objects.filter(user=user_of(request))
        rows = page.paginate_queryset(own, request, self)
        return page.get_paginated_response(NotificationSerializer(rows, many=True).data)


class ReadNotification(APIView):
    @extend_schema(request=None, responses=NotificationSerializer)
    def post(self, request: Request, notification_id: int) -> Response:
        found = Notification.objects.filter(user=user_of(request), pk=notification_id)
        found.filter(read_at=None).update(read_at=timezone.now())
        row = found.first()
        if row is None:
            raise NotFound("There is no such notification.")
        return Response(NotificationSerializer(row).data)


class ReadAllNotifications(APIView):
    @extend_schema(
        request=None,
        responses=inline_serializer("ReadAll", {"marked_read": serializers.IntegerField()}),
    )
    def post(self, request: Request) -> Response:
        unread = Notification.objects.filter(user=user_of(request), read_at=None)
        return Response({"marked_read": unread.update(read_at=timezone.now())})
