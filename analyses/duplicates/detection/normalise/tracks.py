"""From the rows of tracks to a library that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.merging import merge
from analyses.duplicates.detection.normalise.reading import Read, Reading
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.second_process import SecondProcess
from analyses.duplicates.detection.settings import Settings

# Fewer tracks are read before a second process has begun.
WORTH_SHARING = 20_000
# Tracks that a process reads in one go.
SHARE = 500

Rows = Iterable[tuple[Any, ...]]


def prepare(
    rows: Rows,
    settings: Settings | None = None,
    progress: Progress = silent,
    total: int = 0,
    processes: int = 1,
) -> Library:
    """Return the library of the rows: `Record`s, or tuples of its fields in their order.

    `total` is their number for the progress, if it is known; of many, a second process reads its share
    where `processes` is 2. Raises ValueError where a track id comes twice."""
    reading = Reading()
    if processes > 1 and total >= WORTH_SHARING:
        _read_by_two(reading, rows, progress, total)
    else:
        reading.read(rows, progress, total)
    return reading.library(progress)


def _read_by_two(reading: Reading, rows: Rows, progress: Progress, total: int) -> None:
    done = 0

    def report(step: str = "normalise", more: int = 0, _: int = 0) -> None:
        progress(step, done + more, max(total, done + more))

    def read_here(share: list[tuple[Any, ...]]) -> int:
        reading.read(share, report, total)
        return len(share)

    rows = iter(rows)
    shares = iter(lambda: list(islice(rows, SHARE)), [])
    with SecondProcess(read_apart) as second:
        for answer in second.share(shares, read_here, report):
            if isinstance(answer, Read):
                merge(reading, answer)
                done += len(answer.ids)
            else:
                done += answer


def read_apart(rows: list[tuple[Any, ...]]) -> Read:
    """Return what some rows say, to be merged with what others say."""
    reading = Reading()
    reading.read(rows, silent, len(rows))
    return reading.close()


def extended(
    library: Library,
    without: np.ndarray,
    rows: Iterable[tuple[Any, ...]],
    progress: Progress = silent,
    total: int = 0,
) -> Library:
    """Return the library without the tracks at the positions of `without`, a mask, and with `rows`.

    Texts keep their numbers, and those that nothing names any more stay: comparisons only ask
    whether two are one. Raises ValueError where a track id comes twice."""
    reading = Reading(library.values)
    reading.read(rows, progress, total)
    kept = np.flatnonzero(~without)
    return reading.library(progress, library.track_ids[kept], library.columns.ordered(kept))
