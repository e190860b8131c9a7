"""The cells of an audio file: its tags, and what is known of the file."""

from __future__ import annotations

from collections.abc import Sequence

from library.audio_tags import AudioTags
from library.imports import cells
from library.imports.cells import Unreadable
from library.imports.columns import READERS, SLOTS, TITLE_READER, Column, Columns
from library.tag_names import EASY

CELLS = (*EASY, "duration", "format", "bitrate", "size_bytes", "path")
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


def cells_of(
    tags: AudioTags, *, names: Sequence[str], kind: str, size: int, path: str
) -> list[str]:
    """Return the row of a file; the first of `names` that can be a title stands in for a title that
    the tags do not have, or that is none."""
    known = {
        **tags.texts,
        "title": _title(tags.texts.get("title", ""), *(name[:500] for name in names)),
        "duration": "" if tags.duration is None else str(tags.duration),
        "format": kind,
        "bitrate": "" if tags.bitrate is None else str(tags.bitrate),
        "size_bytes": str(size),
        "path": path,
    }
    return [known.get(name, "") for name in CELLS]


def _title(*texts: str) -> str:
    for text in texts:
        try:
            if TITLE_READER(text):
                return text
        except Unreadable:
            continue
    return ""
