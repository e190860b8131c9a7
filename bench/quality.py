"""How right groups of tracks are: over pairs of tracks, and over whole groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.libraries import Data, Pairs

Labels = np.ndarray
"""For each track the number of its group."""


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Shares from 0 to 1. group_f1: of the groups of two and more, those that are exactly right; None
    where the truth knows pairs alone."""

    precision: float
    recall: float
    f1: float
    group_f1: float | None


def quality(labels: Labels, data: Data | Pairs, judged: np.ndarray | None = None) -> Quality:
    """Return how right the labels are.

    `judged` (a truth value a track; all by default) narrows it to pairs and groups with at least one
    such track: what is wrongly joined with any other track counts as wrong all the same."""
    if isinstance(data, Pairs):
        said, one = labels[0::2] == labels[1::2], np.array(data.one)
        shares = _shares(int((said & one).sum()), int(said.sum()), int(one.sum()))
        return Quality(precision=shares[0], recall=shares[1], f1=shares[2], group_f1=None)
    judged = np.ones(len(labels), bool) if judged is None else judged
    truth = data.clusters
    both = labels.astype(np.int64) * (int(truth.max(initial=0)) + 1) + truth
    precision, recall, f1 = _shares(*(_pairs_in(of, judged) for of in (both, labels, truth)))
    *_, group_f1 = _shares(
        _exact_groups(labels, truth, judged),
        _groups_in(labels, judged),
        _groups_in(truth, judged),
    )
    return Quality(precision=precision, recall=recall, f1=f1, group_f1=group_f1)


def _shares(right: int, found: int, true: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    return right / max(1, found), right / max(1, true), 2 * right / max(1, found + true)


def _pairs_in(labels: Labels, judged: np.ndarray) -> int:
    """Return how many pairs of one label have a judged track."""
    return _pairs(labels) - _pairs(labels[~judged])


def _pairs(labels: Labels) -> int:
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _groups_in(labels: Labels, judged: np.ndarray) -> int:
    """Return how many groups of two and more have a judged track."""
    names, sizes = np.unique(labels, return_counts=True)
    return int(np.isin(names[sizes > 1], labels[judged]).sum())


def _exact_groups(labels: Labels, truth: Labels, judged: np.ndarray) -> int:
    """Return how many groups of two and more, with a judged track, hold the same tracks in both."""
    _, group, group_sizes = np.unique(labels, return_inverse=True, return_counts=True)
    _, cluster, cluster_sizes = np.unique(truth, return_inverse=True, return_counts=True)
    together = group.astype(np.int64) * len(cluster_sizes) + cluster
    _, first, place, sizes = np.unique(
        together, return_index=True, return_inverse=True, return_counts=True
    )
    exact = (sizes == group_sizes[group[first]]) & (sizes == cluster_sizes[cluster[first]])
    return int((exact & (sizes > 1) & np.isin(np.arange(len(sizes)), place[judged])).sum())
