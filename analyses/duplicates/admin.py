from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import preferences
from accounts.authentication import user_of
from accounts.models import User
from analyses.duplicates import age, analyses, retention, verdicts
from analyses.duplicates.models import (
    DuplicateAnalysis,
    DuplicateGroup,
    DuplicateTrack,
    Verdict,
)
from contract.errors import Conflict, NotFound


class ReadOnly(admin.ModelAdmin):
    """Rows that the server alone writes."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DuplicateAnalysis)
class DuplicateAnalysisAdmin(ReadOnly):
    """Analyses are read here, and changed by what everybody may do with their own."""

    list_display = [
        "created_at",
        "user",
        "status",
        "phase",
        "partial",
        "search_term",
        "total_tracks_analyzed",
        "total_groups_found",
        "total_duplicates_found",
        "similarity",
        "seconds",
        "badge",
    ]
    list_filter = ["status", "partial", "sort_by", "detector_version", "created_at"]
    search_fields = ["=id", "=job_id", "user__username", "search_term"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    actions = ["run_again", "cancel", "refresh", "clean_up"]
    fieldsets = [
        (None, {"fields": ["id", "user", "status", "phase", "partial", "badge", "groups_link"]}),
        ("Asked for", {"fields": ["search_term", "sort_by", "min_confidence", "settings", "full"]}),
        (
            "Found",
            {
                "fields": [
                    "total_tracks_analyzed",
                    "total_groups_found",
                    "total_duplicates_found",
                    "similarity",
                    "seconds",
                    "error",
                ]
            },
        ),
        (
            "Library at the run",
            {"fields": ["library_version", "library_track_count", "library_last_modified"]},
        ),
        (
            "Life",
            {
                "fields": [
                    "created_at",
                    "started_at",
                    "completed_at",
                    "replaces",
                    "replaced_by",
                    "job_link",
                    "detector_version",
                    "total_blocks",
                ]
            },
        ),
    ]

    @admin.display(description="average similarity", ordering="average_similarity_score")
    def similarity(self, analysis: DuplicateAnalysis) -> str:
        score = analysis.average_similarity_score
        return "–" if score is None else f"{100 * score:.1f} %"

    @admin.display(description="seconds", ordering="processing_time_seconds")
    def seconds(self, analysis: DuplicateAnalysis) -> str:
        taken = analysis.processing_time_seconds
        return "–" if taken is None else f"{taken:.1f}"

    @admin.display(description="age")
    def badge(self, analysis: DuplicateAnalysis) -> str:
        # By the installation's limits: a list does not ask for each user's own.
        limits = preferences.default_of("stale_after_hours")
        found = age.age_of(analysis, timezone.now(), limits=limits)
        return f"{found.badge}, {found.age_text}"

    @admin.display(description="groups")
    def groups_link(self, analysis: DuplicateAnalysis) -> str:
        address = reverse("admin:duplicates_duplicategroup_changelist")
        return format_html('<a href="{}?analysis__id__exact={}">Groups</a>', address, analysis.pk)

    @admin.display(description="job")
    def job_link(self, analysis: DuplicateAnalysis) -> str:
        if analysis.job_id is None:
            return "–"
        address = reverse("admin:queue_analysisjob_change", args=[analysis.job_id])
        return format_html('<a href="{}">{}</a>', address, analysis.job_id)

    @admin.action(description="Run the selected analyses again")
    def run_again(self, request: HttpRequest, queryset: QuerySet[DuplicateAnalysis]) -> None:
        self._each(request, queryset, analyses.again, "started")

    @admin.action(description="Cancel the selected analyses")
    def cancel(self, request: HttpRequest, queryset: QuerySet[DuplicateAnalysis]) -> None:
        self._each(request, queryset, analyses.cancel, "cancelled")

    @admin.action(description="Refresh the selected analyses")
    def refresh(self, request: HttpRequest, queryset: QuerySet[DuplicateAnalysis]) -> None:
        self._each(request, queryset, lambda one: analyses.refresh(one, {}), "refreshed")

    @admin.action(description="Clean up old analyses of the selected ones' users")
    def clean_up(self, request: HttpRequest, queryset: QuerySet[DuplicateAnalysis]) -> None:
        users = User.objects.filter(duplicate_analyses__in=queryset).distinct()
        asker = request.user if isinstance(request.user, User) else None
        removed = retention.clean_up(users, by=asker)
        count = removed.analyses_deleted
        self.message_user(
            request, f"{count} analyses with {removed.groups_deleted} groups removed."
        )

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[DuplicateAnalysis],
        action: Callable[[DuplicateAnalysis], object],
        done: str,
    ) -> None:
        count = 0
        for analysis in queryset.select_related("user"):
            try:
                action(analysis)
                count += 1
            except Conflict as refusal:
                self.message_user(request, f"{analysis.pk}: {refusal.detail}", messages.WARNING)
        if count:
            self.message_user(request, f"{count} {done}.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(flatten_fieldsets(self.fieldsets))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Large ones go in batches: by the clean-up, and by DELETE in the API.
        return False


class TrackInline(admin.TabularInline):
    model = DuplicateTrack
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "position",
        "is_canonical",
        "title",
        "artist",
        "album",
        "duration",
        "format",
        "bitrate",
        "play_count",
        "similarity_score",
        "exists",
    )

    @admin.display(boolean=True, description="still there")
    def exists(self, track: DuplicateTrack) -> bool:
        return track.still_exists

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("track").order_by("position")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DuplicateGroup)
class DuplicateGroupAdmin(ReadOnly):
    list_display = [
        "group_index",
        "analysis",
        "title_key",
        "artist_key",
        "duplicate_count",
        "average_similarity_score",
        "outcome",
        "suggested_action",
        "flagged",
        "resolved",
    ]
    list_filter = ["outcome", "suggested_action", "flagged", "resolved"]
    search_fields = ["searched", "=analysis__id"]
    list_select_related = ["analysis"]
    raw_id_fields = ["analysis", "canonical_track"]
    inlines = [TrackInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicateGroup]:
        return super().get_queryset(request).of_results()  # type: ignore[attr-defined, no-any-return]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        # The link "Groups" of an analysis; a filter of all analyses would be a list without end.
        return lookup == "analysis__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Verdict)
class VerdictAdmin(ReadOnly):
    """What users said; deleting one here revokes it for them, with a row in the trail."""

    list_display = ["created_at", "user", "track_a", "track_b", "verdict"]
    list_filter = ["verdict", "created_at"]
    search_fields = [
        "user__username",
        "track_a__title",
        "track_a__artist",
        "track_b__title",
        "track_b__artist",
    ]
    search_help_text = "Words of a title or an artist, or a user's name."
    list_select_related = ["user", "track_a", "track_b"]
    date_hierarchy = "created_at"
    ordering = ["-id"]
    fields = ["user", "track_a", "track_b", "verdict", "created_at"]

    def delete_model(self, request: HttpRequest, obj: Verdict) -> None:
        # Gone meanwhile is as good.
        with suppress(NotFound):
            verdicts.revoke(obj.user, obj.pk, by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Verdict]) -> None:
        for verdict in queryset.select_related("user").iterator(chunk_size=500):
            self.delete_model(request, verdict)
