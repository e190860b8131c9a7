"""The socket paths of the queue."""

from __future__ import annotations

from django.urls import path

from jobqueue.consumers import JobProgressConsumer, UserProgressConsumer
from jobqueue.queue_consumer import QueueConsumer

websocket_urlpatterns = [
    path("ws/progress/<str:job_id>/", JobProgressConsumer.as_asgi()),
    path("ws/queue/", QueueConsumer.as_asgi()),
    path("ws/progress/", UserProgressConsumer.as_asgi()),
]
