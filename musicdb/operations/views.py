"""GET /metrics, for Prometheus with its token, and for staff."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import SessionBoundJWTAuthentication
from musicdb.operations import metrics


class Scraper:
    """Who has the token: no user, and nothing but /metrics knows of it."""

    pk = None
    is_authenticated = is_active = is_staff = True


class MetricsToken(BaseAuthentication):
    """`Authorization: Bearer` with METRICS_TOKEN; any other bearer may still be a user's."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        expected = b"Bearer " + settings.METRICS_TOKEN.encode()
        given = get_authorization_header(request)
        right = bool(settings.METRICS_TOKEN) and compare_digest(given, expected)
        return (Scraper(), None) if right else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


@extend_schema(exclude=True)
class Metrics(APIView):
    authentication_classes = [MetricsToken, SessionBoundJWTAuthentication, SessionAuthentication]
    permission_classes = [IsAdminUser]

    def get(self, request: Request) -> HttpResponse:
        answer = HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)
        answer["Cache-Control"] = "no-store"
        return answer
