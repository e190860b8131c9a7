"""How any exception becomes the one JSON shape: of API views, and of Django around them."""

from __future__ import annotations

import logging
import math
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import RequestDataTooBig as DjangoRequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import csrf, defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from contract import exceptions as errors

log = logging.getLogger(__name__)

# What DRF and Django raise, by HTTP status.
CODES = {
    400: "VALIDATION_ERROR",
    401: "NOT_AUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RATE_LIMITED",
    503: "QUEUE_UNAVAILABLE",
}


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to what an API view raised; None lets an unknown fault become a 500."""
    known = _as_api_exception(exception)
    if known is None:
        return None
    set_rollback()
    headers = {}
    if auth_header := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    facts = _facts(known)
    if "retry_after_seconds" in facts:
        headers["Retry-After"] = str(facts["retry_after_seconds"])
    code = getattr(known, "error_code", "") or CODES.get(known.status_code, "INTERNAL_ERROR")
    body = errors.error_body(code, _message(known), **facts)
    return Response(body, status=known.status_code, headers=headers)


def _as_api_exception(exception: Exception) -> exceptions.APIException | None:
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, Http404):
        return errors.NotFound()
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied(*exception.args)
    if isinstance(exception, DjangoRequestDataTooBig):
        return errors.PayloadTooLarge()
    if isinstance(exception, SuspiciousOperation):
        return errors.Invalid({errors.FIELDLESS: ["The request makes no sense."]})
    if isinstance(exception, DataError):
        # The net under the serializers: PostgreSQL itself refused the text or number that was sent.
        log.warning("a value reached the database that it cannot hold", exc_info=exception)
        return errors.Invalid({errors.FIELDLESS: ["A value is out of its range."]})
    return None


def _message(exception: exceptions.APIException) -> str:
    if isinstance(exception, exceptions.ValidationError):
        return errors.Invalid.default_detail
    detail: Any = exception.detail
    # simplejwt's errors have a dictionary here.
    return str(detail["detail"] if isinstance(detail, dict) and "detail" in detail else detail)


def _facts(exception: exceptions.APIException) -> dict[str, Any]:
    facts: dict[str, Any] = dict(getattr(exception, "facts", {}))
    if isinstance(exception, exceptions.ValidationError):
        facts["fields"] = _flat(exception.detail)
    elif isinstance(exception, exceptions.ParseError):
        facts["fields"] = {errors.FIELDLESS: [errors.text_of(exception.detail)]}
    elif exception.status_code == status.HTTP_429_TOO_MANY_REQUESTS:
        facts["retry_after_seconds"] = max(1, math.ceil(getattr(exception, "wait", None) or 1))
    elif exception.status_code == status.HTTP_503_SERVICE_UNAVAILABLE:
        facts.setdefault("retry_suggested", True)
    return facts


def _flat(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Return DRF's nested details as one level: `rules.0.value` names the inner field."""
    if isinstance(detail, dict):
        items = [(str(key), inner) for key, inner in detail.items()]
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        items = [(str(index), inner) for index, inner in enumerate(detail) if inner]
    else:
        texts = detail if isinstance(detail, list) else [detail]
        return {errors.text_of(name or errors.FIELDLESS): [errors.text_of(text) for text in texts]}
    flat: dict[str, list[str]] = {}
    for key, inner in items:
        flat |= _flat(inner, f"{name}.{key}" if name else key)
    return flat


def error_response(http_status: int, code: str, message: str, **facts: Any) -> JsonResponse:
    """Return an error as a plain Django response, for what is answered outside API views."""
    return JsonResponse(errors.error_body(code, message, **facts), status=http_status)


def is_api(request: HttpRequest) -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.bad_request(request, exception)
    fields = {errors.FIELDLESS: ["The request makes no sense."]}
    return error_response(400, "VALIDATION_ERROR", errors.Invalid.default_detail, fields=fields)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.permission_denied(request, exception)
    return error_response(403, "PERMISSION_DENIED", "You may not do this.")


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.page_not_found(request, exception)
    return error_response(404, "NOT_FOUND", f"There is nothing at {request.path[:200]}.")


def handler500(request: HttpRequest) -> HttpResponse:
    """Say nothing of the inside; the log has the rest under the same request id."""
    if not is_api(request):
        return defaults.server_error(request)
    message = "Something went wrong on the server. The log has it under this request_id."
    return error_response(
        500, "INTERNAL_ERROR", message, request_id=str(getattr(request, "id", ""))
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not is_api(request):
        return csrf.csrf_failure(request, reason)
    return error_response(403, "PERMISSION_DENIED", "The CSRF token is missing or wrong.")
