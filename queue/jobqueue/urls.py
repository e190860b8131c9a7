from __future__ import annotations

from django.urls import path

from jobqueue import job_page, page_actions, pages

ONE = "queue/jobs/<str:job_id>"

urlpatterns = [
    path("queue", pages.queue, name="queue"),
    path("queue/pause", page_actions.pause_band, name="queue-pause"),
    path("queue/resume", page_actions.resume_band, name="queue-resume"),
    path("queue/clear", pages.clear, name="queue-clear"),
    path("queue/clear/now", page_actions.clear, name="queue-clear-now"),
    path("queue/retry", page_actions.retry_all, name="queue-retry-all"),
    path(ONE, job_page.job, name="queue-job"),
    path(f"{ONE}/cancel", page_actions.cancel, name="queue-job-cancel"),
    path(f"{ONE}/pause", page_actions.pause, name="queue-job-pause"),
    path(f"{ONE}/resume", page_actions.resume, name="queue-job-resume"),
    path(f"{ONE}/replay", page_actions.replay, name="queue-job-replay"),
    path(f"{ONE}/retry", page_actions.retry, name="queue-job-retry"),
    path(f"{ONE}/priority", page_actions.set_priority, name="queue-job-priority"),
]
