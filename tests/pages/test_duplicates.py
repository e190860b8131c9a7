from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from analyses.duplicates import basis, verdicts
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, DuplicateTrack
from library import changes
from library.models import LibraryVersion, Track
from tests import factories

pytestmark = pytest.mark.django_db

ROUND_TRIPS = 22


def test_no_library_leads_to_the_import(alice: User, browse: Any) -> None:
    page = browse(alice, "/duplicates")

    assert "No tracks to compare" in page.text
    assert "Find duplicates" not in page.source.split("<dialog")[0]


def test_before_the_first_run_there_is_one_button(alice: User, browse: Any) -> None:
    factories.make_library(alice)

    page = browse(alice, "/duplicates")

    assert "Not looked for yet" in page.text
    assert page.source.split("<dialog")[0].count("button primary") == 1


@pytest.mark.parametrize(
    ("hours", "look", "words"),
    [
        (0.9, "fresh", "54 minutes old"),
        (1, "moderate", "1 hour old"),
        (24, "stale", "1 day old"),
        (168, "very_stale", "7 days old"),
    ],
)
def test_the_age_has_four_looks(
    alice: User, browse: Any, hours: float, look: str, words: str
) -> None:
    at = timezone.now() - timedelta(hours=hours)
    factories.make_completed_analysis(alice, completed_at=at)

    page = browse(alice, "/duplicates")

    assert f"age age-{look}" in page.source
    assert words in page.text


def test_changes_of_the_library_are_told_in_words(alice: User, browse: Any) -> None:
    factories.make_library(alice, pairs=1, others=2)
    version = LibraryVersion.objects.current(alice)
    factories.make_completed_analysis(alice, library_version=version)
    with changes.writing(alice.pk, "test") as log:
        log.added(Track.objects.create(user=alice, title=f"New {n}").pk for n in range(2))
    lone = Track.objects.filter(title__startswith="Lone").first()
    assert lone is not None
    changes.trash(alice.pk, [lone.pk], origin="test")

    assert "2 added, 1 removed since this analysis." in browse(alice, "/duplicates").text


def test_a_verdict_said_since_is_named(alice: User, browse: Any) -> None:
    analysis = factories.make_completed_analysis(alice, groups=1)
    assert "Nothing changed since." in browse(alice, "/duplicates").text
    verdicts.say(alice, *alice.tracks.values_list("pk", flat=True), "not_duplicate")

    text = browse(alice, "/duplicates").text

    assert "1 verdict given since this analysis." in text
    assert "The groups do not yet follow what you have said since ; a refresh takes it in." in text
    assert "Changed since 1 verdict given" in browse(alice, "/").text
    DuplicateAnalysis.objects.filter(pk=analysis.pk).update(partial=True)
    stopped = browse(alice, "/duplicates").text
    assert "not everything was compared. Created" in stopped
    assert "1 verdict given since. The groups do not yet follow" in stopped
    assert "; resuming takes it in." in stopped


def test_what_changed_and_what_was_said_stand_together(alice: User, browse: Any) -> None:
    factories.make_library(alice, pairs=1, others=0)
    version = LibraryVersion.objects.current(alice)
    one, other = alice.tracks.values_list("pk", flat=True)
    obeyed = [[one, other, "not_duplicate"]]
    factories.make_completed_analysis(
        alice, groups=0, library_version=version, obeyed=obeyed, verdicts="before"
    )
    with changes.writing(alice.pk, "test") as log:
        log.added([Track.objects.create(user=alice, title="New").pk])

    assert "1 added, 1 verdict revoked since this analysis." in browse(alice, "/duplicates").text


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (
            {"mode": "changes", "tracks_compared": 1200},
            "1,200 tracks compared anew, the rest kept.",
        ),
        ({"mode": "changes", "tracks_compared": 1}, " 1 track compared anew, the rest kept."),
        ({"mode": "changes", "tracks_compared": 0}, "No track had to be compared anew."),
        ({"mode": "full", "reason": basis.OTHER_SETTINGS}, "compared: the settings changed."),
        ({"mode": "full", "reason": basis.NEWER_DETECTOR}, "compared: the detector is newer."),
        ({"mode": "full", "reason": basis.ASKED}, "All tracks compared: you asked for it."),
        ({"mode": "full", "reason": basis.MUCH_CHANGED}, "much of the library had changed."),
        ({"mode": "full", "reason": ""}, "All tracks compared."),
    ],
)
def test_the_banner_says_what_was_compared(
    alice: User, browse: Any, comparison: dict[str, Any], words: str
) -> None:
    factories.make_completed_analysis(alice, comparison=comparison)

    assert words in browse(alice, "/duplicates").text


def test_what_stopped_before_its_end_did_not_compare_all(alice: User, browse: Any) -> None:
    whole = {"mode": "full", "reason": ""}
    factories.make_completed_analysis(alice, partial=True, comparison=whole)

    text = browse(alice, "/duplicates").text

    assert "not everything was compared" in text
    assert "All tracks compared" not in text


def test_a_group_says_what_is_in_it_and_how_sure_it_is(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice, groups=1)

    text = browse(alice, "/duplicates").text

    assert "Song 1" in text
    assert "New Order · 2 copies" in text
    assert "FLAC 900" in text
    assert "90 of 100 sure" in text


def test_a_member_says_why_in_words_and_points(alice: User, browse: Any) -> None:
    analysis = factories.make_completed_analysis(alice, groups=1)
    DuplicateTrack.objects.filter(group__analysis=analysis, position=1).update(
        reasons=[
            {
                "criterion": "duration",
                "value": 185.0,
                "canonical_value": 188.0,
                "weight": 2.0,
                "contribution": 41.2,
            },
            {
                "criterion": "album",
                "value": "The Best Of",
                "canonical_value": "Power",
                "weight": -1.0,
                "contribution": -11.4,
            },
        ]
    )

    text = browse(alice, "/duplicates").text

    assert "Length +41.2 3:05 here, 3:08 in the kept one, 3.0 s apart" in text
    assert "Album −11.4 “The Best Of” here, “Power” in the kept one" in text


def test_a_track_that_went_is_marked(alice: User, browse: Any) -> None:
    analysis = factories.make_completed_analysis(alice, groups=1)
    track = analysis.groups.get().tracks.get(position=1).track
    changes.trash(alice.pk, [track.pk], origin="test")

    assert "not in the library any more" in browse(alice, "/duplicates").text


def test_groups_are_searched_filtered_and_sorted(alice: User, browse: Any) -> None:
    analysis = factories.make_completed_analysis(alice, groups=2)
    DuplicateGroup.objects.filter(analysis=analysis, group_index=2).update(
        suggested_action="manual_review", average_similarity_score=0.5
    )

    def rows(**query: Any) -> list[str]:
        text = browse(alice, "/duplicates", **query).source.split('id="groups"')[1]
        return [name for name in ("Song 1", "Song 2") if f">{name}<" in text]

    assert rows() == ["Song 1", "Song 2"]
    assert rows(search="song 2") == ["Song 2"]
    assert rows(kind="unsure") == ["Song 2"]
    assert rows(min_confidence="0.8") == ["Song 1"]
    least_first = browse(alice, "/duplicates", ordering="confidence").text
    assert least_first.index("Song 2") < least_first.index("Song 1")


def test_a_bad_query_leads_to_the_list(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice)

    for query in ({"cursor": "x"}, {"min_confidence": "many"}, {"analysis": "none"}):
        assert browse(alice, "/duplicates", **query).response["Location"] == "/duplicates"


def test_a_running_one_shows_bar_steps_and_counters(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice)
    _, job = factories.make_running_analysis(alice)

    page = browse(alice, "/duplicates")

    assert f'data-job-id="{job.pk}"' in page.source
    assert "50 %" in page.text
    assert 'aria-current="step"><span>Comparing tracks' in page.source
    assert "Tracks compared 12 Tracks in all 1,000" in page.text
    assert "Cancel, keep what is found" in page.text
    assert "Song 1" in page.text


def test_a_failed_one_says_so_above_the_one_before(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice)
    factories.make_failed_analysis(alice)

    text = browse(alice, "/duplicates").text

    assert "Analysis failed" in text
    assert "The groups below are of the analysis before." in text
    assert "Song 1" in text


def test_a_cancelled_one_offers_what_it_found(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice)
    partial = factories.make_completed_analysis(alice, groups=1, status="cancelled", partial=True)

    page = browse(alice, "/duplicates")
    there = browse(alice, "/duplicates", analysis=partial.pk)

    assert "1 group was found before that and is kept, marked partial." in page.text
    assert "not everything was compared" in there.text


def test_a_partial_one_alone_is_shown(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice, groups=1, status="cancelled", partial=True)

    text = browse(alice, "/duplicates").text

    assert "Song 1" in text
    assert "Resume" in text


def test_no_duplicates_is_said(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice, groups=0, total_tracks_analyzed=12)

    assert "12 tracks were compared, and each recording is there once." in (
        browse(alice, "/duplicates").text
    )


def test_the_history_has_the_last_five(alice: User, browse: Any) -> None:
    made = [factories.make_completed_analysis(alice, groups=0) for _ in range(6)]

    source = browse(alice, "/duplicates").source

    assert f"?analysis={made[0].pk}" not in source
    assert all(f"?analysis={one.pk}" in source for one in made[1:])


def test_exports_are_linked(alice: User, browse: Any) -> None:
    analysis = factories.make_completed_analysis(alice)

    source = browse(alice, "/duplicates").source

    for format in ("json", "csv"):
        assert f"/api/duplicates/analyses/{analysis.pk}/export?format={format}" in source


def test_nobody_sees_anothers(alice: User, charlie: User, browse: Any) -> None:
    theirs = factories.make_completed_analysis(alice)

    assert "Song 1" not in browse(charlie, "/duplicates").text
    assert browse(charlie, "/duplicates", analysis=theirs.pk).status == 302


def test_a_page_of_fifty_groups_takes_a_bounded_number_of_queries(
    alice: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    factories.make_completed_analysis(alice, groups=50)
    factories.make_running_analysis(alice)
    assert DuplicateAnalysis.objects.count() == 2
    browse(alice, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(alice, "/duplicates")
