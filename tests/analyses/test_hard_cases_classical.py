"""Works, movements, keys and catalogue numbers of classical music, in several languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analyses.detecting import relation, track


def movement(title: str, **changes: Any):
    given = {"artist": "Ludwig van Beethoven", "album": "Symphonies", "duration": 437.0, **changes}
    return track(title=title, year=1984, track_number=5, **given)


SAME = {
    "key in German": ("Symphony No. 5 in C minor, Op. 67", "Symphonie Nr. 5 c-Moll, op. 67"),
    "key in French": ("Symphony No. 5 in C minor, Op. 67", "Symphonie n° 5 en ut mineur, op. 67"),
    "key in Italian": ("Sonata No. 8 in C minor", "Sonata n. 8 in do minore"),
    "flat in German": (
        "Piano Concerto No. 5 in E flat major, Op. 73",
        "Klavierkonzert Nr. 5 Es-Dur, Op. 73",
    ),
    "flat as a sign": ("Piano Concerto No. 5 in E flat major", "Piano Concerto No. 5 in E♭ Major"),
    "flat with a hyphen": ("Nocturne in E-flat major, Op. 9 No. 2", "Nocturne in E flat major, Op. 9, No. 2"),
    "sharp as a sign": ("Prelude in C-sharp minor, Op. 3 No. 2", "Prelude in C# minor, Op. 3, No. 2"),
    "number sign": ("Symphony #5 in C minor", "Symphony No. 5 in C minor"),
    "roman and arabic movement": (
        "Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio",
        "Symphony No. 5 in C Minor, Op. 67 - 1. Allegro con brio",
    ),
    "movement in words": (
        "Symphony No. 5 in C Minor, Op. 67: II. Andante",
        "Symphony No. 5 in C Minor, Op. 67 - 2nd movement: Andante",
    ),
    "movement in German": (
        "Sinfonie Nr. 5 c-Moll op. 67: 1. Satz: Allegro con brio",
        "Sinfonie Nr. 5 c-Moll op. 67: I. Allegro con brio",
    ),
    "composer in front": (
        "Beethoven: Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio",
        "Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio",
    ),
    "composer in front, other signs": (
        "Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio",
        "Beethoven: Symphony #5 In C Minor, Op. 67 - 1. Allegro Con Brio",
    ),
    "catalogue of Mozart": ("Requiem in D minor, K. 626: Lacrimosa", "Requiem in D minor, KV 626: Lacrimosa"),
    "catalogue without space": ("Fantasia in C minor, K.475", "Fantasia in C minor, K. 475"),
    "Bach without space": ("Partita No. 2, BWV1004: Chaconne", "Partita No. 2, BWV 1004: Chaconne"),
    "case of the key": ("Sonata in A Major, D. 959", "Sonata in a major, D 959"),
    "piece with a name": ("Kinderszenen, Op. 15: VII. Träumerei", "Kinderszenen op. 15 - 7. Traumerei"),
    "variation": ("Goldberg Variations, BWV 988: Variation XII", "Goldberg Variations, BWV 988: Variation 12"),
    "aria": (
        "La traviata, Act I: Libiamo ne' lieti calici",
        "La Traviata, Act 1: Libiamo ne’ lieti calici",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_one_work(left, right):
    assert relation(movement(left), movement(right)) == "duplicate"


OTHER = {
    "another key": ("Prelude and Fugue in C minor", "Prelude and Fugue in D minor"),
    "major and minor": ("Prelude in C major", "Prelude in C minor"),
    "major and minor, German": ("Präludium C-Dur", "Präludium c-Moll"),
    "major and minor, short": ("Sonata in A", "Sonata in A minor"),
    "flat and natural": ("Ballade in B minor", "Ballade in B flat minor"),
    "sharp and natural": ("Étude in C minor", "Étude in C-sharp minor"),
    "another key in another language": ("Sonata in C minor", "Sonata D-Dur"),
    "another Köchel number": ("Fantasia in D minor, K. 397", "Fantasia in D minor, K. 385"),
    "another Bach number": ("Invention, BWV 772", "Invention, BWV 773"),
    "another Vivaldi number": ("Concerto in D major, RV 208", "Concerto in D major, RV 212"),
    "another Schubert number": ("Impromptu, D. 899", "Impromptu, D. 935"),
    "another number in an opus": ("Nocturne, Op. 9 No. 1", "Nocturne, Op. 9 No. 2"),
    "another opus": ("Nocturne, Op. 9 No. 1", "Nocturne, Op. 15 No. 1"),
    "another Haydn number": ("Symphony, Hob. I:94", "Symphony, Hob. I:101"),
    "another number of a sonata": ("Sonata No. 14: I. Adagio", "Sonata No. 17: I. Adagio"),
    "another movement of one name": (
        "Symphony No. 5 in C Minor, Op. 67: I. Allegro",
        "Symphony No. 5 in C Minor, Op. 67: IV. Allegro",
    ),
    "another movement, German": ("Sinfonie Nr. 5: 1. Satz", "Sinfonie Nr. 5: 4. Satz"),
    "another movement in words": ("Symphony No. 5: 1st movement", "Symphony No. 5: 3rd movement"),
    "another movement by ordinal word": ("Symphony No. 5: First Movement", "Symphony No. 5: Third Movement"),
    "work and its movement": ("Symphony No. 5, Op. 67", "Symphony No. 5, Op. 67: II. Andante"),
    "another variation": ("Goldberg Variations: Variatio 1. a 1 Clav.", "Goldberg Variations: Variatio 2. a 1 Clav."),
    "another variation, roman": ("Enigma Variations: Variation IX", "Enigma Variations: Variation XI"),
    "another act": ("La bohème, Act I: Prelude", "La bohème, Act III: Prelude"),
    "another scene": ("Tosca, Act 1: Scene 2", "Tosca, Act 1: Scene 3"),
    "prelude and fugue": (
        "The Well-Tempered Clavier, Book I: Prelude No. 2 in C minor",
        "The Well-Tempered Clavier, Book I: Fugue No. 2 in C minor",
    ),
    "another book": (
        "The Well-Tempered Clavier, Book I: Prelude No. 2 in C minor",
        "The Well-Tempered Clavier, Book II: Prelude No. 2 in C minor",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), OTHER.values(), ids=OTHER.keys())
def test_another_work(left, right):
    # On a box of records, of which nobody knows the positions.
    tracks = [movement(title)._replace(track_number=None) for title in (left, right)]

    assert relation(*tracks) == "different"


def test_two_conductors_are_two_recordings():
    title = "Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio"
    left = movement(title, album="Kleiber dirigiert Beethoven", duration=442.0)
    right = movement(title, album="Nine Symphonies (Wand)", duration=449.0)._replace(year=1992)

    assert relation(left, right) == "different"


def test_composer_and_performer_as_artist_of_one_record():
    title = "Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio"
    right = movement(title, artist="Wiener Philharmoniker")

    assert relation(movement(title), right) == "duplicate"


def test_a_movement_without_its_work_says_little():
    left = movement("Allegro", album="Sonatas for Violin", duration=301.0)
    right = movement("Allegro", album="String Quartets", duration=304.5)._replace(year=1990)

    assert relation(left, right) == "different"
