"""The queue in the admin, live: its figures, its buttons, its look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site
from tests.e2e.test_pages_look import _faults

LIST = "/admin/queue/analysisjob/"
QUEUE = f"{LIST}queue/"
NEWS_SECONDS = 10


@pytest.fixture
def demo(live_site: Site) -> Any:
    return live_site.demo()


@pytest.fixture
def admin_page(demo: Any, browser_page: Any, log_in: Any) -> Any:
    """A page of the demo user, who is staff; what the policy refuses fails the test."""
    refused: list[str] = []
    browser_page.on(
        "console", lambda said: refused.append(said.text) if "Policy" in said.text else None
    )
    log_in(browser_page, demo)
    yield browser_page
    assert refused == []


@pytest.fixture
def held(demo: Any) -> Iterator[None]:
    """All priorities are paused for the test, and empty: what is enqueued waits."""
    assert demo.post("/api/queue/pause", {}).status == 200
    wait_until(lambda: demo.get("/api/queue/status")["in_progress"], lambda jobs: not jobs, 30)
    demo.delete("/api/queue/jobs")
    yield
    demo.delete("/api/queue/jobs")
    assert demo.post("/api/queue/resume", {}).status == 200


@pytest.mark.parametrize("path", [QUEUE, LIST])
def test_a_figure_moves_when_a_job_is_enqueued(
    live_site: Site, admin_page: Any, held: None, path: str
) -> None:
    admin_page.goto(live_site.url + path)
    admin_page.evaluate("window.same = true")
    waiting = admin_page.locator("[data-queue='medium.waiting']")
    assert admin_page.locator("[data-lane]").count() == 3
    assert waiting.inner_text() == "0"

    live_site.register().upload("/api/library/imports", "a.csv", b"title\nOne\n")

    wait_until(waiting.inner_text, lambda text: text == "1", NEWS_SECONDS)
    # The button that a card has once there is something to clear.
    admin_page.locator("#clear-medium").wait_for(timeout=NEWS_SECONDS * 1000)
    assert admin_page.evaluate("window.same") is True


@pytest.mark.parametrize("path", [QUEUE, LIST])
def test_a_band_is_paused_and_resumed_by_keyboard_and_the_page_stays(
    live_site: Site, admin_page: Any, path: str
) -> None:
    admin_page.goto(live_site.url + path)
    admin_page.evaluate("window.same = true")

    admin_page.locator("#turn-low").focus()
    admin_page.keyboard.press("Enter")

    admin_page.wait_for_selector("[data-lane=low][data-state=paused]")
    said = admin_page.locator(".messagelist")
    assert "Paused the low priority." in said.inner_text()
    assert admin_page.evaluate("document.activeElement.id") == "turn-low"
    admin_page.keyboard.press("Enter")
    admin_page.wait_for_selector("[data-lane=low]:not([data-state=paused])")
    assert "Resumed the low priority." in said.inner_text()
    assert _faults(admin_page) == []
    assert admin_page.evaluate("window.same") is True


def test_a_band_is_cleared_after_a_question(live_site: Site, admin_page: Any, held: None) -> None:
    alice = live_site.register()
    job = alice.upload("/api/library/imports", "a.csv", b"title\nOne\n").body["job_id"]
    admin_page.goto(live_site.url + QUEUE)

    admin_page.locator("#clear-medium").click()
    admin_page.get_by_role("button", name="Yes, cancel 1 job").click()

    admin_page.wait_for_url(live_site.url + QUEUE)
    assert "Cancelled 1 waiting job." in admin_page.locator(".messagelist").inner_text()
    assert alice.wait_for_job(job)["status"] == "cancelled"


def test_without_the_socket_it_asks(live_site: Site, admin_page: Any, held: None) -> None:
    admin_page.route_web_socket("**/ws/queue/", lambda socket: socket.close())
    admin_page.goto(live_site.url + QUEUE)
    waiting = admin_page.locator("[data-queue='medium.waiting']")
    assert waiting.inner_text() == "0"

    live_site.register().upload("/api/library/imports", "a.csv", b"title\nOne\n")

    wait_until(waiting.inner_text, lambda text: text == "1", 2 * NEWS_SECONDS)


def test_without_script_it_shows_and_acts(
    live_site: Site, demo: Any, plain_page: Any, log_in: Any
) -> None:
    log_in(plain_page, demo)
    plain_page.goto(live_site.url + QUEUE)

    plain_page.locator("#turn-low").click()

    plain_page.wait_for_url(live_site.url + QUEUE)
    assert plain_page.locator("[data-lane=low]").get_attribute("data-state") == "paused"
    plain_page.locator("#turn-low").click()
    assert plain_page.locator("[data-lane=low]").get_attribute("data-state") != "paused"


def test_folded_cards_stay_so(live_site: Site, admin_page: Any) -> None:
    admin_page.goto(live_site.url + LIST)
    cards = admin_page.locator("#queue-cards")

    cards.locator("summary").click()
    wait_until(lambda: admin_page.evaluate("document.cookie"), lambda text: "folded" in text, 5)
    admin_page.reload()

    assert cards.get_attribute("open") is None
    assert not admin_page.locator("[data-lane=low]").is_visible()


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1400, "light")])
@pytest.mark.parametrize("path", [QUEUE, LIST])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    live_site: Site, admin_page: Any, held: None, path: str, theme: str, width: int
) -> None:
    live_site.register().upload("/api/library/imports", "a.csv", b"title\nOne\n")
    admin_page.emulate_media(color_scheme=theme)
    admin_page.set_viewport_size({"width": width, "height": 800})

    admin_page.goto(live_site.url + path)

    assert _faults(admin_page) == []
    assert admin_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
