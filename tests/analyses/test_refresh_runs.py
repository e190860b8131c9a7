"""A refresh through the whole pipeline: it costs what changed, and gives what a full run gives."""

from __future__ import annotations

import random

import pytest

from accounts.preferences import change
from analyses.duplicates import analyses, basis, comparison, copying, detector, kept, pipeline
from analyses.duplicates.models import LibraryPart, Verdict
from analyses.duplicates.parameters import Parameters
from jobqueue import stopping, worker
from jobqueue.models import AnalysisJob, Status
from library import changes
from library.models import Track
from tests.analyses.runs import calling, titles
from tests.factories import make_library, make_pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]


@pytest.fixture
def refresh(alice):
    """Return a maker of refreshes of an analysis that have run."""

    def whole(analysis, **given):
        full = given.pop("full", False)
        fresh = analyses.refresh(analysis, given, full=full).analysis
        assert worker.run_one("analysis")
        fresh.refresh_from_db()
        assert fresh.status == "completed"
        return fresh

    return whole


def add(user, *made):
    with changes.writing(user.pk, "test") as log:
        log.added(track.pk for pair in made for track in pair)


def content(analysis) -> list:
    """Return all that a result says, but for ids of its rows."""
    group_fields = ("group_index", "canonical_track_id", "duplicate_count", "outcome", "flagged",
                    "suggested_action", "related_versions", "artist_key", "title_key", "searched",
                    "average_similarity_score", "resolved")  # fmt: skip
    track_fields = ("position", "track_id", "similarity_score", "is_canonical", "reasons", "title",
                    "artist", "album", "play_count", "external_id", "size_bytes", "bitrate")  # fmt: skip
    return [
        (
            {name: getattr(group, name) for name in group_fields},
            list(group.tracks.order_by("position").values(*track_fields)),
        )
        for group in analysis.groups.order_by("group_index")
    ]


def totals(analysis) -> tuple:
    return (
        analysis.total_tracks_analyzed,
        analysis.total_groups_found,
        analysis.total_duplicates_found,
        round(analysis.average_similarity_score or 0, 9),
        analysis.library_version,
    )


def test_nothing_changed_and_all_groups_are_copied(alice, run, refresh, monkeypatch):
    make_library(alice, pairs=4)
    first = run()

    def refused(count):
        raise AssertionError("nothing is to be compared")

    with calling(monkeypatch, comparison.Comparison, "prepare", refused):
        again = refresh(first)

    assert content(again) == content(first)
    assert totals(again) == totals(first)
    assert again.comparison["mode"] == "changes"
    assert again.comparison["tracks_compared"] == 0


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_give_what_a_full_run_gives(alice, run, refresh, seed):
    chance = random.Random(seed)
    make_library(alice, pairs=12, others=10)
    analysis = run(sort_by=chance.choice(["artist", "title", "album", "confidence", "duplicates"]))
    for _ in range(3):
        edit_at_random(alice, chance)
        analysis = refresh(analysis)
        assert analysis.comparison["mode"] == "changes"
        whole = refresh(analysis, full=True)
        assert whole.comparison == {"mode": "full", "reason": "Asked to compare all tracks."}

        assert content(analysis) == content(whole)
        assert totals(analysis) == totals(whole)


def edit_at_random(user, chance):
    tracks = list(Track.objects.filter(user=user).order_by("pk"))
    for track in chance.sample(tracks, 4):
        other = chance.choice(tracks)
        what = chance.choice(["trash", "title", "duration", "live", "restore", "copy"])
        if what == "trash":
            changes.trash(user.pk, [track.pk], origin="test")
        elif what == "restore":
            changes.restore(user.pk, [track.pk], origin="test")
        elif what == "copy":
            changes.edit(
                track,
                {"title": other.title, "artist": other.artist, "album": other.album,
                 "duration": other.duration},
                origin="test",
            )  # fmt: skip
        elif what == "live":
            changes.edit(track, {"title": f"{track.title} (Live)"}, origin="test")
        elif what == "duration":
            changes.edit(track, {"duration": 447.0 + chance.uniform(0, 12)}, origin="test")
        else:
            changes.edit(track, {"title": chance.choice(["Fern", "Gorse"])}, origin="test")
    Track.objects.filter(pk=chance.choice(tracks).pk).update(play_count=chance.randint(1, 9))
    if chance.random() < 0.5:
        add(user, make_pair(user, f"New {chance.randint(1, 99)}"))
    if chance.random() < 0.5:
        one, other = sorted(track.pk for track in chance.sample(tracks, 2))
        Verdict.objects.get_or_create(
            user=user, track_a_id=one, track_b_id=other,
            defaults={"verdict": chance.choice(["duplicate", "not_duplicate"])},
        )  # fmt: skip


def test_a_verdict_revoked_is_obeyed_no_more(alice, run, refresh):
    a, b = make_pair(alice)
    add(alice, [a, b], make_pair(alice, "Another Song"))
    verdict = Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")
    first = run()
    assert titles(first) == {"Another Song"}
    verdict.delete()

    again = refresh(first)

    assert titles(again) == {"Another Song", "Blue Monday"}
    assert again.comparison["mode"] == "changes"


def test_only_touched_groups_are_written_anew(alice, run, refresh, monkeypatch):
    make_library(alice, pairs=6)
    first = run()
    changes.edit(
        Track.objects.get(title="Birch Road 1", format="MP3"), {"year": 1999}, origin="test"
    )
    made: list[int] = []
    real = comparison.Comparison.members

    def members(self, batches, tick):
        made.extend(group.canonical_id for groups in batches for group in groups)
        return real(self, batches, tick)

    monkeypatch.setattr(comparison.Comparison, "members", members)
    again = refresh(first)

    assert len(made) == 1
    assert again.total_groups_found == 6


def test_the_other_order_is_no_reason_to_compare(alice, run, refresh):
    make_library(alice, pairs=4)
    first = run(sort_by="artist")

    again = refresh(first, sort_by="title")

    assert again.comparison["mode"] == "changes"
    keys = list(again.groups.order_by("group_index").values_list("title_key", flat=True))
    assert keys == sorted(keys)


def test_another_least_confidence_makes_all_groups_anew_of_the_same_pairs(alice, run, refresh):
    make_library(alice, pairs=2)
    first = run(min_confidence=1.0)
    assert first.total_groups_found == 0

    again = refresh(first, min_confidence=0.0)

    assert (again.comparison["mode"], again.total_groups_found) == ("changes", 2)


def test_changed_settings_run_in_full_and_say_so(alice, run, refresh, monkeypatch):
    make_library(alice)
    first = run()
    change(alice, {"duration_tolerance": 3})
    said: list[str] = []
    monkeypatch.setattr(pipeline.RunHold, "note", lambda self, message: said.append(message))

    again = refresh(first)

    assert said == ["The settings changed: all tracks are compared."]
    assert again.comparison == {"mode": "full", "reason": said[0]}


def test_a_newer_detector_runs_in_full_and_says_so(alice, run, refresh, monkeypatch):
    make_library(alice)
    first = run()
    monkeypatch.setattr(detector, "version", lambda: "newer")

    again = refresh(first)

    assert again.comparison == {
        "mode": "full",
        "reason": "The detector is newer: all tracks are compared.",
    }


def test_most_of_the_library_changed_and_all_of_it_is_compared(alice, run, refresh):
    make_library(alice, pairs=2, others=0)
    first = run()
    for track in Track.objects.filter(user=alice):
        changes.edit(track, {"year": 2001}, origin="test")

    again = refresh(first)

    assert again.comparison == {
        "mode": "full",
        "reason": "Much of the library changed: all tracks are compared.",
    }


def test_half_of_the_library_changed_and_only_that_is_compared(alice, run, refresh):
    make_library(alice, pairs=2, others=0)
    first = run()
    for track in Track.objects.filter(user=alice).order_by("pk")[:2]:
        changes.edit(track, {"year": 2001}, origin="test")

    assert refresh(first).comparison["mode"] == "changes"


def test_a_new_start_goes_on_from_the_newest_of_the_same_tracks(alice, run):
    make_library(alice, pairs=2)
    run(search_term="birch")
    whole = run()

    again = run()

    assert again.comparison["since"] == str(whole.pk)


def test_a_search_term_sees_tracks_come_and_go(alice, run, refresh):
    make_library(alice, pairs=3, others=0)
    first = run(search_term="road")
    changes.edit(
        Track.objects.filter(user=alice, title="Birch Road 1").first(),
        {"title": "Birch Street"},
        origin="test",
    )

    again = refresh(first)

    assert (again.comparison["mode"], again.total_tracks_analyzed) == ("changes", 5)
    assert titles(again) == {"Amber Road 0", "Cedar Road 2"}


def test_an_interrupted_refresh_goes_on_and_is_whole(alice, run, monkeypatch):
    make_library(alice, pairs=5)
    first = run()
    add(alice, make_pair(alice, "Zither Street"))
    fresh = analyses.refresh(first, {}).analysis

    with calling(
        monkeypatch, pipeline.Analysing, "_save", lambda n: stopping.request() if n == 1 else None
    ):
        worker.run_one("analysis")
    stopping.withdraw()
    assert AnalysisJob.objects.get(pk=fresh.job_id).status == Status.INTERRUPTED
    assert worker.run_one("analysis")

    fresh.refresh_from_db()
    assert (fresh.status, fresh.total_groups_found) == ("completed", 6)


def test_a_basis_that_vanishes_meanwhile_is_no_fault(alice, run, refresh, monkeypatch):
    make_library(alice, pairs=3)
    first = run()

    def lost(count):
        LibraryPart.objects.filter(analysis=first, name="texts").delete()

    with calling(monkeypatch, kept, "load", lost):
        again = refresh(first)

    assert again.comparison["mode"] == "full"
    assert again.total_groups_found == 3


def test_a_full_one_reuses_nothing(alice, run):
    make_library(alice)
    first = run()
    fresh = analyses.start(alice, Parameters(), full=True).analysis

    assert basis.of(fresh).analysis is None
    assert basis.of(first).analysis is None


def test_tracks_that_vanish_while_groups_are_copied_keep_their_snapshot(
    alice, run, refresh, monkeypatch
):
    make_library(alice, pairs=2)
    first = run()
    ids = list(Track.objects.filter(title="Amber Road 0").values_list("pk", flat=True))

    def vanish(count):
        changes.remove(alice.pk, ids, origin="test")

    with calling(monkeypatch, copying, "still_there", vanish):
        again = refresh(first)

    group = again.groups.get(tracks__title="Amber Road 0", tracks__position=0)
    assert [row.track_id for row in group.tracks.all()] == [None, None]


def test_libraries_of_older_analyses_go_but_for_what_previews_read(alice, run, refresh):
    make_library(alice)
    first = run()
    again = refresh(first)

    assert kept.shrinkable() == [(alice.pk, "")]
    kept.shrink(alice.pk, "")

    names = set(LibraryPart.objects.filter(analysis=first).values_list("name", flat=True))
    assert names == set(kept.SMALL)
    assert kept.shrinkable() == []
    again.refresh_from_db()
    assert kept.is_whole(again)
    assert refresh(again).comparison["mode"] == "changes"
