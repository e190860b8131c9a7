"""What grouping needs to know of tracks: much less than comparing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class Tracks(Protocol):
    """Tracks by position, in the order of their ids. nodes: the first track that equals each in every
    compared field; ranks: each one's place in the order of preference, 0 the best."""

    @property
    def track_ids(self) -> np.ndarray: ...

    @property
    def nodes(self) -> np.ndarray: ...

    @property
    def ranks(self) -> np.ndarray: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class KnownTracks:
    """Tracks of which no more is known; a `Library` is the other kind."""

    track_ids: np.ndarray
    nodes: np.ndarray
    ranks: np.ndarray

    def __len__(self) -> int:
        return len(self.track_ids)
