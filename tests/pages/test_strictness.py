"""The panel where another strictness is tried, without script, and its use for new analyses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.preferences import preferences
from analyses.duplicates import analyses
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import Parameters
from jobqueue import worker
from library import changes
from library.models import Track
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {"min_confidence": "0.57", "duration_tolerance": "3", "group_other_releases": "false"}


@pytest.fixture
def analysis(alice: User) -> DuplicateAnalysis:
    """Four groups: three of tracks that are equal, one of lengths 5 s apart."""
    factories.make_library(alice)
    harbour = {"title": "Northern Harbour", "artist": "Paper Lanterns", "album": "Low Tide"}
    with changes.writing(alice.pk, "test") as log:
        log.added(
            Track.objects.create(user=alice, duration=length, size_bytes=2_000_000, **harbour).pk
            for length in (214.0, 219.0)
        )
    return ran(alice)


def ran(user: User, **parameters: Any) -> DuplicateAnalysis:
    started = analyses.start(user, Parameters(**parameters)).analysis
    assert worker.run_one("analysis")
    started.refresh_from_db()
    return started


def test_the_page_has_the_panel_as_the_analysis_was(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    page = browse(alice, "/duplicates")

    panel = page.source.split('id="strictness"')[1].split("</details>")[0]
    assert f"/api/duplicates/analyses/{analysis.pk}/preview" in panel
    assert 'name="min_confidence" min="0.3" max="1" step="0.01" value="0.5"' in panel
    assert 'name="duration_tolerance" min="0" max="30" step="1" value="8.0"' in panel
    assert 'value="true" checked' in panel
    assert "Groups 4 –" in page.text
    assert "Tracks in them 8 –" in page.text
    assert "Size of the copies 2.0 MB –" in page.text


def test_an_analysis_without_scores_has_no_panel(alice: User, browse: Any) -> None:
    factories.make_completed_analysis(alice)

    assert 'id="strictness"' not in browse(alice, "/duplicates").source


def test_without_script_the_form_leads_to_the_figures(
    alice: User, analysis: DuplicateAnalysis, browse: Any
) -> None:
    page = browse(alice, f"/duplicates/{analysis.pk}/strictness", duration_tolerance="3")

    assert "Groups 4 3" in page.text
    assert "Tracks in them 8 6" in page.text
    assert "Size of the copies 2.0 MB –" in page.text
    assert "1 group fewer than in this analysis." in page.text
    assert 'name="duration_tolerance" value="3.0"' in page.source.split("data-strictness-use")[1]


def test_the_last_of_two_boxes_counts(
    alice: User, analysis: DuplicateAnalysis, client_of: Any
) -> None:
    """A form sends the hidden "false" and, where the box is ticked, "true" behind it."""
    path = f"/duplicates/{analysis.pk}/strictness?group_other_releases=false"

    unticked = client_of(alice).get(path).content.decode()
    ticked = client_of(alice).get(f"{path}&group_other_releases=true").content.decode()

    assert 'value="true" checked' not in unticked
    assert 'value="true" checked' in ticked


@pytest.mark.parametrize("asked", [{"min_confidence": "2"}, {"duration_tolerance": "long"}])
def test_a_cut_address_leads_to_the_list(
    alice: User, analysis: DuplicateAnalysis, browse: Any, asked: dict[str, str]
) -> None:
    page = browse(alice, f"/duplicates/{analysis.pk}/strictness", **asked)

    assert page.response["Location"] == "/duplicates"


def test_a_stranger_sees_and_starts_nothing(
    analysis: DuplicateAnalysis, charlie: User, browse: Any, send: Any
) -> None:
    address = f"/duplicates/{analysis.pk}/strictness"

    assert browse(charlie, address).response["Location"] == "/duplicates"
    assert "There is no such analysis." in send(charlie, f"{address}/use", **ASKED).text
    assert DuplicateAnalysis.objects.count() == 1


def test_nobody_gets_in_without_a_login(analysis: DuplicateAnalysis) -> None:
    address = f"/duplicates/{analysis.pk}/strictness"

    assert Client().get(address)["Location"].startswith("/login?")
    assert Client().post(f"{address}/use", ASKED)["Location"] == "/login?next=/duplicates"


def test_using_it_keeps_the_preferences_and_looks_again(
    alice: User, analysis: DuplicateAnalysis, send: Any
) -> None:
    page = send(alice, f"/duplicates/{analysis.pk}/strictness/use", **ASKED)

    chosen = preferences(alice)
    assert (chosen["duration_tolerance"], chosen["group_other_releases"]) == (3, False)
    started = DuplicateAnalysis.objects.running().get()
    assert started.min_confidence == 0.57
    assert started.settings["duration_tolerance"] == 3
    assert "Kept for new analyses. " in page.text
    assert "Looking for duplicates." in page.text


def test_what_it_finds_is_what_was_shown(
    alice: User, analysis: DuplicateAnalysis, browse: Any, send: Any
) -> None:
    shown = browse(alice, f"/duplicates/{analysis.pk}/strictness", **ASKED).text
    send(alice, f"/duplicates/{analysis.pk}/strictness/use", **ASKED)
    assert worker.run_one("analysis")

    newest = DuplicateAnalysis.objects.newest_first().first()
    assert newest is not None
    assert f"Groups 4 {newest.total_groups_found}" in shown
    assert newest.total_groups_found == 3


def test_it_compares_the_tracks_that_the_analysis_did(
    alice: User, analysis: DuplicateAnalysis, send: Any
) -> None:
    only = ran(alice, search_term="harbour", sort_by="confidence")

    send(alice, f"/duplicates/{only.pk}/strictness/use", **ASKED)

    started = DuplicateAnalysis.objects.running().get()
    assert (started.search_term, started.sort_by) == ("harbour", "confidence")


def test_while_such_a_one_runs_the_preferences_are_kept_all_the_same(
    alice: User, analysis: DuplicateAnalysis, send: Any
) -> None:
    send(alice, f"/duplicates/{analysis.pk}/strictness/use", **ASKED)

    page = send(
        alice,
        f"/duplicates/{analysis.pk}/strictness/use",
        **ASKED | {"duration_tolerance": "11"},
    )

    assert "running already" in page.text
    assert preferences(alice)["duration_tolerance"] == 11


def test_nonsense_changes_nothing(alice: User, analysis: DuplicateAnalysis, send: Any) -> None:
    send(alice, f"/duplicates/{analysis.pk}/strictness/use", **ASKED | {"min_confidence": "nan"})

    assert preferences(alice)["duration_tolerance"] == 8
    assert not DuplicateAnalysis.objects.running().exists()
