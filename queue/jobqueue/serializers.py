"""Jobs as the API shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobqueue import progress
from jobqueue.models import AnalysisJob, JobFailure, JobTransition
from jobqueue.states import Band, Status

BANDS = [band.label for band in Band]
ONE_OF_THEM = f"One of {', '.join(BANDS)} is expected."


class ProgressSerializer(serializers.Serializer[dict[str, Any]]):
    """How far a job is. Details of its type (phase, groups_found, …) are added as they are known."""

    job_id = serializers.UUIDField()
    type = serializers.CharField()
    priority = serializers.ChoiceField(choices=BANDS)
    status = serializers.ChoiceField(choices=Status.choices)
    current = serializers.IntegerField()
    total = serializers.IntegerField()
    percentage = serializers.FloatField(min_value=0, max_value=100)
    eta_seconds = serializers.FloatField(allow_null=True)
    eta_text = serializers.CharField(allow_null=True)
    items_per_second = serializers.FloatField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    error = serializers.DictField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    revision = serializers.IntegerField()
    poll_after_seconds = serializers.FloatField()


class JobSerializer(serializers.ModelSerializer[AnalysisJob]):
    """A job. For a page of them `positions` is in the context, which one query has found."""

    job_id = serializers.UUIDField(source="id")
    type = serializers.CharField()
    priority = serializers.ChoiceField(choices=BANDS, source="get_band_display")
    position = serializers.SerializerMethodField()
    user = serializers.CharField(source="user.username")
    progress = serializers.SerializerMethodField()
    error = serializers.DictField(allow_null=True)

    class Meta:
        model = AnalysisJob
        fields = (
            "job_id",
            "type",
            "priority",
            "status",
            "requested",
            "position",
            "user",
            "target_id",
            "created_at",
            "started_at",
            "finished_at",
            "attempts",
            "interruptions",
            "progress",
            "error",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_position(self, job: AnalysisJob) -> int | None:
        """Return the place in its queue, from 1; null unless it waits."""
        places: dict[UUID, int] | None = self.context.get("positions")
        return job.position() if places is None else places.get(job.pk)

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, job: AnalysisJob) -> dict[str, Any]:
        return progress.body(job)


class BandSerializer(serializers.Serializer[dict[str, Any]]):
    priority = serializers.ChoiceField(
        choices=BANDS,
        required=False,
        error_messages={"invalid_choice": ONE_OF_THEM, "null": ONE_OF_THEM},
    )


class PausedSerializer(serializers.Serializer[dict[str, Any]]):
    """The bands that are paused now."""

    paused = serializers.ListField(child=serializers.ChoiceField(choices=BANDS))


class ClearedSerializer(serializers.Serializer[dict[str, Any]]):
    """How many jobs were cancelled, by the state they had."""

    removed = serializers.DictField(child=serializers.IntegerField())
    total = serializers.IntegerField()


class TransitionSerializer(serializers.ModelSerializer[JobTransition]):
    class Meta:
        model = JobTransition
        fields = (
            "at",
            "from_status",
            "to_status",
            "reason",
            "worker",
            "slot",
            "fence",
            "attempts",
        )
        read_only_fields = fields


class FailureSerializer(serializers.ModelSerializer[JobFailure]):
    retried_by = serializers.UUIDField(source="retried_by_id", allow_null=True)

    class Meta:
        model = JobFailure
        fields = ("number", "target_id", "code", "message", "at", "retried_by")
        read_only_fields = fields


class AcceptedSerializer(serializers.Serializer[dict[str, Any]]):
    """Where accepted work can be watched."""

    job_id = serializers.UUIDField()
    status_url = serializers.CharField()
    progress_url = serializers.CharField()
    websocket_url = serializers.CharField()
    status = serializers.CharField(required=False)


class ReplayedSerializer(AcceptedSerializer):
    replay_of = serializers.UUIDField()
