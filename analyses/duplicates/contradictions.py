"""Which older verdicts a new one contradicts, also through a chain.

"A is B" and "B is C" say that A is C: tracks that a chain of `duplicate` joins are one set. Verdicts
agree as long as no `not_duplicate` lies inside a set; every new one is checked, so the ones that are
kept always do."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from analyses.duplicates.models import Verdict
from contract.errors import Conflict

# Tracks that verdicts may join into one recording: a check never reads more than these, nor a run.
MOST_JOINED = 100

# Every step goes from the tracks found last to those that a verdict joins them with, either way.
JOINED = """
WITH RECURSIVE joined (track) AS (
  SELECT %(track)s::bigint
  UNION
  SELECT CASE WHEN v.track_a_id = j.track THEN v.track_b_id ELSE v.track_a_id END
  FROM joined j
  JOIN duplicates_verdict v ON v.track_a_id = j.track OR v.track_b_id = j.track
  WHERE v.user_id = %(user)s AND v.verdict = 'duplicate'
)
SELECT track FROM joined
"""


def contradicted(user_id: int, a: int, b: int, says: str) -> list[int]:
    """Return the ids of the verdicts that cannot stay beside `says` of the tracks `a` and `b`.

    `duplicate` contradicts every `not_duplicate` between the two sets that it joins. `not_duplicate`
    contradicts, of the verdicts that join its tracks, the newest on each way between them: from the
    oldest on each one stays that does not join them. Raises Conflict where a set would grow beyond
    MOST_JOINED."""
    one = _joined(user_id, a)
    if says == Verdict.Says.NOT_DUPLICATE:
        return _joining(user_id, one, a, b) if b in one else []
    other = _joined(user_id, b)
    if len(one | other) > MOST_JOINED:
        raise Conflict(f"More than {MOST_JOINED} tracks would be one recording.", limit=MOST_JOINED)
    return _separating(user_id, one, other)


def _joined(user_id: int, track: int) -> set[int]:
    """Return the tracks that verdicts join with one, itself too."""
    with connection.cursor() as cursor:
        cursor.execute(JOINED, {"user": user_id, "track": track})
        return {found for (found,) in cursor.fetchall()}


def _separating(user_id: int, one: set[int], other: set[int]) -> list[int]:
    between = Q(track_a__in=one, track_b__in=other) | Q(track_a__in=other, track_b__in=one)
    apart = Verdict.objects.filter(between, user=user_id, verdict=Verdict.Says.NOT_DUPLICATE)
    return list(apart.values_list("pk", flat=True))


def _joining(user_id: int, tracks: set[int], a: int, b: int) -> list[int]:
    inside = Verdict.objects.filter(
        user=user_id, verdict=Verdict.Says.DUPLICATE, track_a__in=tracks
    )
    return cut(inside.order_by("pk").values_list("pk", "track_a", "track_b"), a, b)


def cut(oldest_first: Iterable[tuple[int, int, int]], a: int, b: int) -> list[int]:
    """Return which of the (id, track, track) to take away so that nothing joins `a` with `b`.

    No fewer would do: each of them would join the two by itself again."""
    sets: dict[int, set[int]] = {a: {a}, b: {b}}
    taken = []
    for identity, one, other in oldest_first:
        merged = sets.get(one, {one}) | sets.get(other, {other})
        if a in merged and b in merged:
            taken.append(identity)
        else:
            sets |= dict.fromkeys(merged, merged)
    return taken
