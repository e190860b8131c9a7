"""How long the matching of groups with the iTunes catalogue takes, and what it needs.

usage: python bench/itunes.py [--tracks 50000]

A generated library, its catalogue, and the tracks in groups matched with it in three ways: all by their
own persistent id (imported from that very file), all equal (a CSV of the same library), none equal (each
year is another one in the catalogue), which is the dearest. Makes its own servers in a temporary folder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

SEED = 5
FIELDS = ("title", "artist", "album", "year", "track_number", "duration")


def fill(user: Any, rows: list[Any], *, ids: bool, years_apart: int) -> list[int]:
    """Give a user these tracks and a catalogue of them; return the ids of the tracks, in order."""
    from library.models import ITunesEntry, Track

    tracks, entries = [], []
    for row in rows:
        said = {name: getattr(row, name) for name in FIELDS}
        said |= {name: int(said[name] or 0) or None for name in ("year", "track_number")}
        name = f"{row.track_id:016X}"
        track = Track(user=user, persistent_id=name if ids else "", **said)
        track.set_keys()
        tracks.append(track)
        said["year"] = said["year"] + years_apart if said["year"] else None
        entries.append(ITunesEntry(user=user, persistent_id=name, **said))
    made = Track.objects.bulk_create(tracks, batch_size=2000)
    ITunesEntry.objects.bulk_create(entries, batch_size=2000)
    return [track.pk for track in made]


def measure(user_id: int, members: list[int]) -> None:
    """Match in this process, and print what it took."""
    from import_tracks import connect

    connect()
    from analyses.duplicates import detection, itunes

    # As in a run, which has compared the tracks before.
    detection.find_candidates(detection.prepare([detection.Record(1, "Blue")]))
    settings = detection.Settings()
    before, ticks = peak(), [time.process_time()]
    began = time.perf_counter()
    matches = itunes.cross_reference(
        user_id, members, settings, lambda *_: ticks.append(time.process_time())
    )
    seconds = time.perf_counter() - began
    ticks.append(time.process_time())
    began = time.perf_counter()
    found: Counter[str] = Counter()
    for first in range(0, len(members), 500):
        found.update(one.type for one in matches.of(members[first : first + 500]).values())
    print(
        f"{seconds:6.2f} s, CPU {ticks[-1] - ticks[0]:6.2f} s, at most {max(np.diff(ticks)):.2f} s "
        f"of it between ticks, {peak() - before:4.0f} MB more; "
        f"{time.perf_counter() - began:5.2f} s to read them for saving; "
        f"{len(members)} in groups: {found['exact']} exact, {found['fuzzy']} fuzzy"
    )


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def run(count: int) -> None:
    from import_tracks import connect

    connect()
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User
    from bench.libraries import generated

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        data = generated(count, SEED, Path(folder))
    sizes = np.bincount(data.clusters)
    ways = {
        "own persistent id": {"ids": True, "years_apart": 0},
        "equal": {"ids": False, "years_apart": 0},
        "alike": {"ids": False, "years_apart": 1},
    }
    for number, (way, options) in enumerate(ways.items()):
        user = User.objects.create(username=f"bench-{number}")
        tracks = fill(user, data.rows, **options)
        with connection.cursor() as cursor:
            # As after an import: of the entries PostgreSQL may have no statistics yet.
            cursor.execute("ANALYZE library_track")
        members = [t for t, c in zip(tracks, data.clusters, strict=True) if sizes[c] > 1]
        print(f"{way:18} {count:,} tracks and entries: ", end="", flush=True)
        process = multiprocessing.get_context("spawn").Process(
            target=measure, args=(user.pk, members)
        )
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{way}: failed")


def main() -> None:
    from import_tracks import own_servers

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=int, default=50_000)
    given = parser.parse_args()
    with own_servers():
        run(given.tracks)


if __name__ == "__main__":
    main()
