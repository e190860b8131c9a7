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
    real = membership.Membership._why

    def why(self, groups):
        workers.append(os.getpid())
        return real(self, groups)

    monkeypatch.setattr(membership.Membership, "_why", why)
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


def test_a_second_process_that_is_killed_costs_nothing(run, monkeypatch):
    mine, real = os.getpid(), membership.Membership._why

    def why(self, groups):
        if os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, groups)

    monkeypatch.setattr(membership.Membership, "_why", why)

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
