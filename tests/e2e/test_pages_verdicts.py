"""Verdicts in a browser: said on a group, listed, revoked; with script and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Site
from tests.e2e.test_pages_look import _faults


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: Any, browser: Any, live_site: Site, log_in: Any) -> Iterator[Any]:
    """A logged-in page of the demo user, who leaves no verdict behind."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    log_in(page, live_site.demo())
    yield page
    client = live_site.demo()
    for one in client.get("/api/duplicates/verdicts")["results"]:
        client.delete(f"/api/duplicates/verdicts/{one['id']}")
    context.close()


def _say_apart(page: Any, site: Site) -> None:
    """Say of the second track of the first group that it is no copy, by keyboard."""
    page.goto(f"{site.url}/duplicates")
    group = page.locator("details.group").first
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    group.get_by_role("button", name="Not a duplicate").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You said: not a duplicate")


def test_it_is_said_on_a_group_and_revoked_on_the_list(live_site: Site, page: Any) -> None:
    _say_apart(page, live_site)

    # The group is open again, at the track that it was said of.
    assert page.get_by_text("You said: not a duplicate").is_visible()
    page.get_by_role("link", name="Verdicts").click()
    page.wait_for_url("**/duplicates/verdicts")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("button", name="Revoke what you said").click()

    page.wait_for_selector("text=No verdicts yet")


def _open_one_with_a_version(page: Any, site: Site) -> Any:
    """Fold out, by keyboard, the first group that has a version beside it, and return it."""
    page.goto(f"{site.url}/duplicates")
    group = page.locator("details.group:has(.related)").first
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    return group


def test_a_version_is_said_to_be_the_same_recording_and_revoked(live_site: Site, page: Any) -> None:
    group = _open_one_with_a_version(page, live_site)
    version = group.locator(".related bdi").first.inner_text()
    related = group.locator(".related")
    related.get_by_role("button", name="It is the same recording as the best copy").first.focus()

    page.keyboard.press("Enter")
    page.wait_for_selector("text=You said: duplicate")

    # The group is open again, at the version that it was said of.
    assert page.get_by_text("In the group from the next analysis on.").is_visible()
    assert "1 verdict given since this analysis." in page.locator(".banner").inner_text()
    page.get_by_role("button", name=f"Revoke what you said of {version}").press("Enter")
    page.wait_for_selector("text=Nothing changed since.")
    assert page.locator("details.group[open] .related button").first.is_visible()


@pytest.mark.parametrize("width", [360, 1600])
@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_a_version_with_its_button_looks_right(live_site: Site, page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    group = _open_one_with_a_version(page, live_site)

    assert group.locator(".related button").first.is_visible()
    assert _faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (768, "light"), (1600, "dark")])
@pytest.mark.parametrize("page", [True], indirect=True, ids=["script"])
def test_both_pages_look_right_with_a_verdict(
    live_site: Site, page: Any, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    _say_apart(page, live_site)

    for path in ("/duplicates", "/duplicates/verdicts"):
        page.goto(live_site.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

        assert _faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
