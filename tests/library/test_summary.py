from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.timezone import now

from library import changes
from library.models import Track


def test_an_empty_library_has_a_summary(api: Callable[..., Any], alice: Any) -> None:
    assert api(alice).get("/api/library/summary").json() == {
        "tracks": 0,
        "duration": 0.0,
        "storage_bytes": 0,
        "last_modified": None,
        "library_version": 0,
        "analysed": 0,
        "analysed_share": 0.0,
        "in_trash": 0,
    }


def test_the_trash_is_counted_apart(api: Callable[..., Any], alice: Any, bob: Any) -> None:
    fields: dict[str, Any] = {"user": alice, "duration": 100.5, "size_bytes": 3_000_000_000}
    Track.objects.create(title="a", **fields, analysed_at=now())
    Track.objects.create(title="b", **fields)
    gone = Track.objects.create(title="c", **fields)
    Track.objects.create(title="d", **fields | {"user": bob})
    changes.trash(alice.pk, [gone.pk], origin="test")

    body = api(alice).get("/api/library/summary").json()
    assert body.pop("last_modified").endswith("Z")
    assert body == {
        "tracks": 2,
        "duration": 201.0,
        "storage_bytes": 6_000_000_000,
        "library_version": 1,
        "analysed": 1,
        "analysed_share": 0.5,
        "in_trash": 1,
    }
