from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnly
from contract.errors import Conflict
from jobqueue import jobs, progress
from jobqueue.admin_inlines import FailureInline, TransitionInline
from jobqueue.admin_queue import QueueAdmin
from jobqueue.errors import AlreadyEnded
from jobqueue.models import AnalysisJob, QueueState, Tally
from jobqueue.states import Band


class WrittenByTheQueue(ReadOnly):
    """Rows that are read alone, and never removed by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Tally)
class TallyAdmin(WrittenByTheQueue):
    """What the history's pictures are drawn from: figures by hour and priority."""

    list_display = [field.name for field in Tally._meta.concrete_fields if not field.primary_key]
    list_filter = ["band", "hour"]
    date_hierarchy = "hour"
    ordering = ["-hour", "band", "-id"]
    show_full_result_count = False


@admin.register(QueueState)
class QueueStateAdmin(WrittenByTheQueue):
    """Which priorities are paused; they are paused and resumed on the queue page."""

    list_display = ["band", "paused", "changed_at"]


@admin.register(AnalysisJob)
class JobAdmin(QueueAdmin):
    """Jobs are read here, and changed by what the queue itself offers: cancel, run again."""

    list_display = (
        "type",
        "priority",
        "status",
        "user",
        "share",
        "message",
        "attempts",
        "interruptions",
        "created_at",
        "finished_at",
    )
    list_filter = ("status", "type", "band", "kind", "created_at")
    search_fields = ("=id", "target_id", "user__username", "dedupe_key", "message")
    list_select_related = ("user",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    # Counting all rows of a long history for each page is not worth the wait.
    show_full_result_count = False
    actions = ("cancel", "pause", "resume", "to_high", "to_medium", "to_low", "run_again")
    inlines = (FailureInline, TransitionInline)
    fieldsets = (
        (None, {"fields": ("id", "type", "priority", "status", "requested", "user", "target_id")}),
        ("Progress", {"fields": ("share", "current", "total", "message", "details", "error")}),
        (
            "Times",
            {"fields": ("created_at", "started_at", "heartbeat_at", "retry_at", "finished_at")},
        ),
        (
            "Inside",
            {
                "classes": ("collapse",),
                "fields": (
                    "kind",
                    "rank",
                    "attempts",
                    "interruptions",
                    "owner",
                    "slot",
                    "fence",
                    "revision",
                    "dedupe_key",
                    "payload",
                    "cursor",
                ),
            },
        ),
    )

    @admin.display(ordering="band")
    def priority(self, job: AnalysisJob) -> str:
        return job.get_band_display()

    @admin.display(description="progress")
    def share(self, job: AnalysisJob) -> str:
        return f"{progress.percentage(job):g} %"

    @admin.action(description="Cancel the selected jobs", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, jobs.cancel, "cancelled", ", a running one at its checkpoint")

    @admin.action(description="Pause the selected jobs", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, jobs.pause, "paused", ", a running one at its checkpoint")

    @admin.action(description="Resume the selected jobs", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, jobs.resume, "resumed")

    @admin.action(description="Move the selected jobs to the high band", permissions=["change"])
    def to_high(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, _moved_to(Band.HIGH), "moved to high")

    @admin.action(description="Move the selected jobs to the medium band", permissions=["change"])
    def to_medium(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, _moved_to(Band.MEDIUM), "moved to medium")

    @admin.action(description="Move the selected jobs to the low band", permissions=["change"])
    def to_low(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        self._each(request, queryset, _moved_to(Band.LOW), "moved to low")

    @admin.action(description="Run the selected jobs again", permissions=["change"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[AnalysisJob]) -> None:
        done = refused = 0
        for job in queryset:
            try:
                jobs.run_again(job)
                done += 1
            except Conflict:
                # Its type has no way to, or what it would do is being done already.
                refused += 1
        self._say(request, done, "to run again, as a new job each")
        self._say(request, refused, "cannot be run again", messages.WARNING)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[AnalysisJob],
        ask: Callable[[AnalysisJob, str], object],
        what: str,
        when: str = "",
    ) -> None:
        """Ask this of each selected job, and say how many had ended already."""
        done = refused = 0
        for job in queryset:
            try:
                ask(job, f"{what} by {request.user} in the admin")
                done += 1
            except AlreadyEnded:
                refused += 1
        self._say(request, done, f"{what}{when}")
        self._say(request, refused, "had ended already", messages.WARNING)

    def _say(
        self, request: HttpRequest, count: int, what: str, level: int = messages.SUCCESS
    ) -> None:
        if count:
            jobs_word = "job" if count == 1 else "jobs"
            self.message_user(request, f"{count} {jobs_word} {what}.", level)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(flatten_fieldsets(self.fieldsets))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # An open job is cancelled; an ended one says what was done, for as long as its user is there.
        return False


def _moved_to(band: Band) -> Callable[[AnalysisJob, str], object]:
    return lambda job, reason: jobs.set_priority(job, band, reason)
