"""Reasons in words and points, as the page shows them."""

from __future__ import annotations

import pytest

from analyses.duplicates.group_rows import GroupRow
from analyses.duplicates.models import DuplicateGroup
from analyses.duplicates.reason_words import bars, words_of
from musicdb.templatetags.display import percent_tenths


def reason(criterion="title", value=None, canonical_value=None, weight=1.0, contribution=1.0):
    return {
        "criterion": criterion,
        "value": value,
        "canonical_value": canonical_value,
        "weight": weight,
        "contribution": contribution,
    }


@pytest.mark.parametrize(
    ("criterion", "mine", "theirs", "words"),
    [
        ("title", "harbour", "harbour", "both “harbour”"),
        ("title", "harbour", "harbor", "“harbour” here, “harbor” in the kept one"),
        ("album", None, "low tide", "none here, “low tide” in the kept one"),
        ("year", 1997, None, "1997 here, none in the kept one"),
        ("duration", 185.0, None, "3:05 here, none in the kept one"),
        ("duration", None, 188.0, "none here, 3:08 in the kept one"),
        ("duration", None, None, "neither says"),
        ("duration", 185.0, 188.0, "3:05 here, 3:08 in the kept one, 3.0 s apart"),
        ("ids", "known", None, "known here, none in the kept one"),
        ("ids", None, None, "neither says"),
        ("version", None, None, "none in either"),
    ],
)
def test_both_values_are_said(criterion, mine, theirs, words):
    assert words_of(reason(criterion, mine, theirs)) == words


@pytest.mark.parametrize(
    "values",
    [
        [0.1, 41.24, 41.24, -11.44],
        [33.3333, 33.3333, 33.3333],
        [102.19, -4.1, -0.05, 0.04],
        [120.0, -45.55, -0.35],
        [0.09, 99.91],
    ],
)
def test_the_points_shown_add_up_to_the_confidence_shown(values):
    reasons = [reason("prior", contribution=values[0])]
    reasons += [reason(f"c{n}", contribution=value) for n, value in enumerate(values[1:])]

    shown = [bar.points.replace("−", "-") for bar in bars(reasons)]

    # In tenths, as whole numbers: nothing is lost on the way.
    total = sum(round(10 * float(points)) for points in shown)
    assert total == round(10 * float(percent_tenths(sum(values) / 100)))
    ordered = [values[0], *sorted(values[1:], key=lambda value: -abs(value))]
    for points, value in zip(shown, ordered, strict=True):
        assert abs(float(points) - value) < 0.1 + 1e-9


def test_a_weight_is_said_where_something_was_weighed():
    weighed = [reason(weight=2.314), reason("album", weight=-0.5), reason("prior", weight=-7.0)]

    assert [bar.weight for bar in bars(weighed)] == ["−7.00", "+2.31", "−0.50"]
    assert bars([reason("verdict", contribution=100.0)])[0].weight == ""


def test_bars_lie_left_and_right_of_one_axis():
    first, second = bars([reason(contribution=75.0), reason("album", contribution=-25.0)])

    assert (first.axis, first.start, first.width) == (25.0, 25.0, 75.0)
    assert (second.start, second.width) == (0.0, 25.0)
    assert (first.sign, second.sign) == ("for", "against")


def test_what_counts_nothing_and_says_nothing_has_no_line():
    assert bars([reason("year", contribution=0.0), reason("album", "x", "x")])[0].label == "Album"
    assert len(bars([reason("year", contribution=0.0), reason("album", "x", "x")])) == 1


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("live paris 1999", "live paris 1999"),
        ("length radio, live", "edit radio, live"),
        ("rerecorded taylors", "re-recorded taylors"),
        ("", "other version"),
    ],
)
def test_a_related_version_says_which_one_it_is(version, words):
    group = DuplicateGroup(related_versions=[{"title": "Harbour", "version": version}])

    assert [one.words for one in GroupRow(group).related] == [words]


def test_one_that_was_kept_before_versions_were_says_less():
    group = DuplicateGroup(related_versions=[{"title": "Harbour"}])

    assert GroupRow(group).related[0].words == "other version"
