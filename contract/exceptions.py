"""The one JSON shape of errors: `{"success": false, "error": {"code", "message", …}}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException

FIELDLESS = "non_field_errors"


def text_of(value: object) -> str:
    """Return `value` as text that UTF-8 can carry: lone surrogates of the input become `?`."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def error_body(code: str, message: str, **facts: Any) -> dict[str, Any]:
    """Return the body of an error; `facts` are what the caller decides on, JSON values."""
    return {"success": False, "error": {"code": code, "message": text_of(message), **facts}}


class ContractError(APIException):
    """An error of the contract: a status, a code, a sentence, and facts for the caller."""

    error_code = "INTERNAL_ERROR"

    def __init__(self, message: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts


class Invalid(ContractError):
    """Some of what was sent cannot be used."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "Some of what was sent cannot be used."
    error_code = "VALIDATION_ERROR"

    def __init__(
        self, fields: Mapping[str, Sequence[str]], message: str | None = None, **facts: Any
    ) -> None:
        clean = {text_of(name): [text_of(m) for m in texts] for name, texts in fields.items()}
        super().__init__(message, fields=clean, **facts)


class NotFound(ContractError):
    """There is no such thing."""

    status_code = status.HTTP_404_NOT_FOUND
    default_detail = "There is no such thing."
    error_code = "NOT_FOUND"


class AnalysisNotFound(ContractError):
    """There is no such analysis; `suggestions` say what to do instead."""

    status_code = status.HTTP_404_NOT_FOUND
    default_detail = "There is no such analysis."
    error_code = "ANALYSIS_NOT_FOUND"

    def __init__(
        self, message: str | None = None, suggestions: Sequence[str] = (), **facts: Any
    ) -> None:
        super().__init__(message, suggestions=list(suggestions), **facts)


class Conflict(ContractError):
    """It does not go together with what is there already; the facts name that."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "It does not go together with what is there already."
    error_code = "CONFLICT"


class PayloadTooLarge(ContractError):
    """The request's body is larger than allowed."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request's body is larger than allowed."
    error_code = "PAYLOAD_TOO_LARGE"


class RateLimited(ContractError):
    """Too many of these in too short a time."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = "Too many of these in too short a time. Wait a little."
    error_code = "RATE_LIMITED"

    def __init__(self, wait: float, message: str | None = None, **facts: Any) -> None:
        """`wait` is how many seconds from now a next one is allowed."""
        self.wait = wait
        super().__init__(message, **facts)


class QueueUnavailable(ContractError):
    """The queue cannot be reached just now."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The queue cannot be reached just now. Try again in a moment."
    error_code = "QUEUE_UNAVAILABLE"

    def __init__(
        self, message: str | None = None, *, retry_suggested: bool = True, **facts: Any
    ) -> None:
        super().__init__(message, retry_suggested=retry_suggested, **facts)
