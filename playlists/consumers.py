"""The socket of a playlist: the progress of its analysis, for all who may see it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from channels.db import database_sync_to_async
from redis import RedisError

from contract.ids import MOST_ID
from jobqueue import progress, publisher
from jobqueue.consumers import ProgressConsumer
from jobqueue.models import AnalysisJob
from jobqueue.states import ENDED, JobType
from playlists import progress_group
from playlists.models import Playlist


class PlaylistProgressConsumer(ProgressConsumer):
    """Follows each analysis of the playlist, whoever started it. Its messages are all `progress`: that
    a job has ended is in the `status` of its last one."""

    async def group_for(self, user: Any) -> str | None:
        # Asked again while it is open: what is followed stays so.
        self.followed: set[str] = getattr(self, "followed", set())
        self.playlist_id = self.scope["url_route"]["kwargs"]["playlist_id"]
        seen = await database_sync_to_async(_is_visible)(user, self.playlist_id)
        return progress_group.group_of(self.playlist_id) if seen else None

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        """Return the states of the open jobs, of the newest ended one where there are none."""
        ids = await database_sync_to_async(_job_ids)(self.playlist_id)
        return [body for job_id in ids for body in await self._follow(job_id)]

    async def forward(self, event: dict[str, Any]) -> None:
        message = event["message"]
        if message["type"] == progress_group.STARTED:
            states = await self._follow(message["data"]["job_id"])
        else:
            states = [message["data"]]
        for state in states:
            self.show("progress", state)
            if state["status"] in ENDED:
                await self._leave(state["job_id"])

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        with suppress(RedisError, OSError):
            for job_id in list(getattr(self, "followed", ())):
                await self._leave(job_id)

    async def _follow(self, job_id: str) -> list[dict[str, Any]]:
        # Subscribed first, so that nothing falls between the state and what follows it.
        if job_id not in self.followed:
            self.followed.add(job_id)
            await self.channel_layer.group_add(publisher.job_group(job_id), self.channel_name)
        return await database_sync_to_async(_state)(self.playlist_id, job_id)

    async def _leave(self, job_id: str) -> None:
        if job_id in self.followed:
            self.followed.discard(job_id)
            await self.channel_layer.group_discard(publisher.job_group(job_id), self.channel_name)


def _is_visible(user: Any, playlist_id: int) -> bool:
    if playlist_id > MOST_ID:
        return False
    return Playlist.objects.visible_to(user).filter(pk=playlist_id).exists()


def _jobs(playlist_id: int) -> Any:
    return AnalysisJob.objects.filter(type=JobType.PLAYLIST_ANALYSIS, target_id=str(playlist_id))


def _job_ids(playlist_id: int) -> list[str]:
    jobs = _jobs(playlist_id).order_by("-created_at")
    ids = list(jobs.open().values_list("pk", flat=True)) or list(
        jobs.values_list("pk", flat=True)[:1]
    )
    return [str(pk) for pk in ids]


def _state(playlist_id: int, job_id: str) -> list[dict[str, Any]]:
    return [progress.progress_body(job) for job in _jobs(playlist_id).filter(pk=job_id)]
