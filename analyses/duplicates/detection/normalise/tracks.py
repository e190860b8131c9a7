"""From rows to a normalised library, one row at a time."""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from analyses.duplicates.detection.normalise.albums import NO_ALBUM, Album, album_of
from analyses.duplicates.detection.normalise.artists import Names, names_of, words_of_all
from analyses.duplicates.detection.normalise.durations import seconds_of
from analyses.duplicates.detection.normalise.library import (
    Codes,
    Columns,
    Library,
    SplitCodes,
    Texts,
    id_of,
    nodes_of,
)
from analyses.duplicates.detection.normalise.numbers import NONE
from analyses.duplicates.detection.normalise.placeholders import naming_of
from analyses.duplicates.detection.normalise.text import repaired, words_of
from analyses.duplicates.detection.normalise.titles import Split, Title, title_of
from analyses.duplicates.detection.normalise.versions import PLAIN
from analyses.duplicates.detection.normalise.years import year_of
from analyses.duplicates.detection.progress import Pace, Progress, silent
from analyses.duplicates.detection.settings import Settings

LOSSLESS = frozenset({"flac", "alac", "wav", "aiff", "aif", "ape", "wv", "tta", "dsf", "dff"})
SHORTS = range(-32_768, 32_768)
# Column types; the others are 32-bit codes.
TYPES = {
    "duration": "f", "year": "h", "number": "h", "disc": "h", "placeholder": "b", "lossless": "b",
    "filled": "b", "isrc": "q", "recording": "q", "audio": "q",
}  # fmt: skip
DTYPES = {"q": np.int64, "f": np.float32, "h": np.int16, "b": np.int8, "i": np.int32}


class Record(NamedTuple):
    """A track as it is stored. duration: seconds (texts as "3:05" are understood too); bitrate: kbit/s;
    isrc, recording_id, audio_hash: ids of the recording. External ids and paths say nothing about it
    and have no place here."""

    track_id: int
    title: str | None
    artist: str | None = None
    album: str | None = None
    album_artist: str | None = None
    year: int | str | None = None
    track_number: int | str | None = None
    disc_number: int | str | None = None
    duration: float | str | None = None
    isrc: str | None = None
    format: str | None = None
    bitrate: int | None = None
    recording_id: str | None = None
    audio_hash: str | None = None


def prepare(
    rows: Iterable[tuple[Any, ...]],
    settings: Settings | None = None,
    progress: Progress = silent,
    total: int = 0,
) -> Library:
    """Return the library of the rows: `Record`s, or tuples of its fields in their order.

    `total` is their number for the progress, if it is known. Raises ValueError where a track id
    comes twice."""
    reading = _Reading()
    reading.read(rows, progress, total)
    return reading.library()


def extended(
    library: Library,
    without: np.ndarray,
    rows: Iterable[tuple[Any, ...]],
    progress: Progress = silent,
    total: int = 0,
) -> Library:
    """Return the library without the tracks at the positions of `without`, a mask, and with `rows`.

    Texts keep their numbers, and those that nothing names any more stay: comparisons only ask
    whether two are one. Raises ValueError where a track id comes twice."""
    reading = _Reading(library.values)
    reading.read(rows, progress, total)
    kept = np.flatnonzero(~without)
    return reading.library(library.track_ids[kept], library.columns.ordered(kept))


class _Reading:
    """The columns of a library as they grow; `known` are the values of one that is extended."""

    def __init__(self, known: Texts | None = None) -> None:
        self._ids = array("q")
        self._columns = {f.name: array(TYPES.get(f.name, "i")) for f in fields(Columns)}
        self._append: tuple[Any, ...] = tuple(column.append for column in self._columns.values())
        self._texts: Codes[str] = Codes("", known.texts if known else None)
        self._signatures: Codes[Any] = Codes(PLAIN, known.signatures if known else None)
        self._numbers: Codes[Any] = Codes(NONE, known.numbers if known else None)
        self._guests: Codes[Names] = Codes((), known.guests if known else None)
        self._splits: Codes[Any] = Codes((), known.splits if known else None)
        self._kinds: Codes[Any] = Codes(frozenset(), known.kinds if known else None)

    def read(self, rows: Iterable[tuple[Any, ...]], progress: Progress, total: int) -> None:
        pace = Pace(progress, "normalise", total)
        for done, row in enumerate(rows):
            if done % 64 == 0:
                pace.at(done)
            self.add(Record(*row))

    def add(self, record: Record) -> None:
        names = names_of(record.artist or "") or names_of(record.album_artist or "")
        album = album_of(record.album) if record.album else NO_ALBUM
        number = _whole(record.track_number)
        # With "[unknown]" as artist and no album, "A - B" is rather a title and its album.
        may_split = not names and bool(album.words or not (record.artist or "").strip())
        title = title_of(record.title or "", names, album.whole, number, may_split=may_split)
        if not names and title.artist:
            names = names_of(title.artist)
        self._ids.append(record.track_id)
        values = self._values(record, title, names, album, number)
        for append, value in zip(self._append, values, strict=True):
            append(value)

    def _values(
        self, record: Record, title: Title, names: Names, album: Album, number: int
    ) -> tuple[float, ...]:
        """Return the values of a track, in the order of the columns."""
        text = self._texts.of
        everyone = tuple(dict.fromkeys(names + title.guests)) if title.guests else names
        duration = seconds_of(record.duration)
        year = year_of(record.year) or album.year
        splits = self._codes_of(title.splits) if title.splits else ()
        if title.artist and not album.words:
            splits += self._other_way_round(title)
        return (
            text(title.full),
            self._splits.of(splits) if splits else 0,
            text(words_of_all(everyone)) if everyone else 0,
            text(names[0].replace(" ", "")) if names else 0,
            self._guests.of(everyone),
            self._guests.of(title.guests),
            text(album.words),
            self._kinds.of(album.kinds),
            self._signatures.of(title.version),
            self._numbers.of(title.numbers),
            math.nan if duration is None else duration,
            year,
            number,
            _whole(record.disc_number),
            id_of(_isrc(record.isrc)),
            id_of((record.recording_id or "").strip().lower()),
            id_of((record.audio_hash or "").strip().lower()),
            naming_of(title.full, names[0].replace(" ", "") if names else "", album.words),
            _written(record.title),
            _written(f"{record.artist or ''}\x1f{record.album or ''}"),
            (record.format or "").lower().lstrip(".") in LOSSLESS,
            min(max(record.bitrate or 0, 0), 1_000_000),
            _filled(record, year),
        )

    def _codes_of(self, splits: tuple[Split, ...]) -> tuple[SplitCodes, ...]:
        return tuple(
            (
                self._texts.of(split.head),
                self._texts.of(album_of(split.tail).words),
                self._numbers.of(split.numbers),
                self._signatures.of(split.version),
                False,
            )
            for split in splits
            if split.head
        )

    def _other_way_round(self, title: Title) -> tuple[SplitCodes, ...]:
        """Return the reading of "A - B" as a title and its album, beside that as artist and title."""
        head, tail = words_of(repaired(title.artist)), album_of(title.full).words
        if not head or not tail:
            return ()
        version = self._signatures.of(title.version)
        return ((self._texts.of(head), self._texts.of(tail), 0, version, True),)

    def library(
        self, before: np.ndarray | None = None, columns_before: Columns | None = None
    ) -> Library:
        """Return the library of what was read, behind the ids and columns of `before`."""
        ids = np.array(self._ids, dtype=np.int64)
        columns = Columns(**{name: _array(column) for name, column in self._columns.items()})
        if before is not None and columns_before is not None:
            ids = np.concatenate((before, ids))
            columns = columns_before.followed_by(columns)
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        if len(ids) > 1 and (ids[1:] == ids[:-1]).any():
            raise ValueError("a track id comes twice")
        columns = columns.ordered(order)
        values = Texts(
            texts=self._texts.close(),
            signatures=self._signatures.close(),
            numbers=self._numbers.close(),
            guests=self._guests.close(),
            splits=self._splits.close(),
            kinds=self._kinds.close(),
        )
        return Library(track_ids=ids, nodes=nodes_of(columns), columns=columns, values=values)


def _array(column: array[Any]) -> np.ndarray:
    return np.array(column, dtype=DTYPES[column.typecode])


def _whole(value: int | str | None) -> int:
    """Return a position on a disc; 0 where there is none ("B2" is a side, no number)."""
    if isinstance(value, str):
        text = value.strip().split("/")[0]
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return value if value and value in SHORTS and value > 0 else 0


def _written(text: str | None) -> int:
    """Return a number for how a field is written, letter case left out."""
    return zlib.crc32((text or "").casefold().encode("utf-8", "surrogatepass")) >> 1


def _isrc(value: str | None) -> str:
    return "".join(c for c in value.upper() if c.isalnum()) if value else ""


def _filled(record: Record, year: int) -> int:
    """Return how many of the tags that a comparison reads are there."""
    tags = (record.title, record.artist, record.album, record.album_artist, year,
            record.track_number, record.disc_number, record.duration)  # fmt: skip
    return sum(1 for tag in tags if tag)
