"""The pages in use: by keyboard, without script, in another theme."""

from __future__ import annotations

from typing import Any

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site


def test_the_theme_turns_and_stays(live_site: Site, browser_page: Any) -> None:
    browser_page.emulate_media(color_scheme="light")
    browser_page.goto(f"{live_site.url}/login")
    light = browser_page.evaluate("getComputedStyle(document.body).backgroundColor")
    alice = live_site.register()
    browser_page.fill("input[name=username]", alice.username)
    browser_page.fill("input[name=password]", alice.password)
    browser_page.press("input[name=password]", "Enter")
    browser_page.wait_for_url(f"{live_site.url}/")

    button = browser_page.locator(".rail [data-theme-button]")
    button.click()
    button.click()
    browser_page.reload()

    # Written by the server, so that nothing flashes before the script runs.
    response = browser_page.request.get(f"{live_site.url}/")
    dark = browser_page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert 'data-theme="dark"' in response.text()
    assert button.inner_text() == "Dark theme"
    assert dark != light
    assert wait_until(
        lambda: alice.get("/api/user/preferences")["theme"], lambda theme: theme == "dark", 5
    )


def test_typing_narrows_the_library_and_keeps_the_focus(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/library")
    before = browser_page.locator("tbody tr").count()
    browser_page.evaluate("window.stillHere = true")

    browser_page.locator("#search").press_sequentially("harbour")
    browser_page.wait_for_url("**/library?search=harbour**")

    titles = browser_page.locator("tbody tr").all_inner_texts()
    assert 0 < len(titles) < before
    assert all("harbour" in title.lower() for title in titles)
    assert browser_page.evaluate("document.activeElement.id") == "search"
    assert browser_page.evaluate("window.stillHere")


def test_sorting_paging_and_going_back(live_site: Site, browser_page: Any, log_in: Any) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/library")
    first = browser_page.locator("tbody .title").first

    browser_page.get_by_role("link", name="Plays").click()
    browser_page.wait_for_selector("[aria-sort=ascending] a:text('Plays')")
    by_plays = first.inner_text()
    browser_page.get_by_role("link", name="Next").click()
    browser_page.wait_for_url("**cursor=**")
    browser_page.go_back()
    browser_page.wait_for_url("**ordering=play_count")

    wait_until(first.inner_text, lambda title: title == by_plays, 5)


def test_a_menu_opens_and_closes_by_keyboard(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/duplicates")
    summary = browser_page.locator("summary", has_text="Export")
    link = browser_page.get_by_role("link", name="As CSV")

    summary.focus()
    browser_page.keyboard.press("Enter")
    assert link.is_visible()
    browser_page.keyboard.press("Escape")

    assert not link.is_visible()
    assert summary.evaluate("(element) => element === document.activeElement")


def test_a_group_folds_out_to_its_reasons_by_keyboard(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/duplicates")
    group = browser_page.locator("details.group").first

    group.locator("summary").focus()
    browser_page.keyboard.press("Enter")

    assert group.locator(".reasons").first.is_visible()
    assert group.get_by_role("rowheader", name="Title").first.is_visible()


def test_the_first_tab_skips_to_the_content(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/library")

    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.textContent") == "Skip to content"
    browser_page.keyboard.press("Enter")

    assert browser_page.url.endswith("#main")


def test_an_export_is_downloaded(live_site: Site, browser_page: Any, log_in: Any) -> None:
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/duplicates")
    browser_page.locator("summary", has_text="Export").click()

    with browser_page.expect_download() as download:
        browser_page.get_by_role("link", name="As CSV").click()

    assert download.value.suggested_filename.endswith(".csv")


def test_it_works_without_script(live_site: Site, plain_page: Any, log_in: Any) -> None:
    alice = live_site.register()
    upload = alice.upload("/api/library/imports", "a.csv", b"title,artist\nOne,X\nOne,X\nTwo,Y\n")
    alice.wait_for_job(upload.body["job_id"])

    log_in(plain_page, alice)
    plain_page.goto(f"{live_site.url}/duplicates")
    plain_page.get_by_role("button", name="Find duplicates").first.click()
    [analysis] = alice.get("/api/duplicates/analyses")["results"]
    alice.wait_for_job(analysis["job_id"])
    plain_page.reload()

    assert plain_page.locator("details.group .title", has_text="One").first.is_visible()
