from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnly
from musicdb.models import Alert


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    list_display = ["began_at", "kind", "message", "ended_at"]
    list_filter = ["kind", "began_at"]
