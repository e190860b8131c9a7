"""The tracks that buckets are made of: each different one once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress, silent


@dataclass(frozen=True, kw_only=True)
class Side:
    """A library as keys see it. nodes: positions of the tracks that stand for their equals, rising;
    atoms: those of the nodes. Keys name a track by its place in `nodes`."""

    library: Library
    nodes: np.ndarray
    atoms: Atoms

    @classmethod
    def of(
        cls,
        library: Library,
        atoms: Atoms,
        which: np.ndarray | None = None,
        progress: Progress = silent,
    ) -> Side:
        """Return the side of a library with the atoms of all its tracks; `which`: of the tracks at
        these positions alone."""
        positions = np.arange(len(library)) if which is None else which
        nodes = positions[library.nodes[positions] == positions]
        return cls(library=library, nodes=nodes, atoms=atoms.rows(nodes, progress))

    def __len__(self) -> int:
        return len(self.nodes)
