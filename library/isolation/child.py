"""The child: started with the number of its end of a pipe, it answers until the other end is closed."""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from library.isolation import Unreadable

# What a tag or picture as large as is taken needs a few times over, and Python itself.
MOST_MEMORY = 384 * 1024 * 1024

READY = b"ready"


def main(descriptor: int) -> None:
    # Whoever stops the worker stops its group: the file in work is not to blame, and the worker
    # closes the pipe when it goes.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    # Where the machine's memory ends, the kernel takes this process first. Linux alone has the file.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    with Connection(descriptor) as line:
        line.send_bytes(READY)
        while True:
            try:
                asked = json.loads(line.recv_bytes())
            except EOFError:
                return
            line.send_bytes(json.dumps(_answer(**asked)).encode())


def _answer(module: str, function: str, path: str, seconds: int) -> dict[str, Any]:
    """Read one file, in at most so many seconds of CPU from now on; the kernel ends what takes more."""
    _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + seconds)
    try:
        return {"found": getattr(import_module(module), function)(Path(path))}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except OSError as error:
        return {"os_error": [error.errno, error.strerror]}
    except MemoryError:
        return {"memory": MOST_MEMORY}
    except Exception as error:  # noqa: BLE001 (a hostile file makes a parser raise anything)
        return {"unreadable": f"it cannot be read: {type(error).__name__}"}


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
