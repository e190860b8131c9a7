"""Learn the weights of the detector's criteria, and write them as one readable table.

    nice python bench/train_detector.py [--write]

Learns from half of the clusters of MusicBrainz-20K, half of the songs of a generated library, and
copies of tracks with fields left out; says how both halves fare. The model is additive: the log-odds
that a candidate pair is one recording are a prior and one weight for each criterion's class, fitted by
logistic regression. Ordered classes stay in order (more alike never counts less), missing data never
counts for a pair, and what the data cannot teach is held near the starting point below.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[1]))

from analyses.duplicates import detection
from analyses.duplicates.detection.scoring.criteria import CRITERIA
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.pairs import classes_of
from analyses.duplicates.detection.scoring.weights import PATH
from analyses.duplicates.detection.veto import (
    is_other_version,
    is_ruled_out,
    is_too_far_apart,
    length_gap,
)
from bench.libraries import Data, generated, is_learned, musicbrainz

# What is known before any data: the starting point, and where weights stay that no data moves.
# Classes of each criterion from most to least alike; a class in `FREE` has no place in that order.
PRIOR = -4.0
START: dict[str, dict[str, float]] = {
    "title": {"equal": 5.0, "0.95": 3.8, "0.9": 2.8, "0.85": 1.8, "0.8": 0.8, "0.7": -1.5,
              "0.6": -4.0, "other": -9.0, "cut": 3.0, "contained": -0.5, "placeholder": -1.5,
              "missing": -1.0},
    "artist": {"equal": 3.0, "same first": 2.4, "contained": 2.0, "0.9": 2.0, "0.8": 1.0,
               "0.65": -1.0, "other": -7.5, "one missing": -0.5, "missing": -1.5},
    "album": {"equal": 2.0, "0.85": 1.8, "contained": 1.0, "0.65": 0.3, "other": -0.4,
              "title": 0.5, "one missing": -0.1, "missing": -0.3},
    "duration": {"0": 2.2, "1 s": 2.0, "2 s": 1.5, "3 s": 1.0, "5 s": 0.2, "8 s": -0.7, "15 s": -3.0,
                 "30 s": -5.0, "one missing": -1.5, "missing": -0.7, "unproven": -4.0,
                 "mistyped": -1.0},
    "year": {"equal": 0.5, "1": 0.2, "3": 0.0, "more": -0.3, "missing": -0.05},
    "track_number": {"equal": 1.0, "other": -0.5, "equal unknown": 0.5, "other unknown": -0.2,
                     "equal elsewhere": 0.2, "other elsewhere": 0.0, "missing": -0.05},
    "version": {"plain": 0.0, "same": 0.3, "compatible": -0.4, "remaster": -0.5, "album": -1.5,
                "length": -1.0, "conflict": -6.0},
    "ids": {"equal": 5.0, "other": -0.7, "missing": 0.0},
}  # fmt: skip
FREE = {
    "title": {"cut", "contained", "placeholder", "missing"},
    "artist": {"one missing", "missing"},
    "album": {"title", "one missing", "missing"},
    "duration": {"one missing", "missing", "unproven", "mistyped"},
    "year": {"missing"},
    "track_number": {
        "equal unknown",
        "other unknown",
        "equal elsewhere",
        "other elsewhere",
        "missing",
    },
    "version": {"plain", "same", "compatible", "remaster", "album", "length", "conflict"},
    "ids": {"missing"},
}
MISSING = {"missing", "one missing", "placeholder", "mistyped"}
# Learned by nobody: two known titles that are hardly alike are two tracks, whatever else agrees (in
# the data they are one damaged record), and so are equal titles of artists that are nothing alike; no data here has ids, and a conflict of versions is a veto; the generated library
# has no other version under the same title, as real ones have.
HELD = {
    ("ids", None),
    ("version", None),
    ("duration", "unproven"),
    ("title", "other"),
    ("title", "0.6"),
    ("artist", "other"),
}
# Neighbours that differ by a word's end are rarer in libraries than among the bare copies.
RARITY = 0.05
# How firmly weights are held at the start, against so many pairs' worth of evidence.
FIRMNESS = 0.001


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Pairs as classes, whether they are one recording, how much each counts."""

    classes: dict[str, np.ndarray]
    one: np.ndarray
    weight: np.ndarray


def examples_of(data: Data, which: np.ndarray | None = None) -> Examples:
    """Return the candidate pairs that no veto decides, of the tracks whose cluster is chosen."""
    library = detection.prepare(data.rows)
    candidates = detection.find_candidates(library)
    blocks = [candidates.block(number) for number in range(candidates.blocks)]
    left = np.concatenate([block[0] for block in blocks])
    right = np.concatenate([block[1] for block in blocks])
    if which is not None:
        both = which[left] & which[right]
        left, right = left[both], right[both]
    evidence = Evidence(library, left, right)
    far = is_too_far_apart(length_gap(evidence), detection.Settings())
    open_ = ~(is_other_version(evidence) | is_ruled_out(evidence) | far)
    evidence = Evidence(library, left[open_], right[open_])
    one = data.clusters[evidence.left] == data.clusters[evidence.right]
    weight = np.full(len(one), 1 / max(1, len(one)))
    return Examples(classes=classes_of(evidence), one=one, weight=weight)


def bare_copies(data: Data, chance: random.Random) -> Data:
    """Return tracks, each with a copy that lost fields, and one with a word exchanged."""
    rows: list[Any] = []
    clusters: list[int] = []
    whole = [row for row in data.rows if row.title and row.artist and len(row.title) > 2]
    for number, row in enumerate(chance.sample(whole, min(4000, len(whole)))):
        kept = dict.fromkeys(("album", "year", "track_number", "duration"))
        lost: Any = {name: None for name in kept if chance.random() < 0.5}
        neighbour = row._replace(
            title=other_word(str(row.title), chance),
            duration=float(row.duration or 200) + chance.uniform(-8, 8),
            track_number=chance.randint(1, 20),
        )
        for cluster, copy in (
            (2 * number, row),
            (2 * number, row._replace(**lost)),
            (2 * number + 1, neighbour),
        ):
            rows.append(copy._replace(track_id=len(rows)))
            clusters.append(cluster)
    return Data(rows=rows, clusters=np.array(clusters))


def other_word(title: str, chance: random.Random) -> str:
    """Return a title with a few letters of one word changed into another word."""
    words = title.split()
    place = chance.randrange(len(words))
    word = words[place][: max(1, len(words[place]) * 2 // 3)]
    words[place] = word + "".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(1, 3)))
    return " ".join(words)


class Table:
    """The weights as a vector of steps that only go one way, and back."""

    def __init__(self) -> None:
        self.names = [(c, label) for c, (labels, _) in CRITERIA.items() for label in labels]
        self.place = {name: place for place, name in enumerate(self.names)}
        size = len(self.names) + 1
        self.matrix = np.zeros((size, size))
        self.matrix[-1, -1] = 1
        self.bounds: list[tuple[float | None, float | None]] = [(None, None)] * size
        for criterion, (labels, _) in CRITERIA.items():
            before: int | None = None
            for label in labels:
                place = self.place[criterion, label]
                self.matrix[place, place] = 1
                if label in FREE[criterion]:
                    if label in MISSING:
                        self.bounds[place] = (None, 0)
                    continue
                if before is not None:
                    self.matrix[place] += self.matrix[before]
                    self.bounds[place] = (None, 0)
                before = place
        self.start = np.array([START[c][label] for c, label in self.names] + [PRIOR])
        for place, (criterion, label) in enumerate(self.names):
            if {(criterion, None), (criterion, label)} & HELD:
                self.bounds[place] = (self.steps[place], self.steps[place])

    @property
    def steps(self) -> np.ndarray:
        return np.linalg.solve(self.matrix, self.start)

    def rows(self, classes: dict[str, np.ndarray]) -> np.ndarray:
        offsets = [self.place[c, labels[0]] for c, (labels, _) in CRITERIA.items()]
        return np.stack(
            [classes[c] + offset for c, offset in zip(CRITERIA, offsets, strict=True)], axis=1
        )


def learn(several: list[Examples]) -> tuple[Table, np.ndarray]:
    """Return the weights that make the examples likeliest, held near the start."""
    table = Table()
    rows = np.concatenate([table.rows(examples.classes) for examples in several])
    one = np.concatenate([examples.one for examples in several])
    weight = np.concatenate([examples.weight for examples in several])

    def loss(steps: np.ndarray) -> tuple[float, np.ndarray]:
        weights = table.matrix @ steps
        log_odds = weights[-1] + weights[rows].sum(axis=1)
        error = 1 / (1 + np.exp(-log_odds)) - one
        value = (weight * (np.logaddexp(0, log_odds) - one * log_odds)).sum()
        gradient = np.zeros_like(weights)
        for column in rows.T:
            gradient[:-1] += np.bincount(column, weight * error, len(weights) - 1)
        gradient[-1] = (weight * error).sum()
        away = weights - table.start
        value += FIRMNESS * (away**2).sum()
        return value, table.matrix.T @ (gradient + 2 * FIRMNESS * away)

    found = minimize(loss, table.steps, jac=True, method="L-BFGS-B", bounds=table.bounds)
    return table, table.matrix @ found.x


def report(name: str, table: Table, weights: np.ndarray, examples: Examples) -> None:
    log_odds = weights[-1] + weights[table.rows(examples.classes)].sum(axis=1)
    said = log_odds >= 0
    right = int((said & examples.one).sum())
    precision, recall = right / max(1, said.sum()), right / max(1, examples.one.sum())
    print(f"{name:30} pairs {len(said):7}  precision {precision:.4f}  recall {recall:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write weights.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        several = {"musicbrainz": musicbrainz(), "generated": generated(20_000, 7, Path(folder))}
    several["bare copies"] = bare_copies(several["generated"], random.Random(1))
    teaching, testing = [], {}
    for name, data in several.items():
        half = is_learned(data.clusters if name != "bare copies" else data.clusters // 2)
        teaching.append(examples_of(data, half))
        if name == "bare copies":
            teaching[-1].weight[~teaching[-1].one] *= RARITY
        testing[name] = examples_of(data, ~half)
    table, weights = learn(teaching)
    for (name, examples), taught in zip(testing.items(), teaching, strict=True):
        report(f"{name}, learned", table, weights, taught)
        report(f"{name}, kept back", table, weights, examples)
    rounded: dict[str, dict[str, float]] = {c: {} for c in CRITERIA}
    for (criterion, label), weight in zip(table.names, weights, strict=False):
        rounded[criterion][label] = round(float(weight), 2)
    text = json.dumps({"prior": round(float(weights[-1]), 2), "weights": rounded}, indent=2) + "\n"
    if arguments.write:
        PATH.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
