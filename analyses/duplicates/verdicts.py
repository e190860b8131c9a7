"""The user's verdicts: said, revoked, and as a run reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection, transaction
from django.db.models import Count

from accounts import audit
from analyses.duplicates.contradictions import contradicted
from analyses.duplicates.models import Verdict
from contract.errors import Invalid, NotFound
from contract.ids import MOST_ID

if TYPE_CHECKING:
    from accounts.models import User

# Verdicts are never changed in place, so their ids say it all.
FINGERPRINT = """
SELECT coalesce(md5(string_agg(id::text, ',' ORDER BY id)), '')
FROM duplicates_verdict WHERE user_id = %s
"""
# The lightest lock that keeps a track from being deleted: whoever edits it does not wait.
KEPT = "SELECT id FROM library_track WHERE user_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE"
# The space of advisory locks in which changes of one user's verdicts take turns.
CHANGES = 0x6D64_7664  # "mdvd"

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A verdict, and the older ones that it contradicted and that are gone."""

    verdict: Verdict
    revoked: list[Verdict]
    is_new: bool


def pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def say(user: User, one: int, other: int, says: str) -> Said:
    """Keep a verdict on two tracks, and revoke the older ones that it contradicts.

    What was said already changes nothing. Raises Invalid for one track twice and for tracks that are
    not the user's, Conflict where too many would be one recording."""
    if one == other:
        raise Invalid({"track_b": ["It is the same track as track_a."]})
    a, b = pair(one, other)
    with transaction.atomic():
        _take_turns(user)
        _keep_tracks(user, one, other)
        mine = Verdict.objects.visible_to(user).with_tracks()
        known = mine.filter(track_a=a, track_b=b, verdict=says).first()
        if known is not None:
            return Said(verdict=known, revoked=[], is_new=False)
        revoked = list(mine.filter(pk__in=contradicted(user.pk, a, b, says)).order_by("-pk"))
        Verdict.objects.filter(pk__in=[old.pk for old in revoked]).delete()
        made = Verdict.objects.create(user=user, track_a_id=a, track_b_id=b, verdict=says)
        _record(user, "set", [made])
        _record(user, "revoked", revoked, contradicted_by=made.pk)
        return Said(verdict=mine.get(pk=made.pk), revoked=revoked, is_new=True)


def revoke(user: User, verdict_id: int, *, by: User | None = None) -> Verdict:
    """Take a verdict of `user` back and return it as it was; raises NotFound where there is none.

    `by` is who did so in the user's place; the trail names them."""
    with transaction.atomic():
        _take_turns(user)
        mine = Verdict.objects.visible_to(user).with_tracks()
        found = mine.filter(pk=verdict_id).first() if verdict_id <= MOST_ID else None
        if found is None:
            raise NotFound("There is no such verdict.")
        Verdict.objects.filter(pk=found.pk).delete()
        _record(by or user, "revoked", [found])
        return found


def on_pairs(user: User, pairs: Iterable[Pair]) -> dict[Pair, Verdict]:
    """Return what the user says of these pairs, the lower id first, by one query."""
    wanted = set(pairs)
    found = Verdict.objects.visible_to(user).filter(
        track_a__in={a for a, _ in wanted}, track_b__in={b for _, b in wanted}
    )
    by_pair = {(one.track_a_id, one.track_b_id): one for one in found}
    return {names: one for names, one in by_pair.items() if names in wanted}


def counts(user: User) -> dict[str, int]:
    """Return how many verdicts of each kind the user has, and of `all`."""
    rows = Verdict.objects.visible_to(user).order_by().values_list("verdict")
    found = dict.fromkeys(Verdict.Says.values, 0) | dict(rows.annotate(Count("pk")))
    return {**found, "all": sum(found.values())}


def fingerprint(user_id: int, cursor: Any = None) -> str:
    """Return a text that differs for every other set of verdicts, "" for none; read by `cursor`,
    or on Django's connection."""
    with cursor or connection.cursor() as opened:
        opened.execute(FINGERPRINT, [user_id])
        return str(opened.fetchone()[0])


def of(session: psycopg.Connection, user_id: int) -> list[tuple[int, int, str]]:
    """Return the user's verdicts as (track, track, what it says)."""
    return session.execute(
        "SELECT track_a_id, track_b_id, verdict FROM duplicates_verdict WHERE user_id = %s",
        [user_id],
    ).fetchall()


def _take_turns(user: User) -> None:
    """Let the changes of one user's verdicts come one after the other, until the transaction ends:
    two that do not know of each other could contradict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [CHANGES, user.pk])


def _keep_tracks(user: User, one: int, other: int) -> None:
    """Keep both tracks from being deleted until the transaction ends; raises Invalid where one is
    not the user's."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [user.pk, [one, other]])
        there = {found for (found,) in cursor.fetchall()}
    given = (("track_a", one), ("track_b", other))
    if missing := {name: ["There is no such track."] for name, pk in given if pk not in there}:
        raise Invalid(missing)


def _record(user: User, action: str, those: Iterable[Verdict], **details: object) -> None:
    """Write a row of the trail about each of `those`."""
    subjects = {
        one.pk: {
            "track_a": one.track_a_id,
            "track_b": one.track_b_id,
            "verdict": one.verdict,
            **details,
        }
        for one in those
    }
    audit.record_all(user, action, noun="verdict", subjects=subjects)
