from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from jobqueue.worker import run_one
from library.api.imports import faults_as_csv
from library.models import ImportFault, LibraryImport, Track
from tests.library.conftest import Importing

Api = Callable[[Any], Any]
CSV = "title,artist\nBlue,Joni\n,Joni\n"


def test_an_upload_is_accepted_with_the_ways_to_watch_it(
    upload: Callable[..., Any], alice: Any
) -> None:
    answer = upload(alice, CSV)
    body = answer.json()

    assert answer.status_code == 202
    assert set(body) == {"import_id", "job_id", "status_url", "progress_url", "websocket_url"}
    assert body["progress_url"] == f"/api/progress/{body['job_id']}"


def test_an_import_is_read_with_its_counts_and_faults(
    importing: Importing, api: Api, alice: Any
) -> None:
    row = importing(alice, CSV, "my library.csv")
    body = api(alice).get(f"/api/library/imports/{row.pk}").json()

    assert body == body | {
        "import_id": str(row.pk),
        "job_id": str(row.job_id),
        "filename": "my library.csv",
        "source_type": "csv",
        "status": "completed",
        "tracks_added": 1,
        "tracks_updated": 0,
        "tracks_unchanged": 0,
        "tracks_skipped": 1,
        "errors_total": 1,
        "errors": [{"line": 3, "file": None, "reason": "no title"}],
        "error": None,
    }
    assert body["created_at"].endswith("Z")
    assert body["finished_at"].endswith("Z")


def test_a_waiting_import_says_what_its_job_says(
    upload: Callable[..., Any], api: Api, alice: Any
) -> None:
    import_id = upload(alice, CSV).json()["import_id"]

    assert api(alice).get(f"/api/library/imports/{import_id}").json()["status"] == "pending"


def test_imports_are_listed_newest_first(importing: Importing, api: Api, alice: Any) -> None:
    for name in ("one.csv", "two.csv"):
        importing(alice, CSV, name)
    rows = api(alice).get("/api/library/imports").json()["results"]

    assert [row["filename"] for row in rows] == ["two.csv", "one.csv"]


def test_one_import_shows_a_thousand_faults_and_the_csv_all(
    importing: Importing, api: Api, alice: Any
) -> None:
    row = importing(alice, "title\n" + '""\n' * 2500)
    body = api(alice).get(f"/api/library/imports/{row.pk}").json()

    assert (body["errors_total"], len(body["errors"])) == (2500, 1000)
    lines = _csv_of(row)
    assert len(lines) == 2501
    assert lines[0] == ["line", "file", "reason"]
    assert lines[-1] == ["2501", "", "no title"]


def _csv_of(row: LibraryImport) -> list[list[str]]:
    async def text() -> str:
        return "".join([part async for part in faults_as_csv(row)])

    return list(csv.reader(io.StringIO(async_to_sync(text)())))


def test_a_fault_is_no_formula_in_a_spreadsheet(alice: Any) -> None:
    row = LibraryImport.objects.create(user=alice, filename="x", source_type="csv")
    ImportFault.objects.create(library_import=row, line=2, reason="=HYPERLINK(1)")

    assert _csv_of(row)[1] == ["2", "", "'=HYPERLINK(1)"]


def test_the_errors_come_as_csv_or_page_by_page(importing: Importing, api: Api, alice: Any) -> None:
    row = importing(alice, "title\n" + '""\n' * 3)
    address = f"/api/library/imports/{row.pk}/errors"
    page = api(alice).get(address + "?limit=2").json()

    assert [fault["line"] for fault in page["results"]] == [2, 3]
    assert [fault["line"] for fault in api(alice).get(page["next"]).json()["results"]] == [4]
    answer = api(alice).get(address + "?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.is_async
    assert api(alice).get(address + "?format=xml").status_code == 400


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "VALIDATION_ERROR"),
        (b"   \n", 400, "VALIDATION_ERROR"),
        ("title\nBlue\n".encode("utf-16"), 400, "VALIDATION_ERROR"),
        (b"\x7fELF\x01\x01\x00\x00", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"#EXTM3U\n/a.mp3\n", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"\x1f\x8b\x08rest", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once_and_not_kept(
    upload: Callable[..., Any],
    settings: Any,
    alice: Any,
    content: bytes,
    status: int,
    code: str,
) -> None:
    answer = upload(alice, content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not LibraryImport.objects.exists()
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


def test_the_content_decides_not_the_name(upload: Callable[..., Any], alice: Any) -> None:
    upload(alice, "<?xml version='1.0'?><plist></plist>", "library.csv")
    upload(alice, CSV, "library.xml")

    assert list(
        LibraryImport.objects.order_by("created_at").values_list("source_type", flat=True)
    ) == [*("itunes_xml", "csv")]


def test_a_name_is_shown_without_folders_and_never_a_path(
    upload: Callable[..., Any], settings: Any, alice: Any
) -> None:
    upload(alice, CSV, "..\\..\\evil/../x.csv")
    row = LibraryImport.objects.get()

    assert row.filename == "x.csv"
    assert Path(row.path) == Path(settings.UPLOAD_DIR) / str(row.pk)


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"path": ""}, {"path": 7}, [1]])
def test_a_request_without_a_file_says_what_is_missing(api: Api, alice: Any, body: Any) -> None:
    answer = api(alice).post("/api/library/imports", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_a_form_without_a_file_says_so(api: Api, alice: Any) -> None:
    answer = api(alice).post("/api/library/imports", {"other": "x"}, format="multipart")

    assert set(answer.json()["error"]["fields"]) == {"file"}


def test_a_stranger_finds_no_import(
    importing: Importing, api: Api, alice: Any, charlie: Any
) -> None:
    row = importing(alice, CSV)

    for rest in ("", "/errors", "/errors?format=csv"):
        answer = api(charlie).get(f"/api/library/imports/{row.pk}{rest}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
    assert api(charlie).get("/api/library/imports").json()["results"] == []


@pytest.mark.parametrize("import_id", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_malformed_id_is_answered_like_an_unknown_one(
    api: Api, alice: Any, import_id: str
) -> None:
    answer = api(alice).get(f"/api/library/imports/{import_id}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


class TestByPath:
    @pytest.fixture
    def root(self, settings: Any, tmp_path: Path) -> Path:
        folder = tmp_path / "music"
        folder.mkdir()
        settings.MUSICDB_IMPORT_ROOTS = [str(folder)]
        return folder

    def test_a_file_in_an_allowed_folder_is_imported_and_stays(
        self, root: Path, api: Api, alice: Any
    ) -> None:
        (root / "library.csv").write_text(CSV)
        answer = api(alice).post("/api/library/imports", {"path": str(root / "library.csv")})
        run_one("analysis")

        assert answer.status_code == 202
        assert Track.objects.get().title == "Blue"
        assert (root / "library.csv").exists()

    @pytest.mark.parametrize("name", ["../secret.csv", "link.csv", "none.csv", "", "a\\b", "."])
    def test_nothing_outside_is_told_from_nothing(
        self, root: Path, api: Api, alice: Any, name: str
    ) -> None:
        (root.parent / "secret.csv").write_text(CSV)
        (root / "link.csv").symlink_to(root.parent / "secret.csv")
        answer = api(alice).post("/api/library/imports", {"path": f"{root}/{name}"})

        assert answer.status_code == 400
        assert answer.json()["error"]["fields"] == {
            "path": ["There is no such file in a folder that imports may read."]
        }

    def test_without_allowed_folders_there_are_no_paths(
        self, settings: Any, tmp_path: Path, api: Api, alice: Any
    ) -> None:
        settings.MUSICDB_IMPORT_ROOTS = []
        (tmp_path / "a.csv").write_text(CSV)

        answer = api(alice).post("/api/library/imports", {"path": str(tmp_path / "a.csv")})
        assert answer.status_code == 400
