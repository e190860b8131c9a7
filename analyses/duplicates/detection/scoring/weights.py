"""The learned weights: one readable table, loaded once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from analyses.duplicates.detection.scoring.criteria import CRITERIA

PATH = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """prior: log-odds of a candidate pair before anything is compared; tables: for each criterion the
    weight (log-odds) of each of its classes."""

    prior: float
    tables: dict[str, np.ndarray]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the shipped weights. Raises KeyError where a class has none."""
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    tables = {
        name: np.array([stored["weights"][name][label] for label in labels], np.float64)
        for name, (labels, _) in CRITERIA.items()
    }
    return Weights(prior=float(stored["prior"]), tables=tables)
