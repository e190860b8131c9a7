"""The beat, of which one acts: a second one waits until the first is gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog
from django_celery_beat.schedulers import DatabaseScheduler

from jobqueue import slots

log = structlog.get_logger(__name__)

# How often one that waits looks whether it is alone by now.
POLL_SECONDS = 5.0
BEFORE_ANY_EDIT = datetime.fromtimestamp(0, UTC)


class OneBeat(DatabaseScheduler):
    """A DatabaseScheduler that ticks only while it holds a lock no other beat can have."""

    # The scheduler closes Django's connection as it likes, so the lock has a session of its own.
    _session: psycopg.Connection | None = None
    _waited = False
    _last_timestamp: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self.holds_lock():
            return POLL_SECONDS
        return super().tick(*args, **kwargs)

    def schedule_changed(self) -> bool:
        """Return whether a schedule was edited since the last look.

        The parent remembers no time before the first edit ever, and takes that edit for none."""
        self._last_timestamp = self._last_timestamp or BEFORE_ANY_EDIT
        return bool(super().schedule_changed())

    def holds_lock(self) -> bool:
        """Return whether this beat is the one that acts, taking the lock where it is free."""
        try:
            if self._session is not None:
                self._session.execute("SELECT 1")
                return True
            self._session = slots.connect()
            if slots.try_lock(self._session, slots.BEAT_SPACE, 1):
                log.info("beat_acts")
                self._waited = False
                return True
            self.let_go()
            self._say_waiting("another beat acts")
        except psycopg.Error as error:
            self.let_go()
            self._say_waiting(str(error))
        return False

    def _say_waiting(self, reason: str) -> None:
        if not self._waited:
            log.warning("beat_waits", reason=reason)
        self._waited = True

    def let_go(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    def close(self) -> None:
        super().close()
        self.let_go()
