from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from analyses.duplicates import verdicts
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, Verdict
from library import changes
from library.models import Track
from tests import factories

pytestmark = pytest.mark.django_db

PATH = "/duplicates/verdicts"


def say(user: User, title: str, verdict: str = "not_duplicate") -> Verdict:
    one, other = factories.make_pair(user, title)
    return verdicts.say(user, one.pk, other.pk, verdict).verdict


def rows(page: Any) -> list[str]:
    """Return the first title of each row."""
    return re.findall(r'<tr>\s*<td.*?title="([^"]*)"', page.source, re.DOTALL)


# ---- the list -------------------------------------------------------------------------------------


def test_none_leads_to_the_groups(alice: User, browse: Any) -> None:
    page = browse(alice, PATH)

    assert "No verdicts yet" in page.text
    assert "<table" not in page.source


def test_a_row_shows_both_tracks_and_what_was_said(alice: User, browse: Any) -> None:
    say(alice, "Blue Monday")

    text = browse(alice, PATH).text

    assert text.count("Blue Monday New Order · Power · 7:27") == 2
    assert "Not a duplicate just now Revoke what you said of Blue Monday and Blue Monday" in text


def test_a_track_in_the_trash_is_marked(alice: User, browse: Any) -> None:
    verdict = say(alice, "Blue Monday")
    changes.trash(alice.pk, [verdict.track_b_id], origin="test")

    assert browse(alice, PATH).text.count("in the trash") == 1


def test_they_are_newest_first_and_filtered_by_kind(alice: User, browse: Any) -> None:
    say(alice, "First")
    say(alice, "Second", "duplicate")
    say(alice, "Third")

    assert rows(browse(alice, PATH)) == ["Third", "Second", "First"]
    assert rows(browse(alice, PATH, verdict="not_duplicate")) == ["Third", "First"]
    assert rows(browse(alice, PATH, verdict="duplicate")) == ["Second"]
    assert "All 3 Not a duplicate 2 Duplicate 1" in browse(alice, PATH).text


def test_none_of_a_kind_leads_to_all(alice: User, browse: Any) -> None:
    say(alice, "First")

    assert "Show all verdicts" in browse(alice, PATH, verdict="duplicate").text


def test_pages_follow_each_other(alice: User, browse: Any) -> None:
    for number in range(3):
        say(alice, f"Song {number}")

    first = browse(alice, PATH, limit=2)
    following = re.search(r'rel="next"[^>]*href="([^"]*)"', first.source)
    assert following is not None
    second = browse(alice, following[1].replace("&amp;", "&"))

    assert (rows(first), rows(second)) == (["Song 2", "Song 1"], ["Song 0"])


def test_a_page_that_was_emptied_leads_to_the_first(alice: User, browse: Any, send: Any) -> None:
    made = [say(alice, f"Song {number}") for number in range(3)]
    following = re.search(r'rel="next"[^>]*href="([^"]*)"', browse(alice, PATH, limit=2).source)
    assert following is not None
    back = following[1].replace("&amp;", "&")

    page = send(alice, f"{PATH}/{made[0].pk}/revoke", back=back)

    assert rows(page) == ["Song 2", "Song 1"]


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"verdict": "maybe"}, {"limit": "0"}])
def test_a_bad_query_leads_to_the_list(alice: User, browse: Any, query: dict[str, str]) -> None:
    assert browse(alice, PATH, **query).response["Location"] == PATH


def test_nobody_sees_anothers(alice: User, charlie: User, browse: Any) -> None:
    say(alice, "Blue Monday")

    assert "Blue Monday" not in browse(charlie, PATH).text


def test_it_needs_a_login(db: None, browse: Any) -> None:
    assert browse(None, PATH).response["Location"] == f"/login?next={PATH}"


def test_the_page_takes_the_same_queries_for_any_number(
    alice: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        say(alice, f"Song {number}")
    browse(alice, "/health/live")

    with django_assert_max_num_queries(6):
        assert len(rows(browse(alice, PATH))) == 20


def test_nothing_is_inline(alice: User, browse: Any) -> None:
    say(alice, "Blue Monday")

    source = browse(alice, PATH).source

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src)", source)


# ---- revoking -------------------------------------------------------------------------------------


def test_revoking_says_so_and_stays_on_the_page(alice: User, send: Any) -> None:
    verdict = say(alice, "Blue Monday")
    back = f"{PATH}?verdict=not_duplicate"

    page = send(alice, f"{PATH}/{verdict.pk}/revoke", back=back)

    assert "Verdict revoked." in page.text
    assert page.response.redirect_chain == [(back, 302)]
    assert not Verdict.objects.exists()


def test_revoking_twice_says_that_it_is_gone(alice: User, send: Any) -> None:
    verdict = say(alice, "Blue Monday")
    send(alice, f"{PATH}/{verdict.pk}/revoke")

    assert "There is no such verdict." in send(alice, f"{PATH}/{verdict.pk}/revoke").text


def test_nobody_revokes_anothers(alice: User, charlie: User, send: Any) -> None:
    verdict = say(alice, "Blue Monday")

    assert "There is no such verdict." in send(charlie, f"{PATH}/{verdict.pk}/revoke").text
    assert Verdict.objects.exists()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x", ""]
)
def test_a_form_leads_to_our_own_pages_alone(alice: User, send: Any, back: str) -> None:
    page = send(alice, f"{PATH}/{say(alice, 'Blue Monday').pk}/revoke", back=back)

    assert page.response.redirect_chain == [(PATH, 302)]


def test_forms_need_a_post_a_login_and_a_token(alice: User) -> None:
    verdict = say(alice, "Blue Monday")
    paths = [f"{PATH}/say", f"{PATH}/{verdict.pk}/revoke"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    client = Client()
    for path in paths:
        assert client.post(path).headers["Location"] == f"/login?next={PATH}"
        assert strict.post(path).status_code == 403
    client.force_login(alice)
    for path in paths:
        assert client.get(path).status_code == 405
    assert Verdict.objects.exists()


# ---- on a group -----------------------------------------------------------------------------------


@pytest.fixture
def analysis(alice: User) -> DuplicateAnalysis:
    return factories.make_completed_analysis(alice, groups=1)


def pair_of(analysis: DuplicateAnalysis) -> list[int]:
    return list(analysis.groups.get().tracks.order_by("position").values_list("track", flat=True))


def test_a_member_is_said_to_be_no_duplicate(
    alice: User, analysis: DuplicateAnalysis, browse: Any, send: Any
) -> None:
    kept, copy = pair_of(analysis)
    assert browse(alice, "/duplicates").source.count(f'action="{PATH}/say"') == 1

    page = send(
        alice,
        f"{PATH}/say",
        track_a=kept,
        track_b=copy,
        verdict="not_duplicate",
        back="/duplicates?search=song",
    )

    verdict = Verdict.objects.get()
    assert (verdict.track_a_id, verdict.track_b_id, verdict.verdict) == (
        kept,
        copy,
        "not_duplicate",
    )
    assert page.response.redirect_chain == [("/duplicates?search=song", 302)]
    assert "You said: not a duplicate Kept apart from the next analysis on." in page.text
    assert f"{PATH}/{verdict.pk}/revoke" in page.source
    assert f'action="{PATH}/say"' not in page.source


def test_a_group_shows_what_was_said_before(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    kept, copy = pair_of(analysis)
    verdicts.say(alice, copy, kept, "duplicate")

    text = browse(alice, "/duplicates").text

    assert "You said: duplicate Revoke" in text
    assert "Kept apart" not in text


def version_of(analysis: DuplicateAnalysis) -> Track:
    """Put a live version beside the group, and return its track."""
    track = Track.objects.create(user=analysis.user, title="Song 1 (Live)", artist="New Order")
    told = {"track_id": track.pk, "title": track.title, "artist": track.artist, "album": "",
            "duration": 450.0, "version": "live"}  # fmt: skip
    analysis.groups.update(related_versions=[told])
    return track


def test_a_version_is_said_to_be_the_same_recording(
    alice: User, analysis: DuplicateAnalysis, browse: Any, send: Any
) -> None:
    version = version_of(analysis)
    before = browse(alice, "/duplicates")
    assert "It is the same recording as the best copy: Song 1 (Live)" in before.text
    form = before.source.split('class="related"')[1].split("</form>")[0]

    page = send(alice, f"{PATH}/say", **dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))

    verdict = Verdict.objects.get()
    names = verdicts.pair(pair_of(analysis)[0], version.pk)
    assert ((verdict.track_a_id, verdict.track_b_id), verdict.verdict) == (names, "duplicate")
    assert "You said: duplicate In the group from the next analysis on." in page.text
    assert "It is the same recording" not in page.text
    [(address, _)] = page.response.redirect_chain
    path, anchor = address.split("#")
    assert (path, f'id="{anchor}"' in page.source) == ("/duplicates", True)

    page = send(alice, f"{PATH}/{verdict.pk}/revoke", back="/duplicates")
    assert "It is the same recording as the best copy: Song 1 (Live)" in page.text


def test_a_version_that_was_kept_apart_is_not_asked_about(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    verdicts.say(alice, version_of(analysis).pk, pair_of(analysis)[0], "not_duplicate")

    text = browse(alice, "/duplicates").text

    assert "You said: not a duplicate Revoke" in text
    assert "It is the same recording" not in text


@pytest.mark.parametrize("which", ["version", "kept"])
def test_a_version_is_not_asked_about_where_one_of_both_went(
    alice: User, analysis: DuplicateAnalysis, browse: Any, which: str
) -> None:
    version = version_of(analysis)
    gone = version.pk if which == "version" else pair_of(analysis)[0]
    changes.trash(alice.pk, [gone], origin="test")

    page = browse(alice, "/duplicates")

    assert "Song 1 (Live)" in page.text
    assert "It is the same recording" not in page.text


def test_a_member_of_a_doubtful_group_can_be_confirmed(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    assert "It is the same recording" not in browse(alice, "/duplicates").text
    analysis.groups.update(suggested_action="manual_review")

    text = browse(alice, "/duplicates").text

    assert text.count("It is the same recording as the best copy: Song 1") == 1
    assert text.count("Not a duplicate of the best copy: Song 1") == 1
    analysis.groups.update(outcome="other_release")
    assert "It is the same recording" not in browse(alice, "/duplicates").text


def test_a_track_that_went_is_not_asked_about(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    changes.trash(alice.pk, [pair_of(analysis)[1]], origin="test")

    assert f'action="{PATH}/say"' not in browse(alice, "/duplicates").source


def test_what_it_revoked_is_named(alice: User, analysis: DuplicateAnalysis, send: Any) -> None:
    kept, copy = pair_of(analysis)
    verdicts.say(alice, kept, copy, "duplicate")

    page = send(alice, f"{PATH}/say", track_a=kept, track_b=copy, verdict="not_duplicate")

    assert "This revoked duplicate: “Song 1” and “Song 1”." in page.text


def test_nonsense_is_refused_in_words(alice: User, send: Any) -> None:
    page = send(alice, f"{PATH}/say", track_a="1", track_b="2", verdict="maybe")

    assert "not a valid choice" in page.text
    assert "There is no such track." in (
        send(alice, f"{PATH}/say", track_a="1000000", track_b="2000000", verdict="duplicate").text
    )


def test_fifty_groups_take_as_many_queries_as_one(
    alice: User, browse: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = factories.make_completed_analysis(alice, groups=1)
    fifty = factories.make_completed_analysis(alice, groups=50)
    for group in DuplicateGroup.objects.all():
        track = Track.objects.create(user=alice, title=f"Live {group.pk}")
        group.related_versions = [{"track_id": track.pk, "title": track.title, "duration": None}]
        group.save()
    browse(alice, "/duplicates")
    with CaptureQueriesContext(connection) as few:
        browse(alice, "/duplicates", analysis=one.pk)

    with django_assert_num_queries(len(few)):
        browse(alice, "/duplicates", analysis=fifty.pk)
