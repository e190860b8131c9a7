"""From rows to the columns of a library, one row at a time."""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from analyses.duplicates.detection.collector import pausing_collector
from analyses.duplicates.detection.normalise.albums import NO_ALBUM, album_of
from analyses.duplicates.detection.normalise.artists import Names, names_of, words_of_all
from analyses.duplicates.detection.normalise.durations import seconds_of
from analyses.duplicates.detection.normalise.exchanged import Fields, in_place
from analyses.duplicates.detection.normalise.library import (
    Codes,
    Columns,
    Library,
    Role,
    SplitCodes,
    Texts,
    id_of,
    nodes_of,
)
from analyses.duplicates.detection.normalise.numbers import NONE
from analyses.duplicates.detection.normalise.placeholders import naming_of
from analyses.duplicates.detection.normalise.positions import position_before, position_of
from analyses.duplicates.detection.normalise.records import FIELDS, Record
from analyses.duplicates.detection.normalise.residues import gaps_of
from analyses.duplicates.detection.normalise.text import repaired, words_of
from analyses.duplicates.detection.normalise.titles import Split, Title, title_of
from analyses.duplicates.detection.normalise.versions import PLAIN
from analyses.duplicates.detection.normalise.years import year_of
from analyses.duplicates.detection.progress import Pace, Progress

LOSSLESS = frozenset({"flac", "alac", "wav", "aiff", "aif", "ape", "wv", "tta", "dsf", "dff"})
# Column types; the others are 32-bit codes.
TYPES = {
    "duration": "f", "year": "h", "number": "h", "disc": "h", "placeholder": "b", "lossless": "b",
    "filled": "b", "isrc": "q", "recording": "q", "audio": "q",
}  # fmt: skip
# Values that wait to be moved to the columns; names whose codes are remembered.
AT_ONCE = 32_768
MOST_REMEMBERED = 65_536
DTYPES = {"q": np.int64, "f": np.float32, "h": np.int16, "b": np.int8, "i": np.int32}


class Read(NamedTuple):
    """What rows say: columns in their order, not yet in that of the ids."""

    ids: np.ndarray
    columns: Columns
    values: Texts


class Reading:
    """The columns of a library as they grow, and the values that their numbers are of; `known` are the
    values of one that is extended."""

    def __init__(self, known: Texts | None = None) -> None:
        self._ids = array("q")
        self._columns = {f.name: array(TYPES.get(f.name, "i")) for f in fields(Columns)}
        self._flat: list[float] = []
        self.texts: Codes[str] = Codes("", known.texts if known else None)
        self.signatures: Codes[Any] = Codes(PLAIN, known.signatures if known else None)
        self.numbers: Codes[Any] = Codes(NONE, known.numbers if known else None)
        self.guests: Codes[Names] = Codes((), known.guests if known else None)
        self.splits: Codes[Any] = Codes((), known.splits if known else None)
        self.kinds: Codes[Any] = Codes(frozenset(), known.kinds if known else None)
        self._artists: dict[Names, tuple[int, int, int]] = {(): (0, 0, 0)}

    def read(self, rows: Iterable[tuple[Any, ...]], progress: Progress, total: int) -> None:
        pace = Pace(progress, "normalise", total)
        with pausing_collector():
            for done, row in enumerate(rows):
                if done % 64 == 0:
                    pace.at(done)
                self.add(row if len(row) == FIELDS else Record(*row))

    def add(self, record: tuple[Any, ...]) -> None:
        (track_id, raw, artist, raw_album, album_artist, year, number, disc, duration, isrc, suffix,
         bitrate, recording, audio) = record  # fmt: skip
        # Words stand in a column of numbers only where something is wrong.
        if (isinstance(duration, str) or isinstance(number, str)) and (
            moved := in_place(Fields(raw or "", artist, raw_album, year, number, duration))
        ):
            raw, artist, raw_album, year, number, duration = moved
        leaders = names_of(album_artist) if album_artist else ()
        names = (names_of(artist) if artist else ()) or leaders
        album = album_of(raw_album) if raw_album else NO_ALBUM
        place = (raw and raw[:1] == "0" and position_before(raw)) or (
            position_of(number) if number else 0
        )
        # With "[unknown]" as artist and no album, "A - B" is rather a title and its album; programs
        # that rip write "Unknown Artist".
        nobody = (artist or "").strip().lower()
        may_split = not names and bool(album.words or nobody in ("", "unknown artist"))
        gaps = gaps_of(raw, artist or "", raw_album or "") if raw and "-" in raw[2:5] else 0
        title = title_of(
            raw or "", names, album.whole, place, may_split=may_split, is_left_bare=gaps > 0
        )
        if not names and title.artist:
            names = names_of(title.artist)
        guests = title.guests
        everyone = tuple(dict.fromkeys(names + guests)) if guests else names
        seconds = seconds_of(duration)
        released = (year_of(year) if year else 0) or album.year
        splits = self._codes_of(title.splits) if title.splits else ()
        if title.behind:
            splits += self._codes_of(title.behind, Role.ARTIST_FIRST)
        if title.artist and not album.words:
            splits += self._other_way_round(title)
        artists = self._artists.get(everyone) or self._artists_of(everyone)
        self._ids.append(track_id)
        # In the order of the columns.
        self._flat += (
            self.texts[title.full],
            self.splits[splits] if splits else 0,
            artists[0],
            artists[1] if names else 0,
            artists[2],
            self.guests[leaders] if leaders and leaders != names else 0,
            self.guests[guests] if guests else 0,
            self.texts[album.words],
            self.kinds[album.kinds],
            self.signatures[title.version] if title.version else 0,
            self.numbers[title.numbers],
            math.nan if seconds is None else seconds,
            released,
            place,
            # Who names the disc in the album leaves the column at 1.
            album.disc or (position_of(disc) if disc else 0),
            id_of(_isrc(isrc)) if isrc else 0,
            id_of(recording.strip().lower()) if recording else 0,
            id_of(audio.strip().lower()) if audio else 0,
            naming_of(
                title.full, names[0].replace(" ", "") if names else "", album.words, title.placeholder
            ),
            self.texts[title.versioned] if title.versioned else 0,
            gaps,
            _written(raw),
            _written(f"{artist or ''}\x1f{raw_album or ''}"),
            suffix is not None and suffix.lower().lstrip(".") in LOSSLESS,
            min(max(bitrate, 0), 1_000_000) if bitrate else 0,
            # How many of the tags that a comparison reads are there.
            bool(raw) + bool(artist) + bool(raw_album) + bool(album_artist) + bool(released)
            + bool(number) + bool(disc) + bool(duration),
        )  # fmt: skip
        if len(self._flat) >= AT_ONCE:
            self._store()

    def _artists_of(self, names: Names) -> tuple[int, int, int]:
        """Return the codes of all words of the names, of the first name, and of the names."""
        if len(self._artists) > MOST_REMEMBERED:
            self._artists = {(): (0, 0, 0)}
        codes = (
            self.texts[words_of_all(names)],
            self.texts[names[0].replace(" ", "")],
            self.guests[names],
        )
        self._artists[names] = codes
        return codes

    def _store(self) -> None:
        """Move the values of many rows to their columns, which is faster than one by one."""
        several = len(self._columns)
        for place, column in enumerate(self._columns.values()):
            column.extend(self._flat[place::several])  # type: ignore[arg-type]
        self._flat.clear()

    def _codes_of(
        self, splits: tuple[Split, ...], role: Role = Role.TITLE_FIRST
    ) -> tuple[SplitCodes, ...]:
        texts = self.texts
        is_artist = role == Role.ARTIST_FIRST
        return tuple(
            (
                texts[split.head],
                texts[words_of(split.tail) if is_artist else album_of(split.tail).words],
                self.numbers[split.numbers],
                self.signatures[split.version],
                int(role),
            )
            for split in splits
            if split.head
        )

    def _other_way_round(self, title: Title) -> tuple[SplitCodes, ...]:
        """Return the reading of "A - B" as a title and its album, beside that as artist and title."""
        head, tail = words_of(repaired(title.artist)), album_of(title.full).words
        if not head or not tail:
            return ()
        version = self.signatures[title.version]
        return ((self.texts[head], self.texts[tail], 0, version, int(Role.NO_ARTIST)),)

    def extend(self, ids: np.ndarray, columns: Columns) -> None:
        """Add rows that were read elsewhere, by the numbers that values have here."""
        self._store()
        self._ids.frombytes(ids.tobytes())
        for name, column in self._columns.items():
            column.frombytes(getattr(columns, name).tobytes())

    def close(self) -> Read:
        """Return what was read; no more is taken."""
        self._store()
        return Read(
            ids=np.array(self._ids, dtype=np.int64),
            columns=Columns(**{name: _array(column) for name, column in self._columns.items()}),
            values=Texts(
                texts=self.texts.close(),
                signatures=self.signatures.close(),
                numbers=self.numbers.close(),
                guests=self.guests.close(),
                splits=self.splits.close(),
                kinds=self.kinds.close(),
            ),
        )

    def library(
        self,
        progress: Progress,
        before: np.ndarray | None = None,
        columns_before: Columns | None = None,
    ) -> Library:
        """Return the library of what was read, behind the ids and columns of `before`."""
        ids, columns, values = self.close()
        if before is not None and columns_before is not None:
            ids = np.concatenate((before, ids))
            columns = columns_before.followed_by(columns)
        # Each of these steps takes its time for a million tracks.
        progress("normalise", len(ids), len(ids))
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        if len(ids) > 1 and (ids[1:] == ids[:-1]).any():
            raise ValueError("a track id comes twice")
        columns = columns.ordered(order)
        progress("normalise", len(ids), len(ids))
        return Library(track_ids=ids, nodes=nodes_of(columns), columns=columns, values=values)


def _array(column: array[Any]) -> np.ndarray:
    return np.array(column, dtype=DTYPES[column.typecode])


def _written(text: str | None) -> int:
    """Return a number for how a field is written, letter case left out."""
    return zlib.crc32((text or "").casefold().encode("utf-8", "surrogatepass")) >> 1


def _isrc(value: str) -> str:
    return "".join(c for c in value.upper() if c.isalnum())
