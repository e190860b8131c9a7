from __future__ import annotations

from typing import Any

import pytest

from library.models import Track
from tests.library.conftest import Importing


def faults(row: Any) -> list[tuple[int, str]]:
    return list(row.faults.order_by("pk").values_list("line", "reason"))


def test_every_column_of_the_contract_is_read(importing: Importing, alice: Any) -> None:
    importing(
        alice,
        "Title,ARTIST,album,Album Artist,genre,year,track_number,disc_number,duration_ms,play_count,"
        "rating,date_added,last_played,isrc,external_id,path,format,bitrate\n"
        "Blue,Joni,Blue,Joni M.,Folk,1971,4,1,185500,7,5,2020-01-02,2021-03-04T05:06:07Z,"
        "us-rc1-71-00004,e1,/music/blue.mp3,mp3,320\n",
    )
    track = Track.objects.get()

    assert (track.title, track.artist, track.album, track.album_artist) == (
        *("Blue", "Joni", "Blue", "Joni M."),
    )
    assert (track.genre, track.year, track.track_number, track.disc_number) == ("Folk", 1971, 4, 1)
    assert (track.duration, track.play_count, track.rating) == (185.5, 7, 5)
    assert track.date_added.isoformat() == "2020-01-02T00:00:00+00:00"
    assert track.last_played is not None
    assert track.last_played.isoformat() == "2021-03-04T05:06:07+00:00"
    assert (track.isrc, track.external_id, track.path) == ("USRC17100004", "e1", "/music/blue.mp3")
    assert (track.format, track.bitrate, track.source) == ("mp3", 320, "csv")
    assert (track.title_key, track.artist_key, track.album_key) == ("blue", "joni", "blue")


def test_the_seeds_names_of_columns_are_understood(importing: Importing, alice: Any) -> None:
    importing(alice, "song_name,artist_name,album_name,length\nBlue,Joni,Court,3:05\n")

    track = Track.objects.get()
    assert (track.title, track.artist, track.album, track.duration) == (
        "Blue",
        "Joni",
        "Court",
        185,
    )


@pytest.mark.parametrize(
    ("header", "cell", "seconds"),
    [
        ("duration", "12000", 12000.0),
        ("duration", "45.5", 45.5),
        ("duration", "3:05", 185.0),
        ("duration_ms", "9000", 9.0),
        ("duration_ms", "1m 58sec", 118.0),
        ("length", "185000", 185.0),
        ("length", "3.5", 210.0),
        ("length", "219", 219.0),
    ],
)
def test_each_column_of_lengths_has_its_unit(
    importing: Importing, alice: Any, header: str, cell: str, seconds: float
) -> None:
    importing(alice, f"title,{header}\nBlue,{cell}\n")

    assert Track.objects.get().duration == seconds


def test_an_optional_cell_that_cannot_be_read_is_listed_and_left_empty(
    importing: Importing, alice: Any
) -> None:
    row = importing(alice, "title,track_number,length\nBlue,B2,3:05\nRed,1,m sec\n")

    assert (row.status, row.tracks_added, row.errors_total) == ("completed", 2, 2)
    assert faults(row) == [
        (2, "track_number: 'B2' is no number"),
        (3, "length: 'm sec' is no length"),
    ]
    assert Track.objects.get(title="Blue").track_number is None


@pytest.mark.parametrize("cell", ["null", "unk.", "[unknown]", "UNKNOWN", " n/a "])
def test_a_placeholder_is_no_value_and_no_fault(
    importing: Importing, alice: Any, cell: str
) -> None:
    row = importing(alice, f"title,artist,year,length\nBlue,{cell},{cell},{cell}\n")

    track = Track.objects.get()
    assert (track.artist, track.year, track.duration, row.errors_total) == ("", None, None, 0)


def test_a_row_without_a_title_is_skipped_and_listed(importing: Importing, alice: Any) -> None:
    row = importing(alice, "title,artist\n,Joni\nBlue,Joni\nnull,Joni\n")

    assert (row.tracks_added, row.tracks_skipped) == (1, 2)
    assert faults(row) == [(2, "no title"), (4, "no title")]


def test_a_row_with_too_many_cells_is_skipped(importing: Importing, alice: Any) -> None:
    row = importing(alice, "title,artist\nBlue, Green,Joni\nRed,Joni,,\nShort\n")

    assert faults(row) == [(2, "3 cells, the header has 2")]
    assert set(Track.objects.values_list("title", flat=True)) == {"Red", "Short"}


def test_lines_are_counted_over_breaks_inside_cells(importing: Importing, alice: Any) -> None:
    row = importing(alice, 'title,year\n"two\nlines",1971\n\nBlue,soon\n')

    assert faults(row) == [(5, "year: 'soon' is no year")]


def test_a_byte_order_mark_and_semicolons_are_fine(importing: Importing, alice: Any) -> None:
    importing(alice, b"\xef\xbb\xbfTitle;Artist\r\nBlue;Joni, M.\r\n")

    assert Track.objects.get().artist == "Joni, M."


def test_a_line_in_another_encoding_is_named_and_the_others_go_in(
    importing: Importing, alice: Any
) -> None:
    row = importing(alice, b"title,artist\nBlue,Joni\nCaf\xe9,Joni\nRed,Joni\n")

    assert (row.status, row.tracks_added) == ("completed", 2)
    assert faults(row) == [(3, "not UTF-8 at byte 4 of the line")]


def test_a_nul_character_costs_its_row_only(importing: Importing, alice: Any) -> None:
    row = importing(alice, b"title,artist\nBl\0ue,Joni\nRed,Joni\n")

    assert (row.tracks_added, faults(row)) == (1, [(2, "a NUL character")])


def test_cells_of_a_megabyte_are_listed_and_not_read(importing: Importing, alice: Any) -> None:
    huge = "x" * 1_000_000
    row = importing(alice, f"title,artist\nBlue,{huge}\n{huge},Joni\nRed,Joni\n")

    assert (row.tracks_added, row.tracks_skipped) == (2, 1)
    assert faults(row) == [
        (2, "artist: longer than 500 characters"),
        (3, "title: longer than 500 characters"),
    ]


def test_a_line_beyond_all_measure_is_listed(importing: Importing, alice: Any) -> None:
    row = importing(alice, b"title\n" + b"x" * 9_000_000 + b"\nBlue\n")

    assert (row.tracks_added, faults(row)) == (1, [(2, "a line of more than 8 MB")])


def test_an_open_quote_costs_its_row_only(importing: Importing, alice: Any) -> None:
    row = importing(alice, 'title,artist\n"Blue,Joni\nRed,Joni\nGreen,"Joni"\nBlack,Joni\n')

    assert row.status == "completed"
    assert faults(row)[0][0] == 2
    assert Track.objects.filter(title="Black").exists()


def test_a_quote_that_is_never_closed_says_what_it_costs(importing: Importing, alice: Any) -> None:
    row = importing(alice, 'title,artist\nBlue,Joni\n"Red,Joni\nGreen,Joni\n')

    assert row.tracks_added == 1
    assert faults(row) == [
        (3, "a quote is opened here and never closed: all lines from here on are lost")
    ]


def test_ten_thousand_bad_rows_are_all_counted_and_kept(importing: Importing, alice: Any) -> None:
    row = importing(alice, "title,artist\n" + ",Joni\n" * 10_000 + "Blue,Joni\n")

    assert (row.status, row.errors_total, row.tracks_skipped) == ("completed", 10_000, 10_000)
    assert (row.faults.count(), row.tracks_added) == (10_000, 1)


def test_a_title_that_looks_like_a_formula_stays_as_it_is(importing: Importing, alice: Any) -> None:
    importing(alice, "title\n=1+1\n")

    assert Track.objects.get().title == "=1+1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "name,singer\nBlue,Joni\n",
            "Line 1: the header has no column `title`; it has name, singer.",
        ),
        (b"t\xeftle\nBlue\n", "Line 1: not UTF-8 at byte 2 of the line."),
        ("just some text\n", "Line 1: the header has no column `title`; it has just_some_text."),
    ],
)
def test_a_file_without_a_header_to_read_fails_and_changes_nothing(
    importing: Importing, alice: Any, content: Any, reason: str
) -> None:
    row = importing(alice, content)

    assert (row.status, row.error) == ("failed", {"code": "unreadable_file", "message": reason})
    assert not Track.objects.exists()
