"""What comes into the library."""

from __future__ import annotations

from musicdb.options.option import Option, words

IMPORTS = (
    Option(
        name="MUSICDB_MAX_UPLOAD_MB",
        read=int,
        default=2048,
        minimum=1,
        help="Largest upload of an import, in MB.",
    ),
    Option(
        name="MUSICDB_IMPORT_ROOTS",
        read=words,
        default=[],
        help="Folders a user may import files from by path, separated by commas.",
    ),
)
