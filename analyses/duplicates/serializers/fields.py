from __future__ import annotations

import math
from typing import Any

from rest_framework import serializers


class FiniteField(serializers.FloatField):
    """A number within limits; "nan" compares with nothing, and would pass DRF's own limits."""

    default_error_messages = {"not_finite": "A number is expected."}

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("not_finite")
        return value


class ShareField(FiniteField):
    """A number from 0 to 1."""

    default_error_messages = {"not_finite": "A number from 0 to 1 is expected."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0.0, max_value=1.0, **kwargs)
