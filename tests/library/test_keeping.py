"""Audio of an import is kept as far as there is room, and a fault of the server costs nothing."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jobqueue.errors import Interrupted
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from jobqueue.worker import run_one
from library.audio_files import file_of
from library.imports import keeping
from library.isolation import Unreadable
from library.models import LibraryImport, Track
from tests.audio import RATE, wav, zipped
from tests.library.conftest import Importing

MB = 1024 * 1024
# A WAV has two bytes a sample.
LARGE = 0.6 * MB / 2 / RATE


def faults(row: LibraryImport) -> dict[str, str]:
    return dict(row.faults.values_list("file", "reason"))


def kept(settings: Any) -> list[str]:
    return [path.name for path in Path(settings.AUDIO_DIR).rglob("*") if path.is_file()]


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("quota", "added"), [(1, 1), (2, 2), (0, 2)])
def test_no_more_is_kept_than_a_user_may_have(
    importing: Importing, settings: Any, alice: Any, quota: int, added: int
) -> None:
    settings.MUSICDB_AUDIO_QUOTA_MB = quota
    row = importing(alice, zipped({"a.wav": wav(LARGE), "b.wav": wav(LARGE, 220)}))

    assert row.tracks_added == len(kept(settings)) == added
    assert row.tracks_skipped == 2 - added
    if added == 1:
        assert faults(row) == {"b.wav": "this server keeps no more than 1 MB for a user"}


def test_what_lay_there_before_counts_and_what_others_have_does_not(
    importing: Importing, settings: Any, alice: Any, bob: Any
) -> None:
    settings.MUSICDB_AUDIO_QUOTA_MB = 1
    importing(alice, wav(LARGE))

    assert importing(bob, wav(LARGE)).status == "completed"
    again = importing(alice, wav(LARGE, 220))
    assert again.error is not None
    assert again.error["message"].endswith("no more than 1 MB for a user.")


def test_the_same_file_again_takes_no_more_room(
    importing: Importing, settings: Any, alice: Any
) -> None:
    settings.MUSICDB_AUDIO_QUOTA_MB = 1
    importing(alice, wav(LARGE))

    assert importing(alice, wav(LARGE)).tracks_unchanged == 1


def test_the_disk_is_not_filled(importing: Importing, settings: Any, alice: Any) -> None:
    settings.MUSICDB_MIN_FREE_MB = 10**9
    row = importing(alice, wav())

    assert row.error is not None
    assert row.error["message"] == (
        "The file cannot be imported: there is no room left on the disk of this server."
    )
    assert kept(settings) == []


def test_a_disk_that_takes_no_more_is_said_by_file(
    importing: Importing, settings: Any, alice: Any
) -> None:
    files = {"a.wav": wav(title="Small"), "b.wav": wav(2 * LARGE)}
    with no_file_above(MB // 2):
        row = importing(alice, zipped(files))

    assert faults(row) == {"b.wav": "there is no room left on the disk of this server"}
    assert (row.status, row.tracks_added) == ("completed", 1)
    assert len(kept(settings)) == 1


def test_a_fault_of_the_server_is_tried_again(
    upload: Callable[..., Any], settings: Any, alice: Any
) -> None:
    import_id = upload(alice, wav(title="Blue")).json()["import_id"]
    folder = Path(settings.AUDIO_DIR)
    folder.write_text("in the way")
    run_one("analysis")
    assert AnalysisJob.objects.get().status == "interrupted"

    folder.unlink()
    AnalysisJob.objects.update(retry_at=None)
    run_one("analysis")
    row = LibraryImport.objects.get(pk=import_id)
    assert (row.status, row.tracks_added) == ("completed", 1)


def test_a_file_that_another_track_has_is_never_removed(
    importing: Importing, monkeypatch: Any, alice: Any
) -> None:
    importing(alice, wav(title="Blue"))

    def fail(path: Path) -> Any:
        raise Unreadable("reading it takes too much")
        yield

    monkeypatch.setattr(keeping, "read_tags", fail)
    again = importing(alice, wav(title="Blue"))

    assert again.status == "failed"
    assert file_of(Track.objects.get()) is not None


def test_a_stopped_import_leaves_nothing_half_written(
    upload: Callable[..., Any], monkeypatch: Any, settings: Any, alice: Any
) -> None:
    upload(alice, zipped({"a.wav": wav(), "b.wav": bytes(MB)}))

    def wait(path: Path) -> Iterator[None]:
        while True:
            yield

    def stop(run: Run) -> None:
        raise Interrupted

    monkeypatch.setattr(keeping, "read_tags", wait)
    monkeypatch.setattr(Run, "checkpoint", stop)
    run_one("analysis")

    assert AnalysisJob.objects.get().status == "interrupted"
    assert kept(settings) == []


@pytest.mark.parametrize("title", ["[unknown]", "x" * 501])
@pytest.mark.parametrize(("name", "shown"), [("Blue.wav", "Blue"), ("[unknown].wav", None)])
def test_a_title_that_is_none_gives_way_to_the_files_name(
    importing: Importing, alice: Any, title: str, name: str, shown: str | None
) -> None:
    row = importing(alice, wav(title=title), name)

    assert (row.tracks_added, row.tracks_skipped) == (1, 0)
    assert Track.objects.get().title == (shown or name)
