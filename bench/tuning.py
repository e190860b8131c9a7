"""The best setting of a peer on a library: what it is measured at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.libraries import Data, Pairs
from bench.peers.peer import Cut, Option, Peer
from bench.quality import quality

# One line a setting; looked for again with --tune.
KEPT = Path(__file__).with_name("settings.json")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A peer's option and cut, and the pairwise F1 (0 to 1) they gave where they were tried."""

    option: Option
    cut: Cut
    f1: float = 0

    def described(self, peer: Peer) -> str:
        """Return the setting in words, without what the peer has no choice of."""
        parts = [f"{name}: {value}" for name, value in self.option.items()]
        if len(peer.cuts) > 1:
            parts.append(f"from {self.cut.threshold:g}")
        if self.cut.apart:
            parts.append(f"within {self.cut.apart:g} s")
        return "; ".join(parts)

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "f1": round(self.f1, 4)})

    @classmethod
    def from_json(cls, text: str) -> Setting:
        values = json.loads(text)
        return cls(**{**values, "cut": Cut(*values["cut"])})


def kept_settings() -> dict[str, Setting]:
    """Return the best settings found so far, by `key_of`."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return {key: Setting.from_json(json.dumps(values)) for key, values in kept.items()}


def keep_setting(key: str, setting: Setting) -> None:
    kept = {**kept_settings(), key: setting}
    lines = (f"{json.dumps(key)}: {kept[key].as_json()}" for key in sorted(kept))
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def key_of(peer: Peer, library: str) -> str:
    return f"{library}, {peer.name}"


def first_setting(peer: Peer) -> Setting:
    return Setting(option={n: values[0] for n, values in peer.choices.items()}, cut=peer.cuts[0])


def settings_tried(peer: Peer, data: Data | Pairs) -> Iterator[Setting]:
    """Yield the best setting of each option as it is tried; the best of all is the peer's best.

    One choice after the other takes the value that does best with the others as they stand, until no
    change makes it better: all combinations would take hours."""
    tried: dict[tuple[str | float, ...], Setting] = {}
    best = first_setting(peer)
    better = True
    while better:
        before = best.f1
        for name, values in (peer.choices or {"": ("",)}).items():
            for value in values:
                option = {**best.option, name: value} if name else {}
                key = tuple(option.values())
                if key not in tried:
                    tried[key] = _with_best_cut(peer, data, option)
                    yield tried[key]
            best = max((best, *tried.values()), key=lambda setting: setting.f1)
        better = best.f1 > before and bool(peer.choices)


def _with_best_cut(peer: Peer, data: Data | Pairs, option: Option) -> Setting:
    found = peer.find(data, option, peer.cuts)
    shares = [quality(labels, data).f1 for labels in found]
    f1, cut = max(zip(shares, peer.cuts, strict=True))
    return Setting(option=option, cut=cut, f1=f1)
