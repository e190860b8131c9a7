"""The socket of a playlist's analysis: for those who may see it, and of this playlist alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts import tickets
from jobqueue import consumers, progress
from jobqueue.models import AnalysisJob, WatchedDay
from playlists import analysis
from playlists.models import Playlist
from tests.jobqueue.sockets import opened, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture
def started(alice: Any, tracks: list[Any], make_playlist: Any) -> tuple[Playlist, AnalysisJob]:
    playlist = make_playlist(alice, tracks)
    return playlist, analysis.start(alice, playlist)


def path(playlist: Playlist | int, user: Any) -> str:
    number = playlist if isinstance(playlist, int) else playlist.pk
    return f"/ws/playlists/{number}/progress/?ticket={tickets.issue(user)}"


async def test_the_present_state_comes_first_then_what_moves(
    alice: Any, started: tuple[Playlist, AnalysisJob], make_playlist: Any
) -> None:
    playlist, job = started
    other = await sync_to_async(lambda: analysis.start(alice, make_playlist(alice)))()
    address = await sync_to_async(path)(playlist, alice)

    async with opened(address) as socket:
        first = await socket.message()
        for moved in (other, job):
            moved.revision += 1
            moved.message = "Analysing a song"
            body = progress.body(moved)
            await sync_to_async(tell)(moved.pk, alice.pk, body)
        second = await socket.message()

    assert (first["type"], first["data"]["job_id"]) == ("progress", str(job.pk))
    assert (second["data"]["job_id"], second["data"]["message"]) == (
        str(job.pk),
        "Analysing a song",
    )


async def test_whoever_starts_it_all_who_may_see_the_playlist_hear_of_it(
    alice: Any, bob: Any, tracks: list[Any], make_playlist: Any
) -> None:
    """Here somebody else than the owner starts it, while the owner and a viewer watch."""
    playlist = await sync_to_async(make_playlist)(alice, tracks, is_public=True)
    ended = await sync_to_async(analysis.start)(alice, playlist)
    await AnalysisJob.objects.filter(pk=ended.pk).aupdate(status="completed")
    addresses = [await sync_to_async(path)(playlist, user) for user in (alice, bob)]

    async with opened(addresses[0]) as owners, opened(addresses[1]) as viewers:
        # By the present state they are known to listen.
        before = [await socket.message() for socket in (owners, viewers)]
        job = await sync_to_async(analysis.start)(bob, playlist)
        firsts = [await socket.message() for socket in (owners, viewers)]
        job.revision, job.status = job.revision + 1, "completed"
        await sync_to_async(tell)(job.pk, bob.pk, progress.body(job))
        lasts = [await socket.message() for socket in (owners, viewers)]

    assert [message["data"]["job_id"] for message in before] == [str(ended.pk)] * 2
    assert [first["data"]["job_id"] for first in firsts] == [str(job.pk)] * 2
    assert [(last["type"], last["data"]["status"]) for last in lasts] == [
        ("progress", "completed"),
    ] * 2


async def test_a_stranger_is_turned_away(
    charlie: Any, started: tuple[Playlist, AnalysisJob]
) -> None:
    for target in (started[0], 2_000_000_000, 2**70):
        address = await sync_to_async(path)(target, charlie)
        async with opened(address) as socket:
            assert await socket.close_code() == 4404


async def test_who_may_see_the_playlist_may_watch(
    bob: Any, started: tuple[Playlist, AnalysisJob]
) -> None:
    playlist, job = started
    await Playlist.objects.filter(pk=playlist.pk).aupdate(is_public=True)
    address = await sync_to_async(path)(playlist, bob)

    async with opened(address) as socket:
        assert (await socket.message())["data"]["job_id"] == str(job.pk)


async def test_who_may_no_longer_see_the_playlist_hears_no_more(
    alice: Any,
    bob: Any,
    started: tuple[Playlist, AnalysisJob],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consumers, "RIGHTS_SECONDS", 0.0)
    playlist, job = started
    visible = Playlist.objects.filter(pk=playlist.pk)
    await visible.aupdate(is_public=True)
    address = await sync_to_async(path)(playlist, bob)

    async with opened(address) as socket:
        await socket.message()
        job.revision += 1
        await sync_to_async(tell)(job.pk, alice.pk, progress.body(job))
        await socket.message()
        await visible.aupdate(is_public=False)
        job.revision += 1
        await sync_to_async(tell)(job.pk, alice.pk, progress.body(job))

        assert await socket.close_code() == 4403


async def test_what_it_shows_is_counted_as_watched(
    alice: Any, started: tuple[Playlist, AnalysisJob]
) -> None:
    playlist, job = started
    address = await sync_to_async(path)(playlist, alice)

    async with opened(address) as socket:
        await socket.message()
        for status in ("in_progress", "in_progress", "completed"):
            await asyncio.sleep(0.2)
            job.revision, job.status = job.revision + 1, status
            await sync_to_async(tell)(job.pk, alice.pk, progress.body(job))
            await socket.message()

    row = await WatchedDay.objects.aget()
    assert row.sockets == 1
    assert 0.6 <= row.seconds < 10
