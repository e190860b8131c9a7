"""An import is run again as long as its file is there, and waits its turn by the size of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobqueue import jobs
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob
from jobqueue.worker import run_one
from library.imports.job import ImportJob
from library.models import LibraryImport, Track
from tests.library.conftest import Importing

CONTENT = "title\nBlue\n"
Api = Callable[..., Any]


@pytest.fixture
def on_the_server(settings: Any, tmp_path: Path) -> Path:
    settings.MUSICDB_IMPORT_ROOTS = [str(tmp_path)]
    path = tmp_path / "library.csv"
    path.write_text(CONTENT)
    return path


def imported(api: Api, user: Any, path: Path) -> AnalysisJob:
    answer = api(user).post("/api/library/imports", {"path": str(path)})
    run_one("analysis")
    return AnalysisJob.objects.get(pk=answer.json()["job_id"])


def test_a_file_of_the_server_is_read_again(api: Api, alice: Any, on_the_server: Path) -> None:
    job = imported(api, alice, on_the_server)
    on_the_server.write_text(CONTENT + "Red\n")
    answer = api(alice).post(f"/api/queue/jobs/{job.pk}/replay")
    run_one("analysis")
    newest = LibraryImport.objects.latest("created_at")

    assert answer.status_code == 202
    assert (str(newest.job_id), newest.tracks_added) == (answer.json()["job_id"], 1)


@pytest.mark.parametrize("gone", ["file", "root"])
def test_one_that_is_gone_or_out_of_bounds_is_not(
    api: Api, alice: Any, on_the_server: Path, settings: Any, gone: str
) -> None:
    job = imported(api, alice, on_the_server)
    if gone == "file":
        on_the_server.unlink()
    else:
        settings.MUSICDB_IMPORT_ROOTS = []

    assert api(alice).post(f"/api/queue/jobs/{job.pk}/replay").status_code == 409


def test_an_upload_that_was_read_is_gone(importing: Importing, alice: Any) -> None:
    importing(alice, CONTENT)

    with pytest.raises(NotRepeatable):
        jobs.run_again(AnalysisJob.objects.get())


def test_one_that_failed_by_the_servers_fault_is_still_there(
    upload: Any, monkeypatch: Any, alice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(self: ImportJob, *args: Any) -> None:
        raise OSError

    import_id = upload(alice, CONTENT).json()["import_id"]
    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(ImportJob, "_import", fail)
        while AnalysisJob.objects.get().status != "failed":
            AnalysisJob.objects.update(retry_at=None)
            run_one("analysis")
    jobs.run_again(AnalysisJob.objects.get())
    run_one("analysis")
    old, new = LibraryImport.objects.order_by("created_at")

    assert (str(old.pk), old.status, new.status) == (import_id, "failed", "completed")
    assert new.filename == old.filename
    assert Track.objects.get().title == "Blue"
    assert not Path(old.path).exists()


@pytest.mark.parametrize(
    ("source_type", "cost"), [("csv", 2000), ("itunes_xml", 2000), ("audio", 200), ("zip", 200)]
)
def test_a_large_one_costs_its_user_more(alice: Any, source_type: str, cost: int) -> None:
    payload = {"size_bytes": 10_000_000, "source_type": source_type}

    assert ImportJob().cost_ms(AnalysisJob(payload=payload)) == cost


def test_the_cost_is_told_by_the_file(upload: Any, alice: Any) -> None:
    upload(alice, "title\n" + "x" * 100_000)

    assert AnalysisJob.objects.get().cost_ms == 20
