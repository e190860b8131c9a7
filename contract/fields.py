"""Serializer fields that refuse what PostgreSQL cannot hold."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

# Python's own limit of recursion lies near; no honest value is nested this deep.
MAX_DEPTH = 64


def is_storable(value: Any, depth: int = 0) -> bool:
    """Say whether PostgreSQL can hold this JSON value: no NUL, no lone surrogate, not too deep."""
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(
            is_storable(key, depth) and is_storable(inner, depth + 1)
            for key, inner in value.items()
        )
    if isinstance(value, list):
        return all(is_storable(inner, depth + 1) for inner in value)
    return True


class JSONField(serializers.JSONField):
    """Any JSON value that jsonb can hold; DRF's own lets NUL and lone surrogates through."""

    default_error_messages = {
        "unstorable": "NUL characters, lone surrogates and deep nesting cannot be kept."
    }

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not is_storable(value):
            self.fail("unstorable")
        return value


class JSONObjectField(JSONField):
    """A JSON object."""

    default_error_messages = {"not_object": "A JSON object is expected."}

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            self.fail("not_object")
        return value
