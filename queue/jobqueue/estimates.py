"""How long a job will take before much of it is done: as the last ones of its kind did."""

from __future__ import annotations

from django.db.models import F

from jobqueue.models import AnalysisJob
from jobqueue.states import Status

# Former jobs of everybody's that are looked at where the user has none.
FORMER = 5


def seconds_an_item(type: str, user_id: int) -> float | None:
    """Return the seconds that an item of such a job took: in the user's last one, or else on average in
    the last few of anybody's. None where none of them has told."""
    done = AnalysisJob.objects.filter(
        type=type, status=Status.COMPLETED, current__gt=0, active_seconds__gt=0
    ).order_by("-finished_at")
    each = done.annotate(each=F("active_seconds") / F("current")).values_list("each", flat=True)
    mine = each.filter(user_id=user_id).first()
    if mine is not None:
        return float(mine)
    last = list(each[:FORMER])
    return sum(last) / len(last) if last else None
