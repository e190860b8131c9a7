"""How long analyses are kept: days, numbers, the newest completed one, what is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from analyses.duplicates import analyses, nightly, retention, tasks
from analyses.duplicates.models import DuplicateAnalysis, DuplicateTrack, LibraryPart, ScoreBlock
from contract.errors import Conflict
from tests.factories import make_completed_analysis, make_failed_analysis, make_running_analysis

URL = "/api/duplicates/cleanup"


def make_aged(user, days, groups=0, **fields):
    ended = timezone.now() - timedelta(days=days)
    analysis = make_completed_analysis(user, groups=groups, completed_at=ended, **fields)
    DuplicateAnalysis.objects.filter(pk=analysis.pk).update(created_at=ended)
    return analysis


def left(user):
    return set(DuplicateAnalysis.objects.filter(user=user).values_list("pk", flat=True))


def test_the_day_of_the_limit_goes_and_the_one_before_stays(alice):
    newest = make_aged(alice, 0)
    inside = make_aged(alice, 29.999)
    make_aged(alice, 30.001)

    retention.clean_up([alice], by=alice)

    assert left(alice) == {newest.pk, inside.pk}


def test_five_are_kept(alice):
    kept = [make_aged(alice, days) for days in range(5)]
    make_aged(alice, 5)

    retention.clean_up([alice], by=alice)

    assert left(alice) == {analysis.pk for analysis in kept}


def test_the_newest_completed_one_stays_whatever_its_age(alice):
    only = make_aged(alice, 400)

    retention.clean_up([alice], by=alice)

    assert left(alice) == {only.pk}


def test_the_newest_completed_one_stays_behind_five_failures(alice):
    completed = make_aged(alice, 10)
    for _ in range(6):
        make_failed_analysis(alice)

    retention.clean_up([alice], by=alice)

    assert completed.pk in left(alice)
    assert len(left(alice)) == 5


def test_a_running_one_is_left(alice):
    make_aged(alice, 0)
    running, _ = make_running_analysis(alice)
    DuplicateAnalysis.objects.filter(pk=running.pk).update(
        created_at=timezone.now() - timedelta(days=90)
    )

    retention.clean_up([alice], by=alice)

    assert running.pk in left(alice)


def test_zero_keeps_all(alice, settings):
    settings.CLEANUP_DAYS = settings.MAX_RESULTS_PER_USER = 0
    for days in range(0, 120, 10):
        make_aged(alice, days)

    retention.clean_up([alice], by=alice)

    assert len(left(alice)) == 12


def test_it_counts_what_it_removed(api, alice, bob):
    make_aged(alice, 0)
    make_aged(alice, 31, groups=3)
    make_aged(bob, 0)
    make_aged(bob, 31)

    answer = api(alice).post(URL)

    assert answer.status_code == 200
    assert answer.json() == {
        "analyses_deleted": 1,
        "groups_deleted": 3,
        "tracks_deleted": 6,
        "exports_deleted": 0,
    }
    assert len(left(bob)) == 2
    assert alice.tracks.count() == 6


def test_it_leaves_a_row_even_for_nothing(api, alice):
    api(alice).post(URL)

    row = api(alice).get("/api/duplicates/audit").json()["results"][0]
    assert (row["action"], row["user"], row["analysis_id"]) == ("cleaned", "alice", None)
    assert row["details"]["analyses_deleted"] == 0


def test_only_staff_clean_up_for_everybody(api, alice, bob):
    make_aged(bob, 0)
    make_aged(bob, 31)

    refused = api(alice).post(URL, {"all": True})
    alice.is_staff = True
    alice.save()
    done = api(alice).post(URL, {"all": True})

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "PERMISSION_DENIED")
    assert done.json()["analyses_deleted"] == 1


def test_nonsense_and_nobody_are_refused(api, alice):
    assert api(alice).post(URL, {"all": "perhaps"}).status_code == 400
    assert api(None).post(URL).status_code == 401


def test_removal_takes_scores_along_in_batches(alice, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "LARGE_ROWS", 1)
    analysis = make_completed_analysis(alice, groups=5)
    for number in range(2):
        ScoreBlock.objects.create(analysis=analysis, number=number, pairs=0)
        LibraryPart.objects.create(analysis=analysis, generation=0, name="ids", number=number)

    removed = retention.remove(analysis)

    assert (removed.groups_deleted, removed.tracks_deleted) == (5, 10)
    assert not ScoreBlock.objects.exists()
    assert not LibraryPart.objects.exists()
    assert not DuplicateTrack.objects.exists()


def test_one_that_is_resumed_while_it_is_removed_keeps_what_its_run_saves(alice, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    analysis = make_completed_analysis(alice, groups=3, status="cancelled", partial=True)

    def resumed_after_the_first(analysis_id, writing):
        return remove_groups(analysis_id, writing, between=lambda: analyses.resume(analysis))

    remove_groups = retention.remove_groups
    monkeypatch.setattr(retention, "remove_groups", resumed_after_the_first)

    with pytest.raises(Conflict):
        retention.remove(analysis)

    analysis.refresh_from_db()
    assert analysis.is_running
    assert analysis.groups.count() == 2


def test_the_nightly_beat_cleans_up_for_all(alice, bob):
    for user in (alice, bob):
        make_aged(user, 0)
        make_aged(user, 31)

    tasks.clean_up_old()

    assert (len(left(alice)), len(left(bob))) == (1, 1)
    assert AuditEvent.objects.filter(action="cleaned", user=None).count() == 1


def test_the_nightly_beat_may_be_off(alice, settings):
    settings.AUTO_CLEANUP_ENABLED = False
    make_aged(alice, 0)
    make_aged(alice, 31)

    nightly.clean_up_old()

    assert len(left(alice)) == 2


def test_after_a_completion_only_something_is_told(alice):
    make_aged(alice, 0)
    tasks.clean_up_after(alice.pk)
    assert not AuditEvent.objects.filter(action="cleaned").exists()

    make_aged(alice, 31)
    tasks.clean_up_after(alice.pk)
    assert AuditEvent.objects.get(action="cleaned").details["analyses_deleted"] == 1


@pytest.mark.parametrize("user_id", [0, 2**31 - 1])
def test_a_user_who_is_gone_is_left(db, user_id):
    tasks.clean_up_after(user_id)

    assert not AuditEvent.objects.exists()
