"""The reasons of many pairs are those of each pair alone."""

from __future__ import annotations

from itertools import combinations

from analyses.duplicates.detection import Record, explain, prepare
from analyses.duplicates.detection.scoring.explanations import explain_all

ROWS = [
    Record(1, "Blue Monday", "New Order", "Power", duration=447.0, year=1983),
    Record(2, "Blue Monday (Live)", "New Order", None, duration=450.0),
    Record(3, "Blue Monday '88", "New Order", "Substance", isrc="GBAAP8800012"),
    Record(4, "Temptation", "New Order", "Substance", audio_hash="x"),
    Record(5, "Temptation", "N. Order", audio_hash="x"),
]


def test_many_are_as_each_alone():
    library = prepare(ROWS)
    pairs = [*combinations(range(5), 2), (0, 0)]

    together = explain_all(library, *zip(*pairs, strict=True))

    assert together == [explain(library, *pair) for pair in pairs]


def test_none_have_none():
    assert explain_all(prepare(ROWS), [], []) == []
