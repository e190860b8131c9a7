"""The compression of large columns, for the migrations that make these."""

from __future__ import annotations

from django.db import migrations

# lz4 packs as well as PostgreSQL's own for a fifth of the time; a server built without it keeps its own.
COMPRESS = """
DO $$ BEGIN
    ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$
"""
RESTORE = "ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION DEFAULT"


def compressed(table: str, column: str) -> migrations.RunSQL:
    """Return the operation that has a column packed by lz4, where the server has it."""
    return migrations.RunSQL(
        COMPRESS.format(table=table, column=column), RESTORE.format(table=table, column=column)
    )
