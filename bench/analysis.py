"""The whole job through the API of a running musicdb: import, analysis, groups read back, refresh.

usage: python bench/analysis.py [--tracks 50000] [--mb20]

Starts this checkout as `./run` does, with data of its own in a temporary folder. With --mb20 the half
of MusicBrainz-20K takes the same way, beside the detector on the records without any import.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench import libraries
from bench.catalogue import PEERS, SEED
from bench.libraries import Data, Missing
from bench.library_file import as_csv, labels_of
from bench.product import Needs, Product, running
from bench.quality import Labels, Quality, quality
from bench.tuning import first_setting
from tests.e2e.client import Client

CHANGED = 500
LIMIT_SECONDS = 900
# Requests of which the middle one's time is told.
TIMES = 5


def imported(client: Client, content: bytes) -> tuple[dict[str, Any], float]:
    """Import a CSV; return what the API says of it, and the seconds from the upload to its end."""
    began = time.perf_counter()
    answer = client.upload("/api/library/imports", "library.csv", content)
    if answer.status != 202:
        raise SystemExit(answer.body)
    client.wait_for_job(answer.body["job_id"], LIMIT_SECONDS)
    seconds = time.perf_counter() - began
    found: dict[str, Any] = client.get(f"/api/library/imports/{answer.body['import_id']}")
    if found["status"] != "completed":
        raise SystemExit(found)
    return found, seconds


def analysed(
    client: Client, path: str, body: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, float]]:
    """Ask for an analysis at `path` and wait; return it, and the seconds in which each phase was seen."""
    answer = client.post(path, body)
    if answer.status != 202:
        raise SystemExit(answer.body)
    phases: dict[str, float] = {}
    now = time.perf_counter()
    while (record := client.get(answer.body["progress_url"]))["status"] != "completed":
        if record["status"] in ("failed", "cancelled"):
            raise SystemExit(record)
        time.sleep(0.1)
        before, now = now, time.perf_counter()
        phase = record.get("phase_status") or record["status"]
        phases[phase] = phases.get(phase, 0.0) + now - before
    return client.get(f"/api/duplicates/analyses/{answer.body['analysis_id']}"), phases


def groups_of(client: Client, analysis: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/api/duplicates/analyses/{analysis['analysis_id']}/export?format=json"
    return list(client.get(path)["groups"])


def measure(product: Product, data: Data, *, duration: str = "duration") -> None:
    client = product.client()
    found, seconds = imported(client, as_csv(data.rows, duration=duration))
    count, errors = found["tracks_added"], found["errors_total"]
    say(
        "import",
        f"{count:,} tracks, {count / seconds:,.0f} rows/s, {seconds:.1f} s, {errors} faults",
    )
    with Needs(product) as needs:
        analysis, phases = analysed(client, "/api/duplicates/analyses")
    say_analysis("analysis", analysis, phases, needs)
    groups = groups_of(client, analysis)
    labels = labels_of(groups, len(data.rows))
    say("groups", f"{len(groups):,}")
    say_quality("", quality(labels, data))
    say_answers(client, analysis)
    artist = next(row.artist for row in data.rows if row.artist)
    for body in ({"search_term": artist}, {"sort_by": "duplicates"}):
        chosen, _ = analysed(client, "/api/duplicates/analyses", body)
        say(
            "parameters",
            f"{body}: {chosen['total_tracks_analyzed']:,} tracks, "
            f"{chosen['processing_time_seconds']:.2f} s, {chosen['total_groups_found']:,} groups",
        )
    if count < len(data.rows):
        say_what_is_lost(client, data, labels)
    some = data.rows[:: max(1, len(data.rows) // CHANGED)][:CHANGED]
    changed = [row._replace(title=f"{row.title} II") for row in some]
    found, seconds = imported(client, as_csv(changed, duration=duration))
    say("change", f"{found['tracks_updated']} tracks by a CSV of {len(changed)}, {seconds:.1f} s")
    with Needs(product) as needs:
        fresh, phases = analysed(
            client, f"/api/duplicates/analyses/{analysis['analysis_id']}/refresh"
        )
    say_analysis("refresh", fresh, phases, needs)
    say("comparison", str(fresh["comparison"]))


def say_answers(client: Client, analysis: dict[str, Any]) -> None:
    """Say how long the API takes for what a page asks again and again: the middle of several times."""
    path = f"/api/duplicates/analyses/{analysis['analysis_id']}"
    for what, address in (
        ("preview", "/preview?min_confidence=0.7&duration_tolerance=4&group_other_releases=false"),
        ("first groups", "/groups?limit=50"),
        ("highest", "/groups?limit=50&ordering=-confidence"),
    ):
        times = []
        for _ in range(TIMES):
            began = time.perf_counter()
            client.get(path + address)
            times.append(time.perf_counter() - began)
        say(what, f"{1000 * statistics.median(times):.0f} ms")


def say(what: str, text: str) -> None:
    print(f"{what:12} {text}", flush=True)


def say_analysis(
    what: str, analysis: dict[str, Any], phases: dict[str, float], needs: Needs
) -> None:
    say(
        what,
        f"{analysis['processing_time_seconds']:.1f} s, CPU {needs.cpu_seconds:.1f} s of all processes, "
        f"worker {needs.peak_mb:.0f} MB, "
        f"{analysis['total_groups_found']:,} groups",
    )
    say("", ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in phases.items()))


def say_quality(what: str, found: Quality) -> None:
    shares = f"precision {found.precision:.4f}, recall {found.recall:.4f}, F1 {found.f1:.4f}"
    say(what, shares)


def say_what_is_lost(client: Client, data: Data, labels: Labels) -> None:
    """Say how good it is among the tracks that the import took, and what the detector finds in the
    very same records without any import: the difference is what the fields lose on their way."""
    places = came_in(client)
    some = Data(rows=[data.rows[place] for place in places], clusters=data.clusters[places])
    say_quality(f"of {len(places):,}", quality(labels[places], some))
    ours = PEERS["detector"]
    setting = first_setting(ours)
    for what, those in (("detector", data), (f"of {len(places):,}", some)):
        say_quality(what, quality(ours.find(those, setting.option, [setting.cut])[0], those))


def came_in(client: Client) -> list[int]:
    """Return the places of the tracks that the import took, rising."""
    places, path = [], "/api/tracks?limit=200"
    while path:
        page = client.get(path)
        places += [int(track["external_id"]) for track in page["results"]]
        path = (page["next"] or "").removeprefix(client.base)
    return sorted(places)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=int, default=50_000)
    parser.add_argument("--mb20", action="store_true", help="MusicBrainz-20K instead")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            data = (
                libraries.musicbrainz()
                if given.mb20
                else libraries.generated(given.tracks, SEED, Path(folder))
            )
    except Missing as missing:
        raise SystemExit(f"skipped: {missing}") from None
    with running() as product:
        measure(product, data, duration="length" if given.mb20 else "duration")


if __name__ == "__main__":
    main()
