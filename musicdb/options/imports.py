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
        name="MUSICDB_AUDIO_QUOTA_MB",
        read=int,
        default=102_400,
        minimum=0,
        help="Uploaded audio that is kept for each user, in MB; 0 sets no limit.",
    ),
    Option(
        name="MUSICDB_MIN_FREE_MB",
        read=int,
        default=1024,
        minimum=0,
        help="What stays free on the disk of the data folder: an import keeps no audio beyond, in MB.",
    ),
    Option(
        name="MUSICDB_IMPORT_ROOTS",
        read=words,
        default=[],
        help="Folders a user may import files from by path, separated by commas.",
    ),
)
