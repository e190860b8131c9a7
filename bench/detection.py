"""Measure the duplicate detector: quality, time and memory, beside simple ways to do the same.

    python bench/detection.py [--large] [--wrong]

Each library is read and each engine run in a process of its own. Seconds are the engine's, without
reading the data; peak memory is the whole process's. `exact` groups tracks of equal normalised title
and artists; `rapidfuzz` compares every track with every other (token_sort_ratio of artist and title)
and takes the threshold with the best F1, chosen on the very data it is measured on. --large adds
libraries of 200,000 and 1,000,000 tracks; --wrong lists the wrong hand-labelled pairs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from analyses.duplicates import detection
from bench import libraries
from bench.libraries import Data, Missing, Pairs

Labels = np.ndarray
"""For each track the number of its group."""

SEED = 1
# Brute force is quadratic: beyond this it takes longer than anyone waits.
MOST_FOR_BRUTE_FORCE = 10_000
THRESHOLDS = (80, 85, 90, 95)


def ours(data: Data | Pairs) -> list[Labels]:
    """The detector as the product runs it."""
    settings = detection.Settings()
    library = detection.prepare(data.rows, settings)
    candidates = detection.find_candidates(library)
    blocks = (candidates.block(number) for number in range(candidates.blocks))
    found = [detection.score(library, left, right) for left, right in blocks]
    groups = detection.group(library, detection.joined(found), (), settings)
    labels = np.arange(len(data.rows))
    for group in groups:
        labels[group.members] = group.canonical
    return [labels]


def exact(data: Data | Pairs) -> list[Labels]:
    """Tracks of equal normalised title and artists."""
    library = detection.prepare(data.rows)
    columns = library.columns
    keys = columns.title.astype(np.int64) << 32 | columns.artists
    labels = np.unique(keys, return_inverse=True)[1]
    unnamed = np.flatnonzero(columns.title == 0)
    labels[unnamed] = len(labels) + unnamed
    return [labels]


def rapidfuzz(data: Data | Pairs) -> list[Labels]:
    """Every track against every other, once for all thresholds."""
    from rapidfuzz.fuzz import token_sort_ratio
    from rapidfuzz.process import cdist
    from rapidfuzz.utils import default_process
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    texts = [default_process(f"{row.artist or ''} {row.title or ''}") for row in data.rows]
    hits = []
    for start in range(0, len(texts), 500):
        part = texts[start : start + 500]
        alike = cdist(
            part, texts, scorer=token_sort_ratio, score_cutoff=min(THRESHOLDS), workers=-1
        )
        row, column = np.nonzero(alike)
        hits.append(np.stack([row + start, column, alike[row, column]]))
    row, column, score = np.concatenate(hits, axis=1)
    labels = []
    for threshold in THRESHOLDS:
        near = score >= threshold
        places = (row[near].astype(np.int64), column[near].astype(np.int64))
        matrix = coo_array((np.ones(int(near.sum()), np.int8), places), shape=(len(texts),) * 2)
        labels.append(connected_components(matrix, directed=False)[1])
    return labels


ENGINES: dict[str, Callable[[Data | Pairs], list[Labels]]] = {
    "detector": ours,
    "exact": exact,
    "rapidfuzz": rapidfuzz,
}
LIBRARIES: dict[str, Callable[[Path], Data | Pairs]] = {
    "MusicBrainz-20K half": lambda _: libraries.musicbrainz(),
    "generated 20k": lambda folder: libraries.generated(20_000, SEED, folder),
    "generated 50k": lambda folder: libraries.generated(50_000, SEED, folder),
    "generated 200k": lambda folder: libraries.generated(200_000, SEED, folder),
    "generated 1M": lambda folder: libraries.generated(1_000_000, SEED, folder),
    "adversarial pairs": lambda _: libraries.adversarial(),
    "tricky pairs": lambda _: libraries.tricky(),
    "same ISRC": lambda _: libraries.same_isrc(),
}
LARGE = {"generated 200k", "generated 1M"}


def pairs_in(labels: Labels) -> int:
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def quality(labels: Labels, data: Data | Pairs) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of tracks."""
    if isinstance(data, Pairs):
        said = labels[0::2] == labels[1::2]
        right, found, true = int((said & data.one).sum()), int(said.sum()), sum(data.one)
    else:
        both = labels.astype(np.int64) * len(labels) + data.clusters
        right, found, true = pairs_in(both), pairs_in(labels), pairs_in(data.clusters)
    precision, recall = right / max(1, found), right / max(1, true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def measure(engine: str, name: str, *, wrong: bool) -> dict[str, Any]:
    """Run one engine on one library, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        data = LIBRARIES[name](Path(folder))
    if engine == "rapidfuzz" and len(data.rows) > MOST_FOR_BRUTE_FORCE:
        return {}
    started = time.perf_counter()
    several = ENGINES[engine](data)
    seconds = time.perf_counter() - started
    labels = max(several, key=lambda one: quality(one, data)[2])
    if wrong and isinstance(data, Pairs):
        said = labels[0::2] == labels[1::2]
        mistakes = [n for n, s, o in zip(data.names, said, data.one, strict=True) if s != o]
        print("\n".join(f"    wrong: {name}" for name in mistakes), file=sys.stderr)
    return {
        "tracks": len(data.rows),
        "quality": quality(labels, data),
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_own_process(engine: str, name: str, *, wrong: bool) -> dict[str, Any]:
    """Return what `measure` finds. Raises Missing by the name of data that is not there."""
    command = [sys.executable, __file__, "--one", engine, name, *(["--wrong"] if wrong else [])]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    result = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
    if "missing" in result:
        raise Missing(result["missing"])
    if done.returncode:
        raise SystemExit(f"{engine} on {name} failed")
    return dict(result)


def show(name: str, *, wrong: bool) -> None:
    """Print the rows of one library; ratios are to the detector."""
    first: dict[str, Any] = {}
    for engine in ENGINES:
        result = in_own_process(engine, name, wrong=wrong and engine == "detector")
        if not result:
            continue
        first = first or result
        precision, recall, f1 = result["quality"]
        ratio = result["seconds"] / first["seconds"]
        print(
            f"{name:21} {result['tracks']:9,} {engine:10} {precision:9.4f} {recall:7.4f} {f1:7.4f}"
            f" {result['seconds']:8.2f} {ratio:7.2f}x {result['peak_mb']:7.0f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", action="store_true", help="200,000 and 1,000,000 tracks too")
    parser.add_argument("--wrong", action="store_true", help="list wrong hand-labelled pairs")
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "LIBRARY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        try:
            print(json.dumps(measure(*arguments.one, wrong=arguments.wrong)))
        except Missing as missing:
            print(json.dumps({"missing": str(missing)}))
        return
    print(
        f"{'library':21} {'tracks':>9} {'engine':10} precision  recall      F1  seconds    time      MB"
    )
    for name in LIBRARIES:
        if name in LARGE and not arguments.large:
            continue
        try:
            show(name, wrong=arguments.wrong)
        except Missing as missing:
            print(f"{name:21} skipped: {missing}")


if __name__ == "__main__":
    main()
