"""Why two tracks count as one: reasons that add up to the confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.pairs import classes_of
from analyses.duplicates.detection.scoring.weights import weights
from analyses.duplicates.detection.settings import Settings

Reason = dict[str, Any]


def explain(
    library: Library,
    position: int,
    canonical: int,
    settings: Settings | None = None,
    verdict: str | None = None,
) -> list[Reason]:
    """Return the reasons for a pair: rows {criterion, value, canonical_value, weight, contribution},
    the strongest first, and a row `prior`; contributions add up to 100 × confidence.

    With σ the logistic, b the prior and w the weights, a contribution is
    w · 100 · (σ(b + Σw) - σ(b)) / Σw. A verdict, or an equal audio hash, is a single reason."""
    if verdict == "duplicate":
        return [_single("verdict", "duplicate", "duplicate")]
    return explain_all(library, [position], [canonical])[0]


def explain_all(
    library: Library, positions: Sequence[int], canonicals: Sequence[int]
) -> list[list[Reason]]:
    """Return for each pair of positions what `explain` returns for it, without verdicts.

    The evidence of all pairs is gathered together, which is where the time of a single one goes."""
    if not len(positions):
        return []
    left, right = np.asarray(positions), np.asarray(canonicals)
    classes = classes_of(Evidence(library, left, right))
    table = weights()
    parts = {name: table.tables[name][found].tolist() for name, found in classes.items()}
    return [
        _reasons(library, (position, canonical), {name: of[place] for name, of in parts.items()})
        for place, (position, canonical) in enumerate(zip(positions, canonicals, strict=True))
    ]


def _reasons(library: Library, pair: tuple[int, int], parts: dict[str, float]) -> list[Reason]:
    audio = library.columns.audio
    if audio[pair[0]] and audio[pair[0]] == audio[pair[1]]:
        return [_single("audio_hash", "equal", "equal")]
    scale = _scale(weights().prior, math.fsum(parts.values()))
    rows = []
    for name, part in sorted(parts.items(), key=lambda item: -abs(item[1])):
        value, canonical_value = (_value(library, name, position) for position in pair)
        rows.append(_reason(name, value, canonical_value, part, part * scale))
    return [*rows, prior_reason()]


def prior_reason() -> Reason:
    """Return the row `prior`: what is to be said of any two tracks before they are looked at."""
    prior = weights().prior
    return _reason("prior", None, None, prior, 100 * _logistic(prior))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _scale(prior: float, total: float) -> float:
    """Return what a unit of weight contributes; its limit where all weights are 0 together."""
    base = _logistic(prior)
    if abs(total) < 1e-9:
        return 100 * base * (1 - base)
    return 100 * (_logistic(prior + total) - base) / total


def _value(library: Library, criterion: str, position: int) -> Any:
    """Return what was compared of a track; None where it is unknown."""
    columns, values = library.columns, library.values
    if criterion in TEXTS:
        return values.texts[getattr(columns, TEXTS[criterion])[position]] or None
    if criterion == "duration":
        seconds = float(columns.duration[position])
        return None if math.isnan(seconds) else round(seconds, 3)
    if criterion in NUMBERS:
        return int(getattr(columns, NUMBERS[criterion])[position]) or None
    if criterion == "version":
        return version_of(library, position) or None
    return "known" if columns.isrc[position] or columns.recording[position] else None


def version_of(library: Library, position: int) -> str:
    """Return which version of the recording a track says it is, as in "live paris 1999"; "" for none."""
    signature = library.values.signatures[library.columns.version[position]]
    return ", ".join(sorted(f"{kind} {detail}".strip() for kind, detail in signature))


# Columns that criteria show.
TEXTS = {"title": "title", "artist": "artists", "album": "album"}
NUMBERS = {"year": "year", "track_number": "number"}


def _reason(
    criterion: str, value: Any, canonical_value: Any, weight: float, contribution: float
) -> Reason:
    return {
        "criterion": criterion,
        "value": value,
        "canonical_value": canonical_value,
        "weight": weight,
        "contribution": contribution,
    }


def _single(criterion: str, value: str, canonical_value: str) -> Reason:
    return _reason(criterion, value, canonical_value, 1.0, 100.0)
