from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue.models import AnalysisJob, Band, JobType, Status
from library.demo import load_demo
from library.models import ImportFault, LibraryImport, Track

pytestmark = pytest.mark.django_db

ROUND_TRIPS = 12


def make_import(user: User, status: str = "completed", **fields: Any) -> LibraryImport:
    ended = status in ("completed", "failed", "cancelled")
    values = {
        "filename": "Library.xml",
        "source_type": "itunes_xml",
        "path": "/gone",
        "size_bytes": 41_000_000,
        "finished_at": timezone.now() if ended else None,
    }
    return LibraryImport.objects.create(user=user, status=status, **values | fields)


def make_running_import(user: User) -> tuple[LibraryImport, AnalysisJob]:
    row = make_import(user, "in_progress")
    job = AnalysisJob.objects.create(
        type=JobType.LIBRARY_IMPORT,
        band=Band.MEDIUM,
        user=user,
        target_id=str(row.pk),
        status=Status.IN_PROGRESS,
        started_at=timezone.now(),
        heartbeat_at=timezone.now(),
        slot=1,
        active_seconds=10.0,
        current=4000,
        total=10_000,
        message="4,000 rows read",
    )
    LibraryImport.objects.filter(pk=row.pk).update(job_id=job.pk)
    return row, job


def test_the_first_import_is_explained(alice: User, browse: Any) -> None:
    page = browse(alice, "/library/import")

    assert "Nothing imported yet" in page.text
    assert 'type="file"' in page.source
    assert "demo" not in page.text.lower()


def test_a_finished_import_is_counted(alice: User, browse: Any) -> None:
    make_import(alice, tracks_added=2154, tracks_updated=12)

    text = browse(alice, "/library/import").text

    assert "Added 2,154 Updated 12 Unchanged 0 Skipped 0 Errors 0" in text


def test_its_faults_are_listed_by_line_and_downloadable(alice: User, browse: Any) -> None:
    row = make_import(alice, errors_total=60)
    for line in range(1, 61):
        ImportFault.objects.create(library_import=row, line=line, reason=f"No title in {line}")

    page = browse(alice, "/library/import")

    assert "60 lines want a look" in page.text
    assert "No title in 50" in page.text
    assert "No title in 51" not in page.text
    assert f"/api/library/imports/{row.pk}/errors?format=csv" in page.source


def test_a_failed_import_says_why(alice: User, browse: Any) -> None:
    error = {"code": "unreadable_file", "message": "It is not UTF-8: byte 0xff in line 3."}
    make_import(alice, "failed", error=error)

    text = browse(alice, "/library/import").text

    assert "byte 0xff in line 3" in text
    assert "Nothing was imported." in text


def test_a_running_import_has_a_bar(alice: User, browse: Any) -> None:
    _, job = make_running_import(alice)

    page = browse(alice, "/library/import")

    assert f'data-job-id="{job.pk}"' in page.source
    assert "40 %" in page.text
    assert "Stop, keep what is in" in page.text


def test_it_can_be_stopped(alice: User, send: Any) -> None:
    row, job = make_running_import(alice)

    page = send(alice, f"/library/import/{row.pk}/stop")

    job.refresh_from_db()
    assert job.requested == "cancel"
    assert "Import stopped" in page.text


def test_nobody_stops_anothers(alice: User, charlie: User, send: Any) -> None:
    row, job = make_running_import(alice)

    page = send(charlie, f"/library/import/{row.pk}/stop")

    job.refresh_from_db()
    assert job.requested == "none"
    assert "There is no such import." in page.text


def test_an_older_import_can_be_opened(alice: User, browse: Any) -> None:
    older = make_import(alice, filename="old.csv", tracks_added=7)
    make_import(alice, filename="new.csv", tracks_added=9)

    assert "Added 9" in browse(alice, "/library/import").text
    assert "Added 7" in browse(alice, "/library/import", **{"import": older.pk}).text


def test_anothers_import_cannot(alice: User, bob: User, browse: Any) -> None:
    theirs = make_import(bob, filename="secret.csv")

    assert "secret.csv" not in browse(alice, "/library/import", **{"import": theirs.pk}).text


def test_the_demo_library_goes_by_its_button(alice: User, browse: Any, send: Any) -> None:
    load_demo(alice)
    own = Track.objects.create(user=alice, title="My own")
    assert "Remove the demo library" in browse(alice, "/library/import").text

    page = send(alice, "/library/demo/remove")

    assert list(Track.objects.filter(user=alice)) == [own]
    assert "Remove the demo library" not in page.text


def test_it_takes_a_bounded_number_of_queries(
    alice: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_import(alice)
    browse(alice, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(alice, "/library/import")
