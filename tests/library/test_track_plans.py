"""Each way to list a large library is answered by an index, not by reading all of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from contract.keyset import Keyset
from library import listening
from library.api.filters import filtered
from library.api.tracks import TracksInOrder
from library.models import Track

ROWS = 4000


@pytest.fixture
def large(alice: Any) -> None:
    made = []
    for number in range(ROWS):
        track = Track(
            user=alice,
            title=f"Song {number * 7919 % ROWS:05}",
            artist=f"Artist {number % 97}",
            album=f"Album {number % 301}",
            genre=f"Genre {number % 53}",
            duration=float(number % 300) or None,
            play_count=number % 41,
            rating=number % 6 or None,
            is_favorite=number % 200 == 0,
            is_hidden=number % 500 == 0,
            tags=["rare"] if number % 400 == 0 else [],
        )
        track.set_keys()
        made.append(track)
    Track.objects.bulk_create(made)
    with connection.cursor() as cursor:
        # As autovacuum does after a while: until then the planner shuns the search's index.
        cursor.execute("SELECT gin_clean_pending_list('library_track_search')")
        cursor.execute("ANALYZE library_track")


def plan_of(user: Any, query: str, ordering: str) -> str:
    """Return the plan of the first page's first query."""
    tracks = filtered(Track.objects.visible_to(user), QueryDict(query))
    keyset = Keyset(
        queryset=tracks,
        column=TracksInOrder.orderings[ordering.removeprefix("-")],
        descending=ordering.startswith("-"),
    )
    [first, *_] = keyset._parts(None, False)
    return first[:51].explain()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", TracksInOrder.orderings)
def test_an_ordering_is_read_off_its_index(alice: Any, name: str, sign: str) -> None:
    plan = plan_of(alice, "", sign + name)

    assert "Index Scan" in plan
    assert "Sort" not in plan
    assert "library_track_by_" in plan


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("search=03961", "library_track_search"),
        ("artist=artist 5", "library_track_by_artist"),
        ("album=album 5", "library_track_by_album"),
        ("genre=genre 5", "library_track_genre"),
        ("favorite=true", "library_track_favourites"),
        ("hidden=true", "library_track_hidden"),
        ("tag=rare", "library_track_tags"),
        ("in_trash=true", "library_track_trash"),
        ("analyzed=true", "library_track_analysed"),
    ],
)
def test_a_rare_filter_is_answered_by_its_index(alice: Any, query: str, index: str) -> None:
    assert index in plan_of(alice, query, "title")


@pytest.mark.usefixtures("large")
def test_plays_can_be_added_up_off_their_index_alone(alice: Any) -> None:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        listening.listening(alice)
    looks = [q["sql"] for q in queries if 'FROM "library_track"' in q["sql"]]
    plans = []
    with connection.cursor() as cursor:
        # Which one is the fastest changes with a table's size and its last vacuum: only this one is left.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("library_track_pkey", "library_track_identity"):
            cursor.execute(f"ALTER TABLE library_track DROP CONSTRAINT {name} CASCADE")
        others = (
            index.name for index in Track._meta.indexes if index.name != "library_track_heard"
        )
        cursor.execute(f"DROP INDEX {', '.join(others)}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for look in looks:
            cursor.execute(f"EXPLAIN {look}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    # The sums, the artists and the genres; the tracks are the first of their ordering.
    assert sum("Index Only Scan using library_track_heard" in plan for plan in plans) == 3, plans
