from __future__ import annotations

from django.urls import path

from analyses.duplicates import strictness_pages, verdict_pages, views

ONE = "duplicates/<str:analysis_id>"

urlpatterns = [
    path("duplicates", views.duplicates, name="duplicates"),
    path("duplicates/start", views.start, name="duplicates-start"),
    path("duplicates/quick-refresh", views.quick_refresh, name="duplicates-quick-refresh"),
    path("duplicates/clean-up", views.clean_up, name="duplicates-clean-up"),
    path("duplicates/verdicts", verdict_pages.page, name="duplicates-verdicts"),
    path("duplicates/verdicts/say", verdict_pages.say, name="duplicates-verdict-say"),
    path(
        "duplicates/verdicts/<int:verdict_id>/revoke",
        verdict_pages.revoke,
        name="duplicates-verdict-revoke",
    ),
    path(f"{ONE}/strictness", strictness_pages.page, name="duplicates-strictness"),
    path(f"{ONE}/strictness/use", strictness_pages.use, name="duplicates-strictness-use"),
    path(f"{ONE}/refresh", views.refresh, name="duplicates-refresh"),
    path(f"{ONE}/cancel", views.cancel, name="duplicates-cancel"),
    path(f"{ONE}/resume", views.resume, name="duplicates-resume"),
]
