"""What may be sent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.models.analyses import MAX_SEARCH_TERM
from analyses.duplicates.parameters import Parameters
from analyses.duplicates.serializers.fields import ShareField

NAMES = ("search_term", "sort_by", "min_confidence")


class StartSerializer(serializers.Serializer[Any]):
    """What is asked of an analysis; all of it may be left out."""

    search_term = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_SEARCH_TERM,
        help_text="Only tracks that hold each of its words are compared.",
    )
    sort_by = serializers.ChoiceField(
        choices=DuplicateAnalysis.SortBy.choices, required=False, help_text="The order of groups."
    )
    min_confidence = ShareField(
        required=False,
        help_text="Groups below this average similarity are left out; between 0 and 0.5 matches that"
        " are less sure count too.",
    )
    force_refresh = serializers.BooleanField(
        required=False, help_text="Run although a fresh result is there."
    )
    full = serializers.BooleanField(required=False, help_text="Reuse nothing of earlier runs.")

    def given(self) -> dict[str, Any]:
        """Return the parameters that were sent."""
        return {name: self.validated_data[name] for name in NAMES if name in self.validated_data}

    def parameters(self) -> Parameters:
        return Parameters(**self.given())


class CleanupSerializer(serializers.Serializer[Any]):
    all = serializers.BooleanField(required=False, help_text="Everybody's analyses; staff only.")


class GroupFilterSerializer(serializers.Serializer[Any]):
    resolved = serializers.BooleanField(required=False, allow_null=True, default=None)
    min_confidence = ShareField(required=False)
    search = serializers.CharField(required=False, allow_blank=True, max_length=MAX_SEARCH_TERM)


class AnalysisFilterSerializer(serializers.Serializer[Any]):
    search_term = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_SEARCH_TERM
    )
    status = serializers.ChoiceField(choices=DuplicateAnalysis.Status.choices, required=False)
