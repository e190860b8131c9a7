"""The whole project's routes, and a few views of the tests' own that fail on purpose."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract import errors
from musicdb.urls import urlpatterns as project

RAISED = {
    "boom": RuntimeError("a secret of the inside"),
    "http404": Http404("a secret of the inside"),
    "denied": PermissionDenied(),
    "suspicious": SuspiciousOperation("a secret of the inside"),
    "data": DataError("a secret of the inside"),
    "conflict": errors.Conflict("It runs already.", analysis_id="7"),
    "analysis": errors.AnalysisNotFound(suggestions=["Start one."]),
    "large": errors.PayloadTooLarge(),
    "queue": errors.QueueUnavailable(),
    "limited": errors.RateLimited(2.2),
    "throttled": Throttled(wait=3),
    "fields": errors.Invalid({"limit": ["Too much."]}),
    "nested": serializers.ValidationError({"rules": [{}, {"value": ["Wrong."]}], "name": "Bad."}),
    "surrogate": errors.Invalid({"\ud800": ["\udfff is wrong"]}),
}


class Raise(APIView):
    permission_classes: list[type] = []

    def get(self, request: Request, name: str) -> Response:
        raise RAISED[name]

    def post(self, request: Request, name: str) -> Response:
        return Response(request.data)


def plain(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse("ok")
    raise RAISED[name]


urlpatterns = [
    path("api/raise/<str:name>", Raise.as_view()),
    path("api/plain/<str:name>", plain),
    path("plain/<str:name>", plain),
    *project,
]

handler400 = "contract.errors.handler400"
handler403 = "contract.errors.handler403"
handler404 = "contract.errors.handler404"
handler500 = "contract.errors.handler500"
