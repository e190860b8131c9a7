"""The project: settings, routes, processes and the dashboard."""

from __future__ import annotations

import sys
from pathlib import Path

# The app `jobqueue` lives in a plain folder named queue/: it must never be a package, as the
# standard library has a module of that name. Appended, so that nothing is shadowed.
_QUEUE = str(Path(__file__).resolve().parent.parent / "queue")
if _QUEUE not in sys.path:
    sys.path.append(_QUEUE)

from musicdb.celery import app as celery_app

__all__ = ["celery_app"]
