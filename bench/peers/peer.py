"""What the benchmark asks of each way to find duplicates."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.libraries import Data, Pairs
from bench.quality import Labels

Option = dict[str, str | float]
"""One value of each of a peer's choices."""


class Cut(NamedTuple):
    """Which pairs count: alike from `threshold` on, and with lengths not known to be further apart than
    `apart` seconds (0: whatever their lengths)."""

    threshold: float = 0
    apart: float = 0


Find = Callable[[Data | Pairs, Option, Sequence[Cut]], list[Labels]]
"""Compare the tracks under one option; return the groups for each cut."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A way to find duplicates.

    choices: by name the values that its best setting is looked for in, the most important choice first;
    cuts: the ones tried with each of them; package: what must be installed for it; most: the largest
    library, in tracks, that it is asked to do."""

    name: str
    find: Find
    choices: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)
    cuts: Sequence[Cut] = (Cut(),)
    package: str = ""
    most: int | None = None

    @property
    def is_tuned(self) -> bool:
        return bool(self.choices) or len(self.cuts) > 1

    @property
    def is_installed(self) -> bool:
        return not self.package or importlib.util.find_spec(self.package) is not None
