"""Verdicts that an analysis does not heed: counted, named in its age, taken in by a refresh."""

from __future__ import annotations

import pytest

from analyses.duplicates import analyses, partial, pipeline, unheeded, verdicts
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.unheeded import Unheeded
from jobqueue import stopping, worker
from library import changes
from library.models import Track
from tests.analyses.runs import calling
from tests.factories import make_library, make_running_analysis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]

APART, ONE = "not_duplicate", "duplicate"


@pytest.fixture
def pair(alice) -> list[int]:
    """The ids of two tracks of one recording, among others."""
    make_library(alice, pairs=2)
    return list(alice.tracks.filter(title="Amber Road 0").values_list("pk", flat=True))


def age_check(client, analysis) -> dict:
    return client.get(f"/api/duplicates/analyses/{analysis.pk}/age-check").json()


@pytest.mark.parametrize(
    ("given", "revoked", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 verdict given"),
        (1200, 0, "1,200 verdicts given"),
        (0, 1, "1 verdict revoked"),
        (2, 3, "2 verdicts given, 3 revoked"),
    ],
)
def test_they_are_told_in_words(given, revoked, words):
    assert Unheeded(given=given, revoked=revoked).text == words


def test_one_given_after_the_run_is_named_and_a_refresh_is_advised(api, alice, pair, run):
    analysis = run()
    before = age_check(api(alice), analysis)
    verdicts.say(alice, *pair, APART)

    after = age_check(api(alice), analysis)

    assert (before["reasons"], before["recommend_refresh"]) == ([], False)
    assert after["reasons"] == ["Its groups do not follow yet: 1 verdict given."]
    assert (after["recommend_refresh"], after["suggested_action"]) == (True, "refresh")
    one = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}").json()
    assert one["age"]["reasons"] == after["reasons"]
    assert one["refresh_options"]["recommended"] is True


def test_a_refresh_takes_it_in_and_so_does_one_after_its_revocation(alice, pair, run):
    run()
    said = verdicts.say(alice, *pair, APART).verdict

    refreshed = run()
    assert unheeded.by(refreshed) == unheeded.NONE
    verdicts.revoke(alice, said.pk)
    assert unheeded.by(refreshed) == Unheeded(given=0, revoked=1)

    assert unheeded.by(run()) == unheeded.NONE


def test_the_other_word_on_the_same_pair_is_one_that_was_given(alice, pair, run):
    verdicts.say(alice, *pair, ONE)
    analysis = run()

    verdicts.say(alice, *pair, APART)

    assert unheeded.by(analysis) == Unheeded(given=1, revoked=0)


def test_revoked_and_said_again_nothing_has_changed(alice, pair, run):
    said = verdicts.say(alice, *pair, APART).verdict
    analysis = run()

    verdicts.revoke(alice, said.pk)
    verdicts.say(alice, *reversed(pair), APART)

    assert unheeded.by(analysis) == unheeded.NONE


def test_a_verdict_on_a_track_that_went_asks_for_no_refresh(alice, pair, run):
    verdicts.say(alice, *pair, APART)
    analysis = run()
    other = list(alice.tracks.filter(title="Birch Road 1").values_list("pk", flat=True))
    verdicts.say(alice, *other, APART)
    changes.trash(alice.pk, other[:1], origin="test")

    Track.objects.get(pk=pair[0]).delete()

    assert unheeded.by(analysis) == unheeded.NONE


def test_it_counts_only_among_the_tracks_that_are_compared(alice, pair, run):
    analysis = run(search_term="birch")

    verdicts.say(alice, *pair, APART)

    assert unheeded.by(analysis) == unheeded.NONE


def test_others_verdicts_do_not_count(alice, bob, pair, run):
    analysis = run()
    make_library(bob)

    verdicts.say(bob, *bob.tracks.values_list("pk", flat=True)[:2], APART)

    assert unheeded.by(analysis) == unheeded.NONE


def test_while_it_runs_there_is_none(alice, pair):
    analysis, _ = make_running_analysis(alice, library_version=1)
    verdicts.say(alice, *pair, APART)

    assert unheeded.by(analysis) == unheeded.NONE


def test_one_given_while_it_runs_is_not_heeded(alice, pair, start, monkeypatch):
    analysis = start()

    with calling(
        monkeypatch, pipeline.Analysing, "_load", lambda _: verdicts.say(alice, *pair, APART)
    ):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert unheeded.by(analysis) == Unheeded(given=1, revoked=0)


def test_a_result_that_was_made_after_the_stop_heeds_the_verdicts_of_then(
    alice, pair, start, monkeypatch
):
    analysis = start()

    with calling(monkeypatch, pipeline.Analysing, "_save", lambda _: stopping.request()):
        worker.run_one("analysis")
    stopping.withdraw()
    verdicts.say(alice, *pair, APART)
    analyses.cancel(analysis)
    assert partial.keep(analysis.pk)

    analysis = DuplicateAnalysis.objects.get(pk=analysis.pk)
    assert analysis.total_groups_found == 1
    assert unheeded.by(analysis) == unheeded.NONE
