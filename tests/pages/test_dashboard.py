from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from analyses.audio import effort
from analyses.audio.models import TrackAnalysis
from jobqueue.models import AnalysisJob, Band, JobType, Status
from library.models import LibraryImport, Track
from tests import factories

pytestmark = pytest.mark.django_db

ROUND_TRIPS = 25


def test_an_empty_library_offers_the_import_alone(alice: User, browse: Any) -> None:
    page = browse(alice, "/")

    assert "Your library is empty. Nothing is running." in page.text
    assert page.source.count("button primary") == 1
    assert "Import a library" in page.text


def test_a_library_never_analysed_offers_to_look(alice: User, browse: Any) -> None:
    factories.make_library(alice)

    page = browse(alice, "/")

    assert "11 tracks" in page.text
    assert "Find duplicates" in page.text
    assert page.source.count("button primary") == 1


def test_what_was_found_is_told(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice, groups=3)

    page = browse(alice, "/")

    assert "See 3 groups" in page.text
    assert "just now" in page.text


def test_a_stale_result_is_offered_to_be_made_again(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice, completed_at=timezone.now() - timedelta(days=2))

    page = browse(alice, "/")

    assert "2 days old" in page.text
    assert "Quick refresh" in page.text


def test_a_running_job_has_a_bar_and_its_time_left(alice: User, browse: Any) -> None:
    _, job = factories.make_running_analysis(alice)
    factories.make_library(alice)

    page = browse(alice, "/")

    assert f'data-job-id="{job.pk}"' in page.source
    assert "50 %" in page.text
    assert "about 10 seconds left" in page.text
    assert "Find duplicates" not in page.text


def test_recent_imports_and_analyses_are_listed(alice: User, browse: Any) -> None:
    factories.make_failed_analysis(alice)
    LibraryImport.objects.create(
        user=alice,
        filename="<b>.csv",
        source_type="csv",
        path="/gone",
        status="completed",
        tracks_added=15,
        finished_at=timezone.now(),
    )

    page = browse(alice, "/")

    assert "15 added, 0 updated, 0 errors" in page.text
    assert "The analysis failed." in page.text
    assert "&lt;b&gt;.csv" in page.source


def test_others_work_is_not_shown(alice: User, bob: User, browse: Any) -> None:
    factories.make_completed_analysis(bob, groups=3)
    factories.make_running_analysis(bob)

    page = browse(alice, "/")

    assert "Your library is empty. Nothing is running." in page.text
    assert "Duplicate analysis" not in page.text


def test_it_takes_a_bounded_number_of_queries(
    alice: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    factories.make_completed_analysis(alice, groups=20)
    factories.make_running_analysis(alice)
    browse(alice, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(alice, "/")


def test_how_much_of_the_library_is_analysed_has_a_bar(alice: User, browse: Any) -> None:
    factories.make_library(alice)
    analysed = Track.objects.filter(user=alice)[:2].values("pk")
    Track.objects.filter(pk__in=analysed).update(analysed_at=timezone.now())

    page = browse(alice, "/")

    assert "2 of 11 songs of your library 18 %" in page.text
    assert 'value="18.1" data-songs="bar"' in page.source
    assert "time left not known yet" in page.text


def test_the_bar_names_the_job_that_is_at_it(alice: User, browse: Any) -> None:
    factories.make_library(alice)
    job = AnalysisJob.objects.create(
        type=JobType.BACKGROUND_ANALYSIS,
        band=Band.LOW,
        user=alice,
        status=Status.IN_PROGRESS,
        current=10,
        total=21,
        active_seconds=20.0,
        message="Analysing Lone Amber",
    )

    page = browse(alice, "/")

    assert page.source.count(f'data-job-id="{job.pk}"') == 1
    assert "about 20 seconds left" in page.text
    assert "Background analysis Low Analysing Lone Amber" in page.text


def test_a_job_has_its_type_and_its_priority(alice: User, browse: Any) -> None:
    factories.make_running_analysis(alice)

    assert "Duplicate analysis Medium" in browse(alice, "/").text


def test_an_empty_library_has_no_bar(alice: User, browse: Any) -> None:
    assert 'id="songs"' not in browse(alice, "/").source


def test_what_failed_and_what_the_work_has_come_to_stand_below_the_bar(
    alice: User, bob: User, browse: Any
) -> None:
    factories.make_library(alice)
    done, *failed = Track.objects.filter(user=alice)[:4]
    Track.objects.filter(pk=done.pk).update(analysed_at=timezone.now() - timedelta(days=1))
    TrackAnalysis.objects.bulk_create(
        TrackAnalysis(track=track, status="failed", source="file", analysed_at=timezone.now())
        for track in failed
    )
    effort.count(alice.pk, 720.0)
    effort.count(bob.pk, 7200.0)

    text = browse(alice, "/").text

    assert "The last one yesterday ." in text
    assert "3 songs could not be analysed. Work so far: about 12 minutes." in text


def test_without_a_failure_or_work_nothing_is_said_of_them(alice: User, browse: Any) -> None:
    factories.make_library(alice)

    text = browse(alice, "/").text

    assert "could not be analysed" not in text
    assert "Work so far" not in text
