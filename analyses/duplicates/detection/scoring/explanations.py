"""The reasons of many pairs at once: what `explain` says of each, a hundred times as fast."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.scoring import explain as one
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.pairs import classes_of
from analyses.duplicates.detection.scoring.weights import weights


def explain_all(
    library: Library, positions: Sequence[int], canonicals: Sequence[int]
) -> list[list[one.Reason]]:
    """Return for each pair of positions what `explain` returns for it, without verdicts.

    The evidence of all pairs is gathered together, which is where the time of a single one goes."""
    if not len(positions):
        return []
    left, right = np.asarray(positions), np.asarray(canonicals)
    classes = classes_of(Evidence(library, left, right))
    table = weights()
    parts = {name: table.tables[name][found].tolist() for name, found in classes.items()}
    audio = library.columns.audio
    prior = one._reason("prior", None, None, table.prior, 100 * one._logistic(table.prior))
    found = []
    for place, (position, canonical) in enumerate(zip(positions, canonicals, strict=True)):
        if audio[position] and audio[position] == audio[canonical]:
            found.append([one._single("audio_hash", "equal", "equal")])
            continue
        own = {name: weights_of[place] for name, weights_of in parts.items()}
        scale = one._scale(table.prior, math.fsum(own.values()))
        rows = [
            one._row(
                name,
                one._value(library, name, position),
                one._value(library, name, canonical),
                part,
                scale,
            )
            for name, part in sorted(own.items(), key=lambda item: -abs(item[1]))
        ]
        found.append([*rows, dict(prior)])
    return found
