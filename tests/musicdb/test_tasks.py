"""The workers know every task that beats and senders name."""

from __future__ import annotations

from musicdb.celery import app


def test_a_worker_knows_the_tasks_of_every_app() -> None:
    app.loader.import_default_modules()

    assert {"musicdb.tasks.watch_queue", "accounts.tasks.send_mail"} <= set(app.tasks)
