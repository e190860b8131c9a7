"""Candidates that are dropped early: none of them would have been kept."""

from __future__ import annotations

import random

import numpy as np

from analyses.duplicates import detection
from analyses.duplicates.detection.scoring import pairs
from analyses.duplicates.detection.scoring.evidence import Evidence
from tests.analyses.detecting import library_of, track

CHANGES = {
    "title": (
        "Northern Harbour (Live)",
        "Harbour",
        "Northern",
        "Harbor Light",
        "Low Tide",
        "",
        "~",
    ),
    "artist": ("Paper Lantern", "Lanterns, The Paper; Ann Lee", "Grey Wolves", "Ann Lee", ""),
    "album": ("Low Tide (Deluxe)", "Tide", "Howl", "Northern Harbour", "Live at the Hall", ""),
    "duration": (214.9, 217.0, 221.0, 114.0, 241.0, 238.0, None),
    "year": (1998, 2003, None),
    "track_number": (4, 7, None),
    "isrc": ("GBAAA9700001", "GBAAA9700002"),
    "audio_hash": ("aa", "bb"),
}


def test_what_is_dropped_early_would_not_have_been_kept(monkeypatch):
    chance = random.Random(5)
    rows = []
    for _ in range(150):
        fields = chance.sample(sorted(CHANGES), chance.choice((1, 2, 3, 4)))
        rows.append(track(**{name: chance.choice(CHANGES[name]) for name in fields}))
    # A concert, whose length says nothing beside the studio's.
    concert = {"artist": "", "album": "Live at the Hall", "duration": 222.0, "year": 2003}
    rows += [
        track(track_number=None, **concert),
        track(track_number=None, duration=200.0, year=1999),
    ]
    library = library_of(*rows)
    left, right = (of.astype(np.int32) for of in np.triu_indices(len(library), 1))
    early = detection.score(library, left, right)
    dropped = []

    def everything(evidence, weights):
        dropped.append(len(left) - len(pairs_promising(evidence, weights).left))
        return Evidence(evidence.library, evidence.left, evidence.right)

    pairs_promising = pairs.promising
    monkeypatch.setattr(pairs, "promising", everything)
    late = detection.score(library, left, right)
    assert dropped[0] > len(left) / 10
    assert len(early) == len(late) > 100
    for name in ("left", "right", "confidence", "kind"):
        assert (getattr(early, name) == getattr(late, name)).all()
