"""The library's figures for pages: counted once a version, as a count of a million rows takes time."""

from __future__ import annotations

from typing import Any

from contract import redis_link
from library.models import LibraryVersion
from library.summary import summary

# Sizes and the like may change without a new version; they are this old at most, in seconds.
KEPT_SECONDS = 60


def glance(user: Any) -> dict[str, Any]:
    """Return `library.summary.summary`, from the cache where the library has not changed."""
    key = f"library:glance:{user.pk}:{LibraryVersion.objects.current(user)}"
    return redis_link.remembered(key, KEPT_SECONDS, lambda: summary(user))
