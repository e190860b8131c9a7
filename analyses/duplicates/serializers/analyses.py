"""An analysis, its age, its effect, its progress."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analyses.duplicates import age, changes, impact, refreshing
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.progress import Phase

STATUSES = [phase.value for phase in Phase if phase != Phase.COMPLETED]


class AgeSerializer(serializers.Serializer[Any]):
    age_seconds = serializers.IntegerField()
    age_text = serializers.CharField()
    staleness_level = serializers.ChoiceField(choices=age.Level.values)
    color = serializers.ChoiceField(choices=list(age.COLORS.values()))
    badge = serializers.CharField()
    is_stale = serializers.BooleanField()
    recommend_refresh = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    suggested_action = serializers.ChoiceField(choices=["refresh", "none"])


class ChangesSerializer(serializers.Serializer[Any]):
    tracks_added = serializers.IntegerField()
    tracks_modified = serializers.IntegerField()
    tracks_deleted = serializers.IntegerField()
    total_changes = serializers.IntegerField()
    change_ratio = serializers.FloatField()
    significant = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class ImpactSerializer(serializers.Serializer[Any]):
    groups_total = serializers.IntegerField()
    groups_resolved = serializers.IntegerField()
    groups_left = serializers.IntegerField()
    tracks_trashed = serializers.IntegerField()
    tracks_left = serializers.IntegerField()
    bytes_freed = serializers.IntegerField()
    seconds_freed = serializers.FloatField()
    by_action = serializers.DictField(child=serializers.IntegerField())
    suggest_new_analysis = serializers.BooleanField()


class RefreshOptionsSerializer(serializers.Serializer[Any]):
    can_refresh = serializers.BooleanField(help_text="No equal run is open.")
    recommended = serializers.BooleanField()
    running_analysis_id = serializers.UUIDField(allow_null=True)
    refresh_url = serializers.CharField()
    quick_refresh_url = serializers.CharField()
    resume_url = serializers.CharField(
        allow_null=True, help_text="Where it stopped before its end."
    )


class ComparisonSerializer(serializers.Serializer[Any]):
    mode = serializers.ChoiceField(choices=["full", "changes"])
    reason = serializers.CharField(
        required=False, allow_blank=True, help_text="Why all was compared, where there is a reason."
    )
    since = serializers.UUIDField(
        required=False, help_text="The analysis whose scores and groups were taken over."
    )
    tracks_compared = serializers.IntegerField(
        required=False, help_text="Tracks compared anew since then."
    )


class ParametersSerializer(serializers.Serializer[Any]):
    search_term = serializers.CharField()
    sort_by = serializers.ChoiceField(choices=DuplicateAnalysis.SortBy.choices)
    min_confidence = serializers.FloatField()


class LibraryStateSerializer(serializers.Serializer[Any]):
    library_track_count = serializers.IntegerField(allow_null=True)
    library_last_modified = serializers.DateTimeField(allow_null=True)
    library_version = serializers.IntegerField(allow_null=True)


class AnalysisSerializer(serializers.ModelSerializer[DuplicateAnalysis]):
    """A row of the list. Its age counts changes of the library, and of verdicts, only in the single
    analysis."""

    analysis_id = serializers.UUIDField(source="id")
    status = serializers.ChoiceField(choices=DuplicateAnalysis.Status.choices)
    parameters = ParametersSerializer()
    library = LibraryStateSerializer(source="*")
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    replaced_by = serializers.UUIDField(source="replaced_by_id", allow_null=True)
    error = serializers.DictField(allow_null=True)
    error_message = serializers.CharField(allow_null=True)
    error_details = serializers.DictField(allow_null=True)
    age = serializers.SerializerMethodField()

    class Meta:
        model = DuplicateAnalysis
        fields = [
            "analysis_id",
            "job_id",
            "status",
            "phase",
            "parameters",
            "total_tracks_analyzed",
            "total_groups_found",
            "total_duplicates_found",
            "average_similarity_score",
            "processing_time_seconds",
            "library",
            "created_at",
            "started_at",
            "completed_at",
            "detector_version",
            "partial",
            "replaces",
            "replaced_by",
            "error_message",
            "error_details",
            "error",
            "age",
        ]
        read_only_fields = fields

    @extend_schema_field(AgeSerializer)
    def get_age(self, analysis: DuplicateAnalysis) -> dict[str, Any]:
        found = age.age_of(
            analysis,
            self.context["now"],
            limits=self.context["limits"],
            changes=self.context.get("changes"),
            unheeded=self.context.get("unheeded"),
        )
        return dict(vars(found))


class AnalysisDetailSerializer(AnalysisSerializer):
    comparison = serializers.SerializerMethodField()
    impact = serializers.SerializerMethodField()
    refresh_options = serializers.SerializerMethodField()

    class Meta(AnalysisSerializer.Meta):
        fields = [*AnalysisSerializer.Meta.fields, "comparison", "impact", "refresh_options"]
        read_only_fields = fields

    @extend_schema_field(ComparisonSerializer(allow_null=True))
    def get_comparison(self, analysis: DuplicateAnalysis) -> dict[str, Any] | None:
        """How it was made; null before it has read the library."""
        return dict(ComparisonSerializer(analysis.comparison).data) if analysis.comparison else None

    @extend_schema_field(ImpactSerializer)
    def get_impact(self, analysis: DuplicateAnalysis) -> dict[str, Any]:
        return dict(vars(impact.impact_of(analysis, self._changes())))

    @extend_schema_field(RefreshOptionsSerializer)
    def get_refresh_options(self, analysis: DuplicateAnalysis) -> dict[str, Any]:
        recommended = self.get_age(analysis)["recommend_refresh"]
        return refreshing.options_of(analysis, recommended=recommended)

    def _changes(self) -> changes.ChangesSince | None:
        return self.context.get("changes")


class ProgressRecordSerializer(serializers.Serializer[Any]):
    analysis_id = serializers.UUIDField()
    job_id = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(
        choices=[*STATUSES, "interrupted", "paused", "completed", "failed", "cancelled"]
    )
    phase = serializers.ChoiceField(choices=Phase.values)
    current_step = serializers.IntegerField()
    total_steps = serializers.IntegerField()
    percentage = serializers.FloatField(min_value=0, max_value=100)
    estimated_remaining_seconds = serializers.FloatField(allow_null=True)
    current_message = serializers.CharField(allow_blank=True)
    tracks_processed = serializers.IntegerField()
    total_tracks = serializers.IntegerField()
    groups_found = serializers.IntegerField()
    start_time = serializers.DateTimeField(allow_null=True)
    last_update = serializers.DateTimeField()
    poll_after_seconds = serializers.FloatField()


class StartedSerializer(serializers.Serializer[Any]):
    """Where an accepted analysis can be watched."""

    analysis_id = serializers.UUIDField()
    job_id = serializers.UUIDField()
    status = serializers.CharField()
    status_url = serializers.CharField()
    progress_url = serializers.CharField()
    websocket_url = serializers.CharField()


class RemovedSerializer(serializers.Serializer[Any]):
    analyses_deleted = serializers.IntegerField()
    groups_deleted = serializers.IntegerField()
    tracks_deleted = serializers.IntegerField(help_text="Snapshots, never tracks of a library.")
    exports_deleted = serializers.IntegerField()
