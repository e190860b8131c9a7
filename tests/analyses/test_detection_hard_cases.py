"""Pairs that are easily mistaken, one kind each."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection import Outcome, Settings, SuggestedAction
from tests.analyses.detecting import are_one, groups_of, library_of, track

SAME = {
    "other letters": {"title": "NORTHERN HARBOUR", "artist": "paper lanterns"},
    "accents": {"title": "Nórthern Hàrbour"},
    "guest moved to the title": {"title": "Northern Harbour (feat. Ann Lee)"},
    "packaging": {"title": "Northern Harbour [Explicit]"},
    "track number in the title": {"title": "03 - Northern Harbour"},
    "artist in the title": {"title": "The Paper Lanterns - Northern Harbour", "artist": ""},
    "album in the title": {"title": "Northern Harbour (Low Tide)", "album": ""},
    "underscores": {"title": "Northern_Harbour"},
    "typing error": {"title": "Northern Harbuor"},
    "typing error in the artist": {"artist": "The Paper Lantrens"},
    "missing album and year": {"album": None, "year": None},
    "missing artist": {"artist": "[unknown]"},
    "missing length": {"duration": None},
    "length with an encoder's padding": {"duration": 215.2},
    "wrong code page": {"artist": "The Paper Lanterns", "title": "Northern HarbourÂ"},
    "album edition": {"album": "Low Tide (Deluxe Edition)"},
    "radio edit of the same length": {"title": "Northern Harbour - Radio Edit"},
}

OTHER = {
    "live": {"title": "Northern Harbour (Live)"},
    "remix": {"title": "Northern Harbour - Ann Lee Remix"},
    "instrumental of the same length": {"title": "Northern Harbour (Instrumental)"},
    "acoustic": {"title": "Northern Harbour - Acoustic"},
    "karaoke": {"title": "Northern Harbour (Karaoke Version)"},
    "demo": {"title": "Northern Harbour (Demo)"},
    "sped up": {"title": "Northern Harbour (Sped Up)"},
    "language": {"title": "Northern Harbour (Spanish Version)"},
    "re-recorded": {"title": "Northern Harbour (Ann's Version)"},
    "clean": {"title": "Northern Harbour (Clean)"},
    "other part": {"title": "Northern Harbour, Pt. 2"},
    "other length": {"duration": 260.0},
    "a cover": {"artist": "Grey Wolves", "album": "Howl", "track_number": 7},
    "another title of the same length": {"title": "Harbour Lights", "track_number": 4},
    "edit of another length": {"title": "Northern Harbour - Radio Edit", "duration": 207.5},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME.keys())
def test_one_recording(changes):
    assert are_one(track(), track(**changes))


@pytest.mark.parametrize("changes", OTHER.values(), ids=OTHER.keys())
def test_not_one_recording(changes):
    assert not are_one(track(), track(**changes))


def test_two_remixes_are_two():
    left = track(title="Northern Harbour (Ann Lee Remix)")

    assert not are_one(left, track(title="Northern Harbour (Bo Kay Remix)"))


def test_two_concerts_are_two():
    left = track(title="Northern Harbour - Live in Paris")

    assert not are_one(left, track(title="Northern Harbour (Live at Wembley)"))


def test_other_guests_make_another_version():
    left = track(title="Northern Harbour (feat. Ann Lee)")

    assert not are_one(left, track(title="Northern Harbour (feat. Bo Kay)"))


def test_works_with_other_numbers_are_two():
    left = track(title="Sonata No. 1 in F minor: I. Allegro")

    assert not are_one(left, track(title="Sonata No. 2 in F minor: I. Allegro"))


def test_roman_and_arabic_numbers_are_one():
    left = track(title="Northern Harbour, Pt. II")

    assert are_one(left, track(title="Northern Harbour (Part 2)"))


def test_letters_of_feat_inside_a_word_are_no_guest():
    assert not are_one(track(title="Draft"), track(title="Drag", track_number=4))


@pytest.mark.parametrize("title", ["Track 01", "Untitled", "", "[unknown]"])
def test_titles_that_name_nothing_are_no_evidence(title):
    left = track(title=title, artist="Various Artists", album="", track_number=None)

    assert not are_one(left, left)


def test_two_titles_on_one_album_are_two():
    left = track(title="Northern Harbour Waltz")

    assert not are_one(left, track(title="Northern Harbour March", track_number=4))


def test_one_id_joins_what_little_else_does():
    left = track(title="Track 03", artist="", isrc="XXA019700001")

    assert are_one(left, track(isrc="xx-a01-97-00001"))


def test_other_isrcs_are_no_veto():
    assert are_one(track(isrc="XXA019700001"), track(isrc="XXB051200009"))


def test_one_audio_hash_is_certain():
    library = library_of(track(audio_hash="ab12"), track(title="Side A", audio_hash="AB12"))

    (group,) = groups_of(library)

    assert group.scores == [1.0, 1.0]


def test_another_album_is_another_release():
    (group,) = groups_of(library_of(track(), track(album="Greatest Hits", track_number=12)))

    assert (group.outcome, group.suggested_action) == (
        Outcome.OTHER_RELEASE,
        SuggestedAction.MANUAL_REVIEW,
    )


def test_a_remaster_is_another_release():
    remaster = track(title="Northern Harbour - 2011 Remaster", duration=213.0)

    (group,) = groups_of(library_of(track(), remaster))

    assert group.outcome == Outcome.OTHER_RELEASE


def test_other_releases_stay_apart_if_wanted():
    settings = Settings(group_other_releases=False)

    assert not are_one(track(), track(album="Greatest Hits"), settings)


def test_a_sure_copy_may_go():
    (group,) = groups_of(library_of(track(), track()))

    assert (group.outcome, group.suggested_action) == (
        Outcome.DUPLICATE,
        SuggestedAction.KEPT_CANONICAL,
    )


@pytest.mark.parametrize(("gap", "one"), [(8.0, True), (8.2, False)])
def test_lengths_within_the_tolerance_may_be_one(gap, one):
    assert are_one(track(duration=214.0), track(duration=214.0 + gap)) is one


@pytest.mark.parametrize(("tolerance", "one"), [(3.0, False), (5.0, True)])
def test_the_tolerance_is_a_setting(tolerance, one):
    settings = Settings(duration_tolerance=tolerance)

    assert are_one(track(), track(duration=218.0), settings) is one


def test_versions_are_listed_beside_the_group():
    library = library_of(track(), track(), track(title="Northern Harbour (Live)"))

    (group,) = groups_of(library)

    assert group.related_versions == [2]


def test_the_canonical_has_the_completest_tags():
    (group,) = groups_of(library_of(track(year=None), track()))

    assert group.canonical == 1


def test_the_canonical_is_lossless():
    (group,) = groups_of(library_of(track(format="mp3"), track(format="flac")))

    assert group.canonical == 1


def test_many_copies_are_flagged():
    (group,) = groups_of(library_of(*[track()] * 21))

    assert (group.flagged, group.suggested_action) == (True, SuggestedAction.MANUAL_REVIEW)


def test_twenty_copies_are_not_flagged():
    (group,) = groups_of(library_of(*[track()] * 20))

    assert not group.flagged
