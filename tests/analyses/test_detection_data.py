"""Quality on real and generated libraries that lie beside the project; skipped where they are missing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bench import libraries
from bench.libraries import Data, Missing, Pairs, is_learned
from bench.peers.ours import PEER
from bench.quality import Labels, quality
from tests.paths import SHARED_DATA


@pytest.fixture(autouse=True)
def _where_the_data_lies(monkeypatch):
    monkeypatch.setattr(libraries, "DATA", SHARED_DATA)


def measured(read: Callable[[], Data | Pairs]) -> tuple[Labels, Data | Pairs]:
    """Return the group of each track; skip by name where the data is missing."""
    try:
        data = read()
    except Missing as missing:
        pytest.skip(str(missing))
    return PEER.find(data, {}, ())[0], data


def shares(
    labels: Labels, data: Data | Pairs, judged: np.ndarray | None = None
) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    found = quality(labels, data, judged)
    return found.precision, found.recall, found.f1


@pytest.mark.parametrize("read", [libraries.musicbrainz, libraries.imported_musicbrainz])
def test_damaged_records_are_matched(read):
    labels, data = measured(read)
    precision, recall, f1 = shares(labels, data)
    assert precision >= 0.999
    assert recall >= 0.955
    assert f1 >= 0.977


def test_records_that_taught_nothing_are_matched_as_well():
    labels, data = measured(libraries.musicbrainz)
    taught = shares(labels, data, is_learned(data.clusters))
    kept_back = shares(labels, data, ~is_learned(data.clusters))
    assert kept_back[2] >= 0.977
    assert abs(kept_back[2] - taught[2]) < 0.01


def test_a_generated_library_is_matched(tmp_path):
    labels, data = measured(lambda: libraries.generated(20_000, 1, tmp_path))
    precision, recall, f1 = shares(labels, data)
    assert precision >= 0.998
    assert recall >= 0.98
    assert f1 >= 0.99


def test_adversarial_pairs():
    precision, recall, _ = shares(*measured(libraries.adversarial))
    assert precision == 1
    assert recall >= 0.92


def test_tricky_pairs():
    precision, recall, _ = shares(*measured(libraries.tricky))
    assert precision >= 0.98
    assert recall >= 0.93


def test_tracks_of_one_isrc_are_found():
    assert shares(*measured(libraries.same_isrc))[1] >= 0.97
