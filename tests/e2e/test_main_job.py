"""The main job, through the real worker, socket and browser: a library in, its duplicates out."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.e2e.client import Client, wait_until
from tests.e2e.conftest import Site
from tests.paths import shared_data

PHASES = [
    *("starting", "loading_tracks", "analyzing_similarities", "cross_referencing"),
    *("saving_results", "completed"),
]


def _import(client: Client, filename: str, content: bytes) -> dict[str, Any]:
    answer = client.upload("/api/library/imports", filename, content)
    assert answer.status == 202, answer.body
    assert client.wait_for_job(answer.body["job_id"])["status"] == "completed"
    return client.get(f"/api/library/imports/{answer.body['import_id']}")


def _messages(client: Client, path: str) -> Iterator[dict[str, Any]]:
    ticket = client.post("/api/auth/ws-ticket").body["ticket"]
    address = client.base.replace("http", "ws", 1) + f"{path}?ticket={ticket}"
    with connect(address) as socket:
        while True:
            yield json.loads(socket.recv(timeout=60))


def _library(tracks: int) -> bytes:
    """A CSV in which every tenth track stands twice, so that there is something to find."""
    chance = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "or")]
    lines = ["title,artist,album,duration"]
    for number in range(tracks * 10 // 11):
        title, artist, album = (
            " ".join("".join(chance.choices(syllables, k=3)) for _ in range(2)) for _ in range(3)
        )
        row = f"{title},{artist},{album},{chance.randint(90, 400)}"
        lines += [row, row] if number % 10 == 0 else [row]
    return "\n".join(lines).encode()


def test_a_real_library_is_imported_analysed_and_read(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    source = shared_data("itunes/Aman-am_iTunes-library-parser__Library.xml.gz")
    alice = live_site.register()
    imported = _import(alice, "Library.xml", gzip.decompress(source.read_bytes()))
    assert imported["tracks_added"] > 500

    answer = alice.post("/api/duplicates/analyses")
    assert answer.status == 202, answer.body
    seen = []
    for message in _messages(alice, answer.body["websocket_url"]):
        seen.append(message)
        if message["type"] == "finished":
            break

    analysis = answer.body["analysis_id"]
    states = [message["data"] for message in seen]
    assert [message["sequence"] for message in seen] == list(range(1, len(seen) + 1))
    assert [s["revision"] for s in states] == sorted(s["revision"] for s in states)
    assert [s["percentage"] for s in states] == sorted(s["percentage"] for s in states)
    order = [PHASES.index(s["phase_status"]) for s in states if s.get("phase_status") in PHASES]
    assert order == sorted(order)
    assert states[-1]["status"] == "completed"
    assert states[-1]["analysis_id"] == analysis

    found = alice.get(f"/api/duplicates/analyses/{analysis}")
    groups = alice.get(f"/api/duplicates/analyses/{analysis}/groups?limit=200")["results"]
    assert found["status"] == "completed"
    assert 0 < len(groups) == min(200, found["total_groups_found"])

    log_in(browser_page, alice)
    browser_page.goto(f"{live_site.url}/duplicates")
    title = next(t["title"] for t in groups[0]["tracks"] if t["is_canonical"])
    assert browser_page.get_by_text(title, exact=False).first.is_visible()


def test_an_analysis_whose_worker_is_killed_completes(live_site: Site) -> None:
    alice = live_site.register()
    _import(alice, "library.csv", _library(30_000))
    answer = alice.post("/api/duplicates/analyses")
    progress = answer.body["progress_url"]
    wait_until(lambda: alice.get(progress), lambda p: p["status"] == "in_progress", 20)

    for pid in live_site.pids("-n analysis@"):
        os.kill(pid, signal.SIGKILL)

    job = alice.wait_for_job(answer.body["job_id"])
    found = alice.get(f"/api/duplicates/analyses/{answer.body['analysis_id']}")
    assert job["status"] == "completed", job
    assert job["interruptions"] >= 1
    assert found["total_groups_found"] >= 2_700


def test_an_import_whose_worker_is_killed_goes_on_and_doubles_nothing(live_site: Site) -> None:
    alice = live_site.register()
    answer = alice.upload("/api/library/imports", "library.csv", _library(100_000))
    progress = answer.body["progress_url"]
    wait_until(lambda: alice.get(progress), lambda p: p["current"] > 0, 20)

    for pid in live_site.pids("-n analysis@"):
        os.kill(pid, signal.SIGKILL)

    job = alice.wait_for_job(answer.body["job_id"])
    rows = _library(100_000).count(b"\n")
    assert job["status"] == "completed", job
    assert alice.get("/api/library/summary")["tracks"] == rows


def test_a_redis_that_is_killed_comes_back_and_the_analysis_completes(live_site: Site) -> None:
    alice = live_site.register()
    _import(alice, "library.csv", _library(20_000))

    for pid in live_site.pids("redis.sock"):
        os.kill(pid, signal.SIGKILL)
    answer = alice.post("/api/duplicates/analyses")

    assert answer.status == 202, answer.body
    assert alice.wait_for_job(answer.body["job_id"])["status"] == "completed"


def test_a_postgresql_that_is_killed_comes_back_and_the_analysis_completes(
    live_site: Site,
) -> None:
    alice = live_site.register()
    _import(alice, "library.csv", _library(20_000))
    answer = alice.post("/api/duplicates/analyses")
    wait_until(
        lambda: alice.get(answer.body["progress_url"]), lambda p: p["status"] == "in_progress", 20
    )

    for pid in live_site.pids("postgres -D"):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: alice.post("/api/auth/ws-ticket").status, lambda status: status < 300, 30)

    assert alice.wait_for_job(answer.body["job_id"])["status"] == "completed"
    assert alice.get("/api/library/summary")["tracks"] == _library(20_000).count(b"\n")


def test_a_strangers_socket_gets_nothing(live_site: Site) -> None:
    alice, charlie = live_site.register(), live_site.register()
    job = alice.post("/api/duplicates/analyses").body["websocket_url"]

    with pytest.raises(ConnectionClosed) as closed:
        next(_messages(charlie, job))

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404
