"""Which file is a track's: never one that a row of somebody's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from library.audio_files import file_of
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


def test_an_upload_of_audio_is_taken_at_once(upload: Callable[..., Any], alice: Any) -> None:
    assert upload(alice, mp3()).status_code == 202
