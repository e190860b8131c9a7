"""The state of the queue as the API's document describes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from jobqueue.serializers import JobSerializer

Plain = serializers.Serializer[dict[str, Any]]


class WorkerSerializer(Plain):
    """A worker that was heard of within the hour; gone where that is more than 15 seconds ago."""

    name = serializers.CharField()
    last_heartbeat = serializers.DateTimeField()
    job_id = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=["busy", "idle", "gone"])


class LaneSerializer(Plain):
    """One priority. `consumed` is false where jobs wait that no living worker takes, null where
    Redis, which would know, is away."""

    active = serializers.IntegerField()
    waiting = serializers.IntegerField()
    paused_jobs = serializers.IntegerField()
    paused = serializers.BooleanField()
    paused_since = serializers.DateTimeField(allow_null=True)
    oldest_waiting_seconds = serializers.FloatField(allow_null=True)
    throughput_per_hour = serializers.FloatField()
    eta_seconds = serializers.FloatField(allow_null=True)
    eta_text = serializers.CharField(allow_null=True)
    consumed = serializers.BooleanField(allow_null=True)


class BandsSerializer(Plain):
    high = LaneSerializer()
    medium = LaneSerializer()
    low = LaneSerializer()


class CountsSerializer(Plain):
    high = serializers.IntegerField()
    medium = serializers.IntegerField()
    low = serializers.IntegerField()


class StepSerializer(Plain):
    """What ended in an hour or a day. Seconds are of jobs that had been started."""

    at = serializers.DateTimeField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    interruptions = serializers.IntegerField()
    run_seconds = serializers.FloatField()
    waiting_seconds = serializers.FloatField()
    bands = CountsSerializer()


class HistorySerializer(Plain):
    """The last 24 hours and the last 30 days, oldest first."""

    hours = StepSerializer(many=True)
    days = StepSerializer(many=True)


class QueueStatusSerializer(Plain):
    """The queue. Rates are of the last 24 hours; `success_rate` is 0..1, null where none ended."""

    paused = serializers.BooleanField()
    depth = CountsSerializer()
    in_progress = JobSerializer(many=True)
    workers = WorkerSerializer(many=True)
    oldest_pending_seconds = serializers.FloatField(allow_null=True)
    throughput_per_hour = serializers.FloatField()
    success_rate = serializers.FloatField(allow_null=True)
    consumed = serializers.BooleanField(allow_null=True)
    bands = BandsSerializer()
    history = HistorySerializer()
    generated_at = serializers.DateTimeField()
