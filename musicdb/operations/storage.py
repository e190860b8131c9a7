"""What the installation can fill up: the memory of Redis, and the disk of the data folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from contract import redis_link


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes that Redis uses, and may use at most; 0: as many as there are."""

    used: int
    most: int

    @property
    def percent(self) -> float:
        """Return the used share of the most, in percent; 0 where there is no limit."""
        return 100 * self.used / self.most if self.most else 0.0


@dataclass(frozen=True, kw_only=True)
class Disk:
    """Bytes of the disk that the data folder is on, and those of them that are free."""

    size: int
    free: int


def of_redis() -> Memory:
    """Return the memory of Redis. Raises Away."""
    told: Any = redis_link.call(lambda redis: redis.info("memory"))
    return Memory(used=told["used_memory"], most=told["maxmemory"])


def of_data_folder() -> Disk | None:
    """Return the disk of uploads, audio and, where they are its own, the databases; None where there
    is no such folder."""
    try:
        found = shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return None
    return Disk(size=found.total, free=found.free)
