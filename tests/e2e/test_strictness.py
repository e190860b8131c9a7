"""The sliders of strictness in a browser: by keyboard, with live figures, and without script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.client import Client, wait_until
from tests.e2e.conftest import Site

TRACKS = b"""title,artist,album,duration
Northern Harbour,Paper Lanterns,Low Tide,214
Northern Harbour,Paper Lanterns,Low Tide,219
Glass Orchard,Vela Quartet,Winter Hours,190
Glass Orchard,Vela Quartet,Winter Hours,190
Copper Meridian,Ash and Elm,Tin,250
"""


@pytest.fixture
def alice(live_site: Site) -> Client:
    """An account with two groups, one of lengths five seconds apart."""
    alice = live_site.register()
    alice.wait_for_job(alice.upload("/api/library/imports", "a.csv", TRACKS).body["job_id"])
    alice.wait_for_job(alice.post("/api/duplicates/analyses").body["job_id"])
    return alice


@pytest.fixture
def sliders(live_site: Site, browser_page: Any, log_in: Any, alice: Client) -> Any:
    """Alice's page of duplicates, its sliders unfolded by keyboard and their figures there."""
    log_in(browser_page, alice)
    browser_page.goto(f"{live_site.url}/duplicates")
    browser_page.locator("#strictness > summary").focus()
    browser_page.keyboard.press("Enter")
    wait_until(lambda: figure(browser_page, "groups"), lambda groups: groups == "2", 5)
    return browser_page


def figure(page: Any, name: str) -> str:
    return str(page.locator(f"[data-figure={name}] [data-there]").inner_text())


def test_figures_follow_the_slider_by_keyboard(sliders: Any) -> None:
    sliders.get_by_role("slider", name="Lengths may differ by").focus()
    for _ in range(4):
        sliders.keyboard.press("ArrowLeft")

    wait_until(lambda: figure(sliders, "groups"), lambda groups: groups == "1", 5)
    assert figure(sliders, "tracks") == "2"
    assert sliders.locator("output[for=strict-tolerance]").inner_text() == "4 s"
    assert sliders.locator("[data-words]").inner_text() == "1 group fewer than in this analysis."
    assert sliders.locator("[data-bars=groups] .there").get_attribute("width") == "50%"


def test_only_the_last_of_many_positions_is_asked_for_and_shown(sliders: Any) -> None:
    asked: list[str] = []
    sliders.on("request", lambda one: "/preview?" in one.url and asked.append(one.url))

    sliders.evaluate(
        """() => {
          const slider = document.querySelector('#strict-tolerance');
          for (const value of [7, 6, 5, 4, 3, 2, 1, 0]) {
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
          }
        }"""
    )

    wait_until(lambda: figure(sliders, "groups"), lambda groups: groups == "1", 5)
    assert len(asked) == 1
    assert "duration_tolerance=0&" in asked[0]


def test_the_position_is_used_for_new_analyses(sliders: Any, alice: Client) -> None:
    sliders.get_by_role("slider", name="As sure as").press("ArrowRight")
    sliders.get_by_role("slider", name="Lengths may differ by").press("Home")
    sliders.get_by_role("checkbox", name="Other releases count as copies").press("Space")

    sliders.get_by_role("button", name="Use for new analyses").press("Enter")
    sliders.wait_for_url("**/duplicates")

    chosen = alice.get("/api/user/preferences")
    assert (chosen["duration_tolerance"], chosen["group_other_releases"]) == (0, False)
    newest = alice.get("/api/duplicates/analyses")["results"][0]
    assert newest["parameters"]["min_confidence"] == 0.51


def test_a_lost_server_leaves_no_old_figures(sliders: Any) -> None:
    sliders.route("**/preview?*", lambda route: route.abort())
    sliders.get_by_role("slider", name="Lengths may differ by").press("End")

    wait_until(lambda: figure(sliders, "groups"), lambda groups: groups == "–", 5)
    assert "does not answer" in sliders.locator("[data-words]").inner_text()


def test_it_works_without_script(
    live_site: Site, plain_page: Any, log_in: Any, alice: Client
) -> None:
    log_in(plain_page, alice)
    plain_page.goto(f"{live_site.url}/duplicates")
    plain_page.locator("#strictness > summary").click()
    plain_page.get_by_role("slider", name="Lengths may differ by").press("Home")
    plain_page.get_by_role("button", name="Show the effect").click()
    plain_page.wait_for_url("**/strictness?**")

    assert figure(plain_page, "groups") == "1"
    plain_page.get_by_role("button", name="Use for new analyses").click()
    plain_page.wait_for_url("**/duplicates")

    assert alice.get("/api/user/preferences")["duration_tolerance"] == 0
