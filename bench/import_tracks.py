"""How fast a library comes in: CSV first and again, Library.xml, submission with a large library.

usage: python bench/import_tracks.py [--tracks 100000] [--given]

Makes its own data, and its own servers in a temporary folder; with --given those of DATABASE_URL
and REDIS_URL are used instead (a user `bench-…` is made there, and removed with all it has).
Each import runs in a process of its own, as in a worker, so that its memory can be told. On a
machine that does other work besides, the CPU seconds say more than the rows a second.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

SEED = 20
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "or")]
SUBMISSIONS = 20
NAMES = (
    *("title", "artist", "album", "album_artist", "genre", "year", "track_number", "duration_ms"),
    *("play_count", "rating", "date_added", "path", "format", "bitrate"),
)
KEYS = {
    "title": ("Name", "string"),
    "artist": ("Artist", "string"),
    "album": ("Album", "string"),
    "album_artist": ("Album Artist", "string"),
    "genre": ("Genre", "string"),
    "year": ("Year", "integer"),
    "track_number": ("Track Number", "integer"),
    "duration_ms": ("Total Time", "integer"),
    "play_count": ("Play Count", "integer"),
    "date_added": ("Date Added", "date"),
    "path": ("Location", "string"),
    "bitrate": ("Bit Rate", "integer"),
}


def tracks(count: int) -> Iterator[dict[str, Any]]:
    """Give rows as real libraries have them: artists and albums again and again, titles seldom."""
    chance = random.Random(SEED)

    def words(*lengths: int) -> str:
        return " ".join("".join(chance.choices(SYLLABLES, k=k)).title() for k in lengths)

    artists = [words(2, 3) for _ in range(count // 40 + 10)]
    albums = [(chance.choice(artists), words(2, 2, 2)) for _ in range(count // 10 + 10)]
    for number in range(count):
        artist, album = chance.choice(albums)
        yield {
            "title": words(2, 3),
            "artist": artist,
            "album": album,
            "album_artist": artist,
            "genre": chance.choice(("Rock", "Pop", "Jazz", "Electronic", "Folk")),
            "year": chance.randint(1960, 2025),
            "track_number": chance.randint(1, 14),
            "duration_ms": chance.randint(90_000, 400_000),
            "play_count": chance.randint(0, 40),
            "rating": chance.choice(("", "", 3, 4, 5)),
            "date_added": f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-03",
            "path": f"/music/{artist}/{album}/{number}.mp3",
            "format": "mp3",
            "bitrate": chance.choice((192, 256, 320)),
        }


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, NAMES)
        out.writeheader()
        out.writerows(tracks(count))


def write_xml(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write('<?xml version="1.0"?>\n<plist version="1.0"><dict><key>Tracks</key><dict>\n')
        for number, track in enumerate(tracks(count)):
            track |= {"date_added": f"{track['date_added']}T10:00:00Z"}
            file.write(f"<key>{number}</key><dict>\n<key>Track ID</key><integer>{number}</integer>")
            file.write(f"<key>Persistent ID</key><string>{number:016X}</string>\n")
            for name, (key, tag) in KEYS.items():
                file.write(f"<key>{key}</key><{tag}>{track[name]}</{tag}>\n")
            file.write("</dict>\n")
        file.write("</dict></dict></plist>\n")


def connect() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicdb.settings")
    import django

    django.setup()
    logging.getLogger("jobqueue").setLevel(logging.WARNING)  # a line a job hides the table


def import_file(user_id: int, path: Path) -> None:
    """Import a file in this process and print what it took as JSON."""
    connect()
    import resource

    from accounts.models import User
    from jobqueue.worker import run_one
    from library.imports.submission import submit_path

    started = time.process_time()
    made, job = submit_path(User.objects.get(pk=user_id), str(path))
    began = time.perf_counter()
    while job.status not in {"completed", "failed"} and run_one("analysis"):
        job.refresh_from_db()
    seconds = time.perf_counter() - began
    made.refresh_from_db()
    counted = (made.tracks_added, made.tracks_updated, made.tracks_unchanged, made.errors_total)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = [used.ru_utime + used.ru_stime - started, server_cpu()]
    print(json.dumps([made.status, *counted, seconds, used.ru_maxrss / 1024, *cpu]))


def server_cpu() -> float:
    """Return the CPU seconds of this connection's server process, nan where it is elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def in_own_process(user_id: int, path: Path) -> list[Any]:
    command = [sys.executable, __file__, "--import", str(path), "--user", str(user_id)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def report(what: str, path: Path, user_id: int, count: int) -> float:
    status, added, updated, unchanged, errors, seconds, rss, *cpu = in_own_process(user_id, path)
    if status != "completed" or errors or added + updated + unchanged != count:
        raise SystemExit(f"{what}: {status}, {added} + {updated} + {unchanged}, {errors} errors")
    print(
        f"{what:28} {count / seconds:9,.0f} rows/s {seconds:7.2f} s {rss:6.0f} MB, "
        f"CPU {cpu[0]:.1f} s worker, {cpu[1]:.1f} s PostgreSQL "
        f"({path.stat().st_size / 1e6:.0f} MB file; {added} added, {unchanged} unchanged)"
    )
    return float(seconds)


def report_submissions(user: Any) -> None:
    """Time an upload from the request to the 202, through all of Django's views."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import override_settings
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(user)
    taken = []
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(UPLOAD_DIR=folder, ALLOWED_HOSTS=["*"]),
    ):
        for number in range(SUBMISSIONS):
            file = SimpleUploadedFile("more.csv", f"title\nSong {number}\n".encode())
            began = time.perf_counter()
            answer = client.post("/api/library/imports", {"file": file}, format="multipart")
            taken.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 202:
                raise SystemExit(answer.json())
    taken.sort()
    print(
        f"{'submit, from request to 202':28} median {taken[len(taken) // 2]:.0f} ms, "
        f"longest {taken[-1]:.0f} ms of {SUBMISSIONS}"
    )


def measure(count: int) -> None:
    connect()
    from django.core.management import call_command

    from accounts.models import User
    from library.models import Track

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MUSICDB_IMPORT_ROOTS"] = folder
        files = {name: Path(folder) / name for name in ("first.csv", "Library.xml", "more.csv")}
        write_csv(files["first.csv"], count)
        write_xml(files["Library.xml"], count)
        write_csv(files["more.csv"], 200_000)
        users = [User.objects.create(username=f"bench-{uuid4().hex[:12]}") for _ in range(3)]
        try:
            first = report("CSV, first", files["first.csv"], users[0].pk, count)
            again = report("CSV, again, unchanged", files["first.csv"], users[0].pk, count)
            print(f"{'':28} again : first = 1 : {first / again:.1f}")
            report("Library.xml, first", files["Library.xml"], users[1].pk, count)
            report("Library.xml, again", files["Library.xml"], users[1].pk, count)
            report("CSV of 200,000, first", files["more.csv"], users[2].pk, 200_000)
            print(f"{'tracks in the library':28} {Track.objects.filter(user=users[2]).count():,}")
            report_submissions(users[2])
        finally:
            for user in users:
                user.delete()


@contextmanager
def own_servers() -> Iterator[None]:
    from musicdb.embedded import throwaway

    with throwaway(lambda line: None) as (servers, _), tempfile.TemporaryDirectory() as data:
        os.environ |= servers.environment
        os.environ |= {"MUSICDB_DATA_DIR": data, "SECRET_KEY": "x" * 50, "MUSICDB_ENV": "test"}
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--given", action="store_true", help="use DATABASE_URL and REDIS_URL")
    parser.add_argument("--import", dest="path", help=argparse.SUPPRESS)
    parser.add_argument("--user", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.path:
        import_file(given.user, Path(given.path))
    elif given.given:
        measure(given.tracks)
    else:
        with own_servers():
            measure(given.tracks)


if __name__ == "__main__":
    main()
