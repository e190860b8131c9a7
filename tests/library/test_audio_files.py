"""Which file is a track's: never one that a row of somebody's names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from library.audio_files import file_of
from library.audio_tags import Bounded, UnreadableAudio
from library.models import Track
from tests.audio import mp3, wav
from tests.library.conftest import Importing


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "kept:../../x.wav", "kept:", "", "kept:/etc/passwd"]
)
def test_a_path_that_somebody_wrote_opens_nothing(alice: Any, path: str) -> None:
    assert file_of(Track.objects.create(user=alice, title="x", path=path)) is None


def test_a_kept_file_is_its_owners_alone(importing: Importing, alice: Any, bob: Any) -> None:
    importing(alice, wav(title="Blue"))
    path = Track.objects.get().path

    assert file_of(Track.objects.create(user=bob, title="x", path=path)) is None


def test_a_tag_that_claims_too_much_is_not_read(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("library.audio_tags.MOST_BYTES_AT_ONCE", 10)
    path = tmp_path / "x"
    path.write_bytes(bytes(100))
    with path.open("rb") as stream, pytest.raises(UnreadableAudio):
        Bounded(stream, "x").read(50)


def test_an_upload_of_audio_is_taken_at_once(upload: Callable[..., Any], alice: Any) -> None:
    assert upload(alice, mp3()).status_code == 202
