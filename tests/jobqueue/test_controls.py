"""Pause, go on, another band, clear away, run again: of jobs in every state, by whoever may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jobqueue import controls, jobs, order, picking, transitions, worker
from jobqueue.errors import AlreadyEnded
from jobqueue.models import AnalysisJob, Band, QueueState, Requested, Status
from jobqueue.slots import Slot
from tests.jobqueue import counting
from tests.jobqueue.counting import ends, items

Make = Callable[..., AnalysisJob]


@pytest.fixture
def staff(bob: Any) -> Any:
    bob.is_staff = True
    bob.save()
    return bob


def path(job: AnalysisJob) -> list[str]:
    return [line.to_status for line in job.transitions.all()]


def in_order(job: AnalysisJob) -> bool:
    return order.peek(job.kind) == str(job.pk)


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_is_paused_at_once_and_goes_on_when_resumed(job: Make) -> None:
    made = job()
    assert jobs.pause(made).status == Status.PAUSED
    assert not in_order(made)
    assert not worker.run_one("analysis")

    assert jobs.resume(made).status == Status.PENDING
    assert in_order(made)
    assert worker.run_one("analysis")
    assert path(made) == ["pending", "paused", "pending", "in_progress", "completed"]


def test_pausing_and_resuming_again_changes_nothing(job: Make) -> None:
    made = job()
    jobs.pause(made)
    jobs.pause(made)
    assert path(made) == ["pending", "paused"]
    jobs.resume(made)
    jobs.resume(made)
    assert path(made) == ["pending", "paused", "pending"]


@pytest.mark.django_db(transaction=True)
def test_a_running_job_stops_at_its_checkpoint_and_goes_on_where_it_was(
    job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = job(total=4)
    paused_at = 2
    from tests.jobqueue.counting import Counting

    count = Counting.count

    def count_and_pause(self: Counting, run: Any) -> None:
        count(self, run)
        if run.job.current == paused_at:
            jobs.pause(AnalysisJob.objects.get(pk=made.pk))

    monkeypatch.setattr(Counting, "count", count_and_pause)
    worker.run_one("analysis")
    made.refresh_from_db()
    assert (made.status, made.current, made.requested) == (Status.PAUSED, 2, Requested.NONE)

    jobs.resume(made)
    worker.run_one("analysis")
    made.refresh_from_db()
    assert (made.status, items(made)) == (Status.COMPLETED, [0, 1, 2, 3])
    assert path(made)[-4:] == ["paused", "interrupted", "in_progress", "completed"]


def test_a_pause_on_its_way_is_taken_back(job: Make) -> None:
    made = job()
    running = transitions.claim(made.pk, slot=1)
    assert running is not None
    assert jobs.pause(made).requested == Requested.PAUSE
    assert jobs.resume(made).requested == Requested.NONE
    assert jobs.cancel(made, "cancelled by alice").requested == Requested.CANCEL
    assert jobs.pause(made).requested == Requested.CANCEL
    assert jobs.cancel(made, "again").requested == Requested.CANCEL

    asked = made.transitions.filter(from_status=Status.IN_PROGRESS, to_status=Status.IN_PROGRESS)
    assert list(asked.values_list("reason", flat=True)) == [
        "pause requested: paused",
        "request taken back: resumed",
        "cancel requested: cancelled by alice",
    ]


def test_an_ended_job_is_neither_paused_nor_moved(job: Make) -> None:
    made = job()
    jobs.cancel(made)
    for ask in (jobs.pause, jobs.resume, lambda j: jobs.set_priority(j, Band.HIGH)):
        with pytest.raises(AlreadyEnded):
            ask(made)
    assert ends(made) == ["cancelled"]


@pytest.mark.django_db(transaction=True)
def test_another_band_is_another_place_in_the_order(job: Make, alice: Any) -> None:
    low = job(band=Band.LOW)
    medium = job(band=Band.MEDIUM)
    assert picking.best_waiting("analysis") == str(medium.pk)

    jobs.set_priority(low, Band.HIGH)
    assert picking.best_waiting("analysis") == str(low.pk)
    assert low.transitions.last().reason == "moved to high"

    jobs.set_priority(low, Band.LOW)
    assert picking.best_waiting("analysis") == str(medium.pk)


@pytest.mark.django_db(transaction=True)
def test_a_paused_band_is_not_picked_and_the_others_are(job: Make) -> None:
    high, low = job(band=Band.HIGH), job(band=Band.LOW)
    assert jobs.pause_band(Band.HIGH) == ["high"]
    assert worker.run_one("analysis")
    low.refresh_from_db()
    high.refresh_from_db()
    assert (low.status, high.status) == (Status.COMPLETED, Status.PENDING)

    assert jobs.resume_band(Band.HIGH) == []
    assert worker.run_one("analysis")
    high.refresh_from_db()
    assert high.status == Status.COMPLETED


@pytest.mark.django_db(transaction=True)
def test_all_bands_at_once(job: Make) -> None:
    made = job()
    assert jobs.pause_band() == ["high", "medium", "low"]
    assert not worker.run_one("analysis")
    assert jobs.resume_band() == []
    assert QueueState.objects.filter(paused=True).count() == 0
    assert worker.run_one("analysis")
    made.refresh_from_db()
    assert made.status == Status.COMPLETED


def test_clearing_cancels_what_waits_and_leaves_what_runs(job: Make, slot: Slot) -> None:
    running = job(band=Band.LOW)
    assert picking.dequeue("analysis", slot) is not None
    waiting = [job(band=Band.LOW) for _ in range(3)]
    jobs.pause(waiting[0])
    other = job(band=Band.MEDIUM)

    assert jobs.clear(Band.LOW) == {"pending": 2, "paused": 1}
    states = [AnalysisJob.objects.get(pk=j.pk).status for j in (running, *waiting, other)]
    assert states == ["in_progress", "cancelled", "cancelled", "cancelled", "pending"]
    assert jobs.clear(Band.LOW) == {}
    assert jobs.clear() == {"pending": 1}
    assert [ends(j) for j in waiting] == [["cancelled"]] * 3


@pytest.mark.django_db(transaction=True)
def test_many_of_one_user_and_five_of_another(alice: Any, bob: Any, job: Make) -> None:
    """Users take turns: who comes with few does not wait for those who came with many."""
    many = [job(total=1) for _ in range(60)]
    few = [job(total=1, user=bob) for _ in range(5)]
    picked = []
    for _ in range(12):
        best = picking.first_in_database("analysis")
        picked.append(best)
        claimed = transitions.claim(str(best), slot=1)
        assert claimed is not None
        transitions.complete(claimed, {})
    assert {str(j.pk) for j in few} <= set(picked)
    own = [p for p in picked if p in {str(j.pk) for j in many}]
    assert own == [str(j.pk) for j in many[: len(own)]]


def test_what_costs_more_waits_longer(job: Make, alice: Any, bob: Any, charlie: Any) -> None:
    job()
    dear = job(user=bob, payload={"cost_ms": 60_000})
    cheap = job(user=charlie)
    assert cheap.rank < dear.rank


def test_a_paused_job_holds_nobodys_place(job: Make, alice: Any, bob: Any) -> None:
    old = job()
    jobs.pause(old)
    for _ in range(5):
        claimed = transitions.claim(job().pk, slot=1)
        assert claimed is not None
        transitions.complete(claimed, {})
    waiting = [job() for _ in range(3)]
    late = job(user=bob)
    assert waiting[0].rank < late.rank


@pytest.mark.parametrize(("minutes", "raised"), [(0, 0), (30, 1), (120, 0)])
def test_a_low_job_that_waited_too_long_is_raised_where_the_operator_wants_it(
    job: Make, settings: Any, minutes: int, raised: int
) -> None:
    settings.QUEUE_AGING_MINUTES = minutes
    old = job(band=Band.LOW)
    hour = timezone.now() - timedelta(hours=1)
    AnalysisJob.objects.filter(pk=old.pk).update(created_at=hour, updated_at=hour)
    fresh = job(band=Band.LOW)

    assert controls.age() == raised
    bands = [AnalysisJob.objects.get(pk=j.pk).get_band_display() for j in (old, fresh)]
    assert bands == ["medium" if raised else "low", "low"]


@pytest.mark.parametrize("why", ["ran a moment ago", "put off", "moved meanwhile"])
def test_one_that_does_not_just_wait_is_not_raised(
    job: Make, settings: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.QUEUE_AGING_MINUTES = 30
    old = job(band=Band.LOW)
    hour = timedelta(hours=1)
    changed: dict[str, Any] = {
        "ran a moment ago": {"status": Status.INTERRUPTED},
        "put off": {"updated_at": timezone.now() - hour, "retry_at": timezone.now() + hour},
        "moved meanwhile": {"updated_at": timezone.now() - hour},
    }[why]
    AnalysisJob.objects.filter(pk=old.pk).update(created_at=timezone.now() - 2 * hour, **changed)
    band = Band.LOW
    if why == "moved meanwhile":
        band = Band.HIGH
        real = controls.set_band

        def later(*given: Any, **rest: Any) -> Any:
            AnalysisJob.objects.filter(pk=old.pk).update(band=Band.HIGH)
            return real(*given, **rest)

        monkeypatch.setattr(controls, "set_band", later)

    assert controls.age() == 0
    old.refresh_from_db()
    assert old.band == band


def test_a_paused_band_that_is_paused_again_is_so_since_the_first_time(db: None) -> None:
    controls.set_paused([Band.LOW], paused=True)
    since = QueueState.objects.get(band=Band.LOW).changed_at

    controls.set_paused([Band.LOW, Band.MEDIUM], paused=True)

    assert QueueState.objects.get(band=Band.LOW).changed_at == since
    assert controls.paused_bands() == ["medium", "low"]


def test_a_job_put_off_until_tonight_holds_nobodys_place(job: Make, alice: Any, bob: Any) -> None:
    put_off = job(user=alice)
    AnalysisJob.objects.filter(pk=put_off.pk).update(retry_at=timezone.now() + timedelta(hours=9))
    for _ in range(5):
        jobs.enqueue(type=counting.COUNTING, user=alice, band=Band.MEDIUM)
    waiting = AnalysisJob.objects.exclude(pk=put_off.pk).order_by("rank").first()
    assert waiting is not None

    late = job(user=bob)

    assert late.rank > waiting.rank


class TestTheApi:
    def test_the_owner_pauses_resumes_and_replays(self, api: Any, alice: Any, job: Make) -> None:
        made = job()
        answer = api(alice).post(f"/api/queue/jobs/{made.pk}/pause")
        assert (answer.status_code, answer.json()["status"]) == (202, "paused")
        answer = api(alice).post(f"/api/queue/jobs/{made.pk}/resume")
        assert (answer.status_code, answer.json()["status"]) == (202, "pending")
        answer = api(alice).post(f"/api/queue/jobs/{made.pk}/replay")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CONFLICT")
        api(alice).post(f"/api/queue/jobs/{made.pk}/cancel")

        answer = api(alice).post(f"/api/queue/jobs/{made.pk}/replay")
        assert answer.status_code == 202
        assert answer.json()["replay_of"] == str(made.pk)
        assert answer.json()["job_id"] != str(made.pk)

    def test_what_ended_is_a_conflict(self, api: Any, alice: Any, job: Make) -> None:
        made = job()
        jobs.cancel(made)
        for way in ("pause", "resume"):
            answer = api(alice).post(f"/api/queue/jobs/{made.pk}/{way}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CONFLICT")

    def test_only_staff_moves_pauses_and_clears(self, api: Any, alice: Any, job: Make) -> None:
        made = job()
        asked = [
            ("post", f"/api/queue/jobs/{made.pk}/priority", {"priority": "high"}),
            ("get", f"/api/queue/jobs/{made.pk}/trace", {}),
            ("post", "/api/queue/pause", {}),
            ("post", "/api/queue/resume", {}),
            ("delete", "/api/queue/jobs", {}),
        ]
        for method, where, body in asked:
            answer = getattr(api(alice), method)(where, body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (
                403,
                "PERMISSION_DENIED",
            ), where
        made.refresh_from_db()
        assert (made.status, made.band) == (Status.PENDING, Band.MEDIUM)

    def test_staff_moves_a_job(self, api: Any, staff: Any, job: Make) -> None:
        made = job()
        where = f"/api/queue/jobs/{made.pk}/priority"
        assert api(staff).post(where, {"priority": "low"}).json()["priority"] == "low"
        for nonsense in ({"priority": "now"}, {}, {"priority": None}):
            answer = api(staff).post(where, nonsense, format="json")
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")

    def test_staff_pauses_a_band_and_clears_it(self, api: Any, staff: Any, job: Make) -> None:
        job(band=Band.LOW)
        paused = api(staff).post("/api/queue/pause", {"priority": "low"})
        assert (paused.status_code, paused.json()) == (200, {"paused": ["low"]})
        cleared = api(staff).delete("/api/queue/jobs?priority=low")
        assert cleared.json() == {"removed": {"pending": 1}, "total": 1}
        assert api(staff).delete("/api/queue/jobs?priority=no").status_code == 400
        assert api(staff).post("/api/queue/resume").json() == {"paused": []}

    def test_the_trace_tells_everything(self, api: Any, staff: Any, job: Make) -> None:
        made = job()
        worker.run_one("analysis")
        lines = api(staff).get(f"/api/queue/jobs/{made.pk}/trace").json()["results"]
        assert [line["to_status"] for line in lines] == ["pending", "in_progress", "completed"]
        assert lines[1]["worker"]
        assert [line["fence"] for line in lines] == [0, 1, 2]
