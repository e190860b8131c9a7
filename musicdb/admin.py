from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnly
from musicdb.models import Alert, JobCount


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    list_display = ["began_at", "kind", "message", "ended_at"]
    list_filter = ["kind", "began_at"]


@admin.register(JobCount)
class JobCountAdmin(ReadOnly):
    """What /metrics counts: the totals, and beside them the events of the last hour."""

    list_display = ["type", "what", "number", "seconds", "at"]
    list_filter = ["what", "type"]
