"""The cells of an audio file: its tags, and what is known of the file."""

from __future__ import annotations

from library.audio_tags import NAMES, AudioTags
from library.imports import cells
from library.imports.columns import READERS, SLOTS, Column, Columns

CELLS = (*NAMES.values(), "duration", "format", "bitrate", "size_bytes", "path")
COLUMNS = Columns.of(
    [
        Column(
            name=name,
            index=index,
            slot=SLOTS[name],
            # A path that we have made is taken as it is.
            read=cells.text(4096) if name == "path" else READERS[name],
        )
        for index, name in enumerate(CELLS)
    ]
)


def cells_of(tags: AudioTags, *, title: str, kind: str, size: int, path: str) -> list[str]:
    """Return the row of a file; `title` (its name) is taken where the tags have none."""
    known = {
        "title": title,
        **tags.texts,
        "duration": "" if tags.duration is None else str(tags.duration),
        "format": kind,
        "bitrate": "" if tags.bitrate is None else str(tags.bitrate),
        "size_bytes": str(size),
        "path": path,
    }
    return [known.get(name, "") for name in CELLS]
