"""The way to the detector, which brings NumPy along: nothing of it is loaded before it is needed."""

from __future__ import annotations


def version() -> str:
    """Return the version of the rules and weights: results of another one are not comparable."""
    from analyses.duplicates.detection import DETECTOR_VERSION

    return str(DETECTOR_VERSION)
