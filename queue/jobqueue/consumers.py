"""Sockets: authorise, send the state, forward. Nothing is computed here."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from redis import RedisError

from contract.errors import NotFound
from contract.ids import uuid_or_404
from jobqueue import progress, publisher
from jobqueue.models import AnalysisJob
from jobqueue.outbox import Outbox
from jobqueue.refusal import NO_SUCH_THING, TRY_AGAIN, WHO_ARE_YOU, turn_away

log = structlog.get_logger(__name__)

# A user with more open jobs than this sees the oldest, and the rest as they move.
OPEN_JOBS_SHOWN = 50


class ProgressConsumer(AsyncJsonWebsocketConsumer):
    """One socket: subscribes to a group, then sends the state, then forwards what comes."""

    # What one is told who may not look.
    refusal = NO_SUCH_THING

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.base_send = None
        try:
            await super().__call__(scope, receive, send)
        except (RedisError, OSError) as error:
            # The base subscribes to a channel of its own before it lets anything of ours run.
            if self.base_send is not None:
                raise
            log.warning("socket_without_updates", error=str(error))
            await turn_away(receive, send, TRY_AGAIN)

    async def connect(self) -> None:
        await self.accept()
        self.outbox = Outbox(self)
        self.group = ""
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close(code=WHO_ARE_YOU)
            return
        group = await self.group_for(user)
        if group is None:
            await self.close(code=self.refusal)
            return
        self.group = group
        try:
            await self.channel_layer.group_add(group, self.channel_name)
        except (RedisError, OSError) as error:
            # Without updates it is worth nothing; the page polls, and comes again.
            log.warning("socket_without_updates", error=str(error))
            await self.close(code=TRY_AGAIN)
            return
        # Subscribed first, so that nothing falls between the state and what follows it.
        for body in await self.present_state(user):
            self.outbox.put(publisher.type_of(body), body)

    async def disconnect(self, code: int) -> None:
        self.outbox.close()
        if self.group:
            with suppress(RedisError, OSError):
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def forward(self, event: dict[str, Any]) -> None:
        message = event["message"]
        self.outbox.put(message["type"], message["data"])

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Nothing is expected from a page."""

    async def group_for(self, user: Any) -> str | None:
        raise NotImplementedError

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        raise NotImplementedError


class JobProgressConsumer(ProgressConsumer):
    """One job, for its owner and staff."""

    async def group_for(self, user: Any) -> str | None:
        job_id = self.scope["url_route"]["kwargs"]["job_id"]
        self.job_id = await database_sync_to_async(_visible)(user, job_id)
        return publisher.job_group(self.job_id) if self.job_id else None

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        return await database_sync_to_async(_state)(user, self.job_id)


class UserProgressConsumer(ProgressConsumer):
    """Every job of the user's, and their notifications."""

    async def group_for(self, user: Any) -> str | None:
        return publisher.user_group(user.pk)

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        return await database_sync_to_async(_open_jobs)(user)


def _visible(user: Any, text: str) -> str | None:
    try:
        job_id = uuid_or_404(text)
    except NotFound:
        return None
    seen = AnalysisJob.objects.visible_to(user).filter(pk=job_id).exists()
    return str(job_id) if seen else None


def _state(user: Any, job_id: str) -> list[dict[str, Any]]:
    return [
        progress.progress_body(j) for j in AnalysisJob.objects.visible_to(user).filter(pk=job_id)
    ]


def _open_jobs(user: Any) -> list[dict[str, Any]]:
    rows = AnalysisJob.objects.open().filter(user=user).order_by("created_at")
    return [progress.progress_body(job) for job in rows[:OPEN_JOBS_SHOWN]]
