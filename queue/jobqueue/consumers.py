"""Sockets: authorise, send the state, forward. Nothing is computed here."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user_model
from redis import RedisError

from contract.errors import NotFound
from contract.ids import uuid_or_404
from jobqueue import progress, publisher, watching
from jobqueue.models import AnalysisJob
from jobqueue.outbox import Outbox
from jobqueue.refusal import NO_SUCH_THING, STAFF_ONLY, TRY_AGAIN, WHO_ARE_YOU, turn_away
from jobqueue.watching import Watched

log = structlog.get_logger(__name__)

# A user with more open jobs than this sees the oldest, and the rest as they move.
OPEN_JOBS_SHOWN = 50
# So old, and what is known of a user's rights is read again before anything is told.
RIGHTS_SECONDS = 5.0


class ProgressConsumer(AsyncJsonWebsocketConsumer):
    """One socket: subscribes to a group, then sends the state, then forwards what comes, for as long
    as its user may see it."""

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
        self.watched = Watched()
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
        self.read_at = time.monotonic()
        try:
            for one in self.groups_of(user):
                await self.channel_layer.group_add(one, self.channel_name)
        except (RedisError, OSError) as error:
            # Without updates it is worth nothing; the page polls, and comes again.
            log.warning("socket_without_updates", error=str(error))
            await self.close(code=TRY_AGAIN)
            return
        # Subscribed first, so that nothing falls between the state and what follows it.
        for body in await self.present_state(user):
            self.show(publisher.type_of(body), body)

    async def disconnect(self, code: int) -> None:
        self.outbox.close()
        if self.group:
            with suppress(RedisError, OSError):
                for one in self.groups_of(self.scope["user"]):
                    await self.channel_layer.group_discard(one, self.channel_name)
        if self.watched.seconds:
            await database_sync_to_async(watching.keep)(self.watched.seconds)

    async def dispatch(self, message: dict[str, Any]) -> None:
        # Here, as a socket may have a way of its own to forward.
        if message["type"] != "forward" or await self.may_still_see():
            await super().dispatch(message)

    async def forward(self, event: dict[str, Any]) -> None:
        message = event["message"]
        self.show(message["type"], message["data"])

    def show(self, type: str, data: dict[str, Any]) -> None:
        """Send a message soon; that a job is watched by it is counted."""
        # By the job's state: a playlist's socket calls an end `progress`, too.
        self.watched.shown(publisher.type_of(data) if type == "progress" else type)
        self.outbox.put(type, data)

    async def come_again(self, event: dict[str, Any]) -> None:
        """A session of the user's has ended: whoever still has one comes back with it."""
        await self.leave(TRY_AGAIN)

    async def may_still_see(self) -> bool:
        """Return whether the user has the rights that opened the socket; closes it where not."""
        if time.monotonic() - self.read_at < RIGHTS_SECONDS:
            return True
        self.read_at = time.monotonic()
        opened_by = self.scope["user"]
        user = await database_sync_to_async(_active)(opened_by.pk)
        if user is None or await self.group_for(user) != self.group:
            await self.leave(STAFF_ONLY)
        elif user.password != opened_by.password:
            # A new one ends the cookies of the old one: whose is good still comes again.
            await self.leave(TRY_AGAIN)
        else:
            return True
        return False

    async def leave(self, code: int) -> None:
        """Close an open socket; what is unsent stays so."""
        self.outbox.close()
        await self.close(code=code)

    def groups_of(self, user: Any) -> tuple[str, str]:
        return self.group, publisher.account_group(user.pk)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """A page says when it is hidden and seen again; whatever else comes is passed over."""
        watching_now = watching.said_by(text_data)
        if watching_now is not None:
            self.watched.watch(watching_now)

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


def _active(user_id: int) -> Any:
    """Return the user as the database has them now; None where they may not log in any more."""
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


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
