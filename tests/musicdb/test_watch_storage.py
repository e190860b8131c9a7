"""Alerts to staff: Redis or the disk fills up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings

from accounts.models import Notification, User
from musicdb.models import Alert
from musicdb.operations import storage, watch
from musicdb.operations.storage import Disk, Memory

pytestmark = pytest.mark.django_db
Told = Callable[[User], list[tuple[str, str]]]
MB = 1024 * 1024


@pytest.fixture
def redis_uses(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(megabytes: int, most: int = 100) -> None:
        monkeypatch.setattr(
            storage, "of_redis", lambda: Memory(used=megabytes * MB, most=most * MB)
        )

    return use


@pytest.fixture
def disk_has(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def have(megabytes: int) -> None:
        found = Disk(size=10_000 * MB, free=megabytes * MB)
        monkeypatch.setattr(storage, "of_data_folder", lambda: found)

    return have


@pytest.mark.parametrize(("used", "most", "alerts"), [(80, 100, 0), (81, 100, 1), (500, 0, 0)])
def test_a_redis_nearly_full_is_told(
    staff: User, redis_uses: Any, used: int, most: int, alerts: int, told: Told
) -> None:
    redis_uses(used, most)

    watch.watch_memory()

    assert told(staff) == [("failure_rate", "begun")] * alerts


def test_a_redis_with_room_again_is_told(staff: User, redis_uses: Any, told: Told) -> None:
    for used in (85, 70, 60):
        redis_uses(used)
        watch.watch_memory()

    assert [state for _, state in told(staff)] == ["begun", "over"]
    first = Notification.objects.filter(user=staff).earliest("pk")
    assert first.message == "It uses 85 % of the 100 MB it may use."


def test_the_memory_of_a_redis_that_is_away_is_no_news(staff: User, told: Told) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        watch.watch_memory()
    assert told(staff) == []


@pytest.mark.parametrize(("free", "alerts"), [(1024, 0), (1023, 1)])
def test_a_disk_nearly_full_is_told(
    staff: User, disk_has: Any, free: int, alerts: int, told: Told
) -> None:
    disk_has(free)

    watch.watch_disk()

    assert told(staff) == [("failure_rate", "begun")] * alerts


def test_a_disk_with_room_again_is_told(staff: User, disk_has: Any) -> None:
    for free in (900, 1100):
        disk_has(free)
        watch.watch_disk()
    assert Alert.objects.filter(kind="disk_space", ended_at=None).exists()

    disk_has(1300)
    watch.watch_disk()
    assert not Alert.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("setting", ["ALERT_DISK_FREE_MB", "ALERT_REDIS_MEMORY_PERCENT"])
def test_a_limit_of_nought_is_none(
    staff: User, disk_has: Any, redis_uses: Any, settings: Any, setting: str
) -> None:
    disk_has(1)
    redis_uses(99)
    setattr(settings, setting, 0)

    watch.look()

    assert Alert.objects.count() == 1


def test_without_a_data_folder_nothing_is_known(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path / "none"

    assert storage.of_data_folder() is None


def test_the_disk_and_redis_are_asked(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    disk = storage.of_data_folder()

    assert disk is not None
    assert 0 <= disk.free <= disk.size
    assert storage.of_redis().used > 0
