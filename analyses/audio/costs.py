"""What analysing songs costs: how long a song of a user's takes, as the last ones did."""

from __future__ import annotations

from analyses.audio.models import TrackAnalysis
from jobqueue.fairness import USUAL_COST_MS
from library.models import Track

# So many analyses of files, among so many that came last, say how long a song takes.
MEASURED = 50
LOOKED_AT = 500
MOST_MS = 2**31 - 1


def mean_seconds(user_id: int) -> float | None:
    """Return the seconds that looking into a file took on average; None while none was looked into.

    What was taken from the library took no time, and says nothing."""
    latest = Track.objects.filter(user_id=user_id, analysed_at__isnull=False).in_library()
    ids = list(latest.order_by("-analysed_at").values_list("pk", flat=True)[:LOOKED_AT])
    done = TrackAnalysis.objects.filter(pk__in=ids, seconds_spent__gt=0)
    seconds = list(done.order_by("-analysed_at").values_list("seconds_spent", flat=True)[:MEASURED])
    return sum(seconds) / len(seconds) if seconds else None


def of_songs(user_id: int, songs: int) -> int:
    """Return what so many songs cost, in ms of work, for `Handler.cost_ms`."""
    mean = mean_seconds(user_id)
    each = USUAL_COST_MS if mean is None else 1000 * mean
    return min(max(1, round(songs * each)), MOST_MS)
