"""Untagged rips, file names as titles, and what programs write where they know nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analyses.detecting import relation, track


def rip(title: str, **changes: Any):
    given = {"artist": None, "album": None, "year": None, "track_number": None, **changes}
    return track(title=title, **given)


# File names that became titles; each is the track that all tests begin with.
FILE_NAMES = {
    "number, artist and title": "03-the_paper_lanterns-northern_harbour",
    "number, artist and title, file type": "03 - The Paper Lanterns - Northern Harbour.mp3",
    "underscores": "03_The_Paper_Lanterns_-_Northern_Harbour",
    "artist and title": "The Paper Lanterns - Northern Harbour.mp3",
    "artist and title, flac": "the paper lanterns - northern harbour.flac",
    "artist and title, bitrate": "The Paper Lanterns - Northern Harbour (320kbps)",
    "artist and title, a site": "The Paper Lanterns - Northern Harbour [www.some-music-site.com]",
    "a site in front": "[some-music-site.com] The Paper Lanterns - Northern Harbour",
    "video": "The Paper Lanterns - Northern Harbour (Official Video)",
    "video with an id": "The Paper Lanterns - Northern Harbour (Official Music Video) [dQw4w9WgXcQ]",
    "id with a dash": "The Paper Lanterns - Northern Harbour-dQw4w9WgXcQ",
    "video, high quality": "The Paper Lanterns - Northern Harbour HQ",
    "lyrics": "The Paper Lanterns - Northern Harbour (Lyrics)",
    "lyrics at the end": "The Paper Lanterns - Northern Harbour [with lyrics]",
    "long dash": "The Paper Lanterns – Northern Harbour",
    "quotes": 'The Paper Lanterns - "Northern Harbour"',
    "wave": "The Paper Lanterns ~ Northern Harbour",
}


@pytest.mark.parametrize("title", FILE_NAMES.values(), ids=FILE_NAMES.keys())
def test_a_file_name_as_title(title):
    assert relation(track(), rip(title, duration=214.4)) == "duplicate"


OTHER_NAMES = {
    "another artist": "03 - Grey Wolves - Northern Harbour.mp3",
    "another title": "03 - The Paper Lanterns - Harbour Lights.mp3",
    "another version": "03 - The Paper Lanterns - Northern Harbour (Live).mp3",
    "another part": "03 - The Paper Lanterns - Northern Harbour Pt. 2.mp3",
}


@pytest.mark.parametrize("title", OTHER_NAMES.values(), ids=OTHER_NAMES.keys())
def test_a_file_name_of_something_else(title):
    assert relation(track(), rip(title, duration=216.0)) not in {"duplicate", "other_release"}


# Titles that name nothing: two such tracks of an artist without album are no evidence.
NOTHING = {
    "track": "Track 01",
    "track without space": "Track01",
    "audio track": "AudioTrack 03",
    "audio track in words": "Audio Track 3",
    "German": "Unbekannter Titel",
    "German with number": "Titel 7",
    "French": "Piste 04",
    "Spanish": "Pista 4",
    "Spanish unknown": "Desconocido",
    "Italian": "Traccia 4",
    "Portuguese": "Faixa 4",
    "Dutch": "Nummer 4",
    "Swedish": "Spår 4",
    "Polish": "Ścieżka 4",
    "Russian": "Дорожка 4",
    "Japanese": "トラック1",
    "Chinese": "曲目 1",
    "Korean": "트랙 1",
    "untitled": "Untitled",
    "untitled in brackets": "[untitled]",
    "untitled, French": "Sans titre",
    "hidden track": "Hidden Track",
    "unknown": "Unknown",
    "unknown in brackets": "<unknown>",
    "unknown with number": "Unknown Title 3",
    "no title": "(no title)",
    "recording": "New Recording 12",
    "voice memo": "Voice 004",
    "number": "07",
    "dash": "-",
    "file": "file0001",
    "unnamed": "unnamed",
}


@pytest.mark.parametrize("title", NOTHING.values(), ids=NOTHING.keys())
def test_a_title_that_names_nothing(title):
    left = rip(title, artist="Grey Wolves")

    assert relation(left, left._replace(duration=217.0)) == "different"


@pytest.mark.parametrize("title", ["Track 03", "Untitled", "Hidden Track"])
def test_a_place_on_one_album_is_evidence(title):
    left = track(title=title)

    assert relation(left, left) == "duplicate"


ALBUM_TITLES = {
    "untitled": "Untitled",
    "intro": "Intro",
    "outro": "Outro",
    "interlude": "Interlude",
    "hidden track": "Hidden Track",
    "skit": "Skit",
}


@pytest.mark.parametrize("title", ALBUM_TITLES.values(), ids=ALBUM_TITLES.keys())
def test_one_title_on_two_albums_of_an_artist(title):
    left = track(title=title, track_number=1, duration=62.0)
    right = track(title=title, album="High Water", track_number=1, duration=66.4, year=2003)

    assert relation(left, right) == "different"


NOBODY = ["Unknown Artist", "[unknown]", "Various Artists", "VA", "N/A", "<Unknown>", "Artista desconocido",
          "Artiste inconnu", "Unbekannter Künstler", "不明なアーティスト", "未知艺术家", "알 수 없음",
          "Неизвестный исполнитель", "Sconosciuto", "Okänd artist", "Onbekende artiest"]  # fmt: skip


@pytest.mark.parametrize("artist", NOBODY)
def test_an_artist_field_that_names_nobody(artist):
    assert relation(track(), track(artist=artist)) == "duplicate"


NO_ALBUM = ["Unknown Album", "[unknown album]", "Unbekanntes Album", "Album inconnu", "Álbum desconocido",
            "Неизвестный альбом", "未知专辑", "不明なアルバム", "(none)", "-"]  # fmt: skip


@pytest.mark.parametrize("album", NO_ALBUM)
def test_an_album_field_that_names_none(album):
    assert relation(track(), track(album=album)) == "duplicate"


LONG = {
    "brackets": "(" * 500,
    "pairs of brackets": "() " * 200,
    "dashes": "a - " * 150,
    "spaces": "a" + " " * 900 + "b",
    "separators in a row": "/ & , ; " * 100,
    "version words": "live remix version " * 40,
    "letters without a space": "x" * 900,
    "guests": "feat. a " * 120,
    "open brackets with version words": "(version " * 80,
    "with": "with with " * 80,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_no_text_takes_long(text):
    """A pattern that tries every way through a long text would take seconds for one track."""
    import time

    from analyses.duplicates import detection

    rows = [track(track_id=n, title=f"{text}{n}", artist=f"{text}{n}", album=f"{text}{n}")
            for n in range(20)]  # fmt: skip
    started = time.process_time()
    detection.prepare(rows)

    assert time.process_time() - started < 1.0
