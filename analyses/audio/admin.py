"""What people say of analyses, and how many have the automatic ones on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from analyses.audio.feedback import adoption
from analyses.audio.models import RunFeedback

if TYPE_CHECKING:
    FeedbackBase = admin.ModelAdmin[RunFeedback]
else:
    FeedbackBase = admin.ModelAdmin


@admin.register(RunFeedback)
class RunFeedbackAdmin(FeedbackBase):
    list_display = ["said_at", "user", "job_type", "useful", "job"]
    list_filter = ["useful", "job_type", "said_at"]
    search_fields = ["user__username"]
    list_select_related = ["user", "job"]
    ordering = ["-said_at"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"adoption": adoption()} | (extra_context or {})
        return super().changelist_view(request, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RunFeedback | None = None) -> bool:
        return False
