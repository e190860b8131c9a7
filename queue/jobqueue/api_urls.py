from __future__ import annotations

from django.urls import path

from jobqueue import api

urlpatterns = [
    path("progress/<str:job_id>", api.JobProgress.as_view(), name="job-progress"),
    path("queue/jobs", api.Jobs.as_view(), name="jobs"),
    path("queue/jobs/<str:job_id>", api.Job.as_view(), name="job"),
    path("queue/jobs/<str:job_id>/cancel", api.CancelJob.as_view(), name="job-cancel"),
]
