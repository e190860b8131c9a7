"""What must never happen, looked for in the books that the jobs and PostgreSQL itself have kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

# Both write down what they see, and refuse nothing: the queue has to hold its promises alone.
WATCHMEN = """
    CREATE TABLE bench_breach (
        what text, job uuid, detail text, at timestamptz DEFAULT clock_timestamp());

    CREATE FUNCTION bench_slots() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        running text;
    BEGIN
        SELECT string_agg(slot || ':' || id || ':' || owner, ' ') INTO running
        FROM queue_analysisjob WHERE status = 'in_progress' AND kind = NEW.kind
        HAVING count(*) > count(DISTINCT slot) OR max(slot) > {slots};
        IF running IS NOT NULL THEN
            INSERT INTO bench_breach VALUES ('more in progress than slots', NEW.id, running);
        END IF;
        RETURN NULL;
    END $$;
    -- At the commit: a job that gives way and the one that takes over change in one transaction.
    CREATE CONSTRAINT TRIGGER bench_slots AFTER UPDATE ON queue_analysisjob
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'in_progress' AND OLD.status <> 'in_progress')
    EXECUTE FUNCTION bench_slots();

    CREATE FUNCTION bench_fence() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM queue_analysisjob
            WHERE id = NEW.job AND fence = NEW.fence AND status = 'in_progress'
        ) THEN
            INSERT INTO bench_breach
            VALUES ('a write without a lease', NEW.job, 'item ' || NEW.item);
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER bench_fence BEFORE INSERT ON bench_done
    FOR EACH ROW EXECUTE FUNCTION bench_fence();
"""

SEARCHES = {
    "a duplicate row": """
        SELECT job, 'item ' || item || ', ' || count(*) || ' times' FROM bench_done
        GROUP BY job, item HAVING count(*) > 1""",
    "a finished item redone": """
        SELECT d.job, 'item ' || d.item || ' of fence ' || d.fence || ' begun at ' || b.fence
        FROM bench_done d JOIN bench_begun b USING (job, item) WHERE b.fence > d.fence""",
    "an end told twice": """
        SELECT job, string_agg(status, ' ') FROM bench_ended GROUP BY job HAVING count(*) > 1""",
    "rows missing": """
        SELECT j.id, j.current || ' counted, ' || count(d.item) || ' rows'
        FROM queue_analysisjob j LEFT JOIN bench_done d ON d.job = j.id
        WHERE j.status <> 'in_progress'
        GROUP BY j.id HAVING count(d.item) <> j.current
            OR (j.status = 'completed' AND j.current <> j.total)""",
    "a job failed": """
        SELECT id, coalesce(error::text, '') FROM queue_analysisjob
        WHERE status NOT IN ('pending', 'interrupted', 'in_progress', 'completed')""",
    "more in progress than slots, seen": """
        SELECT (array_agg(id))[1], string_agg(slot || ':' || id, ' ') FROM queue_analysisjob
        WHERE status = 'in_progress' AND kind = 'analysis'
        HAVING count(*) > count(DISTINCT slot)""",
    "": "SELECT job, what || ': ' || detail FROM bench_breach",
}


def post_watchmen(slots: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WATCHMEN.format(slots=slots))


def rows(query: str, values: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def breaches(accepted: list[Any]) -> set[tuple[str, str, str]]:
    """Return each broken promise: what, of which job, in detail; `accepted` are the ids of the jobs
    that a caller was told to be in."""
    found = {
        (what, str(job), str(detail))
        for what, query in SEARCHES.items()
        for job, detail in rows(query)
    }
    known = {row[0] for row in rows("SELECT id FROM queue_analysisjob")}
    return found | {("a job lost", str(pk), "") for pk in accepted if pk not in known}


def trace(job: str) -> list[str]:
    """Return what happened to a job: its changes of state, and its last rows."""
    changes = rows(
        "SELECT at, fence, from_status, to_status, reason, slot, worker FROM queue_jobtransition "
        "WHERE job_id = %s ORDER BY id",
        [job],
    )
    done = rows(
        "SELECT at, fence, 'item', item, '', slot, '' FROM bench_done WHERE job = %s "
        "ORDER BY at DESC LIMIT 8",
        [job],
    )
    return [" ".join(map(str, row)) for row in sorted(changes + done)]


def slots_at_work_since(moment: datetime) -> int:
    """Return how many slots have finished an item since then."""
    return int(rows("SELECT count(DISTINCT slot) FROM bench_done WHERE at > %s", [moment])[0][0])


def running_of(worker: str) -> list[Any]:
    """Return the ids of what a worker has in progress."""
    query = "SELECT id FROM queue_analysisjob WHERE status = 'in_progress' AND owner LIKE %s"
    return [row[0] for row in rows(query, [f"{worker}@%"])]
