"""What the admin shows below a job: its changes of state and its failed items, up to a bound."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from jobqueue.models import JobFailure, JobTransition

# Lines of a job's page: one that was interrupted all night, or failed song by song, has thousands.
MOST_LINES = 100


class FirstLines(BaseInlineFormSet):
    """The rows of a job up to a bound, in the order of the inline."""

    def get_queryset(self) -> QuerySet[Any]:
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset()[:MOST_LINES]
        return self._queryset


class LinesInline(admin.TabularInline):
    """Rows of a job that are only read."""

    formset = FirstLines
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TransitionInline(LinesInline):
    model = JobTransition
    verbose_name_plural = f"changes of state, the newest {MOST_LINES}"
    ordering = ("-id",)
    fields = readonly_fields = (
        "at",
        "from_status",
        "to_status",
        "reason",
        "worker",
        "slot",
        "fence",
        "attempts",
    )


class FailureInline(LinesInline):
    model = JobFailure
    fk_name = "job"
    verbose_name_plural = f"failed items, the first {MOST_LINES}"
    ordering = ("number",)
    fields = readonly_fields = ("number", "target_id", "code", "message", "at", "retry")

    @admin.display(description="done again by")
    def retry(self, failure: JobFailure) -> str:
        """Link to the job, which is not read for it."""
        if failure.retried_by_id is None:
            return "–"
        path = reverse("admin:queue_analysisjob_change", args=[failure.retried_by_id])
        return format_html('<a href="{}">{}</a>', path, failure.retried_by_id)
