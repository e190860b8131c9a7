"""Every page, as a browser has it: no fault for a screen reader, no sideways scroll, little weight,
nothing from elsewhere, nothing that the content security policy refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Site

PAGES = (
    "/", "/library", "/library/import", "/playlists", "/duplicates", "/duplicates/verdicts", "/queue",
    "/settings/notifications",
)  # fmt: skip
DOORS = ("/login", "/register")
MOST_BYTES = 150_000


def _faults(page: Any) -> list[str]:
    """Return axe's findings that are serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def demo_page(live_site: Site, browser_page: Any, log_in: Any) -> Any:
    log_in(browser_page, live_site.demo())
    return browser_page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(live_site: Site, demo_page: Any, path: str, theme: str) -> None:
    demo_page.emulate_media(color_scheme=theme)
    demo_page.goto(live_site.url + path)
    demo_page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

    assert _faults(demo_page) == []


@pytest.mark.parametrize("path", DOORS)
def test_axe_finds_nothing_serious_at_the_doors(
    live_site: Site, browser_page: Any, path: str
) -> None:
    browser_page.goto(live_site.url + path)

    assert _faults(browser_page) == []


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_scrolls_sideways(live_site: Site, demo_page: Any, width: int) -> None:
    demo_page.set_viewport_size({"width": width, "height": 800})

    for path in PAGES:
        demo_page.goto(live_site.url + path)
        over = demo_page.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert over <= 0, f"{path} is {over} px too wide"


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_weighs_little_and_asks_nobody_else(
    live_site: Site, demo_page: Any, path: str
) -> None:
    session = demo_page.context.new_cdp_session(demo_page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    addresses: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    demo_page.on("request", lambda request: addresses.append(request.url))

    demo_page.goto(live_site.url + path, wait_until="networkidle")

    assert 0 < sum(sizes) <= MOST_BYTES
    assert all(address.startswith(live_site.url) for address in addresses)


def test_the_policy_refuses_nothing_of_ours(live_site: Site, demo_page: Any) -> None:
    said: list[str] = []
    demo_page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )

    for path in PAGES:
        demo_page.goto(live_site.url + path, wait_until="networkidle")

    assert said == []
