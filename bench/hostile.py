"""What libraries cost that are made to be dear, beside ordinary ones of the same size.

    python bench/hostile.py [--library NAME …] [--ordinary TRACKS …]

Prints one Markdown table: from records to groups, each library in a process of its own that reads its
records one by one; `pairs` are the scored ones that are kept. `ordinary` is the ratio of CPU seconds a track to those of a generated library of
that size, which has a row of its own; `group` is the size of the largest group; `gap` the longest time
between two calls of the progress function, or that one block is scored in, by the clock and in CPU
seconds, and `where` the step that took the longer. On a machine that does other work besides, CPU
seconds say more.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from analyses.duplicates import detection
from analyses.duplicates.detection import Record
from analyses.duplicates.detection.collector import sparing_old_objects
from bench import memory
from bench.libraries import Missing, generated

SEED = 11
WORDS = [
    "love",
    "you",
    "me",
    "the",
    "in",
    "my",
    "night",
    "heart",
    "time",
    "life",
    "girl",
    "baby",
    "one",
    "day",
    "way",
    "world",
    "want",
    "go",
    "know",
    "feel",
]
COLUMNS = {
    "library": 34, "tracks": 9, "seconds": 7, "CPU": 6, "ordinary": 8, "MB": 5, "pairs": 10,
    "groups": 7, "group": 7, "gap": 5, "gap CPU": 7, "where": 9,
}  # fmt: skip


def common_words(count: int) -> Iterator[Record]:
    """Titles and artists made of 20 words that every library is full of."""
    chance = random.Random(SEED)
    for number in range(count):
        yield Record(
            number,
            " ".join(chance.choices(WORDS, k=chance.randint(2, 4))),
            f"{chance.choice(WORDS)} {chance.choice(WORDS)}",
            duration=chance.uniform(120, 300),
        )


def one_title(count: int) -> Iterator[Record]:
    """One title, recorded by as many artists."""
    chance = random.Random(SEED)
    for number in range(count):
        artist = f"Band{number} Name{chance.randrange(count)}"
        yield Record(number, "Silent Night", artist, duration=chance.uniform(120, 300))


def one_title_no_artist(count: int) -> Iterator[Record]:
    chance = random.Random(SEED)
    for number in range(count):
        yield Record(number, "Silent Night", duration=chance.uniform(120, 300))


def untagged(count: int) -> Iterator[Record]:
    """Neither artist nor album: track numbers, names of files, or nothing."""
    chance = random.Random(SEED)
    names = (
        lambda: f"{chance.randint(1, 20):02} - track",
        lambda: f"{chance.choice(WORDS)}_{chance.choice(WORDS)}_{chance.randrange(count)}.mp3",
        lambda: (
            f"AUD-{chance.randint(2015, 2024)}0{chance.randint(1, 9)}-WA{chance.randrange(9999):04}"
        ),
        lambda: "",
    )
    for number in range(count):
        yield Record(number, chance.choice(names)(), duration=chance.uniform(60, 400))


def one_artist(count: int) -> Iterator[Record]:
    """All by one artist: titles of two words out of some thousand."""
    chance = random.Random(SEED)
    for number in range(count):
        title = f"w{chance.randrange(3000)} w{chance.randrange(3000)}"
        place = chance.randint(1, 20)
        yield Record(
            number, title, "Johann Bach", f"Album {number // 20}", None, 1990, place, 1,
            chance.uniform(60, 600),
        )  # fmt: skip


def track_01(count: int) -> Iterator[Record]:
    """First tracks without a name, each with an album of its own."""
    chance = random.Random(SEED)
    for number in range(count):
        artist, album = f"Artist {number % 500}", f"Album {number}"
        yield Record(
            number, "Track 01", artist, album, track_number=1, duration=chance.uniform(60, 400)
        )


def intros(count: int) -> Iterator[Record]:
    """The first and the last piece of albums of some thousand artists."""
    chance = random.Random(SEED)
    for number in range(count):
        title = chance.choice(("Intro", "Outro"))
        artist = f"Crew{number % 3000}"
        yield Record(number, title, artist, f"Disc {number // 2}", duration=chance.uniform(20, 120))


def all_equal(count: int) -> Iterator[Record]:
    """Copies that are equal in every field."""
    for number in range(count):
        yield Record(number, "Silent Night", "The Choir", "Carols", None, 1990, 3, 1, 200.0)


def brackets(count: int) -> Iterator[Record]:
    """Titles of 500 characters that open, close and part at every turn."""
    chance = random.Random(SEED)
    for number in range(count):
        parts = ("(", ")", "[", "]", " - ", "live", "remix", "feat. ", chance.choice(WORDS))
        title = "".join(chance.choice(parts) for _ in range(400))[:500]
        yield Record(number, title, f"Band {number % 50}", duration=chance.uniform(60, 400))


LIBRARIES: dict[str, tuple[Callable[[int], Iterator[Record]], int]] = {
    "titles of 20 common words": (common_words, 5_000),
    "one title, as many artists": (one_title, 50_000),
    "one title, no artist": (one_title_no_artist, 50_000),
    "untagged files": (untagged, 10_000),
    "one artist": (one_artist, 100_000),
    "Track 01": (track_01, 10_000),
    "Intro and Outro": (intros, 30_000),
    "equal in every field": (all_equal, 100_000),
    "500 brackets and dashes": (brackets, 5_000),
}


@dataclass(kw_only=True)
class Watch:
    """Looks at the time between two calls of a progress function."""

    gap: float = 0.0
    gap_cpu: float = 0.0
    where: str = ""
    _last: tuple[float, float] = field(default_factory=lambda: (now(), time.process_time()))

    def __call__(self, step: str, done: int, total: int) -> None:
        self.passed(step)

    def passed(self, step: str) -> None:
        clock, cpu = now(), time.process_time()
        gap, gap_cpu = clock - self._last[0], cpu - self._last[1]
        self.gap = max(self.gap, gap)
        if gap_cpu > self.gap_cpu:
            self.gap_cpu, self.where = gap_cpu, step
        self._last = clock, cpu


def now() -> float:
    return time.perf_counter()


def detect(rows: Iterator[Any], total: int) -> dict[str, Any]:
    """Go from records to groups as a run does; return what it took and what was found."""
    with memory.peak() as peak:
        found = _detected(rows, total)
    return {**found, "mb": peak.mb}


def _detected(rows: Iterator[Any], total: int) -> dict[str, Any]:
    import scipy.sparse.csgraph  # noqa: F401 (as in a worker that has run before)

    processes = min(2, len(os.sched_getaffinity(0)))
    began, cpu = now(), memory.cpu_seconds()
    watch = Watch()
    library = detection.prepare(rows, progress=watch, total=total, processes=processes)
    watch.passed("prepare")
    candidates = detection.find_candidates(library, watch)
    watch.passed("find")
    found = []
    blocks = range(candidates.blocks)
    for one in detection.score_blocks(library, candidates, blocks, watch, processes):
        found.append(one.pairs)
        watch.passed("score")
    del candidates
    groups = detection.group(library, detection.joined(found), progress=watch)
    watch.passed("group")
    return {
        "tracks": len(library),
        "seconds": now() - began,
        "cpu": memory.cpu_seconds() - cpu,
        "pairs": sum(map(len, found)),
        "groups": len(groups),
        "group": max((len(one.members) for one in groups), default=0),
        "gap": watch.gap,
        "gap_cpu": watch.gap_cpu,
        "where": watch.where,
    }


def of_hostile(name: str, count: int, answer: Any) -> None:
    with sparing_old_objects():
        answer.send(detect(LIBRARIES[name][0](count), count))


def of_ordinary(path: Path, count: int, answer: Any) -> None:
    with sparing_old_objects():
        answer.send(detect(_unpacked(path), count))


def pack_ordinary(count: int, folder: Path, answer: Any) -> None:
    """Write a generated library to a file that is read row by row, in a process whose memory goes."""
    try:
        rows = generated(count, SEED, folder).rows
    except Missing as missing:
        answer.send(str(missing))
        return
    with (folder / "rows").open("wb") as file:
        for row in rows:
            pickle.dump(tuple(row), file)
    answer.send("")


def _unpacked(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


def in_own_process(work: Callable[..., None], *given: Any) -> Any:
    """Return what a function sends when it runs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    try:
        return mine.recv()
    finally:
        process.join()


def ordinary(count: int) -> dict[str, Any] | None:
    """Return what a generated library of this size takes; None where its data is missing."""
    with tempfile.TemporaryDirectory() as folder:
        missing = in_own_process(pack_ordinary, count, Path(folder))
        if missing:
            print(f"no ordinary library: {missing}", file=sys.stderr)
            return None
        return dict(in_own_process(of_ordinary, Path(folder) / "rows", count))


def row(name: str, result: dict[str, Any], beside: dict[str, Any] | None) -> None:
    ratio = ""
    if beside:
        ratio = f"{result['cpu'] / result['tracks'] / (beside['cpu'] / beside['tracks']):.2f}x"
    _print(
        name,
        f"{result['tracks']:,}",
        f"{result['seconds']:.2f}",
        f"{result['cpu']:.2f}",
        ratio,
        f"{result['mb']:.0f}",
        f"{result['pairs']:,}",
        f"{result['groups']:,}",
        f"{result['group']:,}",
        f"{result['gap']:.2f}",
        f"{result['gap_cpu']:.2f}",
        result["where"],
    )


def _print(*cells: str) -> None:
    padded = (cell.ljust(width) for cell, width in zip(cells, COLUMNS.values(), strict=True))
    print(f"| {' | '.join(padded)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", action="append", choices=LIBRARIES, help="only this one")
    parser.add_argument(
        "--ordinary", action="append", type=int, help="generated ones of this size alone"
    )
    given = parser.parse_args()
    names = given.library or ([] if given.ordinary else list(LIBRARIES))
    _print(*COLUMNS)
    print("|" + "|".join("---" for _ in COLUMNS) + "|", flush=True)
    by_size = itertools.groupby(
        sorted(names, key=lambda name: LIBRARIES[name][1]), lambda name: LIBRARIES[name][1]
    )
    for count, same_size in by_size:
        beside = ordinary(count)
        if beside:
            row("generated, ordinary", beside, None)
        for name in same_size:
            row(name, in_own_process(of_hostile, name, count), beside)
    for count in given.ordinary or []:
        if beside := ordinary(count):
            row("generated, ordinary", beside, None)


if __name__ == "__main__":
    main()
