"""The library's figures for pages: counted once a version, as a count of a million rows takes time."""

from __future__ import annotations

import logging
from typing import Any

from contract import redis_link
from library.models import LibraryVersion
from library.summary import summary

log = logging.getLogger(__name__)

# Sizes and the like may change without a new version; they are this old at most, in seconds.
KEPT_SECONDS = 60


def glance(user: Any) -> dict[str, Any]:
    """Return `library.summary.summary`, from the cache where the library has not changed."""
    key = f"library:glance:{user.pk}:{LibraryVersion.objects.current(user)}"
    try:
        found = redis_link.cached(key)
        if found is None:
            found = summary(user)
            redis_link.keep(key, found, KEPT_SECONDS)
    except redis_link.Away as error:
        log.warning("the library's figures are counted anew, Redis is silent: %s", error)
        return summary(user)
    return dict(found)
