from __future__ import annotations

from django.urls import path

from jobqueue import api, api_controls, api_status, api_trace

urlpatterns = [
    path("progress/<str:job_id>", api.JobProgress.as_view(), name="job-progress"),
    path("queue/status", api_status.QueueStatus.as_view(), name="queue-status"),
    path("queue/jobs", api.Jobs.as_view(), name="jobs"),
    path("queue/jobs/<str:job_id>", api.Job.as_view(), name="job"),
    path("queue/jobs/<str:job_id>/cancel", api.CancelJob.as_view(), name="job-cancel"),
    path("queue/jobs/<str:job_id>/pause", api_controls.PauseJob.as_view(), name="job-pause"),
    path("queue/jobs/<str:job_id>/resume", api_controls.ResumeJob.as_view(), name="job-resume"),
    path("queue/jobs/<str:job_id>/replay", api_controls.ReplayJob.as_view(), name="job-replay"),
    path(
        "queue/jobs/<str:job_id>/priority",
        api_controls.JobPriority.as_view(),
        name="job-priority",
    ),
    path("queue/jobs/<str:job_id>/trace", api_trace.JobTrace.as_view(), name="job-trace"),
    path("queue/jobs/<str:job_id>/failures", api_trace.Failures.as_view(), name="job-failures"),
    path(
        "queue/jobs/<str:job_id>/failures/retry",
        api_trace.RetryFailures.as_view(),
        name="job-failures-retry",
    ),
    path(
        "queue/jobs/<str:job_id>/failures/<str:number>/retry",
        api_trace.RetryFailure.as_view(),
        name="job-failure-retry",
    ),
    path("queue/pause", api_controls.PauseQueue.as_view(), name="queue-pause"),
    path("queue/resume", api_controls.ResumeQueue.as_view(), name="queue-resume"),
]
