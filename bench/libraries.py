"""Libraries with known duplicates, for benchmarks: read where they lie, nothing of them is kept."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analyses.duplicates.detection import Record

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
DATA = Path(os.environ.get("MUSICDB_SHARED_DATA", SHARED / "data"))


class Missing(Exception):
    """A benchmark's data is not there; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """Tracks, and for each the number of its true cluster."""

    rows: list[Record]
    clusters: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Tracks 2n and 2n + 1 are pair n; `one`: whether it is one recording; `strata`: its kind."""

    rows: list[Record]
    one: list[bool]
    names: list[str]
    strata: list[str]


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, packed or not. Raises Missing by its name."""
    if not path.exists():
        raise Missing(f"no {path.name}")
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _clusters(path: Path) -> np.ndarray:
    names = [row["cluster_id"] for row in table(path)]
    return np.unique(names, return_inverse=True)[1]


def is_learned(songs: np.ndarray) -> np.ndarray:
    """Return whether the detector's weights are learned from these songs, by number; the others are
    kept back to check them on."""
    return songs % 2 == 0


def musicbrainz() -> Data:
    """Half of the MusicBrainz 20K benchmark."""
    folder = DATA / "duplicates"
    rows = [
        Record(
            track_id=number,
            title=row["title"],
            artist=row["artist"],
            album=row["album"],
            year=row["year"],
            track_number=row["number"],
            duration=row["length"],
        )
        for number, row in enumerate(table(folder / "mb20_dev_records.csv.gz"))
    ]
    return Data(rows=rows, clusters=_clusters(folder / "mb20_dev_truth.csv.gz"))


def imported_musicbrainz() -> Data:
    """The same as a CSV import stores it, column by column: lengths in seconds, whole numbers; rows
    without a title are left out. Django must be set up."""
    from library.imports.cells import Unreadable
    from library.imports.columns import READERS
    from library.imports.csv_file import OWN_READERS

    readers = {
        "title": READERS["title"],
        "artist": READERS["artist"],
        "album": READERS["album"],
        "year": READERS["year"],
        "number": READERS["track_number"],
        "length": OWN_READERS["length"],
    }

    def read(row: dict[str, str], column: str) -> Any:
        try:
            return readers[column](row[column]) if row[column] else None
        except Unreadable:
            return None

    folder = DATA / "duplicates"
    rows: list[Record] = []
    kept: list[int] = []
    for place, row in enumerate(table(folder / "mb20_dev_records.csv.gz")):
        title, artist, album, year, number, length = (read(row, column) for column in readers)
        if title is None:
            continue
        kept.append(place)
        rows.append(
            Record(
                track_id=len(rows),
                title=title,
                artist=artist,
                album=album,
                year=year,
                track_number=number,
                duration=length,
            )
        )
    return Data(rows=rows, clusters=_clusters(folder / "mb20_dev_truth.csv.gz")[kept])


def same_isrc() -> Data:
    """Tracks of exported libraries; those of one ISRC are one recording."""
    folder = DATA / "duplicates"
    rows = [
        Record(
            track_id=number,
            title=row["title"],
            artist=row["artist"],
            album=row["album"],
            year=row["release_date"],
            duration=float(row["duration_ms"] or 0) / 1000,
        )
        for number, row in enumerate(table(folder / "spotify_isrc_dev_records.csv.gz"))
    ]
    return Data(rows=rows, clusters=_clusters(folder / "spotify_isrc_dev_truth.csv.gz"))


def generated(tracks: int, seed: int, folder: Path) -> Data:
    """A library of any size with damaged copies and other versions, written to `folder`."""
    base = DATA / "duplicates" / "spotify_real_dev.csv.gz"
    generator = DATA.parent / "tools" / "gen_library.py"
    for needed in (base, generator):
        if not needed.exists():
            raise Missing(f"no {needed.name}")
    out = folder / f"generated_{tracks}_{seed}"
    command = [
        sys.executable,
        str(generator),
        str(base),
        str(tracks),
        str(out),
        "--seed",
        str(seed),
    ]
    # The generator walks over sets of names: their order must not change from run to run.
    environ = {**os.environ, "PYTHONHASHSEED": "0"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)
    rows = [
        Record(
            track_id=number,
            title=row["title"],
            artist=row["artist"],
            album=row["album"],
            year=row["year"],
            track_number=row["track_number"],
            duration=float(row["duration_ms"] or 0) / 1000,
            format=row["format"],
            bitrate=int(row["bitrate"]),
        )
        for number, row in enumerate(table(Path(f"{out}_tracks.csv.gz")))
    ]
    return Data(rows=rows, clusters=_clusters(Path(f"{out}_truth.csv.gz")))


def tricky() -> Pairs:
    """Pairs chosen to be hard, labelled by hand."""
    rows: list[Record] = []
    labels = table(DATA / "duplicates" / "tricky_pairs_dev.csv")
    for row in labels:
        rows += [
            Record(
                track_id=len(rows) + place,
                title=row[f"{side}_title"],
                artist=row[f"{side}_artist"],
                album=row[f"{side}_album"],
                year=row[f"{side}_year"],
                duration=float(row[f"{side}_duration_s"] or 0),
            )
            for place, side in enumerate("ab")
        ]
    return Pairs(
        rows=rows,
        one=[row["label"] == "duplicate" for row in labels],
        names=[f"{row['pair_id']} {row['label']}" for row in labels],
        strata=[row["stratum"] for row in labels],
    )


def adversarial() -> Pairs:
    """Short cases, most from bug reports of similar software."""
    path = DATA / "duplicates" / "adversarial_pairs.json"
    if not path.exists():
        raise Missing(f"no {path.name}")
    cases = json.loads(path.read_text(encoding="utf-8"))
    rows: list[Record] = []
    for case in cases:
        for artist, title, album, seconds in (case["A"], case["B"]):
            rows.append(
                Record(
                    track_id=len(rows), title=title, artist=artist, album=album, duration=seconds
                )
            )
    return Pairs(
        rows=rows,
        one=[case["dup"] in "YR" for case in cases],
        names=[f"{case['id']} {case['dup']}" for case in cases],
        strata=[case["why"] for case in cases],
    )
