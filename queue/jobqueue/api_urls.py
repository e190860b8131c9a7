from __future__ import annotations

from django.urls import path

from jobqueue import api, api_status

urlpatterns = [
    path("progress/<str:job_id>", api.JobProgress.as_view(), name="job-progress"),
    path("queue/status", api_status.QueueStatus.as_view(), name="queue-status"),
    path("queue/jobs", api.Jobs.as_view(), name="jobs"),
    path("queue/jobs/<str:job_id>", api.Job.as_view(), name="job"),
    path("queue/jobs/<str:job_id>/cancel", api.CancelJob.as_view(), name="job-cancel"),
]
