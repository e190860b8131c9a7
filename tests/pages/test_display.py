from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analyses.duplicates.reason_words import bars, strongest, words_of
from musicdb.templatetags import display
from musicdb.templatetags.marks import sleeve, stars

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reason(criterion: str, contribution: float, value: object = None, other: object = None) -> dict:
    return {
        "criterion": criterion,
        "value": value,
        "canonical_value": other,
        "weight": 1.0,
        "contribution": contribution,
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0, "0:00"), (59.6, "1:00"), (383, "6:23"), (3723, "1:02:03")],
)
def test_a_length(seconds: float | None, text: str) -> None:
    assert display.clock(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "–"),
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 KB"),
        (21_400_000, "21 MB"),
        (3_120_000_000, "3.1 GB"),
        (999_999_999, "1.0 GB"),
    ],
)
def test_a_size(count: int | None, text: str) -> None:
    assert display.size(count) == text


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=13, hours=23), "13 days ago"),
        (timedelta(days=14), "7 Nov 2026"),
    ],
)
def test_how_long_ago(age: timedelta, text: str) -> None:
    assert display.ago(NOW - age, NOW) == text


def test_a_score_is_never_rounded_up_to_100() -> None:
    assert display.percent(0.999) == "99"
    assert display.percent(0.29) == "29"
    assert display.percent(1.0) == "100"


def test_a_running_jobs_percentage_is_cut() -> None:
    assert display.whole_percent(99.9) == "99 %"


def test_a_noun_follows_its_number() -> None:
    assert display.counted(1, "copy,copies") == "1 copy"
    assert display.counted(1204, "copy,copies") == "1,204 copies"


def test_a_rating_has_words() -> None:
    assert "4 of 5 stars" in stars(4)
    assert "stars" not in stars(None).replace("class", "")


def test_an_album_always_has_the_same_sleeve() -> None:
    assert sleeve("Mezzanine", "x") == sleeve("MEZZANINE", "y")
    assert sleeve("\ud800") != ""


def test_bars_lie_on_one_scale_around_zero() -> None:
    drawn = bars([reason("album", -10), reason("prior", 0), reason("title", 30)])

    assert [one.label for one in drawn] == ["To begin with", "Title", "Album"]
    assert {one.axis for one in drawn} == {25.0}
    assert (drawn[1].start, drawn[1].width, drawn[1].sign) == (25.0, 75.0, "for")
    assert (drawn[2].start, drawn[2].width, drawn[2].sign) == (0.0, 25.0, "against")


def test_bars_of_nothing_do_not_divide_by_zero() -> None:
    assert bars([]) == []
    assert bars([reason("prior", 0.0)])[0].width == 0


def test_what_speaks_most_is_named() -> None:
    reasons = [reason("title", 34), reason("artist", 20), reason("year", 2), reason("prior", 50)]

    assert strongest(reasons) == "title, artist"
    assert strongest([reason("year", 2)]) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (reason("title", 1, "Heroes", "Heroes"), "both “Heroes”"),
        (reason("artist", 1, ["A", "B"], None), "“A”, “B” here, none in the kept one"),
        (reason("year", 1, None, 1977), "none here, 1977 in the kept one"),
        (reason("version", 1, [], []), "none in either"),
        (reason("duration", 1, 183.0, 183.0), "both 3:03"),
        (reason("duration", 1, None, 183.0), "none here, 3:03 in the kept one"),
        (reason("verdict", 99), "you said that these are one recording"),
        (reason("something_new", 1, 4, 5), "4 here, 5 in the kept one"),
    ],
)
def test_a_reason_in_words(given: dict, words: str) -> None:
    assert words_of(given) == words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.4, "0 s"),
        (59.6, "1 min 0 s"),
        (372, "6 min 12 s"),
        (34_860, "9 h 41 min"),
        (93_600, "1 d 2 h"),
    ],
)
def test_a_span(seconds: float | None, text: str) -> None:
    assert display.span(seconds) == text
