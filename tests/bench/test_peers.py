"""The ways that the detector is measured beside find what they must."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.duplicates.detection import Record
from bench.libraries import Data
from bench.peers import brute_force, dupeguru, exact
from bench.peers.peer import Cut, Option, Peer
from bench.tuning import Setting, first_setting, settings_tried

TRACKS = [
    ("Northern Harbour", "The Paper Lanterns"),
    ("NORTHERN HARBOUR", "the paper lanterns"),
    ("Northern Harbor", "The Paper Lanterns"),
    ("Seven Small Rivers", "Anna Lindqvist"),
]


def library(tracks: list[tuple[str, str]]) -> Data:
    rows = [Record(place, title, artist) for place, (title, artist) in enumerate(tracks)]
    return Data(rows=rows, clusters=np.zeros(len(rows), int))


def labels(peer: Peer, threshold: float, tracks: list[tuple[str, str]] = TRACKS, **option: str):
    whole: Option = {**first_setting(peer).option, **option}
    return peer.find(library(tracks), whole, [Cut(threshold)])[0].tolist()


@pytest.mark.parametrize("of", ["words", "fields"])
def test_dupegurus_way_finds_equal_words(of):
    found = labels(dupeguru.PEER, 100, of=of, text="folded")

    assert found == [0, 0, 2, 3]


def test_dupegurus_way_takes_similar_words_for_one_another():
    found = labels(dupeguru.PEER, 100, of="words", text="folded", similar="yes")

    assert found == [0, 0, 0, 3]


def test_dupegurus_way_counts_the_share_of_words_in_common():
    # Four of five words each: 80 %.
    assert labels(dupeguru.PEER, 80, text="folded", of="words")[2] == 0
    assert labels(dupeguru.PEER, 81, text="folded", of="words")[2] == 2


def test_the_worst_field_counts():
    tracks = [("One Two Three Four", "Adams"), ("One Two Three Four", "Baker")]

    assert labels(dupeguru.PEER, 80, tracks, text="folded", of="words") == [0, 0]
    assert labels(dupeguru.PEER, 1, tracks, text="folded", of="fields") == [0, 1]


def test_a_track_joins_a_group_where_it_matches_every_member():
    # The second is alike with both others, which are not alike: the most alike pair wins.
    tracks = [("a b c d", "x"), ("a b c d e", "x"), ("c d e f g", "x")]

    assert labels(dupeguru.PEER, 60, tracks, text="folded", of="words") == [0, 0, 2]


def test_common_words_alone_do_not_hide_a_track():
    tracks = [("Love", "Band")] * (dupeguru.COMMON + 1)

    assert set(labels(dupeguru.PEER, 100, tracks, text="folded", of="words")) == {0}


def test_brute_force_finds_a_typing_error():
    found = labels(brute_force.PEER, 90, text="folded")

    assert len(set(found[:3])) == 1
    assert found[3] not in found[:3]


def test_exact_finds_equal_names():
    assert labels(exact.PEER, 0, text="folded") == [0, 0, 2, 3]


def test_the_best_setting_is_found():
    data = Data(rows=library(TRACKS).rows, clusters=np.array([0, 0, 0, 1]))

    best = max(settings_tried(brute_force.PEER, data), key=lambda setting: setting.f1)

    assert best.f1 == 1
    assert Setting.from_json(best.as_json()) == best
