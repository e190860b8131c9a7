"""/api/auth: the user's own account and live sessions."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import audit
from accounts.authentication import user_of
from accounts.models import UserSession
from accounts.serializers import ProfileSerializer, SessionSerializer
from contract.errors import NotFound
from contract.ids import uuid_or_404
from contract.pagination import KeysetPagination
from contract.schema import list_parameters, page_of


class Profile(APIView):
    @extend_schema(responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        return Response(ProfileSerializer(user_of(request)).data)

    @extend_schema(request=ProfileSerializer, responses=ProfileSerializer)
    def patch(self, request: Request) -> Response:
        form = ProfileSerializer(user_of(request), data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        with transaction.atomic():
            form.save()
            changed = sorted(form.validated_data)
            audit.record(
                user_of(request),
                "changed",
                noun="user",
                subject_id=user_of(request).pk,
                fields=changed,
            )
        return Response(form.data)


class SessionPage(KeysetPagination):
    orderings = {"created_at": "created_at"}
    default_ordering = "-created_at"


class Sessions(APIView):
    @extend_schema(
        operation_id="auth_sessions_list",
        parameters=list_parameters(SessionPage),
        responses=page_of(SessionSerializer),
    )
    def get(self, request: Request) -> Response:
        page = SessionPage()
        live = user_of(request).sessions.live(timezone.now())
        rows = page.paginate_queryset(live, request, self)
        data = SessionSerializer(rows, many=True, context={"request": request}).data
        return page.get_paginated_response(data)


class Session(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        live = UserSession.objects.live(timezone.now()).filter(user=user_of(request))
        if not live.filter(pk=uuid_or_404(session_id)).revoke(timezone.now()):
            raise NotFound("There is no such live session.")
        audit.record(user_of(request), "revoked", noun="session", subject_id=session_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
