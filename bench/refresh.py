"""What bringing a result up to date costs beside comparing all tracks again.

usage: python bench/refresh.py [--tracks 200000] [--changed 0 1000 …]

A generated library is analysed in full; then, again and again, some tracks of it change (two fifths get
another title, three tenths another length, the rest go to the trash or are added), a refresh follows,
and a full run over the same library, which says what the refresh should have found. All through the
change log, the queue's handler and the database, each run in a process of its own, as in a worker. At
the end the preview of another strictness, at that size. Makes its own servers in a temporary folder.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

SEED = 5
CHANGED = (0, 10, 1000, 2000, 20_000)
FIELDS = ("title", "artist", "album", "year", "track_number", "duration", "format", "bitrate")
WORDS = ("harbour", "lantern", "tide", "northern", "paper", "ember", "meadow", "signal")
BATCH = 2000
PREVIEWS = 5
# Copies of tracks are the thousandth of their kind, and so on: none stands for another.
OCCURRENCES = itertools.count(1000)

# What a run's time is told apart by, and the functions that spend it; what one spends inside another
# is not counted twice.
DETECTION, STATE, ANEW, COPIED = "detection", "state", "anew", "copied"
SPENT_IN = {
    DETECTION: (
        ("comparison.Comparison", ("prepare", "block", "score", "bring_up_to_date", "groups")),
    ),
    STATE: (
        ("kept", ("load", "keep_library", "keep_block", "keep_pairs", "copy_of")),
        ("kept", ("remove_all", "remove_leftovers")),
        ("snapshot.Snapshot", ("rows", "rows_of_changed", "changed_since", "fields_of")),
    ),
    ANEW: (("pipeline", ("save",)), ("itunes", ("of_groups",))),
    COPIED: (("saving", ("copy", "untouched")),),
}
COLUMNS = {
    "changed": 7, "run": 7, "seconds": 7, "CPU": 6, "PostgreSQL": 10, "detection": 9, "its CPU": 7,
    "state": 6, "groups anew": 11, "copied": 6, "compared anew": 13, "detection : full": 16,
    "all : full": 10, "same groups": 11,
}  # fmt: skip


class Stopwatch:
    """Tells apart where a run's time goes: seconds of the clock and of this process's CPU."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(SPENT_IN, 0.0)
        self.cpu = dict.fromkeys(SPENT_IN, 0.0)
        self._inside: list[str] = []
        self._since = self._now()

    def install(self) -> None:
        """Have the functions of SPENT_IN tell when they begin and end."""
        from importlib import import_module

        for part, owners in SPENT_IN.items():
            for path, names in owners:
                module, _, cls = path.partition(".")
                owner = import_module(f"analyses.duplicates.{module}")
                owner = getattr(owner, cls) if cls else owner
                for name in names:
                    setattr(owner, name, self._timed(part, getattr(owner, name)))

    def _timed(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*args: Any, **named: Any) -> Any:
            with self._in(part):
                return work(*args, **named)

        return timed

    @contextmanager
    def _in(self, part: str) -> Iterator[None]:
        self._count()
        self._inside.append(part)
        try:
            yield
        finally:
            self._count()
            self._inside.pop()

    def _count(self) -> None:
        now = self._now()
        if self._inside:
            part = self._inside[-1]
            self.seconds[part] += now[0] - self._since[0]
            self.cpu[part] += now[1] - self._since[1]
        self._since = now

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), time.process_time()


def analyse(user_id: int, full: bool, answer: Any) -> None:
    """Run one analysis in this process, and send what it took."""
    from import_tracks import connect, server_cpu

    connect()
    # A worker has loaded these before its second job.
    import scipy.sparse.csgraph  # noqa: F401

    from accounts.models import User
    from analyses.duplicates import analyses
    from analyses.duplicates.parameters import Parameters
    from jobqueue.worker import run_one

    watch = Stopwatch()
    watch.install()
    user = User.objects.get(pk=user_id)
    analysis = analyses.start(user, Parameters(), force_refresh=True, full=full).analysis
    began, cpu, server = time.perf_counter(), time.process_time(), server_cpu()
    run_one("analysis")
    result = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "server": server_cpu() - server,
        "parts": watch.seconds,
        "parts_cpu": watch.cpu,
    }
    analysis.refresh_from_db()
    if analysis.status != "completed":
        raise SystemExit(f"{analysis.status}: {analysis.error_message}")
    mode = analysis.comparison["mode"]
    whole = analysis.total_tracks_analyzed
    compared = whole if mode == "full" else analysis.comparison["tracks_compared"]
    answer.send({**result, "id": analysis.pk, "mode": mode, "compared": compared})


def preview(analysis_id: Any, answer: Any) -> None:
    """Send the seconds of a few previews of another strictness."""
    from import_tracks import connect

    connect()
    from analyses.duplicates.models import DuplicateAnalysis
    from analyses.duplicates.preview import figures

    analysis = DuplicateAnalysis.objects.get(pk=analysis_id)
    taken = []
    for _ in range(PREVIEWS):
        began = time.perf_counter()
        figures(analysis, min_confidence=0.7, duration_tolerance=5.0, group_other_releases=True)
        taken.append(time.perf_counter() - began)
    answer.send(taken)


def in_own_process(work: Callable[..., None], *given: Any) -> Any:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    try:
        return mine.recv()
    except EOFError:
        raise SystemExit(f"{work.__name__} failed") from None
    finally:
        process.join()


def fill(user_id: int, count: int) -> None:
    """Give a user a generated library."""
    from bench.libraries import generated
    from library import changes
    from library.models import Track

    with tempfile.TemporaryDirectory() as folder:
        rows = generated(count, SEED, Path(folder)).rows
    for first in range(0, len(rows), BATCH):
        tracks = [_track(user_id, row) for row in rows[first : first + BATCH]]
        with changes.writing(user_id, "bench") as log:
            log.added(track.pk for track in Track.objects.bulk_create(tracks))


def _track(user_id: int, row: Any) -> Any:
    from library.models import Track

    said = {name: getattr(row, name) for name in FIELDS}
    said |= {name: int(said[name] or 0) or None for name in ("year", "track_number")}
    track = Track(user_id=user_id, **said)
    track.set_keys()
    return track


def change(user_id: int, count: int, chance: random.Random) -> None:
    """Change so many tracks of a library, of those that are not in the trash."""
    from library import changes
    from library.models import Track

    ids = list(Track.objects.filter(user_id=user_id).in_library().values_list("pk", flat=True))
    chosen = chance.sample(sorted(ids), count)
    titles, lengths, gone = count * 2 // 5, count * 3 // 10, count * 3 // 20
    ends = (0, titles, titles + lengths, titles + lengths + gone, count)
    retitled, other_length, trashed, copied = (
        chosen[begin:end] for begin, end in itertools.pairwise(ends)
    )
    for part in _batches(retitled):
        _edit(user_id, part, "title", lambda track: _other_title(track.title, chance))
    for part in _batches(other_length):
        shift = functools.partial(_other_length, chance=chance)
        _edit(user_id, part, "duration", lambda track, shift=shift: shift(track.duration))
    for part in _batches(trashed):
        changes.trash(user_id, part, origin="bench")
    for part in _batches(copied):
        new = list(Track.objects.filter(pk__in=part))
        for track in new:
            track.pk = None
            track.external_id = track.persistent_id = ""
            track._state.adding = True
            track.occurrence = next(OCCURRENCES)
            if chance.random() < 0.5:
                track.title = _other_title(track.title, chance)
            track.set_keys()
        with changes.writing(user_id, "bench") as log:
            log.added(track.pk for track in Track.objects.bulk_create(new))


def _other_title(title: str, chance: random.Random) -> str:
    """Return a title as edits make it: another one, a version, or one letter less."""
    kind = chance.randrange(3)
    if kind == 0:
        return " ".join(chance.choices(WORDS, k=3)).title()
    return f"{title} (Live)" if kind == 1 else title[:-1] or "Harbour"


def _other_length(seconds: float | None, chance: random.Random) -> float:
    return max(1.0, (seconds or 180.0) + chance.choice((-40.0, -6.0, 1.0, 12.0)))


def _edit(user_id: int, ids: list[int], field: str, value: Callable[[Any], Any]) -> None:
    from library import changes
    from library.models import Track

    with changes.writing(user_id, "bench") as log:
        tracks = list(Track.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        for track in tracks:
            setattr(track, field, value(track))
        Track.objects.bulk_update(tracks, [field])
        log.modified(ids, [field])


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


def members_of(analysis_id: Any) -> set[tuple[int, ...]]:
    """Return the groups of an analysis, each as its tracks with the canonical one first."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT array_agg(t.track_id ORDER BY t.position = 0 DESC, t.track_id)
               FROM duplicates_duplicatetrack t JOIN duplicates_duplicategroup g ON g.id = t.group_id
               WHERE g.analysis_id = %s GROUP BY g.id""",
            [analysis_id],
        )
        return {tuple(tracks) for (tracks,) in cursor}


def report(changed: str, result: dict[str, Any], full: dict[str, Any] | None, same: str) -> None:
    parts = result["parts"]
    ratios = ["", ""]
    if full:
        detection = result["parts_cpu"][DETECTION] / full["parts_cpu"][DETECTION]
        ratios = [f"{detection:.3f}", f"{result['seconds'] / full['seconds']:.3f}"]
    _print(
        changed,
        {"full": "full", "changes": "refresh"}[result["mode"]],
        *(f"{result[name]:.1f}" for name in ("seconds", "cpu", "server")),
        f"{parts[DETECTION]:.2f}",
        f"{result['parts_cpu'][DETECTION]:.2f}",
        *(f"{parts[name]:.1f}" for name in (STATE, ANEW, COPIED)),
        f"{result['compared']:,}",
        *ratios,
        same,
    )


def _print(*cells: str) -> None:
    padded = (cell.ljust(width) for cell, width in zip(cells, COLUMNS.values(), strict=True))
    print(f"| {' | '.join(padded)} |", flush=True)


def run(count: int, changed: list[int]) -> None:
    from import_tracks import connect

    connect()
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User

    call_command("migrate", verbosity=0)
    user = User.objects.create(username="bench")
    fill(user.pk, count)
    with connection.cursor() as cursor:
        # As some time after an import: of new rows PostgreSQL may have no statistics yet.
        cursor.execute("ANALYZE")
    print(f"{count:,} tracks; seconds, CPU of the worker and of its server process apart\n")
    _print(*COLUMNS)
    print("|" + "|".join("---" for _ in COLUMNS) + "|", flush=True)
    chance = random.Random(SEED)
    full = in_own_process(analyse, user.pk, True)
    report("", full, None, "")
    for number in changed:
        change(user.pk, number, chance)
        refreshed = in_own_process(analyse, user.pk, False)
        full = in_own_process(analyse, user.pk, True)
        same = members_of(refreshed["id"]) == members_of(full["id"])
        report(f"{number:,}", refreshed, full, "yes" if same else "no")
        report("", full, None, "")
    taken = in_own_process(preview, full["id"])
    print(
        f"\npreview: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s of {PREVIEWS}"
    )


def main() -> None:
    from import_tracks import own_servers

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=int, default=200_000)
    parser.add_argument("--changed", type=int, nargs="+", default=list(CHANGED))
    given = parser.parse_args()
    with own_servers():
        run(given.tracks, given.changed)


if __name__ == "__main__":
    main()
