"""The pages of playlists and of notifications in a browser: by keyboard, narrow, live, without a fault
for a screen reader."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.client import Client
from tests.e2e.conftest import Site


@pytest.fixture
def filled(live_site: Site) -> tuple[Client, int]:
    """Return a user with a playlist of 60 songs."""
    client = live_site.register()
    csv = "title,artist,album,duration\n" + "".join(
        f"A song whose title is rather long {n:03},Somebody,An album,{100 + n}\n" for n in range(60)
    )
    answer = client.upload("/api/library/imports", "library.csv", csv.encode())
    assert client.wait_for_job(answer.body["job_id"])["status"] == "completed"
    songs = [track["id"] for track in client.get("/api/tracks?limit=200")["results"]]
    playlist = int(client.post("/api/playlists", {"name": "Mornings"}).body["id"])
    client.post(f"/api/playlists/{playlist}/tracks", {"track_ids": songs})
    return client, playlist


def test_they_are_narrow_enough_and_say_what_they_are(
    live_site: Site, browser_page: Any, log_in: Any, filled: tuple[Client, int]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    client, playlist = filled
    log_in(browser_page, client)
    for path in ("/playlists", f"/playlists/{playlist}", "/settings/notifications"):
        for width in (360, 1600):
            browser_page.set_viewport_size({"width": width, "height": 800})
            browser_page.goto(live_site.url + path)
            over = browser_page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{path} is {over} px too wide at {width}"
        found = Axe().run(browser_page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], f"{path}: {found}"


def test_one_is_made_by_keyboard(live_site: Site, browser_page: Any, log_in: Any) -> None:
    log_in(browser_page, live_site.register())
    browser_page.goto(f"{live_site.url}/playlists")
    browser_page.focus("#name")
    browser_page.keyboard.type("Evenings")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/playlists/*")

    assert browser_page.inner_text("h1") == "Evenings"


def test_the_button_starts_it_and_the_page_follows_it_to_the_question(
    live_site: Site, browser_page: Any, log_in: Any, filled: tuple[Client, int]
) -> None:
    client, playlist = filled
    log_in(browser_page, client)
    browser_page.goto(f"{live_site.url}/playlists/{playlist}")
    browser_page.click("#analyse")
    browser_page.wait_for_selector("#useful-yes", timeout=30_000)

    assert "60 songs analysed" in browser_page.inner_text("main")
    browser_page.click("#useful-yes")
    browser_page.wait_for_selector("#useful-yes", state="detached")
    assert "60 of 60 songs analysed" in browser_page.inner_text("main")
