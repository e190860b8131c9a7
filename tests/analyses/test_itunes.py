"""Tracks in groups against the entries of imported iTunes libraries: which entry each track is."""

from __future__ import annotations

from itertools import count

import pytest

from analyses.duplicates import itunes
from analyses.duplicates.detection import Settings
from analyses.duplicates.itunes import catalogue, matching
from library.models import ITunesEntry, Track

NUMBERS = count(1)
# A recording that says enough of itself; tests change what they are about.
SONG = {
    "title": "Northern Harbour",
    "artist": "The Paper Lanterns",
    "album": "Low Tide",
    "year": 1997,
    "track_number": 3,
    "duration": 214.0,
}
OTHER = {"title": "Amber", "artist": "Moloko", "album": "Third", "duration": 187.0}


def make_track(user, **fields):
    return Track.objects.create(user=user, **(SONG | fields))


def make_entry(user, **fields):
    fields = {"persistent_id": f"P{next(NUMBERS)}"} | SONG | fields
    return ITunesEntry.objects.create(user=user, **fields)


def silent(step, done, total):
    return None


def cross_reference(*tracks, tick=silent, **settings):
    ids = [track.pk for track in tracks]
    return itunes.cross_reference(tracks[0].user_id, ids, Settings(**settings), tick).of(ids)


def match_of(track, **settings):
    return cross_reference(track, **settings).get(track.pk)


def kind_of(track, **settings):
    match = match_of(track, **settings)
    return match.type if match else "none"


def test_a_tracks_own_persistent_id_is_exact_whatever_was_edited_since(alice):
    make_entry(alice, persistent_id="A1")
    track = make_track(alice, persistent_id="A1", title="Renamed", artist="", duration=None)

    match = match_of(track)

    assert (match.type, match.confidence, match.persistent_id) == ("exact", 1.0, "A1")
    assert (match.title, match.artist, match.album) == (
        "Northern Harbour",
        "The Paper Lanterns",
        "Low Tide",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "northern  HARBOUR"},
        {"duration": 214.9},
        {"year": None, "track_number": None},
        {"disc_number": 2},
        {"persistent_id": "elsewhere"},
    ],
)
def test_all_fields_equal_is_exact(alice, fields):
    make_entry(alice)

    assert kind_of(make_track(alice, **fields)) == "exact"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Northern Harbor"},
        {"artist": "Paper Lanterns"},
        {"album": "Low Tide (Deluxe Edition)"},
        {"album": "Best of"},
        {"duration": 216.5},
        {"duration": None},
        {"year": 1998},
        {"track_number": 7},
    ],
)
def test_what_is_alike_is_fuzzy_with_the_detectors_confidence(alice, fields):
    make_entry(alice)

    match = match_of(make_track(alice, **fields))

    assert match.type == "fuzzy"
    assert 0.5 <= match.confidence <= 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Northern Harbour (Live)"},
        {"title": "Northern Harbour (Acoustic)"},
        {"title": "Northern Harbour - Instrumental"},
        {"title": "Northern Harbour, Pt. 2"},
        {"duration": 231.0},
        {"title": "Something Else Entirely"},
        {"artist": "Somebody Quite Different", "album": "Another", "duration": 200.0},
    ],
)
def test_a_version_and_what_is_refused_is_no_match(alice, fields):
    make_entry(alice)

    assert kind_of(make_track(alice, **fields)) == "none"


def test_a_title_alone_is_never_exact(alice):
    bare = {"title": "Untitled", "artist": "", "album": "", "year": None, "track_number": None}
    make_entry(alice, **bare)

    assert kind_of(make_track(alice, **bare)) == "none"


def test_a_length_that_neither_says_is_equal(alice):
    make_entry(alice, duration=None)

    assert kind_of(make_track(alice, duration=None)) == "exact"


def test_the_users_tolerance_of_lengths_counts(alice):
    make_entry(alice)
    track = make_track(alice, duration=224.0)

    assert kind_of(track) == "none"
    assert kind_of(track, duration_tolerance=12.0) == "fuzzy"


def test_the_surest_entry_is_taken(alice):
    make_entry(alice, album="Another", year=2001)
    best = make_entry(alice, year=1998)
    make_entry(alice, duration=210.0, album="")

    assert match_of(make_track(alice)).persistent_id == best.persistent_id


def test_of_equal_entries_the_first_imported_is_taken(alice):
    first, _ = (
        make_entry(alice, persistent_id="Z"),
        make_entry(alice, persistent_id="A"),
    )

    assert match_of(make_track(alice)).persistent_id == "Z" == first.persistent_id
    assert match_of(make_track(alice, year=1998)).persistent_id == "Z"


def test_of_equally_sure_entries_the_first_imported_is_taken(alice):
    make_entry(alice, persistent_id="Z", disc_number=1)
    make_entry(alice, persistent_id="A", disc_number=2)

    assert match_of(make_track(alice, year=1998)).persistent_id == "Z"


def test_typing_errors_at_both_ends_of_a_title(alice):
    make_entry(alice, title="Northern Harbour Lights", album="")

    assert kind_of(make_track(alice, title="Morthern Harbour Lightz", album="")) == "fuzzy"


def test_several_tracks_may_be_one_entry(alice):
    make_entry(alice)
    equal = [make_track(alice) for _ in range(2)]
    alike = [make_track(alice, title="Northern Harbor") for _ in range(3)]

    found = cross_reference(*equal, *alike)

    assert [found[track.pk].type for track in equal + alike] == ["exact"] * 2 + ["fuzzy"] * 3
    assert len({found[track.pk].confidence for track in alike}) == 1


def test_an_entry_with_an_album_artist_only_is_found(alice):
    make_entry(alice, artist="", album_artist="The Paper Lanterns")

    assert kind_of(make_track(alice)) == "fuzzy"


def test_the_artist_in_the_title_is_understood(alice):
    make_entry(alice, title="The Paper Lanterns - Northern Harbour", artist="")

    assert kind_of(make_track(alice)) == "fuzzy"


@pytest.mark.parametrize("title", ["Harbour", "Harbuor", "Horbour"])
def test_a_typing_error_in_the_only_word_of_a_title(alice, title):
    make_entry(alice, title="Harbour", year=None)

    assert kind_of(make_track(alice, title=title, year=None)) in ("exact", "fuzzy")


def test_an_entry_without_an_id_has_none_to_show(alice):
    make_entry(alice, persistent_id=f"{ITunesEntry.WITHOUT_ID}17")

    match = match_of(make_track(alice))

    assert (match.type, match.persistent_id) == ("exact", None)


def test_other_peoples_entries_are_not_looked_at(alice, bob):
    make_entry(bob, persistent_id="A1")
    make_entry(alice, **OTHER)

    assert kind_of(make_track(alice, persistent_id="A1")) == "none"


def test_an_entry_that_vanishes_meanwhile_is_no_match(alice):
    entry = make_entry(alice)
    track = make_track(alice)
    matches = itunes.cross_reference(alice.pk, [track.pk], Settings(), silent)
    entry.delete()

    assert matches.of([track.pk]) == {}


def test_portions_and_batches_change_nothing(alice, monkeypatch):
    songs = [{"title": f"Song {word}", "artist": f"Band {word}"} for word in "abcdefghijkl"]
    for song in songs:
        make_entry(alice, **song)
    same = [make_track(alice, **song) for song in songs]
    tracks = same + [make_track(alice, **song, year=1990) for song in songs]
    tracks += [make_track(alice, **OTHER, persistent_id="unknown")]
    whole = cross_reference(*tracks)

    monkeypatch.setattr(catalogue, "BATCH", 2)
    monkeypatch.setattr(matching, "PORTION", 3)

    assert cross_reference(*tracks) == whole
    types = [match.type for match in whole.values()]
    assert (types.count("exact"), types.count("fuzzy")) == (12, 12)


def test_without_a_catalogue_it_is_one_query(alice, django_assert_num_queries):
    track = make_track(alice)

    with django_assert_num_queries(1):
        assert cross_reference(track) == {}


def test_where_all_have_their_own_id_no_entry_is_read(alice, monkeypatch):
    make_entry(alice, persistent_id="A1")
    monkeypatch.delattr(catalogue, "entries")

    assert kind_of(make_track(alice, persistent_id="A1")) == "exact"


def test_it_can_be_stopped_at_every_tick(alice):
    make_entry(alice)
    track = make_track(alice, year=1998)
    ticks: list[int] = []
    assert cross_reference(track, tick=lambda *_: ticks.append(1))[track.pk].type == "fuzzy"

    for number in range(1, len(ticks) + 1):
        seen = count(1)

        def stop(*_, seen=seen, number=number):
            if next(seen) == number:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            cross_reference(track, tick=stop)

    assert len(ticks) > 4


def test_a_group_counts_all_its_matches_and_shows_the_first_of_them(alice):
    make_entry(alice, persistent_id="A1")
    exact = make_track(alice, persistent_id="A1")
    fuzzy = [make_track(alice, year=1998) for _ in range(30)]
    ids = [track.pk for track in (*fuzzy, exact)]

    data = itunes.group_data(ids, cross_reference(*fuzzy, exact))

    assert (data["exact"], data["fuzzy"], len(data["matches"])) == (1, 30, 20)
    confidence = data["matches"][0].pop("confidence")
    assert 0.5 <= confidence <= 1
    assert data["matches"][0] == {
        "track_id": fuzzy[0].pk,
        "type": "fuzzy",
        "persistent_id": "A1",
        "title": "Northern Harbour",
        "artist": "The Paper Lanterns",
        "album": "Low Tide",
    }


def test_a_group_without_a_match_keeps_nothing(alice):
    make_entry(alice, **OTHER)
    track = make_track(alice)

    assert itunes.group_data([track.pk], cross_reference(track)) is None
