"""With several workers, each has PostgreSQL and Redis of its own: tests empty both.

A plugin of pytest, loaded before Django's settings are."""

from __future__ import annotations

import json
import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
servers = json.loads(os.environ.get("TEST_SERVERS", "[]"))
if worker and servers:
    os.environ |= servers[int(worker.removeprefix("gw")) % len(servers)]
