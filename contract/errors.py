"""The errors of the contract, for those who raise them: exceptions, bodies, and Django's handlers."""

from __future__ import annotations

from contract.exceptions import (
    AnalysisNotFound,
    Conflict,
    ContractError,
    Invalid,
    NotFound,
    PayloadTooLarge,
    QueueUnavailable,
    RateLimited,
    error_body,
)
from contract.handlers import (
    csrf_failure,
    error_response,
    exception_handler,
    handler400,
    handler403,
    handler404,
    handler500,
)

__all__ = [
    "AnalysisNotFound",
    "Conflict",
    "ContractError",
    "Invalid",
    "NotFound",
    "PayloadTooLarge",
    "QueueUnavailable",
    "RateLimited",
    "csrf_failure",
    "error_body",
    "error_response",
    "exception_handler",
    "handler400",
    "handler403",
    "handler404",
    "handler500",
]
