"""What the OpenAPI document says of every operation: pages, parameters, the one shape of errors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from contract.pagination import KeysetPagination

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["success", "error"],
    "properties": {
        "success": {"type": "boolean", "enum": [False]},
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
                "suggestions": {"type": "array", "items": {"type": "string"}},
                "retry_after_seconds": {"type": "integer"},
                "retry_suggested": {"type": "boolean"},
                "request_id": {"type": "string"},
            },
            "additionalProperties": True,
        },
    },
}
REFERENCE = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
METHODS = {"get", "put", "post", "patch", "delete"}


def page_of(item: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """Return the envelope of a list of `item`, for `extend_schema(responses=…)`."""
    name = item.__name__.removesuffix("Serializer")
    return inline_serializer(
        name=f"{name}Page",
        fields={
            "results": item(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )


def list_parameters(pagination: type[KeysetPagination]) -> list[OpenApiParameter]:
    """Return `limit`, `ordering` and `cursor` for `extend_schema(parameters=…)`."""
    return [
        OpenApiParameter(
            name=parameter["name"],
            type=parameter["schema"],
            location=OpenApiParameter.QUERY,
            description=parameter["description"],
        )
        for parameter in pagination.parameters()
    ]


def add_errors(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Postprocessing hook: give each operation the errors that it can answer with."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                for status, text in _errors_of(path, operation).items():
                    answer = {"description": text, "content": REFERENCE}
                    operation["responses"].setdefault(status, answer)
    return result


def _errors_of(path: str, operation: dict[str, Any]) -> dict[str, str]:
    found = {"default": "Any other error: 403, 405, 409, 413, 415, 429, 500, 503."}
    if "requestBody" in operation or operation.get("parameters"):
        found["400"] = "VALIDATION_ERROR, with `fields`."
    if {} not in operation.get("security", [{}]):
        found["401"] = "NOT_AUTHENTICATED."
    if "{" in path:
        found["404"] = "NOT_FOUND: there is none, or it is not yours."
    return found
