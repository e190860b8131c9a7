"""What analysing songs has come to for a user: counted as it happens, so that no page adds up a million
rows, and what was removed since stays counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from analyses.audio import totals
from analyses.audio.models import AnalysisEffort, TrackAnalysis
from contract import redis_link
from jobqueue.progress import eta_text
from library.models import LibraryVersion, Track

if TYPE_CHECKING:
    from accounts.models import User

# Counting among a million songs takes a while, and a page asks each time.
KEPT_SECONDS = 30


def count(user_id: int, seconds: float) -> None:
    """Count the seconds that looking into a song took, in the transaction that keeps what came of it."""
    if not seconds:
        return
    rows, more = AnalysisEffort.objects.filter(user_id=user_id), F("seconds") + seconds
    if not rows.update(seconds=more):
        AnalysisEffort.objects.bulk_create([AnalysisEffort(user_id=user_id)], ignore_conflicts=True)
        rows.update(seconds=more)


def statistics(user: User) -> dict[str, Any]:
    """Return the part `analysis` of GET /api/user/statistics: songs of the library that are analysed, and
    that could not be; the seconds all analyses of songs took so far."""
    found = totals.of_library(user)
    return {
        "analysed": found["analysed"],
        "failed": failed(user),
        "seconds_spent": seconds_spent(user),
        "last_analysis_at": found["last_analysis_at"],
    }


def failed(user: User) -> int:
    """Return how many songs of the library could not be analysed, the last time this was tried; where
    nothing else has changed, half a minute ago."""
    key = f"audio:failed:{user.pk}:{LibraryVersion.objects.current(user)}"
    return redis_link.remembered(key, KEPT_SECONDS, lambda: _failed(user))


def _failed(user: User) -> int:
    bad = TrackAnalysis.objects.filter(status=TrackAnalysis.Status.FAILED)
    here = Track.objects.filter(user=user, analysed_at=None).in_library()
    return here.filter(pk__in=bad.values("track_id")).count()


def seconds_spent(user: User) -> float:
    spent = AnalysisEffort.objects.filter(user=user).values_list("seconds", flat=True).first()
    return round(spent or 0.0, 3)


def in_words(user: User) -> dict[str, Any]:
    """Return what the dashboard says beside how much is analysed; time in words, "" for none."""
    seconds = seconds_spent(user)
    return {"failed": failed(user), "spent": eta_text(seconds) if seconds >= 1 else ""}
