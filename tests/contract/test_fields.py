from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from rest_framework.exceptions import ValidationError

from contract.errors import NotFound
from contract.fields import MAX_DEPTH, JSONField, JSONObjectField, is_storable
from contract.ids import uuid_or_404


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", ["ä😀\n", {"a": [1, 2.5, None, True]}, nested(MAX_DEPTH), {}])
def test_honest_values_are_kept(value: Any) -> None:
    assert JSONField().run_validation(value) == value


@pytest.mark.parametrize(
    "value", ["\0", ["a", "b\0"], {"a\0": 1}, {"a": {"b": "\ud800"}}, nested(MAX_DEPTH + 1)]
)
def test_what_jsonb_cannot_hold_is_refused(value: Any) -> None:
    assert not is_storable(value)
    with pytest.raises(ValidationError):
        JSONField().run_validation(value)


@pytest.mark.parametrize("value", [[], "x", 1, True])
def test_an_object_is_no_other_value(value: Any) -> None:
    with pytest.raises(ValidationError):
        JSONObjectField().run_validation(value)


@pytest.mark.parametrize("text", ["", "x", "1234", "11111111-1111-4111-8111-11111111111g", "\0"])
def test_a_malformed_id_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        uuid_or_404(text)


def test_an_id_is_found() -> None:
    text = "11111111-1111-4111-8111-111111111111"

    assert uuid_or_404(text) == uuid_or_404(UUID(text)) == UUID(text)
