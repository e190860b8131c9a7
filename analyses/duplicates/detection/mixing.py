"""Numbers that stand for several values at once."""

from __future__ import annotations

import numpy as np

# Constants of splitmix64, which turns numbers into well spread ones.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def mixed(first: np.ndarray, second: np.ndarray | int) -> np.ndarray:
    """Return one 64-bit number for each pair of numbers; order matters."""
    with np.errstate(over="ignore"):
        value = first.astype(np.uint64) * _GOLDEN + np.asarray(second).astype(np.uint64)
        value = (value ^ (value >> np.uint64(30))) * _FIRST
        value = (value ^ (value >> np.uint64(27))) * _SECOND
    return np.asarray(value ^ (value >> np.uint64(31)))
