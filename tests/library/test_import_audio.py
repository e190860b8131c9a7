"""Audio by itself or in a zip: tags become tracks, the files are kept, hostile archives do no harm."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from library.audio_files import file_of
from library.imports import archive
from library.models import LibraryImport, Track
from tests.audio import bomb, flac, mp3, wav, zipped
from tests.library.conftest import Importing

MB = 1024 * 1024


def faults(row: LibraryImport) -> dict[str, str]:
    return dict(row.faults.values_list("file", "reason"))


def kept(settings: Any) -> list[Path]:
    return [path for path in Path(settings.AUDIO_DIR).rglob("*") if path.is_file()]


class TestOneFile:
    @pytest.mark.parametrize(
        ("content", "kind", "duration"),
        [
            (wav(1.5, title="Blue", artist="Joni", album="Hers"), "wav", 1.5),
            (flac(3.0, title="Blue", artist="Joni", album="Hers"), "flac", 3.0),
            (mp3(title="Blue", artist="Joni", album="Hers"), "mp3", 1.0),
        ],
    )
    def test_its_tags_and_duration_become_a_track(
        self, importing: Importing, alice: Any, content: bytes, kind: str, duration: float
    ) -> None:
        row = importing(alice, content, "x.bin")
        track = Track.objects.get()

        assert (row.source_type, row.status, row.tracks_added) == ("audio", "completed", 1)
        assert (track.title, track.artist, track.album) == ("Blue", "Joni", "Hers")
        assert (track.format, track.size_bytes) == (kind, len(content))
        assert track.duration == pytest.approx(duration, abs=0.1)

    def test_an_id3_tag_in_front_of_another_kind_does_not_make_it_an_mp3(
        self, importing: Importing, alice: Any
    ) -> None:
        importing(alice, mp3(0, title="Red") + flac(3.0, title="Blue"))
        track = Track.objects.get()

        assert (track.format, track.title, track.duration) == ("flac", "Blue", 3.0)
        assert track.path.endswith(".flac")

    def test_it_is_kept_for_its_owner_and_can_be_read_again(
        self, importing: Importing, settings: Any, alice: Any
    ) -> None:
        content = wav(title="Blue")
        row = importing(alice, content)
        path = file_of(Track.objects.get())

        assert path is not None
        assert path.read_bytes() == content
        assert path.parent == Path(settings.AUDIO_DIR) / str(alice.pk)
        assert not Path(row.path).exists()

    def test_the_name_stands_in_for_a_missing_title(self, importing: Importing, alice: Any) -> None:
        importing(alice, wav(), "01 - Blue.wav")

        assert Track.objects.get().title == "01 - Blue"

    def test_the_same_file_again_changes_nothing(
        self, importing: Importing, outcome: Any, settings: Any, alice: Any
    ) -> None:
        importing(alice, wav(title="Blue"))
        again = importing(alice, wav(title="Blue"), "other name.wav")

        assert outcome(again) == (0, 0, 1, 0)
        assert len(kept(settings)) == 1

    def test_broken_audio_fails_with_the_reason(
        self, importing: Importing, settings: Any, alice: Any
    ) -> None:
        row = importing(alice, b"fLaC but then nothing that is one")

        assert row.status == "failed"
        assert row.error is not None
        assert row.error["message"].startswith("The audio file cannot be read:")
        assert kept(settings) == []

    def test_one_of_the_server_stays_where_it_is(
        self, api: Any, settings: Any, tmp_path: Path, alice: Any
    ) -> None:
        from jobqueue.worker import run_one

        settings.MUSICDB_IMPORT_ROOTS = [str(tmp_path)]
        (tmp_path / "a.wav").write_bytes(wav(title="Blue"))
        api(alice).post("/api/library/imports", {"path": str(tmp_path / "a.wav")})
        run_one("analysis")

        assert file_of(Track.objects.get()) == tmp_path / "a.wav"
        assert kept(settings) == []


class TestZip:
    def test_each_file_becomes_a_track(
        self, importing: Importing, settings: Any, alice: Any
    ) -> None:
        content = zipped(
            {
                "Album/01.wav": wav(title="One"),
                "Album/02.flac": flac(title="Two"),
                "__MACOSX/Album/._01.wav": b"x",
                "Album/.DS_Store": b"x",
            }
        )
        row = importing(alice, content, "album.zip")

        assert (row.source_type, row.status, row.errors_total) == ("zip", "completed", 0)
        assert set(Track.objects.values_list("title", flat=True)) == {"One", "Two"}
        assert len(kept(settings)) == 2

    def test_what_is_wrong_is_listed_by_file(
        self, importing: Importing, api: Any, alice: Any
    ) -> None:
        content = zipped(
            {
                "good.wav": wav(title="Good"),
                "cover.jpg": b"\xff\xd8\xff\xe0 a picture",
                "broken.flac": b"fLaC and no more",
            }
        )
        row = importing(alice, content)

        assert set(faults(row)) == {"cover.jpg", "broken.flac"}
        assert (row.tracks_added, row.tracks_skipped, row.errors_total) == (1, 1, 2)
        shown = api(alice).get(f"/api/library/imports/{row.pk}").json()["errors"]
        assert {"line": None, "file": "cover.jpg", "reason": "no audio file"} in shown

    @pytest.mark.parametrize("name", ["../out.wav", "/etc/out.wav", "a/../../x.wav", "C:\\x.wav"])
    def test_a_path_that_leads_out_is_refused(
        self, importing: Importing, settings: Any, alice: Any, name: str
    ) -> None:
        row = importing(alice, zipped({name: wav()}))

        assert list(faults(row).values()) == ["its path leads out of the archive"]
        assert kept(settings) == []

    def test_a_bomb_is_not_unpacked(self, importing: Importing, settings: Any, alice: Any) -> None:
        bomb = b"fLaC" + bytes(40 * MB)
        row = importing(alice, zipped({"bomb.flac": bomb, "good.wav": wav(title="Good")}))

        assert "times its packed size" in faults(row)["bomb.flac"]
        assert (row.status, row.tracks_added) == ("completed", 1)
        assert len(kept(settings)) == 1

    def test_a_file_that_no_memory_holds_costs_itself_alone(
        self, importing: Importing, settings: Any, monkeypatch: Any, alice: Any
    ) -> None:
        # The heartbeat has a session of its own, which does not see this test's transaction.
        monkeypatch.setattr("jobqueue.checkpoint.HEARTBEAT_SECONDS", 600.0)
        row = importing(alice, zipped({"bad.mp3": bomb(600), "good.wav": wav(title="Good")}))

        assert "MB of memory" in faults(row)["bad.mp3"]
        assert (row.status, row.tracks_added, row.tracks_skipped) == ("completed", 1, 1)
        assert len(kept(settings)) == 1

    def test_a_declared_size_is_not_believed(
        self, importing: Importing, settings: Any, alice: Any
    ) -> None:
        packed = zipped({"a.flac": b"fLaC" + bytes(40 * MB)})
        size = (4 + 40 * MB).to_bytes(4, "little")
        row = importing(alice, packed.replace(size, (5 * MB).to_bytes(4, "little")))

        assert "a.flac" in faults(row)
        assert kept(settings) == []

    def test_all_of_it_together_is_bounded(
        self, importing: Importing, settings: Any, monkeypatch: Any, alice: Any
    ) -> None:
        monkeypatch.setattr(archive, "MOST_GROWTH", 0)
        row = importing(alice, zipped({"a.wav": wav()}))

        assert row.error is not None
        assert (row.status, row.error["code"]) == ("failed", "unreadable_file")
        assert "more than this server takes" in row.error["message"]
        assert kept(settings) == []

    @pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_DIRECTORY"])
    def test_too_many_files_are_refused(
        self, importing: Importing, monkeypatch: Any, alice: Any, limit: str
    ) -> None:
        monkeypatch.setattr(archive, limit, 1)
        row = importing(alice, zipped({"a.wav": wav(), "b.wav": wav(2)}))

        assert row.error is not None
        assert "files" in row.error["message"]
        assert not Track.objects.exists()

    def test_a_file_too_large_is_listed(
        self, importing: Importing, settings: Any, alice: Any
    ) -> None:
        settings.MUSICDB_MAX_UPLOAD_MB = 1
        row = importing(alice, zipped({"a.wav": wav(80), "b.wav": wav(title="Good")}))

        assert faults(row) == {"a.wav": "larger than 1 MB"}
        assert row.tracks_added == 1

    def test_a_broken_archive_fails(self, importing: Importing, alice: Any) -> None:
        row = importing(alice, b"PK\x03\x04rest")

        assert row.error is not None
        assert row.error["message"] == "The zip archive is broken and cannot be read."

    def test_a_link_is_refused(self, importing: Importing, tmp_path: Path, alice: Any) -> None:
        info = zipfile.ZipInfo("link.wav")
        info.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
            made.writestr(info, "/etc/passwd")
        row = importing(alice, (tmp_path / "x.zip").read_bytes())

        assert faults(row) == {"link.wav": "it is a link"}
