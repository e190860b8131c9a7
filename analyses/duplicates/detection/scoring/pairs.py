"""The score of each candidate pair, in bulk."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.outcomes import Kind
from analyses.duplicates.detection.scoring.criteria import ALBUM, CRITERIA, LENGTH, class_of
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.promising import promising
from analyses.duplicates.detection.scoring.versions import State
from analyses.duplicates.detection.scoring.weights import Weights, weights
from analyses.duplicates.detection.settings import CONFIDENCE_KEPT, GAP_KEPT_SECONDS
from analyses.duplicates.detection.veto import is_other_version, is_ruled_out, length_gap

# Albums in these classes are known to be different ones.
OTHER_ALBUM = np.array([ALBUM.index("contained"), ALBUM.index("0.65"), ALBUM.index("other")])


@dataclass(frozen=True, kw_only=True)
class PairScores:
    """Scored pairs, one row each: positions in the library (left below right), the confidence that
    they are one recording (float32, 0.3 to 1), a `Kind` (int8) and the gap between their lengths in
    seconds (float32, 0 where it proves nothing), which grouping holds against the tolerance. The
    confidence of a VERSION or VETOED pair says how alike the rest is. Store them by track id, and put
    them back in any order."""

    left: np.ndarray
    right: np.ndarray
    confidence: np.ndarray
    kind: np.ndarray
    gap: np.ndarray

    def __len__(self) -> int:
        return len(self.left)

    def only(self, which: np.ndarray) -> PairScores:
        return PairScores(**{f.name: getattr(self, f.name)[which] for f in fields(self)})


TYPES = {
    "left": np.int32,
    "right": np.int32,
    "confidence": np.float32,
    "kind": np.int8,
    "gap": np.float32,
}


def joined(several: list[PairScores]) -> PairScores:
    """Return the rows of several results as one."""
    return PairScores(
        **{
            name: np.concatenate([np.empty(0, dtype), *(getattr(one, name) for one in several)])
            for name, dtype in TYPES.items()
        }
    )


def score(library: Library, left: np.ndarray, right: np.ndarray) -> PairScores:
    """Return the pairs of a block that are alike enough to be kept, with confidence, kind and gap.

    The score of a pair depends on the two tracks alone, on no setting."""
    evidence = promising(Evidence(library, left, right), weights())
    left, right = evidence.left, evidence.right
    classes = classes_of(evidence)
    other_version = is_other_version(evidence)
    ruled_out = is_ruled_out(evidence)
    # How far two versions are alike is not a matter of their lengths.
    classes["duration"][other_version] = LENGTH.index("one missing")
    classes["version"][other_version] = State.COMPATIBLE
    confidence = confidence_of(classes, weights())
    confidence[_equal_audio(evidence)] = 1.0
    kind = np.full(len(left), Kind.DUPLICATE, np.int8)
    kind[_is_other_release(evidence, classes)] = Kind.OTHER_RELEASE
    kind[ruled_out] = Kind.VETOED
    kind[other_version & ~evidence.number_conflict] = Kind.VERSION
    kind[_equal_audio(evidence)] = Kind.DUPLICATE
    gap = length_gap(evidence)
    gap[kind == Kind.VERSION] = 0.0
    gap[_equal_audio(evidence)] = 0.0
    kept = (confidence >= CONFIDENCE_KEPT) & ~(evidence.length_gap > GAP_KEPT_SECONDS)
    scores = PairScores(
        left=left, right=right, confidence=confidence.astype(np.float32), kind=kind, gap=gap
    )
    return scores.only(np.flatnonzero(kept))


def classes_of(evidence: Evidence) -> dict[str, np.ndarray]:
    """Return for each criterion the class of each pair."""
    return {name: class_of(evidence, name).copy() for name in CRITERIA}


def confidence_of(classes: dict[str, np.ndarray], table: Weights) -> np.ndarray:
    """Return the logistic of the prior and the weights of all classes."""
    log_odds = table.prior + sum(table.tables[name][found] for name, found in classes.items())
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _equal_audio(evidence: Evidence) -> np.ndarray:
    left, right = evidence.both("audio")
    return np.asarray((left == right) & (left > 0))


def _is_other_release(evidence: Evidence, classes: dict[str, np.ndarray]) -> np.ndarray:
    return np.isin(classes["album"], OTHER_ALBUM) | (evidence.version == State.REMASTER)
