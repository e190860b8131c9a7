"""Tracks of equal normalised title and artists, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.libraries import Data, Pairs
from bench.peers.peer import Cut, Option, Peer
from bench.peers.texts import FORMS, fields_of
from bench.quality import Labels


def _find(data: Data | Pairs, option: Option, cuts: Sequence[Cut]) -> list[Labels]:
    numbers: dict[tuple[str, ...], int] = {}
    keys = fields_of(data, str(option["text"]), ("title", "artist"))
    labels = [numbers.setdefault(key, place) if key[0] else place for place, key in enumerate(keys)]
    return [np.array(labels)]


PEER = Peer(name="exact", find=_find, choices={"text": FORMS})
