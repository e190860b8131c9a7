"""The order of the waiting jobs and the live view of the running ones, in Redis.

Nothing here is the truth: every key can be rebuilt from PostgreSQL, and every function says what it
returns when Redis is away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from redis import Redis

from contract.redis_link import Away, call
from jobqueue.states import Band, Requested

if TYPE_CHECKING:
    from jobqueue.models import AnalysisJob

PREFIX = "musicdb:queue"
PAUSED = f"{PREFIX}:paused"
# A score is band x this + rank, exact in a double up to 2^53. Of two alike the lower id is first.
BAND_WIDTH = 10**13
# How long the live view of an ended job stays; and of an open one, where its row has gone unseen.
KEPT_SECONDS = 24 * 3600
KEPT_OPEN_SECONDS = 7 * 24 * 3600

LOOK = (Path(__file__).parent / "look.lua").read_text()


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a checkpoint learns: the best waiting job of a better band, what is asked of its own, and
    the band that this is in by now."""

    best: str | None
    requested: str
    band_paused: bool
    band: int


def waiting_key(kind: str) -> str:
    return f"{PREFIX}:waiting:{kind}"


def job_key(job_id: UUID | str) -> str:
    return f"{PREFIX}:job:{job_id}"


def score(band: int, rank: int) -> int:
    return band * BAND_WIDTH + rank


def look(
    kind: str,
    *,
    band: int,
    job_id: UUID | str = "",
    state: dict[str, Any] | None = None,
    payload: bytes = b"",
    channels: tuple[str, ...] = (),
) -> Look:
    """Beat the heart of `job_id`, keep its state, send `payload`, and return what is to be known;
    one round trip. Raises Away."""
    best, requested, paused, now_in = call(
        lambda redis: _script(redis)(
            keys=[waiting_key(kind), PAUSED, job_key(job_id) if job_id else ""],
            args=[
                int(band),
                BAND_WIDTH,
                json.dumps(state) if state is not None else "",
                payload,
                *channels,
            ],
        )
    )
    return Look(
        best=best or None,
        requested=requested or Requested.NONE,
        band_paused=bool(paused),
        band=now_in,
    )


def peek(kind: str, above: int | None = None) -> str | None:
    """Return the id of the best waiting job, of any band that is not paused, or only of those
    better than `above`. Raises Away."""
    return look(kind, band=len(Band) if above is None else above).best


def remove(kind: str, job_id: UUID | str) -> None:
    """Take a job that does not wait out of the order, if Redis is there."""
    try:
        call(lambda redis: redis.zrem(waiting_key(kind), str(job_id)))
    except Away:
        return


def state_of(job_id: UUID | str) -> dict[str, Any] | None:
    """Return the live state of a job, None where Redis is away or has none."""
    try:
        text = call(lambda redis: redis.hget(job_key(job_id), "state"))
    except Away:
        return None
    return json.loads(text) if isinstance(text, str) else None


def forget_request(job_id: UUID | str) -> None:
    """Drop a request that the row no longer has."""
    try:
        call(lambda redis: redis.hdel(job_key(job_id), "requested"))
    except Away:
        return


def place(pipe: Any, job: AnalysisJob, state: dict[str, Any] | None = None) -> None:
    """Queue on `pipe` the commands that bring order and live view in step with a row."""
    key = job_key(job.pk)
    if job.is_waiting and (job.retry_at is None or job.retry_at <= timezone.now()):
        pipe.zadd(waiting_key(job.kind), {str(job.pk): score(job.band, job.rank)})
    else:
        pipe.zrem(waiting_key(job.kind), str(job.pk))
    # A member of Band would be sent by its name.
    pipe.hset(key, mapping={"requested": job.requested, "band": int(job.band)})
    if state is not None:
        pipe.hset(key, "state", json.dumps(state))
    pipe.expire(key, KEPT_SECONDS if job.is_ended else KEPT_OPEN_SECONDS)


def _script(redis: Redis) -> Any:
    return redis.register_script(LOOK)
