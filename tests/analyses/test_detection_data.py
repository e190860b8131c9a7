"""Quality on real and generated libraries that lie beside the project; skipped where they are missing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bench import libraries
from bench.detection import Labels, ours, quality
from bench.libraries import Data, Missing, Pairs
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
    return ours(data)[0], data


def of_clusters(labels: Labels, data: Data, which: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 among the tracks of some clusters."""
    rows = [row for row, is_in in zip(data.rows, which, strict=True) if is_in]
    return quality(
        np.unique(labels[which], return_inverse=True)[1],
        Data(rows=rows, clusters=data.clusters[which]),
    )


@pytest.mark.parametrize("read", [libraries.musicbrainz, libraries.imported_musicbrainz])
def test_damaged_records_are_matched(read):
    labels, data = measured(read)
    precision, recall, f1 = quality(labels, data)
    assert precision >= 0.999
    assert recall >= 0.955
    assert f1 >= 0.977


def test_records_that_taught_nothing_are_matched_as_well():
    labels, data = measured(libraries.musicbrainz)
    taught = of_clusters(labels, data, data.clusters % 2 == 0)
    kept_back = of_clusters(labels, data, data.clusters % 2 == 1)
    assert kept_back[2] >= 0.977
    assert abs(kept_back[2] - taught[2]) < 0.01


def test_a_generated_library_is_matched(tmp_path):
    labels, data = measured(lambda: libraries.generated(20_000, 1, tmp_path))
    precision, recall, f1 = quality(labels, data)
    assert precision >= 0.998
    assert recall >= 0.98
    assert f1 >= 0.99


def test_adversarial_pairs():
    precision, recall, _ = quality(*measured(libraries.adversarial))
    assert precision == 1
    assert recall >= 0.92


def test_tricky_pairs():
    precision, recall, _ = quality(*measured(libraries.tricky))
    assert precision >= 0.98
    assert recall >= 0.93


def test_tracks_of_one_isrc_are_found():
    assert quality(*measured(libraries.same_isrc))[1] >= 0.97
