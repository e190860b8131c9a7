"""`./run test`: lint, types, layers, migrations, then all tests on servers that it starts itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from musicdb import embedded, options
from musicdb.preparation import ROOT, new_key
from musicdb.processes import Processes, Program
from musicdb.stack import Signals, keep_quiet

PYTHON = sys.executable
# All tests are shared by two workers, each with servers of its own: tests/parallel.py.
WORKERS = 2
IN_PARALLEL = ["-n", str(WORKERS)]
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("layers", (str(Path(PYTHON).with_name("lint-imports")), "--no-logo")),
    ("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
)


def check_everything(arguments: list[str]) -> int:
    """Return the worst exit code. With `arguments`, pytest alone runs, with them."""
    signals = Signals()
    signals.install(signal.SIGTERM, signal.SIGHUP)
    # Ctrl-C reaches the check itself too, which ends by itself and says how far it came.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    if not arguments:
        install_browser()
    folder = Path(tempfile.mkdtemp(prefix="musicdb-test-"))
    try:
        with ExitStack() as stack:
            sets = [
                stack.enter_context(embedded.throwaway(keep_quiet, signals.check))
                for _ in range(1 if arguments else WORKERS)
            ]
            servers, processes = sets[0]
            environment = own_environment(servers, folder)
            failed = [] if arguments else run_checks(processes, environment)
            if failed:
                print(f"\nFailed so far: {', '.join(failed)}", flush=True)
            environment["TEST_SERVERS"] = json.dumps([one.environment for one, _ in sets])
            given = arguments or IN_PARALLEL
            tests = processes.run(command("pytest", ("-m", "pytest", *given), environment), True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tests or (1 if failed else 0)


def run_checks(processes: Processes, environment: Mapping[str, str]) -> list[str]:
    """Return the names of the checks that failed."""
    failed = []
    for name, arguments in CHECKS:
        print(f"== {name}", flush=True)
        code = processes.run(command(name, arguments, environment), any_code=True)
        if code == 130 or code == -signal.SIGINT:
            raise SystemExit(130)
        if code != 0:
            failed.append(name)
    print("== pytest", flush=True)
    return failed


def command(name: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        arguments=[PYTHON, *arguments],
        environment=environment,
        folder=ROOT,
        foreground=True,
        stops=((signal.SIGTERM, 5.0), (signal.SIGINT, 5.0)),
    )


def own_environment(servers: embedded.Servers, folder: Path) -> dict[str, str]:
    """Return an environment in which no option of this machine is left, with data in `folder`."""
    ours = {option.name for option in options.OPTIONS}
    kept = {name: text for name, text in embedded.environment().items() if name not in ours}
    return {
        **kept,
        **servers.environment,
        "SECRET_KEY": new_key(),
        "MUSICDB_ENV": "test",
        "MUSICDB_DATA_DIR": str(folder),
        "MUSICDB_PROCESS": "manage",
        "DJANGO_SETTINGS_MODULE": "musicdb.settings",
        "PYTHONPATH": str(ROOT / "queue"),  # import-linter looks there for jobqueue
    }


def install_browser() -> None:
    """Install Chromium where a build machine lets us; elsewhere the tests that need it skip."""
    if os.environ.get("CI") != "true" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    if shutil.which("chromium"):
        return
    print("== installing Chromium", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
    for step in (["apt-get", "update", "-q"], install):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"Chromium could not be installed: {done.stderr.strip()[-500:]}", flush=True)
            return
