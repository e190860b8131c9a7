from django.db import migrations, models

# Django's own exclusion constraints know no btree, and its unique ones, where they have a condition,
# cannot wait for the commit: a job that gives way and the one that takes over change in one transaction.
ADD = """
    ALTER TABLE queue_analysisjob ADD CONSTRAINT queue_one_job_a_slot
    EXCLUDE USING btree (kind WITH =, slot WITH =) WHERE (status = 'in_progress')
    DEFERRABLE INITIALLY DEFERRED
"""
# What a version without the constraint may have left behind goes on elsewhere; the newest stays.
CLEAR = """
    UPDATE queue_analysisjob j
    SET status = 'interrupted', slot = NULL, fence = fence + 1, revision = (fence + 1) * 1000000
    WHERE status = 'in_progress' AND EXISTS (
        SELECT 1 FROM queue_analysisjob o
        WHERE o.status = 'in_progress' AND o.kind = j.kind AND o.slot = j.slot
            AND (coalesce(o.heartbeat_at, '-infinity'), o.id) > (coalesce(j.heartbeat_at, '-infinity'), j.id)
    )
"""
DROP = "ALTER TABLE queue_analysisjob DROP CONSTRAINT queue_one_job_a_slot"


class Migration(migrations.Migration):
    dependencies = [("queue", "0004_history")]

    operations = [
        migrations.RunSQL(CLEAR, migrations.RunSQL.noop),
        migrations.RunSQL(ADD, DROP),
        # The constraint brings an index of the same columns and rows.
        migrations.RemoveIndex("analysisjob", "queue_job_running"),
        migrations.RemoveIndex("analysisjob", "queue_job_waiting"),
        migrations.AddIndex(
            "analysisjob",
            models.Index(
                fields=["kind", "band", "rank"],
                name="queue_job_ranks",
                condition=models.Q(("status__in", ["pending", "interrupted", "in_progress", "paused"])),
            ),
        ),
        migrations.AddIndex(
            "analysisjob",
            models.Index(
                fields=["type", "user", "-finished_at"],
                name="queue_job_done_of_user",
                condition=models.Q(("status", "completed")),
            ),
        ),
        migrations.RunSQL("DROP SEQUENCE IF EXISTS queue_rank", "CREATE SEQUENCE IF NOT EXISTS queue_rank"),
    ]
