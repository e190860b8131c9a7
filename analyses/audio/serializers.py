"""Progress over many songs as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from jobqueue.serializers import ProgressSerializer


class TotalsSerializer(serializers.Serializer[dict[str, Any]]):
    """How much of some songs is analysed, and what works on it."""

    total = serializers.IntegerField()
    analysed = serializers.IntegerField()
    percentage = serializers.FloatField(min_value=0, max_value=100)
    eta_seconds = serializers.FloatField(
        allow_null=True, help_text="Null while nothing was measured."
    )
    running_job = ProgressSerializer(allow_null=True)
    queued_jobs = serializers.IntegerField(help_text="How many of your jobs for it wait.")
    last_analysis_at = serializers.DateTimeField(allow_null=True)
