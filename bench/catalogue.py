"""What is measured: the libraries and the ways to find duplicates in them, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench import libraries
from bench.libraries import Data, Pairs
from bench.peers import brute_force, dupeguru, exact, minhash, ours, splink_em
from bench.peers.peer import Peer

SEED = 1
PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        ours.PEER,
        dupeguru.PEER,
        splink_em.PEER,
        minhash.PEER,
        brute_force.PEER,
        exact.PEER,
    )
}
LIBRARIES: dict[str, Callable[[Path], Data | Pairs]] = {
    "MusicBrainz-20K half": lambda _: libraries.musicbrainz(),
    "adversarial pairs": lambda _: libraries.adversarial(),
    "tricky pairs": lambda _: libraries.tricky(),
    "same ISRC": lambda _: libraries.same_isrc(),
    "generated 20k": lambda folder: libraries.generated(20_000, SEED, folder),
    "generated 50k": lambda folder: libraries.generated(50_000, SEED, folder),
    "generated 200k": lambda folder: libraries.generated(200_000, SEED, folder),
    "generated 1M": lambda folder: libraries.generated(1_000_000, SEED, folder),
}
LARGE = {"generated 200k", "generated 1M"}
# The detector's weights are learned from half of this library's songs.
TAUGHT = {"MusicBrainz-20K half"}
# Where settings are looked for in place of a library that is too large for so many tries.
TUNED_ON = dict.fromkeys(("generated 50k", *LARGE), "generated 20k")
