"""The socket of a playlist: the progress of its analysis, for all who may see it."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async

from jobqueue import progress, publisher
from jobqueue.consumers import ProgressConsumer
from jobqueue.models import AnalysisJob
from jobqueue.states import JobType
from playlists.models import Playlist

MOST_ID = 2**63 - 1


class PlaylistProgressConsumer(ProgressConsumer):
    """Hears of the owner's jobs, and forwards those of this playlist."""

    async def group_for(self, user: Any) -> str | None:
        self.playlist_id = self.scope["url_route"]["kwargs"]["playlist_id"]
        self.owner_id = await database_sync_to_async(_owner)(user, self.playlist_id)
        return publisher.user_group(self.owner_id) if self.owner_id else None

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        return await database_sync_to_async(_last_job)(self.owner_id, self.playlist_id)

    async def forward(self, event: dict[str, Any]) -> None:
        if event["message"]["data"].get("playlist_id") == self.playlist_id:
            await super().forward(event)


def _owner(user: Any, playlist_id: int) -> int | None:
    """Return whose playlist it is; None where it does not exist for `user`."""
    if playlist_id > MOST_ID:
        return None
    seen = Playlist.objects.visible_to(user).filter(pk=playlist_id)
    return seen.values_list("owner_id", flat=True).first()


def _last_job(owner_id: int, playlist_id: int) -> list[dict[str, Any]]:
    jobs = AnalysisJob.objects.filter(
        user_id=owner_id, type=JobType.PLAYLIST_ANALYSIS, target_id=str(playlist_id)
    )
    return [progress.progress_body(job) for job in jobs.order_by("-created_at")[:1]]
