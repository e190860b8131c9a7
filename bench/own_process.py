"""One engine on one library in a process of its own: its memory is its own, and it can be stopped."""

from __future__ import annotations

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bench import memory
from bench.catalogue import LIBRARIES, PEERS, TAUGHT
from bench.libraries import Data, Missing, Pairs, is_learned
from bench.peers.peer import Peer
from bench.quality import Labels, quality
from bench.tuning import Setting, settings_tried

COMMAND = Path(__file__).with_name("detection.py")
# Data (not address space) that a process may have: the machine must survive an engine that takes all.
MOST_MEMORY = 12 << 30


class Unfinished(Exception):
    """The engine came to no end; the message says how: "over 300", "failed"."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--try", nargs=2, dest="tried", help=argparse.SUPPRESS)
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)


def best_setting(peer: Peer, library: str, limit: int) -> Setting:
    """Return the best setting found within `limit` seconds of CPU. Raises Unfinished where none was."""
    lines, ended = _ask(limit, "--try", peer.name, library)
    tried = [Setting.from_json(line) for line in lines]
    if not tried:
        raise Unfinished(ended)
    return max(tried, key=lambda setting: setting.f1)


def measured(
    peer: Peer, library: str, setting: Setting, limit: int, *, wrong: bool
) -> dict[str, Any]:
    """Return tracks, quality, seconds of the clock and of all cores, and memory in MB.

    Raises Unfinished after `limit` seconds."""
    asked = ["--run", peer.name, library, setting.as_json(), *(["--wrong"] if wrong else [])]
    lines, ended = _ask(limit, *asked)
    if ended:
        raise Unfinished(ended)
    return dict(json.loads(lines[-1]))


def _ask(limit: int, *asked: str) -> tuple[list[str], str]:
    """Return the lines a process printed, and how it ended if not well. Raises Missing."""
    command = [sys.executable, str(COMMAND), "--limit", str(limit), *asked]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    if done.returncode in (-signal.SIGALRM, -signal.SIGPROF):
        return lines, f"over {limit}"
    if done.returncode:
        return lines, "failed"
    if "missing" in (last := json.loads(lines[-1])):
        raise Missing(last["missing"])
    return lines, ""


def work(given: argparse.Namespace) -> None:
    """Do what a process was started for, and print it as lines of JSON."""
    engine, library, *setting = given.tried or given.run
    try:
        with tempfile.TemporaryDirectory() as folder:
            data = LIBRARIES[library](Path(folder))
    except Missing as missing:
        print(json.dumps({"missing": str(missing)}))
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    # The signal's own action ends the process, also within C code that never looks for signals.
    if given.tried:
        signal.setitimer(signal.ITIMER_PROF, given.limit)
        for tried in settings_tried(PEERS[engine], data):
            print(tried.as_json(), flush=True)
        return
    signal.alarm(given.limit)
    labels, result = _run(PEERS[engine], data, Setting.from_json(setting[0]))
    if library in TAUGHT and isinstance(data, Data):
        kept_back = ~is_learned(data.clusters)
        result["kept_back"] = asdict(quality(labels, data, kept_back))
    if given.wrong and isinstance(data, Pairs):
        _list_wrong(labels, data)
    print(json.dumps(result))


def _run(peer: Peer, data: Data | Pairs, setting: Setting) -> tuple[Labels, dict[str, Any]]:
    started, cpu = time.perf_counter(), memory.cpu_seconds()
    with memory.peak() as peak:
        labels = peer.find(data, setting.option, [setting.cut])[0]
    seconds, cpu = time.perf_counter() - started, memory.cpu_seconds() - cpu
    return labels, {
        "tracks": len(data.rows),
        "quality": asdict(quality(labels, data)),
        "seconds": seconds,
        "cpu": cpu,
        "peak_mb": peak.mb,
    }


def _list_wrong(labels: Labels, data: Pairs) -> None:
    """Name the wrong pairs, by stratum."""
    wrong = (labels[0::2] == labels[1::2]) != np.array(data.one)
    strata = np.array(data.strata)
    for stratum in sorted(set(strata[wrong])):
        names = [
            name
            for name, is_here in zip(data.names, wrong & (strata == stratum), strict=True)
            if is_here
        ]
        of = int((strata == stratum).sum())
        print(f"  wrong: {stratum}, {len(names)} of {of}: {', '.join(names)}", file=sys.stderr)
