"""A library in figures."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum

from library.models import LibraryVersion, Track


def summary(user: Any) -> dict[str, Any]:
    """Return what GET /api/library/summary answers; duration in seconds, one pass over the tracks."""
    here = Q(deleted_at=None)
    found = Track.objects.filter(user=user).aggregate(
        tracks=Count("pk", filter=here),
        duration=Sum("duration", filter=here),
        storage_bytes=Sum("size_bytes", filter=here),
        analysed=Count("pk", filter=here & Q(analysed_at__isnull=False)),
        in_trash=Count("pk", filter=~here),
    )
    version = LibraryVersion.objects.filter(user=user).first()
    changed = version is not None and version.version > 0
    tracks = found["tracks"]
    return {
        "tracks": tracks,
        "duration": round(found["duration"] or 0.0, 3),
        "storage_bytes": int(found["storage_bytes"] or 0),
        "last_modified": version.updated_at if version is not None and changed else None,
        "library_version": version.version if version is not None else 0,
        "analysed": found["analysed"],
        "analysed_share": round(found["analysed"] / tracks, 4) if tracks else 0.0,
        "in_trash": found["in_trash"],
    }
