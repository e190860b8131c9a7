"""The counts on the pages through a verdict, a refresh, its revocation and another one, by real runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from analyses.duplicates.models import Verdict
from jobqueue import worker
from library import changes
from library.models import Track
from tests import factories

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "Amber Road 0 (Live)"
FIGURE = r"<dt>{}</dt><dd>([\d,]+)"
FILTER = r">{} <span class=\"number\">([\d,]+)</span>"


class Counts:
    """What the pages of duplicates and verdicts count."""

    def __init__(self, duplicates: Any, verdicts: Any) -> None:
        def number(pattern: str, words: str) -> int:
            found = re.search(pattern.format(words), duplicates.source)
            return int(found[1].replace(",", "")) if found else 0

        self.groups, self.copies = number(FIGURE, "Groups"), number(FIGURE, "Copies")
        self.other_releases = number(FIGURE, "Other releases")
        self.filtered = number(FILTER, "All"), number(FILTER, "Other releases")
        self.rows = duplicates.source.count('<details class="group"')
        self.in_history = re.findall(r"<span>(\d+) groups?</span>", duplicates.source)
        self.verdicts = re.findall(r'<span class="number">(\d+)</span>', verdicts.source)
        self.text = duplicates.text

    @property
    def found(self) -> tuple[int, int, int]:
        """Groups, copies and rows; the filters count what the figures do."""
        assert self.filtered == (self.groups, self.other_releases)
        return self.groups, self.copies, self.rows


@pytest.fixture
def counts(alice: User, browse: Any) -> Callable[[], Counts]:
    return lambda: Counts(browse(alice, "/duplicates"), browse(alice, "/duplicates/verdicts"))


@pytest.fixture
def refresh(alice: User, send: Any) -> Callable[[], None]:
    """Return what presses Quick refresh and waits for the run."""

    def press() -> None:
        page = send(alice, "/duplicates/quick-refresh")
        assert "Looking again." in page.text
        assert worker.run_one("analysis")

    return press


@pytest.fixture
def library(alice: User, send: Any) -> None:
    """Three pairs of copies, a third copy and a live version of one, and what was found in them."""
    factories.make_library(alice, pairs=3, others=4)
    first = alice.tracks.filter(title="Amber Road 0")[0]
    common = {"artist": first.artist, "album": first.album, "year": first.year}
    with changes.writing(alice.pk, "test") as log:
        made = [
            Track.objects.create(user=alice, title=title, duration=447.0, **common)
            for title in ("Amber Road 0", LIVE)
        ]
        log.added(track.pk for track in made)
    send(alice, "/duplicates/start")
    assert worker.run_one("analysis")


def forms(page: Any, verdict: str) -> list[dict[str, str]]:
    """Return what each form on the page that says this verdict sends."""
    sent = re.findall(r'<form[^>]*verdicts/say".*?</form>', page.source, re.DOTALL)
    found = [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in sent]
    return [form for form in found if form["verdict"] == verdict]


@pytest.mark.usefixtures("library")
def test_kept_apart_refreshed_revoked_and_refreshed_again(
    alice: User, browse: Any, send: Any, counts: Any, refresh: Any
) -> None:
    before = counts()
    assert before.found == (3, 4, 3)
    assert (before.in_history, before.verdicts) == (["3"], [])
    assert "Nothing changed since." in before.text

    # Of a group of two: it is gone with the next run, and not before.
    form = forms(browse(alice, "/duplicates", search="birch"), "not_duplicate")[0]
    send(alice, "/duplicates/verdicts/say", **form)
    said = counts()
    assert said.found == (3, 4, 3)
    assert said.verdicts == ["1", "1", "0"]
    assert "1 verdict given since this analysis." in said.text

    refresh()
    obeyed = counts()
    assert obeyed.found == (2, 3, 2)
    assert (obeyed.in_history, obeyed.verdicts) == (["2", "3"], ["1", "1", "0"])
    assert "Nothing changed since." in obeyed.text

    send(alice, f"/duplicates/verdicts/{Verdict.objects.get().pk}/revoke")
    revoked = counts()
    assert revoked.found == (2, 3, 2)
    assert revoked.verdicts == []
    assert "1 verdict revoked since this analysis." in revoked.text

    refresh()
    again = counts()
    assert again.found == before.found
    assert again.in_history == ["3", "2", "3"]
    assert "Nothing changed since." in again.text


@pytest.mark.usefixtures("library")
def test_a_copy_of_three_kept_apart_leaves_the_other_two(
    alice: User, browse: Any, send: Any, counts: Any, refresh: Any
) -> None:
    for form in forms(browse(alice, "/duplicates", search="amber"), "not_duplicate")[:1]:
        send(alice, "/duplicates/verdicts/say", **form)

    refresh()

    assert counts().found == (3, 3, 3)


@pytest.mark.usefixtures("library")
def test_a_version_that_is_the_same_recording_is_one_copy_more_till_it_is_revoked(
    alice: User, browse: Any, send: Any, counts: Any, refresh: Any
) -> None:
    [form] = forms(browse(alice, "/duplicates"), "duplicate")
    send(alice, "/duplicates/verdicts/say", **form)
    said = counts()
    assert (said.found, said.verdicts) == ((3, 4, 3), ["1", "0", "1"])

    refresh()

    assert counts().found == (3, 5, 3)
    text = browse(alice, "/duplicates", search="amber").text
    assert "4 copies" in text
    assert "Other versions" not in text
    assert text.count("You said: duplicate Revoke") == 1
    assert text.count("Your verdict") == 1
    assert f"Why {LIVE} is in this group Your verdict +100.0 you said that these are" in text

    send(alice, f"/duplicates/verdicts/{Verdict.objects.get().pk}/revoke")
    refresh()

    again = counts()
    assert (again.found, again.verdicts) == ((3, 4, 3), [])
    text = browse(alice, "/duplicates", search="amber").text
    assert "3 copies" in text
    assert f"Other versions, not copies: they stay live {LIVE}" in text
    assert "Your verdict" not in text
