from __future__ import annotations

import gzip
from typing import Any

import pytest

from library.models import ITunesEntry, Track
from tests.library.conftest import Importing
from tests.paths import shared_data

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Major Version</key><integer>1</integer>
<key>Tracks</key><dict>
"""
TAIL = """
</dict><key>Playlists</key><array><dict><key>Name</key><string>All</string>
<key>Playlist Items</key><array><dict><key>Track ID</key><integer>1</integer></dict></array>
</dict></array></dict></plist>
"""


def entry(number: int, name: str | None = "Blue", **more: str) -> str:
    keys = {
        "Track ID": f"<integer>{number}</integer>",
        "Persistent ID": f"<string>P{number}</string>",
    }
    if name is not None:
        keys["Name"] = f"<string>{name}</string>"
    inner = "".join(f"<key>{key}</key>{value}" for key, value in (keys | more).items())
    return f"<key>{number}</key><dict>{inner}</dict>\n"


def library(*entries: str) -> str:
    return HEAD + "".join(entries) + TAIL


def test_an_entry_becomes_a_track(importing: Importing, alice: Any) -> None:
    more = {
        "Artist": "<string>Joni &amp; Co</string>",
        "Total Time": "<integer>185500</integer>",
        "Year": "<integer>1971</integer>",
        "Kind": "<string>MPEG audio file</string>",
        "Bit Rate": "<integer>320</integer>",
        "Size": "<integer>7000000</integer>",
        "Play Count": "<integer>7</integer>",
        "Rating": "<integer>80</integer>",
        "Loved": "<true/>",
        "Play Date UTC": "<date>2021-03-04T05:06:07Z</date>",
        "Location": "<string>file://localhost/C:/Music/Blue%20.mp3</string>",
    }
    importing(alice, library(entry(1, **more)), "Library.xml")

    track = Track.objects.get()
    assert (track.title, track.artist, track.duration, track.year) == (
        "Blue",
        "Joni & Co",
        185.5,
        1971,
    )
    assert (track.format, track.bitrate, track.size_bytes) == ("mp3", 320, 7_000_000)
    assert (track.play_count, track.rating, track.is_favorite) == (7, 4, True)
    assert (track.persistent_id, track.path) == ("P1", "C:/Music/Blue .mp3")
    assert track.source == "itunes_xml"


def test_a_rating_that_itunes_made_up_is_nobodys(importing: Importing, alice: Any) -> None:
    more = {"Rating": "<integer>80</integer>", "Rating Computed": "<true/>"}
    importing(alice, library(entry(1, **more)))

    assert Track.objects.get().rating is None


def test_an_entry_without_a_name_is_listed_by_its_line(importing: Importing, alice: Any) -> None:
    row = importing(alice, library(entry(1), entry(2, None)))

    assert (row.tracks_added, row.tracks_skipped) == (1, 1)
    assert list(row.faults.values_list("line", "reason")) == [(6, "an entry without a Name")]


def test_the_entries_are_kept_for_comparison(importing: Importing, alice: Any) -> None:
    importing(alice, library(entry(1), entry(2, "Red")))
    importing(alice, library(entry(1, "Blue (Live)")))

    assert list(ITunesEntry.objects.order_by("persistent_id").values_list("title", flat=True)) == [
        *("Blue (Live)", "Red")
    ]


def test_what_stood_before_a_break_stays_and_the_break_is_listed(
    importing: Importing, alice: Any
) -> None:
    whole = library(entry(1), entry(2, "Red"), entry(3, "Green"))
    row = importing(alice, whole[: whole.index("Green")])

    assert (row.status, row.tracks_added, row.errors_total) == ("completed", 2, 1)
    [fault] = row.faults.all()
    assert fault.line == 7
    assert fault.reason.startswith("not well formed: no element found")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<?xml version='1.0'?><plist><dict><key>Tracks", "Line 1: not well formed: "),
        ("<?xml version='1.0'?><html><body/></html>", "It is XML, but no iTunes library"),
        ("<?xml version='1.0'?>\x01", "Line 1: not well formed: "),
        (
            '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>&b;',
            "Line 1: entity declarations and external references are refused",
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            "Line 1: entity declarations and external references are refused",
        ),
        ("<?xml version='1.0'?>" + "<dict>" * 300, "Line 1: nested deeper than 200"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_fails(
    importing: Importing, alice: Any, content: str, reason: str
) -> None:
    row = importing(alice, content, "Library.xml")

    assert row.status == "failed"
    assert row.error["message"].startswith(reason)
    assert not Track.objects.exists()


def test_an_empty_library_is_no_fault(importing: Importing, alice: Any) -> None:
    row = importing(alice, library())

    assert (row.status, row.tracks_added, row.errors_total) == ("completed", 0, 0)


def test_huge_texts_are_listed_and_need_no_memory(importing: Importing, alice: Any) -> None:
    more = {"Artist": f"<string>{'x' * 5_000_000}</string>"}
    row = importing(alice, library(entry(1, **more), entry(2, "Red")))

    assert (row.tracks_added, row.errors_total) == (2, 1)
    assert row.faults.get().reason == "Artist: longer than 500 characters"


@pytest.mark.parametrize(
    ("name", "tracks", "faults"),
    [
        ("007noon700_ituneslocationfinder__iTunes_Music_Library", 8, 0),
        ("Aman-am_iTunes-library-parser__Library", 576, 0),
        ("CervantesVive_iTunesDirectoryMirror__iTunes_Music_Library-windows", 6, 0),
        ("CervantesVive_iTunesDirectoryMirror__iTunes_Music_Library", 55, 0),
        # Its first entry lacks the lines that open it, and its last lines close in the wrong order.
        ("MBennettLowe_Moes-Music__Library", 915, 1),
        ("TensorBlast_CServerMusic__iTunes_Music_Library", 2091, 0),
        ("mmoehr_Projekt-2__iTunes_Music_Library", 0, 0),
        ("navidrome_navidrome__itunes-library", 38, 0),
    ],
)
def test_real_libraries_are_read_whole(
    importing: Importing, alice: Any, name: str, tracks: int, faults: int
) -> None:
    content = gzip.decompress(shared_data(f"itunes/{name}.xml.gz").read_bytes())
    row = importing(alice, content, "Library.xml")

    assert (row.status, row.tracks_added, row.errors_total) == ("completed", tracks, faults)

    again = importing(alice, content, "Library.xml")

    assert (again.tracks_added, again.tracks_unchanged) == (0, tracks)


def test_a_tag_that_never_ends_is_not_held_in_memory(importing: Importing, alice: Any) -> None:
    row = importing(alice, library(entry(1)) + f"<!--{'x' * 6_000_000}-->")

    assert (row.status, row.tracks_added) == ("completed", 1)
    assert row.faults.get().reason == "a tag or comment of more than 4 MB"


def test_entries_in_arrays_are_no_tracks(importing: Importing, alice: Any) -> None:
    importing(alice, library(entry(1), "<key>x</key><array><dict>", entry(2), "</dict></array>"))

    assert Track.objects.count() == 1


def test_what_is_malformed_is_said_once() -> None:
    from xml.etree.ElementTree import ParseError, fromstring

    from library.imports.itunes_xml import _malformed

    with pytest.raises(ParseError) as broken:
        fromstring("<plist><dict></plist>")

    assert _malformed(broken.value) == "not well formed: mismatched tag, column 16"
