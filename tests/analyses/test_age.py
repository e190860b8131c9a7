"""How old a result is: the four levels, each limit, the texts and what is advised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.preferences import change
from analyses.duplicates import age
from analyses.duplicates.changes import NONE
from library import changes
from tests.factories import make_completed_analysis, make_pair, make_running_analysis

LIMITS = [1, 24, 168]
HOUR = 3600


@pytest.mark.parametrize(
    ("seconds", "level"),
    [
        (0, "fresh"),
        (HOUR - 1, "fresh"),
        (HOUR, "moderate"),
        (24 * HOUR - 1, "moderate"),
        (24 * HOUR, "stale"),
        (168 * HOUR - 1, "stale"),
        (168 * HOUR, "very_stale"),
    ],
)
def test_at_a_limit_the_next_level_begins(seconds, level):
    assert age.level_of(seconds, LIMITS) == level


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (2 * HOUR, "2 hours ago"),
        (47 * HOUR, "1 day ago"),
        (48 * HOUR, "2 days ago"),
    ],
)
def test_an_age_in_words(seconds, text):
    assert age.text_of(seconds) == text


@pytest.mark.parametrize(
    ("hours", "color", "is_stale"),
    [(0.5, "green", False), (2, "yellow", False), (25, "orange", True), (200, "red", True)],
)
def test_each_level_has_its_look(alice, hours, color, is_stale):
    now = timezone.now()
    analysis = make_completed_analysis(alice, groups=0, completed_at=now - timedelta(hours=hours))

    found = age.age_of(analysis, now)

    assert (found.color, found.is_stale, found.recommend_refresh) == (color, is_stale, is_stale)
    assert found.suggested_action == ("refresh" if is_stale else "none")


def test_a_user_has_limits_of_their_own(api, alice):
    analysis = make_completed_analysis(
        alice, groups=0, completed_at=timezone.now() - timedelta(hours=3)
    )
    change(alice, {"stale_after_hours": [1, 2, 4]})

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/age-check").json()

    assert body["staleness_level"] == "stale"
    assert body["age_text"] == "3 hours ago"
    assert body["reasons"] == ["It was made 3 hours ago."]


def test_many_changes_advise_a_refresh_of_a_fresh_result(api, alice):
    analysis = make_completed_analysis(alice)
    changes.edit(alice.tracks.first(), {"title": "Other"}, origin="test")

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/age-check").json()

    assert (body["staleness_level"], body["recommend_refresh"]) == ("fresh", True)
    assert body["reasons"] == ["Since then: 1 modified."]


def test_few_changes_advise_nothing(alice):
    analysis = make_completed_analysis(alice, groups=0)
    few = replace(NONE, tracks_added=1, total_changes=1)

    assert not age.age_of(analysis, timezone.now(), changes=few).recommend_refresh


def test_a_partial_result_is_to_be_made_again(alice):
    analysis = make_completed_analysis(alice, groups=0, status="cancelled", partial=True)

    found = age.age_of(analysis, timezone.now())

    assert found.reasons == ["It holds only what was found before it stopped."]


def test_changes_are_counted_net_since_the_run(api, alice):
    analysis = make_completed_analysis(alice)
    first, second, *_ = alice.tracks.order_by("pk")
    changes.edit(first, {"title": "Other"}, origin="test")
    changes.trash(alice.pk, [second.pk], origin="test")
    with changes.writing(alice.pk, "test") as log:
        log.added(track.pk for track in make_pair(alice, "New"))

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/library-changes").json()

    assert (body["tracks_added"], body["tracks_modified"], body["tracks_deleted"]) == (2, 1, 1)
    assert (body["total_changes"], body["change_ratio"], body["significant"]) == (4, 1.0, True)


@pytest.mark.parametrize(
    ("tracks", "edited", "significant"), [(20, 1, True), (21, 1, False), (10_000, 2, False)]
)
def test_changes_are_significant_from_five_percent_on(api, alice, tracks, edited, significant):
    analysis = make_completed_analysis(alice, library_track_count=tracks)
    for track in alice.tracks.order_by("pk")[:edited]:
        changes.edit(track, {"title": "Other"}, origin="test")

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/library-changes").json()

    assert body["significant"] is significant


@pytest.mark.parametrize(("added", "significant"), [(99, False), (100, True)])
def test_changes_are_significant_from_a_hundred_on(api, alice, added, significant):
    analysis = make_completed_analysis(alice, library_track_count=1_000_000)
    with changes.writing(alice.pk, "test") as log:
        log.added(range(1, added + 1))

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/library-changes").json()

    assert body["significant"] is significant


def test_while_it_has_read_nothing_nothing_has_changed(api, alice):
    analysis, _ = make_running_analysis(alice)

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/library-changes").json()

    assert (body["total_changes"], body["since"]) == (0, None)
