"""Measure the duplicate detector beside other ways to find duplicates: quality, time and memory.

    python bench/detection.py [--large] [--wrong] [--tune] [--library NAME …] [--engine NAME …]

Prints one Markdown table. The detector runs as it is shipped. Every other way runs at its best
setting: the one with the best F1 over pairs, looked for on the very library it is measured on, or, for
libraries of more than 20,000 tracks, on the one of 20,000. settings.json keeps them; --tune looks for
them again, for at most 300 seconds of CPU each. Precision, recall and F1 are over pairs of tracks;
`groups` is the F1 of groups that are exactly right. Seconds go from records in memory to groups, at
that setting alone; CPU is the same in seconds of all cores, which other load disturbs less; memory is
the peak of the whole process, and each engine on each library has its own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import own_process, table
from bench.catalogue import LARGE, LIBRARIES, PEERS
from bench.libraries import Missing

INSTALL = ".venv/bin/python -m pip install --require-hashes -r requirements-bench.txt"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", action="store_true", help="200,000 and 1,000,000 tracks too")
    parser.add_argument("--tune", action="store_true", help="look for the best settings again")
    parser.add_argument("--wrong", action="store_true", help="list our wrong hand-labelled pairs")
    parser.add_argument("--library", action="append", choices=LIBRARIES, help="only this one")
    parser.add_argument("--engine", action="append", choices=PEERS, help="only this one")
    parser.add_argument("--limit", type=int, default=300, help="seconds an engine may take")
    own_process.add_arguments(parser)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.tried or given.run:
        own_process.work(given)
        return
    engines = [peer for name, peer in PEERS.items() if name in (given.engine or PEERS)]
    for peer in engines:
        if not peer.is_installed:
            print(
                f"{peer.name} is skipped: {peer.package} is not installed. Get it with: {INSTALL}"
            )
    table.heading()
    for name in given.library or LIBRARIES:
        if name in LARGE and not (given.large or given.library):
            continue
        try:
            table.rows(
                name,
                [peer for peer in engines if peer.is_installed],
                limit=given.limit,
                tune=given.tune,
                wrong=given.wrong,
            )
        except Missing as missing:
            print(f"{name} is skipped: {missing}")


if __name__ == "__main__":
    main()
