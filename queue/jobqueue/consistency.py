"""Whether Redis and the slots say what PostgreSQL says; nothing is changed."""

from __future__ import annotations

from contract import redis_link
from jobqueue import order, repair, slots
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.states import Kind, Status


def check() -> dict[str, int]:
    """Return how much is wrong, by what it is; empty where all is in order. With Redis away only what
    PostgreSQL knows is compared, and that is said."""
    found = {"jobs in progress that nobody holds": _orphans()}
    try:
        for kind in Kind.values:
            missing, stale = repair.differences(kind)
            found[f"waiting {kind} jobs missing in the order"] = len(missing)
            found[f"{kind} jobs in the order that do not wait"] = len(stale)
        found["bands whose pause Redis does not know"] = len(_pauses())
    except redis_link.Away:
        found["Redis servers away"] = 1
    return {name: count for name, count in found.items() if count}


def _orphans() -> int:
    """Count rows in progress whose slot can be locked: whoever runs a job holds its slot."""
    running = AnalysisJob.objects.filter(status=Status.IN_PROGRESS)
    count = 0
    for kind, number in set(running.values_list("kind", "slot")):
        if number is None:
            continue
        with slots.holding(kind, number) as held:
            if held:
                count += running.filter(kind=kind, slot=number).count()
    return count


def _pauses() -> set[str]:
    known = redis_link.call(lambda redis: redis.smembers(order.PAUSED))
    paused = QueueState.objects.filter(paused=True).values_list("band", flat=True)
    return {str(band) for band in paused} ^ {str(member) for member in known}
