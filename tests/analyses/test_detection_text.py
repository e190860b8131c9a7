from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.durations import seconds_of
from analyses.duplicates.detection.normalise.text import repaired, words_of
from analyses.duplicates.detection.normalise.years import year_of


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("  Déjà   Vu ", "deja vu"),
        ("Ça &amp; Là", "ca and la"),
        ("Simon & Garfunkel", "simon and garfunkel"),
        ("Don’t Stop", "dont stop"),
        ("AC/DC", "ac dc"),
        ("R.E.M.", "rem"),
        ("The Harbour", "harbour"),
        ("Harbour, The", "harbour"),
        ("The The", "the"),
        ("P!nk", "pink"),
        ("Ke$ha", "kesha"),
        ("Straße", "strasse"),
        ("Røde Ørn", "rode orn"),
        ("丸の内サディスティック", "丸の内サディスティック"),
        ("हिन्दी गीत", "हिन्दी गीत"),
        ("בן גוריון", "בן גוריון"),
        ("***", "***"),
        ("?!", "?!"),
    ],
)
def test_text_becomes_words(raw, words):
    assert words_of(repaired(raw)) == words


@pytest.mark.parametrize("text", ["Beyoncé", "Mañana", "Økt", "Тень", "…"])
def test_text_read_in_a_wrong_code_page_is_repaired(text):
    broken = text.encode().decode("cp1252")

    assert repaired(broken) == repaired(text)


def test_text_that_only_looks_broken_stays():
    assert repaired("Ã la carte") == "Ã la carte"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (219, 219.0),
        ("219", 219.0),
        (321266, 321.266),
        ("321266", 321.266),
        ("9000", 9.0),
        ("3:05", 185.0),
        ("1:02:03", 3723.0),
        ("1m 58sec", 118.0),
        ("6m-12sec", 372.0),
        ("4 min", 240.0),
        ("4.359", 261.54),
        ("95000 ms", 95.0),
        ("0", None),
        ("unknown", None),
        ("m sec", None),
        ("", None),
        (None, None),
        (float("nan"), None),
        (-3.0, None),
    ],
)
def test_lengths_are_understood(written, seconds):
    assert seconds_of(written) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("written", "year"),
    [
        (1997, 1997),
        ("2003-05-01", 2003),
        ("6/9/2025", 2025),
        ("'75", 1975),
        ("05", 2005),
        ("null", 0),
        (None, 0),
        ("12345", 0),
        (float("inf"), 0),
    ],
)
def test_years_are_understood(written, year):
    assert year_of(written) == year
