"""The nightly sweep removes what nobody has, and nothing else."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jobqueue import stopping
from library import changes, sweeping
from library.audio_files import KEPT, file_of, folder_of
from library.models import LibraryImport, Track
from library.models.tracks import KEPT_PATH
from library.tasks import sweep
from tests.audio import wav
from tests.beats import made_by
from tests.library.conftest import Importing

DAY = 86_400
NAME = f"{7:064x}.wav"


def aged(path: Path, seconds: float = DAY + 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(b"sound")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def age_all(settings: Any) -> None:
    for path in Path(settings.AUDIO_DIR).rglob("*"):
        aged(path) if path.is_file() else None


@pytest.fixture
def orphan(alice: Any) -> Callable[..., Path]:
    """Return a maker of files in Alice's folder that no track has."""

    def make(name: str = NAME, seconds: float = DAY + 60) -> Path:
        return aged(folder_of(alice.pk) / name, seconds)

    return make


def test_what_no_track_has_goes_after_a_day(orphan: Any) -> None:
    old, young = orphan(), orphan(f"{8:064x}.wav", DAY - 60)

    assert sweeping.sweep() == sweeping.Swept(files=1, size=5)
    assert (old.exists(), young.exists()) == (False, True)


def test_what_a_track_has_stays_also_in_the_trash(
    importing: Importing, settings: Any, alice: Any
) -> None:
    importing(alice, wav(title="Blue"))
    track = Track.objects.get()
    changes.trash(alice.pk, [track.pk], origin="test")
    age_all(settings)

    assert sweeping.sweep().files == 0
    assert file_of(track) is not None


def test_a_track_that_is_removed_for_good_leaves_no_file(
    importing: Importing, settings: Any, alice: Any
) -> None:
    importing(alice, wav(title="Blue"))
    changes.remove(alice.pk, Track.objects.values_list("pk", flat=True), origin="test")
    age_all(settings)

    assert sweeping.sweep().files == 1


def test_somebody_elses_track_holds_nothing(orphan: Any, bob: Any) -> None:
    Track.objects.create(user=bob, title="x", path=KEPT + orphan().name)

    assert sweeping.sweep().files == 1


@pytest.mark.parametrize(("seconds", "stays"), [(DAY + 60, False), (DAY - 60, True)])
def test_a_half_copied_file_goes_after_a_day(orphan: Any, seconds: float, stays: bool) -> None:
    path = orphan("incoming-abc.wav", seconds)
    sweeping.sweep()

    assert path.exists() is stays


def test_what_it_does_not_know_is_left(orphan: Any, settings: Any) -> None:
    path = orphan("notes.txt")
    foreign = aged(Path(settings.AUDIO_DIR) / "lost+found" / NAME)

    assert sweeping.sweep().files == 0
    assert path.exists()
    assert foreign.exists()


def test_the_folder_of_a_user_who_is_gone_goes(
    importing: Importing, settings: Any, alice: Any, orphan: Any
) -> None:
    importing(alice, wav(title="Blue"))
    folder = folder_of(alice.pk)
    alice.delete()
    sweeping.sweep()
    assert folder.exists()

    age_all(settings)
    sweeping.sweep()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("status", "stays"), [("paused", True), ("pending", True), ("failed", False), (None, False)]
)
def test_an_upload_stays_as_long_as_its_import_is_open(
    settings: Any, alice: Any, status: str | None, stays: bool
) -> None:
    key = uuid.uuid4()
    path = aged(Path(settings.UPLOAD_DIR) / str(key))
    if status:
        LibraryImport.objects.create(pk=key, user=alice, filename="x", path=path, status=status)
    sweeping.sweep()

    assert path.exists() is stays


@pytest.mark.parametrize(("seconds", "stays"), [(DAY + 60, False), (DAY - 60, True)])
def test_an_upload_whose_request_died_goes_after_a_day(
    db: None, settings: Any, seconds: float, stays: bool
) -> None:
    path = aged(Path(settings.UPLOAD_DIR) / "incoming-abc", seconds)
    sweeping.sweep()

    assert path.exists() is stays


def test_an_import_that_keeps_the_same_content_meanwhile_loses_nothing(
    orphan: Any, monkeypatch: Any
) -> None:
    path = orphan()
    removing = sweeping._Sweep._remove_kept

    def kept_anew(self: Any, path: Path) -> None:
        path.write_bytes(b"new")
        removing(self, path)

    monkeypatch.setattr(sweeping._Sweep, "_remove_kept", kept_anew)
    sweeping.sweep()

    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("reason", ["time", "stop"])
def test_it_ends_in_time(orphan: Any, monkeypatch: Any, reason: str) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 1)
    for number in range(3):
        orphan(f"{number:064x}.wav")
    looks = iter(range(100))
    if reason == "time":
        monkeypatch.setattr(sweeping, "MOST_SECONDS", -1.0)
    else:
        monkeypatch.setattr(stopping, "requested", lambda: next(looks) >= 1)

    assert sweeping.sweep().files == (0 if reason == "time" else 1)


def test_nothing_there_is_nothing_to_do(db: None) -> None:
    assert sweeping.sweep() == sweeping.Swept()


def test_whether_a_track_has_a_file_is_answered_by_an_index(alice: Any) -> None:
    Track.objects.bulk_create(
        Track(user=alice, title=f"{n}", title_key=f"{n}", path=f"/music/{n}") for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE library_track")
    asked = Track.objects.filter(user=alice, path__regex=KEPT_PATH, path__in=[KEPT + NAME])

    assert "library_track_kept" in asked.explain()


def test_a_long_path_that_only_looks_kept_is_taken(alice: Any) -> None:
    path = KEPT + os.urandom(2000).hex()

    assert file_of(Track.objects.create(user=alice, title="x", path=path)) is None


def test_the_beat_is_a_row_that_names_the_task(db: None) -> None:
    row = made_by("library.migrations.0006_beats", "Remove files that imports have left behind")

    assert (row.task, row.queue, row.crontab.hour) == (sweep.name, "maintenance", "4")


def test_the_task_sweeps(orphan: Any) -> None:
    path = orphan()
    sweep()

    assert not path.exists()
