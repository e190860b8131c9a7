from __future__ import annotations

import queue

import pytest

from jobqueue.celery_config import broker_url_of
from musicdb.celery import app
from tests.beats import made_by
from tests.paths import ROOT


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://:pw@host:6379/0", "redis://:pw@host:6379/0"),
        ("rediss://host/1", "rediss://host/1"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix://:pw@/run/redis.sock", "redis+socket://:pw@/run/redis.sock"),
    ],
)
def test_the_broker_is_the_same_redis(redis: str, broker: str) -> None:
    assert broker_url_of(redis) == broker


def test_the_folder_is_no_package() -> None:
    assert not (ROOT / "queue" / "__init__.py").exists()
    assert queue.__file__.endswith("/queue.py")


def test_nothing_is_scheduled_but_by_rows() -> None:
    assert app.conf.beat_schedule == {}


def test_the_queue_is_repaired_every_ten_seconds(db: None) -> None:
    beat = made_by("jobqueue.migrations.0002_repair_beat", "Repair the queue")

    assert (beat.interval.every, beat.interval.period) == (10, "seconds")
    assert (beat.expire_seconds, beat.queue) == (10, "maintenance")
    app.loader.import_default_modules()
    assert beat.task in app.tasks
