"""What waits to be analysed is found by an index, however large the library and whatever is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analyses.audio import starting, waiting
from analyses.audio.models import TrackAnalysis
from jobqueue.models import AnalysisJob
from library.models import Track

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROWS = 4000


@pytest.fixture
def large(alice: Any) -> None:
    """Half of the songs are analysed: the older ones, so that no other index is short of the way."""
    made = []
    for number in range(ROWS):
        added = MONDAY + timedelta(minutes=number % 3000)
        done = MONDAY if number % 2 else None
        track = Track(user=alice, title=f"Song {number}", date_added=added, analysed_at=done)
        track.set_keys()
        made.append(track)
    Track.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE library_track")
        cursor.execute("ANALYZE audio_trackanalysis")


@pytest.mark.usefixtures("large")
def test_a_batch_begins_in_the_index_where_the_one_before_has_ended(alice: Any) -> None:
    songs = waiting.unanalysed(alice.pk)
    first = songs[:50].explain()
    last = songs[1500]
    plan = waiting.behind(songs, last)[:50].explain()

    assert "library_track_unanalysed" in first
    assert "Sort" not in first + plan
    [condition] = [line for line in plan.splitlines() if "Index Cond" in line and "ROW" in line]
    assert "user_id" in condition
    assert "library_track_unanalysed" in plan


@pytest.mark.usefixtures("large")
def test_a_login_takes_one_look_at_the_index(alice: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        starting.start_when_idle(alice)
    looks = [q["sql"] for q in queries if 'FROM "library_track"' in q["sql"]]
    look = looks[0]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {look}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "library_track_unanalysed" in plan
    assert "Seq Scan on library_track" not in plan
    [scan] = [line for line in plan.splitlines() if "library_track_unanalysed" in line]
    assert "rows=1 " in scan.split("actual")[1] or "rows=1.00" in scan.split("actual")[1]


@pytest.mark.usefixtures("large")
def test_batches_give_each_song_once(alice: Any, settings: Any) -> None:
    settings.BACKGROUND_BATCH_SIZE = 300
    found = [song.pk for batch in waiting.batches(alice.pk) for song in batch]

    assert len(found) == len(set(found)) == ROWS // 2


def test_a_song_that_failed_for_want_of_a_file_is_done_by_the_background(
    api: Any, alice: Any, make_song: Any, run_all: Any
) -> None:
    song = make_song(alice)
    api(alice).post(f"/api/songs/{song.pk}/analyze")
    run_all()
    assert TrackAnalysis.objects.get().failure_code == "no_file"
    starting.start_background(alice)
    run_all()

    assert TrackAnalysis.objects.get().status == "analysed"
    assert api(alice).get("/api/progress/global").json()["percentage"] == 100.0
    assert AnalysisJob.objects.filter(status="completed").count() == 1
