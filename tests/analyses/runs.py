"""What tests of whole runs share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from analyses.duplicates.models import DuplicateGroup


@contextmanager
def calling(monkeypatch, owner, name, before) -> Iterator[None]:
    """Call `before(count)` each time before `owner.name` is called."""
    real, count = getattr(owner, name), 0

    def first(*args, **kwargs):
        nonlocal count
        count += 1
        before(count)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, first)
        yield


def titles(analysis) -> set[str]:
    groups = DuplicateGroup.objects.visible_to(analysis.user).filter(analysis=analysis)
    return {group.tracks.get(position=0).title for group in groups}
