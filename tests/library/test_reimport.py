"""Importing again updates and never doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import changes
from library.models import LibraryVersion, Track
from tests.library.conftest import Importing

Outcome = Callable[[Any], tuple[int, int, int, int]]
CSV = "title,artist,duration,external_id\nBlue,Joni,185,a\nRed,Joni,200,b\n"


def test_the_same_file_again_changes_nothing(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, CSV)
    before = LibraryVersion.objects.current(alice)
    row = importing(alice, CSV)

    assert outcome(row) == (0, 0, 2, 0)
    assert LibraryVersion.objects.current(alice) == before


def test_a_changed_row_updates_its_track(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, CSV)
    track = Track.objects.get(external_id="a")
    row = importing(alice, CSV.replace("Blue,Joni", "Blue (Live),Joni M."))

    assert outcome(row) == (0, 1, 1, 0)
    track.refresh_from_db()
    assert (track.title, track.artist, track.artist_key) == ("Blue (Live)", "Joni M.", "joni m.")


def test_other_columns_of_the_same_rows_change_nothing(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, CSV)
    row = importing(alice, "external_id,title\na,Blue\nb,Red\n")

    assert outcome(row) == (0, 0, 2, 0)
    assert Track.objects.get(external_id="a").artist == "Joni"


def test_what_the_owner_changed_survives_an_unchanged_file(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, CSV)
    changes.edit(Track.objects.get(title="Blue"), {"title": "Azure"}, origin="test")
    row = importing(alice, CSV)

    assert outcome(row) == (0, 0, 2, 0)
    assert Track.objects.filter(title="Azure").exists()


def test_plays_counted_here_are_not_taken_back(importing: Importing, alice: Any) -> None:
    importing(alice, "title,play_count\nBlue,3\n")
    Track.objects.update(play_count=9)
    importing(alice, "title,play_count\nBlue,5\n")

    assert Track.objects.get().play_count == 9


def test_a_track_in_the_trash_is_matched_and_left_there(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, CSV)
    changes.trash(alice.pk, [Track.objects.get(title="Blue").pk], origin="test")
    row = importing(alice, CSV.replace("Blue", "Bluer"))

    assert outcome(row) == (0, 0, 2, 0)
    assert Track.objects.get(external_id="a").title == "Blue"


def test_missing_rows_delete_nothing(importing: Importing, alice: Any) -> None:
    importing(alice, CSV)
    importing(alice, "title,external_id\nGreen,c\n")

    assert Track.objects.in_library().count() == 3


def test_a_faulty_row_is_listed_each_time_and_added_once(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    importing(alice, "title,year\nBlue,soon\n")
    row = importing(alice, "title,year\nBlue,soon\n")

    assert (outcome(row), row.errors_total) == ((0, 0, 1, 0), 1)


def test_an_id_twice_in_a_file_is_one_track(
    importing: Importing, outcome: Outcome, alice: Any
) -> None:
    row = importing(alice, "title,artist,external_id\nBlue,,a\nBlue (Live),Joni,a\n")

    assert outcome(row) == (1, 1, 0, 0)
    assert Track.objects.get().title == "Blue (Live)"


@pytest.mark.parametrize("column", ["external_id", "path"])
def test_an_id_finds_its_track_whatever_else_has_changed(
    importing: Importing, outcome: Outcome, alice: Any, column: str
) -> None:
    importing(alice, f"title,{column}\nBlue,x\n")
    row = importing(alice, f"title,duration,{column}\nGreen,99,x\n")

    assert outcome(row) == (0, 1, 0, 0)


def test_the_same_file_is_two_libraries_for_two_people(
    importing: Importing, outcome: Outcome, alice: Any, bob: Any
) -> None:
    importing(alice, CSV)

    assert outcome(importing(bob, CSV)) == (2, 0, 0, 0)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY")), min_size=1, max_size=12),
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY")), min_size=1, max_size=12),
)
def test_the_nth_equal_row_is_the_nth_equal_track(
    importing: Importing,
    outcome: Outcome,
    alice: Any,
    first: list[tuple[str, str]],
    second: list[tuple[str, str]],
) -> None:
    Track.objects.all().delete()
    for rows in (first, second, first):
        importing(alice, "title,artist\n" + "".join(f"{t},{a}\n" for t, a in rows))

    found = Counter(Track.objects.values_list("title", "artist"))
    assert found == Counter(first) | Counter(second)
