"""An analysis as a file, streamed: the rows come from a server-side cursor on a connection of their
own, so that a million of them need no more memory than a thousand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.rows import dict_row

from analyses.duplicates.columns import GROUP, TRACK
from jobqueue import sessions

Row = dict[str, Any]

COLUMNS = (
    "analysis_id",
    "group_index",
    "outcome",
    "suggested_action",
    "is_canonical",
    "similarity_score",
    "title",
    "artist",
    "album",
    "duration",
    "play_count",
    "last_played",
    "date_added",
    "still_exists",
    "deleted_at",
    "itunes_match_found",
    "itunes_match_confidence",
    "itunes_match_type",
    "resolved",
    "resolution_action",
    "external_id",
)
# A row a track, with its group's columns; in the order in which the index has them.
QUERY = """
SELECT g.*, t.*, g.id AS id,
       l.id IS NOT NULL AND l.deleted_at IS NULL AS still_exists,
       CASE WHEN l.id IS NULL THEN t.deleted_at ELSE l.deleted_at END AS deleted_at
FROM duplicates_duplicategroup g
JOIN duplicates_duplicatetrack t ON t.group_id = g.id
LEFT JOIN library_track l ON l.id = t.track_id
WHERE g.analysis_id = %s
ORDER BY g.group_index, t.position
"""
# Rows fetched at once, and rows a chunk of the answer.
BATCH = 500
# A spreadsheet takes a cell that begins with one of these for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


async def as_csv(analysis_id: UUID) -> AsyncIterator[str]:
    """Give the lines of a CSV, a line a track."""
    yield _lines([COLUMNS])
    async for rows in _batches(analysis_id):
        yield _lines(_cells(row | {"analysis_id": str(analysis_id)}) for row in rows)


async def as_json(analysis_id: UUID, analysis: Row) -> AsyncIterator[str]:
    """Give the text of `{"analysis": …, "groups": [{…, "tracks": […]}]}`."""
    yield f'{{"analysis": {_json(analysis)}, "groups": ['
    # The last group of a batch may go on in the next one.
    rest: list[Row] = []
    between = ""
    async for rows in _batches(analysis_id):
        groups = list(_groups(rest + rows))
        rest = groups.pop()[1]
        for _, members in groups:
            yield between + _json(_group(members))
            between = ", "
    if rest:
        yield between + _json(_group(rest))
    yield "]}"


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: text like a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


async def _batches(analysis_id: UUID) -> AsyncIterator[list[Row]]:
    async with _cursor() as cursor:
        await cursor.execute(QUERY, [analysis_id])
        while rows := await cursor.fetchmany(BATCH):
            yield rows


@asynccontextmanager
async def _cursor() -> AsyncIterator[Any]:
    parameters = sessions.parameters() | {"application_name": "musicdb export"}
    parameters["dbname"] = connection.settings_dict["NAME"]
    async with await psycopg.AsyncConnection.connect(**parameters) as session:
        async with session.cursor(name="export", row_factory=dict_row) as cursor:
            yield cursor


def _groups(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    for index, members in groupby(rows, key=lambda row: row["group_index"]):
        yield index, list(members)


def _group(members: list[Row]) -> Row:
    first = members[0]
    tracks = [{name: row[name] for name in TRACK} for row in members]
    return {"id": first["id"], **{name: first[name] for name in GROUP}, "tracks": tracks}


def _json(value: Any) -> str:
    return json.dumps(value, default=_text, ensure_ascii=False)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _cells(row: Row) -> list[Any]:
    values = (row[name] for name in COLUMNS)
    return [safe(_text(value) if isinstance(value, datetime) else value) for value in values]


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
