"""Why tracks are in their groups, worked out by two processes: the same, whatever happens to one."""

from __future__ import annotations

import os
import signal
from operator import itemgetter

import pytest

from analyses.duplicates import detector, membership, saving
from analyses.duplicates.models import DuplicateTrack
from jobqueue import stopping, worker
from tests.analyses.runs import calling
from tests.factories import make_library

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]

PAIRS = 30


@pytest.fixture(autouse=True)
def small_batches(monkeypatch, alice):
    monkeypatch.setattr(saving, "BATCH", 2)
    monkeypatch.setattr(detector, "processes", lambda: 2)
    make_library(alice, pairs=PAIRS)


def kept(analysis):
    """Return all that is saved of the tracks in groups, in the order of the groups."""
    rows = DuplicateTrack.objects.filter(group__analysis=analysis)
    return list(
        rows.order_by("group__group_index", "position").values_list(
            "group__group_index",
            "position",
            "track",
            "title",
            "similarity_score",
            "is_canonical",
            "reasons",
        )
    )


def test_two_processes_give_the_reasons_of_one(run, monkeypatch):
    workers = []
    real = membership.Membership._reasons

    def reasons(self, pairs):
        workers.append(os.getpid())
        return real(self, pairs)

    monkeypatch.setattr(membership.Membership, "_reasons", reasons)
    by_two = kept(run())
    # The other process appended to a list of its own.
    assert 0 < len(workers) < PAIRS
    monkeypatch.setattr(detector, "processes", lambda: 1)
    by_one = kept(run(full=True))

    assert len(by_two) == 2 * PAIRS
    assert by_two == by_one
    *_, of_canonical = by_two[0]
    assert [one["criterion"] for one in of_canonical] == ["canonical", "prior"]
    for *_, score, _, reasons in by_two:
        assert sum(map(itemgetter("contribution"), reasons)) == pytest.approx(100 * score)


def test_ids_rise_with_the_order_asked_for_as_lists_break_ties_by_them(run):
    groups = run().groups.order_by("group_index")
    ids = list(groups.values_list("pk", flat=True))
    assert ids == sorted(ids)


def test_a_large_group_is_explained_in_parts(run, monkeypatch):
    monkeypatch.setattr(saving, "BATCH", 20)
    whole = kept(run())
    monkeypatch.setattr(membership, "AT_ONCE", 3)
    assert kept(run(full=True)) == whole


def test_a_second_process_that_is_killed_costs_nothing(run, monkeypatch):
    mine, real = os.getpid(), membership.Membership._reasons

    def reasons(self, pairs):
        if os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, pairs)

    monkeypatch.setattr(membership.Membership, "_reasons", reasons)

    analysis = run()
    assert (analysis.status, analysis.total_groups_found) == ("completed", PAIRS)
    assert len(kept(analysis)) == 2 * PAIRS


def test_stopped_while_two_processes_save_the_next_run_saves_all_once(start, monkeypatch):
    analysis = start()
    with calling(
        monkeypatch, saving, "write_batch", lambda count: stopping.request() if count == 4 else None
    ):
        worker.run_one("analysis")
    stopping.withdraw()
    assert 0 < analysis.groups.count() < PAIRS

    worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.total_groups_found) == ("completed", PAIRS)
    assert [row[:2] for row in kept(analysis)] == [
        (index, position) for index in range(1, PAIRS + 1) for position in (0, 1)
    ]
