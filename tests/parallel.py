"""All tests by two workers: a plugin of pytest, loaded before Django's settings are.

Each worker has PostgreSQL and Redis of its own, as tests empty both. A file is done by one of them, and so
is a folder whose tests share one running product; what takes longest is begun first, so that the workers
end together.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/e2e/",)
LONG = (
    "tests/e2e/",
    "tests/musicdb/test_migrations.py",
    "tests/jobqueue/test_chaos.py",
    "tests/contract/test_openapi.py",
    "tests/jobqueue/test_real_worker.py",
    "tests/musicdb/test_stack.py",
    "tests/analyses/",
)

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
servers = json.loads(os.environ.get("TEST_SERVERS", "[]"))
if worker and servers:
    os.environ |= servers[int(worker.removeprefix("gw")) % len(servers)]


class ByFile(LoadScopeScheduling):
    """Gives whole files, or folders of TOGETHER, to the workers, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: Any, log: Any) -> ByFile:
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort what is long to the front; otherwise the order stays, which pytest-django has made."""
    if not worker:
        return

    def rank(item: pytest.Item) -> int:
        return next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))

    items.sort(key=rank)
