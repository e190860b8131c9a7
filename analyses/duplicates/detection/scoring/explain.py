"""Why two tracks count as one: reasons that add up to the confidence."""

from __future__ import annotations

import math
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
    columns = library.columns
    if columns.audio[position] and columns.audio[position] == columns.audio[canonical]:
        return [_single("audio_hash", "equal", "equal")]
    pair = np.array([[position], [canonical]])
    evidence = Evidence(library, pair[0], pair[1])
    table = weights()
    parts = {
        name: float(table.tables[name][found[0]]) for name, found in classes_of(evidence).items()
    }
    scale = _scale(table.prior, math.fsum(parts.values()))
    rows = [
        _row(name, _value(library, name, position), _value(library, name, canonical), part, scale)
        for name, part in sorted(parts.items(), key=lambda item: -abs(item[1]))
    ]
    prior = 100 * _logistic(table.prior)
    return [*rows, _reason("prior", None, None, table.prior, prior)]


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
    if criterion in ("title", "artist", "album"):
        column = {"title": "title", "artist": "artists", "album": "album"}[criterion]
        return values.texts[getattr(columns, column)[position]] or None
    if criterion == "duration":
        seconds = float(columns.duration[position])
        return None if math.isnan(seconds) else round(seconds, 3)
    if criterion == "year":
        return int(columns.year[position]) or None
    if criterion == "track_number":
        return int(columns.number[position]) or None
    if criterion == "version":
        signature = values.signatures[columns.version[position]]
        return ", ".join(sorted(f"{kind} {detail}".strip() for kind, detail in signature)) or None
    return "known" if columns.isrc[position] or columns.recording[position] else None


def _row(criterion: str, value: Any, canonical_value: Any, weight: float, scale: float) -> Reason:
    return _reason(criterion, value, canonical_value, weight, weight * scale)


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
