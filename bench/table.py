"""The benchmark's table, in Markdown: one row an engine on a library."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from bench.catalogue import PEERS, TUNED_ON
from bench.own_process import Unfinished, best_setting, measured
from bench.peers.peer import Peer
from bench.tuning import Setting, first_setting, keep_setting, kept_settings, key_of

# Names and widths; the last one is as wide as it must be.
COLUMNS = {
    "library": 20, "tracks": 9, "way": 14, "precision": 9, "recall": 6, "F1": 6, "groups": 6,
    "seconds": 8, "time": 8, "CPU": 8, "MB": 5, "setting": 0,
}  # fmt: skip


def heading() -> None:
    _print(list(COLUMNS))
    print("|" + "|".join("---" for _ in COLUMNS) + "|", flush=True)


def rows(library: str, engines: Sequence[Peer], *, limit: int, tune: bool, wrong: bool) -> None:
    """Print the rows of one library; `time` is the ratio to the detector's seconds, if it runs too.

    Raises Missing."""
    ours = 0.0
    tracks = 0
    for peer in engines:
        if peer.most and tracks > peer.most:
            continue
        try:
            setting = _setting_for(peer.name, TUNED_ON.get(library, library), limit, tune)
            result = measured(
                peer, library, setting, limit, wrong=wrong and peer is PEERS["detector"]
            )
        except Unfinished as unfinished:
            _print([library, f"{tracks:,}", peer.name, *[""] * 4, str(unfinished)])
            continue
        tracks = result["tracks"]
        ours = result["seconds"] if peer is PEERS["detector"] else ours
        costs = [
            f"{result['seconds']:.2f}",
            f"{result['seconds'] / ours:.2f}x" if ours else "",
            f"{result['cpu']:.2f}",
            f"{result['peak_mb']:.0f}",
            setting.described(peer),
        ]
        start = [library, f"{tracks:,}", peer.name]
        _print([*start, *_shares(result["quality"]), *costs])
        if "kept_back" in result:
            _print(["… kept back", "", peer.name, *_shares(result["kept_back"])])


@cache
def _setting_for(engine: str, library: str, limit: int, tune: bool) -> Setting:
    """Return the kept best setting; look for it where there is none, and where asked to."""
    peer = PEERS[engine]
    if not peer.is_tuned:
        return first_setting(peer)
    key = key_of(peer, library)
    if tune or key not in kept_settings():
        keep_setting(key, best_setting(peer, library, limit))
    return kept_settings()[key]


def _shares(quality: dict[str, Any]) -> list[str]:
    shares = (quality[name] for name in ("precision", "recall", "f1", "group_f1"))
    return ["–" if share is None else f"{share:.4f}" for share in shares]


def _print(cells: list[str]) -> None:
    filled = cells + [""] * (len(COLUMNS) - len(cells))
    padded = (cell.ljust(width) for cell, width in zip(filled, COLUMNS.values(), strict=True))
    print(f"| {' | '.join(padded)} |", flush=True)
