"""The SQL of a batch. Columns come from columns.VALUES, so that each is named in one place."""

from __future__ import annotations

from library.imports.columns import KEYS, VALUES
from library.models import ITunesEntry

# What a track has where its row says nothing.
ABSENT = {
    **dict.fromkeys(("artist", "album", "album_artist", "genre", "format", "isrc"), "''"),
    **dict.fromkeys(("external_id", "persistent_id", "path"), "''"),
    **dict.fromkeys(("play_count", "skip_count"), "0"),
    "is_favorite": "false",
    "date_added": "now()",
}
# A file is read late: what was played or loved here since then must not be taken back.
ONLY_GROWING = frozenset({"play_count", "skip_count", "last_played"})

KNOWN = {"identity": "bigint", "occurrence": "integer", "row_hash": "bigint"}
STAGED = {"track": "bigint", **VALUES, **KEYS, **KNOWN}

# One table a session: making it anew for each batch would bloat PostgreSQL's catalogue. Each commit
# empties it, and so does the next batch, as there may be more than one to a transaction.
STAGE = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS import_row
({", ".join(f"{name} {type}" for name, type in STAGED.items())}) ON COMMIT DELETE ROWS;
DELETE FROM import_row
"""  # noqa: S608 (every name is a constant of ours)

COPY = f"COPY import_row ({', '.join(STAGED)}) FROM STDIN"

# While a library grows from nothing PostgreSQL has no statistics of it, and a plan that reads all
# of it, good for the first batch, would be kept for all. So each batch is planned anew, every join
# goes by an index, and below `+ 0` keeps the planner from those that begin with the user.
BY_INDEX = """
SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off;
SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off
"""

# New entries of the search index are gathered, and sorted in when the file is done: half the work.
GATHER = "SET LOCAL gin_pending_list_limit = '64MB'"
SORT_IN = "SELECT gin_clean_pending_list('library_track_search')"
# What has grown manyfold is planned for as it is now, not as it was.
COUNT_ANEW = "ANALYZE library_track"

# Which rows the library lacks (track null) or has with other cells. A track in the trash is left,
# unless there are entries to keep in step.
UNSETTLED = """
SELECT row.number, track.id, track.deleted_at IS NOT NULL
FROM unnest(%s::bigint[], %s::integer[], %s::bigint[]) WITH ORDINALITY
     AS row (identity, occurrence, row_hash, number)
LEFT JOIN library_track AS track
  ON track.identity = row.identity AND track.occurrence = row.occurrence AND track.user_id + 0 = %s
WHERE track.id IS NULL
   OR ((track.deleted_at IS NULL OR %s) AND track.row_hash IS DISTINCT FROM row.row_hash)
ORDER BY row.number
"""

_TARGETS = ", ".join([*VALUES, *KEYS, *KNOWN])
_SOURCES = ", ".join(
    [
        *(f"coalesce({name}, {ABSENT[name]})" if name in ABSENT else name for name in VALUES),
        *KEYS,
        *KNOWN,
    ]
)
INSERT = f"""
WITH new AS (
    INSERT INTO library_track
        (user_id, source, is_demo, tags, notes, is_hidden, custom_metadata, created_at, updated_at,
         {_TARGETS})
    SELECT %s, %s, false, '[]', '', false, '{{}}', now(), now(), {_SOURCES}
    FROM import_row WHERE track IS NULL
    RETURNING id
)
SELECT array_agg(id ORDER BY id) FROM new
"""  # noqa: S608 (every name is a constant of ours)


def _differs(name: str) -> str:
    if name in ONLY_GROWING:
        return f"(row.{name} > old.{name} OR (old.{name} IS NULL AND row.{name} IS NOT NULL))"
    return f"(row.{name} IS NOT NULL AND row.{name} IS DISTINCT FROM old.{name})"


# Which columns of which tracks the rows would change.
DIFFERENCES = f"""
SELECT old.id, array_remove(
    ARRAY[{", ".join(f"CASE WHEN {_differs(name)} THEN '{name}' END" for name in VALUES)}], NULL)
FROM import_row AS row JOIN library_track AS old ON old.id = row.track
"""  # noqa: S608


def _merged(name: str) -> str:
    function = "greatest" if name in ONLY_GROWING else "coalesce"
    return f"{name} = {function}(row.{name}, old.{name})"


# A cell that says nothing takes nothing away.
UPDATE = f"""
UPDATE library_track AS old SET {", ".join(map(_merged, [*VALUES, *KEYS]))}, updated_at = now()
FROM import_row AS row WHERE old.id = row.track AND old.id = ANY(%s)
"""  # noqa: S608

SETTLE = """
UPDATE library_track AS old SET row_hash = row.row_hash
FROM import_row AS row
WHERE old.id = row.track AND old.row_hash IS DISTINCT FROM row.row_hash
"""

# What an iTunes library says of its entries, beside the tracks that they became. Equal entries without
# an id are told apart by their place, as their tracks are.
_SAID = {
    "title": "title",
    **{name: f"coalesce({name}, '')" for name in ("artist", "album", "album_artist")},
    **{name: name for name in ("year", "track_number", "disc_number", "duration")},
}
ENTRIES = f"""
INSERT INTO library_itunesentry AS old (user_id, import_id, persistent_id, {", ".join(_SAID)})
SELECT %s, %s,
       coalesce(persistent_id, '{ITunesEntry.WITHOUT_ID}' || identity
                || CASE WHEN occurrence > 1 THEN ' ' || occurrence ELSE '' END),
       {", ".join(_SAID.values())}
FROM import_row
ON CONFLICT (user_id, persistent_id) DO UPDATE SET
    import_id = excluded.import_id, {", ".join(f"{name} = excluded.{name}" for name in _SAID)}
WHERE ({", ".join(f"old.{name}" for name in _SAID)})
      IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SAID)})
"""  # noqa: S608
# An entry may have changed while its track lies in the trash; the track is left as it is.
LEAVE_TRASH = """
DELETE FROM import_row AS row USING library_track AS track
WHERE track.id = row.track AND track.deleted_at IS NOT NULL
"""

COPY_FAULTS = "COPY library_importfault (library_import_id, line, file, reason) FROM STDIN"
