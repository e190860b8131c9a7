"""Progress on the pages, through the real worker and socket, and without the socket."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.client import Client, wait_until
from tests.e2e.conftest import Site

# Keeps every text that the percentage of a job takes.
WATCH = """() => {
  window.percentages = [];
  new MutationObserver(() => {
    const shown = document.querySelector('[data-job-id] [data-progress=percentage]');
    if (shown) window.percentages.push([shown.textContent, document.querySelectorAll('.toast').length]);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def _csv(tracks: int) -> bytes:
    chance = random.Random(tracks)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "ai")]
    lines = ["title,artist,album,duration"]
    for number in range(tracks):
        words = [" ".join("".join(chance.choices(syllables, k=3)) for _ in "ab") for _ in "abc"]
        row = f"{','.join(words)},{chance.randint(90, 400)}"
        lines += [row, row] if number % 10 == 0 else [row]
    return "\n".join(lines).encode()


@pytest.fixture
def filled(live_site: Site) -> Callable[[int], Client]:
    """Return a maker of users with so many tracks, a tenth of them twice."""

    def user_with(tracks: int) -> Client:
        client = live_site.register()
        answer = client.upload("/api/library/imports", "library.csv", _csv(tracks))
        assert client.wait_for_job(answer.body["job_id"])["status"] == "completed"
        return client

    return user_with


def _numbers(page: Any) -> list[int]:
    texts = [text for text, _ in page.evaluate("window.percentages")]
    return [int(text.split()[0]) for text in texts if text != "–"]


def test_a_dropped_file_is_imported_and_its_result_shown(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.register())
    browser_page.goto(f"{live_site.url}/library/import")
    content = _csv(3000) + b"\n,nobody,nowhere,1"

    browser_page.set_input_files(
        "input[type=file]", {"name": "mine.csv", "mimeType": "text/csv", "buffer": content}
    )
    browser_page.wait_for_selector(".toast b:has-text('The import is done')", timeout=60_000)
    browser_page.wait_for_selector("text=1 line wants a look")

    assert browser_page.get_by_role("link", name="Download as CSV").is_visible()
    assert "3,300" in browser_page.locator("main .figures").inner_text()


def test_a_file_that_is_no_library_is_refused_in_words(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.register())
    browser_page.goto(f"{live_site.url}/library/import")

    browser_page.set_input_files(
        "input[type=file]",
        {"name": "song.bin", "mimeType": "application/octet-stream", "buffer": b"\0\1\2" * 99},
    )
    browser_page.wait_for_selector(".toast b:has-text('song.bin was not imported')")

    assert browser_page.locator(".toast p").first.inner_text() != ""


def test_an_analysis_moves_without_a_reload_and_ends_in_its_groups(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    log_in(browser_page, filled(15_000))
    browser_page.goto(f"{live_site.url}/duplicates")
    browser_page.get_by_role("button", name="Find duplicates").first.click()
    browser_page.wait_for_selector("[data-job-id]")
    browser_page.evaluate(WATCH)
    height = browser_page.locator("[data-job-id]").bounding_box()["height"]

    browser_page.wait_for_selector("[data-job-id] [aria-current=step]:has-text('Comparing')")
    assert browser_page.locator("[data-job-id]").bounding_box()["height"] == height
    browser_page.wait_for_selector(
        ".toast b:has-text('The duplicate analysis is done')", timeout=90_000
    )
    browser_page.wait_for_selector("details.group")

    numbers = _numbers(browser_page)
    assert len(set(numbers)) > 3
    assert numbers == sorted(numbers)
    assert all(number < 100 for number in numbers[:-2])


# The longest that a run says of itself, and one that fits a line.
LONG = "Comparing tracks. Much of the library changed: all tracks are compared."
SHORT = "Saving the groups"


def test_on_a_phone_the_message_is_read_to_its_end_and_nothing_moves(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    browser_page.set_viewport_size({"width": 360, "height": 800})
    alice = filled(15_000)
    log_in(browser_page, alice)
    # The job's own messages stay out: the test says them.
    browser_page.route_web_socket("**/ws/progress/", lambda socket: None)
    browser_page.route("**/api/progress/*", lambda route: route.abort())
    alice.post("/api/duplicates/analyses")
    browser_page.goto(f"{live_site.url}/duplicates")
    message = browser_page.locator("[data-job-id] [data-progress=message]")

    heights = []
    for words in (LONG, SHORT):
        message.evaluate("(line, words) => { line.textContent = words }", words)
        assert message.evaluate("(line) => line.scrollWidth - line.clientWidth") <= 0
        heights.append(browser_page.locator("[data-job-id]").bounding_box()["height"])

    assert heights[0] == heights[1]
    assert browser_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_reload_shows_the_same_bar(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    alice = filled(30_000)
    log_in(browser_page, alice)
    alice.post("/api/duplicates/analyses")
    browser_page.goto(f"{live_site.url}/duplicates")
    shown = browser_page.locator("[data-job-id] [data-progress=percentage]")
    before = wait_until(lambda: _percent(shown), lambda number: number >= 5, 30)

    browser_page.reload()

    assert before <= _percent(shown) < 100


def test_a_run_started_elsewhere_appears(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    alice = filled(10_000)
    log_in(browser_page, alice)
    browser_page.goto(f"{live_site.url}/duplicates", wait_until="networkidle")

    alice.post("/api/duplicates/analyses")

    browser_page.wait_for_selector("[data-job-id]", timeout=5_000)


def test_without_the_socket_the_page_asks(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    alice = filled(15_000)
    log_in(browser_page, alice)
    browser_page.route_web_socket("**/ws/progress/", lambda socket: socket.close(code=1012))
    alice.post("/api/duplicates/analyses")

    browser_page.goto(f"{live_site.url}/duplicates")
    browser_page.evaluate(WATCH)
    browser_page.wait_for_selector(
        ".toast b:has-text('The duplicate analysis is done')", timeout=90_000
    )

    browser_page.wait_for_selector("details.group")
    assert len(set(_numbers(browser_page))) > 1


def test_a_cancelled_run_says_what_is_kept(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    log_in(browser_page, filled(30_000))
    browser_page.goto(f"{live_site.url}/duplicates")
    browser_page.get_by_role("button", name="Find duplicates").first.click()
    shown = browser_page.locator("[data-job-id] [data-progress=percentage]")
    wait_until(lambda: _percent(shown), lambda number: number >= 10, 30)

    browser_page.get_by_role("button", name="Cancel, keep what is found").click()

    browser_page.wait_for_selector(
        ".toast b:has-text('Cancelled. What was found until now is kept.')"
    )
    browser_page.wait_for_selector("text=Resume", timeout=30_000)


def test_another_page_shows_the_job_in_the_rail(
    live_site: Site, browser_page: Any, log_in: Any, filled: Any
) -> None:
    alice = filled(20_000)
    log_in(browser_page, alice)
    browser_page.goto(f"{live_site.url}/library", wait_until="networkidle")

    alice.post("/api/duplicates/analyses")

    browser_page.wait_for_selector("[data-mini-job] b:has-text('Finding duplicates')")


def _percent(shown: Any) -> int:
    text = shown.inner_text()
    return 0 if text == "–" else int(text.split()[0])


def _state(revision: int, percentage: float, status: str = "in_progress") -> str:
    data = {
        "job_id": "00000000-0000-4000-8000-000000000001",
        "type": "LIBRARY_IMPORT",
        "status": status,
        "percentage": percentage,
        "eta_text": None,
        "message": "",
        "error": None,
        "revision": revision,
        "poll_after_seconds": 60,
    }
    kind = "progress" if status == "in_progress" else "finished"
    return json.dumps({"type": kind, "data": data, "sequence": revision})


def test_an_older_state_is_dropped_and_nothing_is_full_before_its_end(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.register())
    sockets: list[Any] = []
    # No server sends states out of order on purpose; here the test is the server.
    browser_page.route_web_socket("**/ws/progress/", lambda socket: sockets.append(socket))
    browser_page.goto(f"{live_site.url}/library")
    wait_until(lambda: browser_page.evaluate("1") and sockets, bool, 10)
    line = browser_page.locator("[data-mini-job] span")

    sockets[0].send(_state(5, 40.0))
    browser_page.wait_for_selector("[data-mini-job] span:has-text('40 %')")
    sockets[0].send(_state(4, 10.0))
    sockets[0].send(_state(6, 100.0))
    browser_page.wait_for_selector("[data-mini-job] span:has-text('99 %')")
    assert "10 %" not in line.inner_text()
    sockets[0].send(_state(7, 100.0, "completed"))
    told = {"title": "The import is done", "message": "", "data": {}, "id": 1}
    sockets[0].send(json.dumps({"type": "notification", "data": told, "sequence": 8}))

    browser_page.wait_for_selector(".toast b:has-text('The import is done')")
    assert not line.is_visible()
