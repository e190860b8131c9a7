from __future__ import annotations

from django.urls import path

from analyses.audio import pages

urlpatterns = [
    path("analyses/<str:job_id>/useful", pages.say_useful, name="run-useful"),
]
