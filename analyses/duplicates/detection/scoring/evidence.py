"""What two tracks have in common, measured once for all criteria and vetoes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from analyses.duplicates.detection.normalise.durations import gap_of
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.placeholders import Naming
from analyses.duplicates.detection.scoring.artists import without_guests
from analyses.duplicates.detection.scoring.exchanged import are_exchanged
from analyses.duplicates.detection.scoring.glued import is_glued
from analyses.duplicates.detection.scoring.lost import is_what_is_left
from analyses.duplicates.detection.scoring.place import (
    CLOSE,
    SAME_LETTERS,
    is_mistyped,
    same_number,
    same_place,
    two_sources,
)
from analyses.duplicates.detection.scoring.similarity import (
    are_residues,
    is_cut,
    other_numbers,
    overlaps,
    ratio,
)
from analyses.duplicates.detection.scoring.slips import has_misspelt_version, has_slipped_number
from analyses.duplicates.detection.scoring.tails import Tails, tails_of
from analyses.duplicates.detection.scoring.told_apart import (
    OTHER_ALBUM,
    ROUNDED,
    by_karaoke_makers,
    played_and_read,
    two_concerts,
    two_days,
    two_editions,
)
from analyses.duplicates.detection.scoring.transliterated import are_transliterated
from analyses.duplicates.detection.scoring.versions import (
    State,
    number_conflicts,
    version_states,
)

# Seconds that a "Radio Edit" may differ from a track without that word and still be the same.
EDIT_GAP = 3.0
# How alike two titles count where one has album or artist written into it, or is in another script.
GLUED_ALIKE = 0.95
# A title of fewer letters is not taken for the beginning of another.
CUT_LETTERS = 15
# Fewer letters may be left of any title.
LEFT_LETTERS = 4
# A ratio may be so much less than it is.
ROUNDING = 1e-3
# Titles less alike are two names.
REPEATED_ALIKE = 0.8
# Albums and artists less alike may be one name within the other.
NAMES_ALIKE = 0.9
# Lengths this near are of one take.
SAME_TAKE = 2.1
# Albums that differ in their numbers count as no more alike.
SERIES = 0.7

Sides = tuple[np.ndarray, np.ndarray]
"""Values of the left and of the right tracks."""


@dataclass(frozen=True)
class Evidence:
    """Pairs of positions in a library, and what is measured of them. classes: of the criteria that were
    asked for, see `criteria.class_of`."""

    library: Library
    left: np.ndarray
    right: np.ndarray
    classes: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)
    _sides: dict[str, Sides] = field(default_factory=dict, init=False, repr=False)

    def both(self, column: str) -> Sides:
        """Return a column's values of the left and of the right tracks, not to be written to."""
        if column not in self._sides:
            values = getattr(self.library.columns, column)
            left, right = values[self.left], values[self.right]
            left.flags.writeable = right.flags.writeable = False
            self._sides[column] = left, right
        return self._sides[column]

    def only(self, rows: np.ndarray) -> Evidence:
        """Return what is measured of the pairs at `rows` alone; what was measured already stays."""
        part = Evidence(self.library, self.left[rows], self.right[rows])
        measured = self.__dict__.keys() - {"library", "left", "right"}
        part.__dict__.update({name: _at(self.__dict__[name], rows) for name in measured})
        return part

    @property
    def texts(self) -> list[str]:
        return self.library.values.texts

    @property
    def compact(self) -> list[str]:
        return self.library.values.compact

    @cached_property
    def gap(self) -> np.ndarray:
        """Seconds between the lengths; NaN where one is unknown."""
        return gap_of(*self.both("duration"))

    @cached_property
    def length_gap(self) -> np.ndarray:
        """Seconds by which the lengths say that these are two recordings: a pair is beyond a tolerance
        where this is larger. NaN where one is unknown, 0 where one was typed wrong."""
        return np.where(is_mistyped(self), np.float32(0), self.gap)

    @cached_property
    def albums(self) -> Sides:
        """The albums, also where a title's tail is one; 0 where unknown."""
        left, right = self.both("album")
        return (
            np.where(left == 0, self.tails[0].tail, left),
            np.where(right == 0, self.tails[1].tail, right),
        )

    @cached_property
    def album_ratio(self) -> np.ndarray:
        """Likeness of the albums; NaN where one is unknown."""
        left, right = self.albums
        alike = ratio(self.compact, left, right)
        alike[(left == 0) | (right == 0)] = np.nan
        # "Volume 1" and "Volume 2" are two albums, however few letters differ.
        alike[self._other_numbers] = np.minimum(alike[self._other_numbers], SERIES)
        return alike

    @cached_property
    def _other_numbers(self) -> np.ndarray:
        """Whether both albums have numbers, and these are others."""
        return other_numbers(self.texts, *self.albums)

    @cached_property
    def album_overlap(self) -> np.ndarray:
        """Whether, of albums that are not alike, all words of one are words of the other, or one is the
        beginning of the other, or all that a program left of it that can only write ASCII."""
        found = (self.album_ratio < NAMES_ALIKE) & self.contain(self.albums, self.album_ratio)
        found &= ~self._other_numbers
        left, right = (side[found] for side in self.albums)
        found[found] = (
            overlaps(self.texts, left, right)
            | are_residues(self.texts, left, right)
            | is_cut(self.compact, left, right, CUT_LETTERS)
        )
        return found

    @cached_property
    def exchanged(self) -> np.ndarray:
        """Whether title and artist of one stand in each other's place."""
        return are_exchanged(self)

    @cached_property
    def tails(self) -> tuple[Tails, Tails]:
        """For each side, the titles without a tail that is an album or artist of the pair."""
        return tails_of(self, 0), tails_of(self, 1)

    @cached_property
    def titles(self) -> Sides:
        """The titles that are compared: without a tail that only repeats album or artist."""
        return self.tails[0].head, self.tails[1].head

    @cached_property
    def title_ratio(self) -> np.ndarray:
        alike = self._heads_ratio.copy()
        whole = self.both("title")
        split = np.flatnonzero((whole[0] != self.titles[0]) | (whole[1] != self.titles[1]))
        wholes = ratio(self.compact, *(side[split] for side in whole))
        alike[split] = np.maximum(alike[split], wholes)
        glued = np.flatnonzero((alike < GLUED_ALIKE) & self.contain(whole, alike))
        alike[glued[is_glued(self, glued)]] = GLUED_ALIKE
        alike[self._lost_letters(np.flatnonzero(alike < GLUED_ALIKE))] = GLUED_ALIKE
        alike[self.transliterated] = GLUED_ALIKE
        return alike

    def _lost_letters(self, rows: np.ndarray) -> np.ndarray:
        """Return which of these pairs have one title that is what is left of the other in ASCII."""
        left, right = (side[rows] for side in self.titles)
        ascii_, lengths = self.library.values.ascii, self.library.values.lengths
        may_be = (ascii_[left] != ascii_[right]) & (lengths[left] != lengths[right])
        may_be &= np.where(ascii_[left], lengths[left], lengths[right]) >= LEFT_LETTERS
        rows, left, right = rows[may_be], left[may_be], right[may_be]
        return rows[are_residues(self.texts, left, right)]

    @cached_property
    def _heads_ratio(self) -> np.ndarray:
        return ratio(self.compact, *self.titles)

    @cached_property
    def title_contained(self) -> np.ndarray:
        """Whether one title may be a part of the other."""
        return self.contain(self.titles, self._heads_ratio)

    @cached_property
    def title_cut(self) -> np.ndarray:
        """Whether one title is the beginning of the other, as in tags of 30 letters."""
        cut = self.title_contained.copy()
        left, right = (side[cut] for side in self.titles)
        cut[cut] = is_cut(self.compact, left, right, CUT_LETTERS)
        return cut

    def contain(self, texts: Sides, alike: np.ndarray) -> np.ndarray:
        """Return where one text of a pair may have all letters of the other in their order: only there
        a look at the words is worth while. `alike` is their ratio."""
        lengths = self.library.values.lengths
        left, right = (lengths[side] for side in texts)
        most = 2 * np.minimum(left, right) / np.maximum(left + right, 1)
        return np.asarray((texts[0] > 0) & (texts[1] > 0) & (alike >= most - ROUNDING))

    @cached_property
    def artists(self) -> Sides:
        """All artists of the tracks, 0 where unknown."""
        return self.tails[0].artists, self.tails[1].artists

    @cached_property
    def mains(self) -> Sides:
        """The first artists, 0 where unknown."""
        return self.tails[0].main, self.tails[1].main

    @cached_property
    def _artists_ratio(self) -> np.ndarray:
        return ratio(self.compact, *self.artists)

    @cached_property
    def artist_ratio(self) -> np.ndarray:
        """Likeness of the first artists, or of all together; guests that both titles name are left out,
        as the titles are alike already."""
        alike = self._names_ratio.copy()
        shared = np.flatnonzero(self.shared_guests)
        alike[shared] = without_guests(self, shared)
        alike[self.transliterated] = np.maximum(alike[self.transliterated], NAMES_ALIKE)
        return alike

    @cached_property
    def transliterated(self) -> np.ndarray:
        """Whether one is the other in another script."""
        return are_transliterated(self, self._names_ratio)

    @cached_property
    def _names_ratio(self) -> np.ndarray:
        """Likeness of the first artists, or of all together."""
        return np.maximum(ratio(self.compact, *self.mains), self._artists_ratio)

    @cached_property
    def shared_guests(self) -> np.ndarray:
        left, right = self.both("guests")
        artists = self.artists
        return np.asarray((left > 0) & (right > 0) & (artists[0] > 0) & (artists[1] > 0))

    @cached_property
    def artist_overlap(self) -> np.ndarray:
        """Whether all words of one track's artists are words of the other's, where they are not alike
        anyway."""
        found = self.contain(self.artists, self._artists_ratio)
        found &= (self.artist_ratio < NAMES_ALIKE) & ~self.shared_guests
        found[found] = overlaps(self.texts, *(side[found] for side in self.artists))
        return found

    @cached_property
    def is_single(self) -> np.ndarray:
        """Whether both albums are named after their tracks, and these alike."""
        titles, albums = self.titles, self.albums
        named = (titles[0] == albums[0]) & (titles[1] == albums[1]) & (titles[0] > 0)
        return np.asarray(named & (self.title_ratio >= REPEATED_ALIKE))

    @cached_property
    def nameless(self) -> Sides:
        """Whether the titles name no piece of music. One that may be a name all the same, as it only
        repeats an artist or the album, is taken for one where the other title is alike."""
        unlike = self.title_ratio < REPEATED_ALIKE
        named = [self.both("placeholder")[side] for side in (0, 1)]
        left, right = ((of == Naming.NOTHING) | ((of > 0) & unlike) for of in named)
        return left, right

    @cached_property
    def same_place(self) -> np.ndarray:
        """Whether both stand at one place of one album."""
        return same_place(self)

    @cached_property
    def is_what_is_left(self) -> np.ndarray:
        """Whether one track is what a program without foreign letters left of the other."""
        return is_what_is_left(self)

    @cached_property
    def version(self) -> np.ndarray:
        """A `State` for each pair."""
        states = version_states(self)
        # An edit is a version only where the lengths say so.
        states[(states == State.LENGTH) & ~(self.gap <= EDIT_GAP)] = State.CONFLICT
        # A "Remix" may be anybody's, but a "Club Mix" of another length is not it. Where the titles
        # differ, the name may be in the other's.
        unnamed = states == State.UNNAMED
        states[unnamed] = State.COMPATIBLE
        states[unnamed & (self.gap > CLOSE) & (self.title_ratio > SAME_LETTERS)] = State.CONFLICT
        # On a live album the plain title is live too, unless the lengths are those of one take: then
        # the other album holds the same concert without saying so.
        concert = states == State.CONCERT
        states[concert] = State.ALBUM
        apart = (self.album_ratio < OTHER_ALBUM) & (self.gap > SAME_TAKE)
        states[concert & apart] = State.CONFLICT
        # On two live albums a title that says no more is of two concerts, by the same rule.
        states[two_concerts(self) & (self.gap > SAME_TAKE)] = State.CONFLICT
        # A title that names nothing names no version either.
        nameless = (self.nameless[0] | self.nameless[1]) & (self.gap <= CLOSE)
        nameless &= self.same_place | same_number(self)
        states[nameless & (states == State.CONFLICT)] = State.COMPATIBLE
        # Nor does one whose letters are lost: the other's version may have been among them.
        version, gaps = self.both("version"), self.both("gaps")
        lost = self.is_what_is_left & (np.where(gaps[0] > 0, *version) == 0)
        states[lost & (states == State.CONFLICT)] = State.COMPATIBLE
        conflict = np.flatnonzero(states == State.CONFLICT)
        states[conflict[has_misspelt_version(self, conflict)]] = State.COMPATIBLE
        # What artists and albums tell apart is no slip of a title.
        apart = by_karaoke_makers(self) | played_and_read(self) | two_editions(self)
        states[apart | (two_days(self) & (self.gap > ROUNDED))] = State.CONFLICT
        return states

    @cached_property
    def number_conflict(self) -> np.ndarray:
        """Whether the titles name different parts. Titles that differ in nothing but spaces do not, nor
        does one that names nothing."""
        certain = self.same_place & ~(self.gap > CLOSE)
        says_nothing = (self.title_ratio > SAME_LETTERS) | self.nameless[0] | self.nameless[1]
        conflicts = number_conflicts(self, certain, two_sources(self)) & ~says_nothing
        return conflicts & ~has_slipped_number(self)


def _at(measured: Any, rows: np.ndarray) -> Any:
    """Return the rows of an array, or of all arrays of a tuple, a table or a `Tails`."""
    if isinstance(measured, np.ndarray):
        return measured[rows]
    if isinstance(measured, tuple):
        return tuple(_at(one, rows) for one in measured)
    if isinstance(measured, dict):
        return {name: _at(one, rows) for name, one in measured.items()}
    return Tails(**{name: _at(one, rows) for name, one in vars(measured).items()})
