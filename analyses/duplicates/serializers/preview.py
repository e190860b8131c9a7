"""The strictness that is tried, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from analyses.duplicates.detector import MOST_TOLERANCE
from analyses.duplicates.parameters import LEAST_CONFIDENCE
from analyses.duplicates.serializers.fields import FiniteField, ShareField
from analyses.duplicates.strictness import Strictness

if TYPE_CHECKING:
    from analyses.duplicates.models import DuplicateAnalysis


class StrictnessSerializer(serializers.Serializer[Any]):
    """All of it may be left out: what is not named is as the analysis had it."""

    min_confidence = ShareField(required=False)
    duration_tolerance = FiniteField(required=False, min_value=0.0, max_value=MOST_TOLERANCE)
    # With null as its default: a form's missing boolean is false else.
    group_other_releases = serializers.BooleanField(required=False, allow_null=True, default=None)

    def strictness(self, analysis: DuplicateAnalysis) -> Strictness:
        """Return what is asked for; below 0.3 no score is kept, so that is the least."""
        given = {name: value for name, value in self.validated_data.items() if value is not None}
        asked = replace(Strictness.of(analysis), **given)
        return replace(asked, min_confidence=max(LEAST_CONFIDENCE, asked.min_confidence))


class FiguresSerializer(serializers.Serializer[Any]):
    groups = serializers.IntegerField(min_value=0)
    tracks = serializers.IntegerField(
        min_value=0, help_text="All tracks in the groups, the kept ones included."
    )
    bytes = serializers.IntegerField(
        min_value=0, help_text="What the tracks besides the kept ones weigh."
    )
