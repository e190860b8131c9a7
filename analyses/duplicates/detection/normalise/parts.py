"""What each part of a title is: text, guests, a version, or the film it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyses.duplicates.detection.normalise.artists import Names, names_of
from analyses.duplicates.detection.normalise.segments import Segment
from analyses.duplicates.detection.normalise.text import folded
from analyses.duplicates.detection.normalise.versions import PLAIN, Signature, version_of

GUESTS = re.compile(r"(?:feat|ft|featuring|f)\b\.?\s*(.+)", re.IGNORECASE)
GUESTS_BARE = re.compile(r"\s(?:feat|ft|featuring)\b\.?\s+(\S.*)$", re.IGNORECASE)
WITH = re.compile(r"with\s+(.+)", re.IGNORECASE)
WITH_BARE = re.compile(r"\swith\s+(\S.*)$", re.IGNORECASE)
# Words that the patterns above need.
GUEST_WORDS = frozenset({"feat", "ft", "featuring", "with"})
# "with" before these is no guest but part of the title.
NO_GUESTS = frozenset(
    [
        "you",
        "me",
        "the",
        "a",
        "an",
        "my",
        "your",
        "her",
        "him",
        "them",
        "us",
        "it",
        "someone",
        "somebody",
        "no",
        "this",
        "that",
        # With these a recording is another version, or has them printed.
        "backing",
        "background",
        "guide",
        "lead",
        "lyrics",
        "lyric",
        "vocals",
        "reverb",
    ]
)
SOURCE = re.compile(r"(?:music |theme |love theme )?(?:from|aus|de la pelicula) .+", re.IGNORECASE)
SOURCE_WORDS = re.compile(
    r"[\"“”„«']|soundtrack|movie|film|motion picture|series|ost|musical", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Part:
    """text: what belongs to the title, empty if nothing; written: all of it, brackets included;
    guests, version: what it says of these."""

    text: str
    written: str
    guests: Names = ()
    version: Signature = PLAIN


def first_part(text: str) -> Part:
    """Return a title's beginning, without guests that are named behind it."""
    rest, guests = without_guests(text)
    return Part(text=rest, written=text, guests=guests)


def part_of(segment: Segment) -> Part:
    """Return what a part behind a dash or in brackets is."""
    text = segment.text
    written = f"({text})" if segment.brackets else text
    found = GUESTS.fullmatch(text)
    if found is None and segment.brackets:
        found = WITH.fullmatch(text)
        found = None if found is None or is_no_guest(found[1]) else found
    if found:
        return Part(text="", written=written, guests=names_of(found[1]))
    rest, guests = without_guests(text)
    if SOURCE.fullmatch(rest) and SOURCE_WORDS.search(rest):
        return Part(text="", written=written, guests=guests)
    version = version_of(folded(rest))
    if version is None:
        return Part(text=segment.text, written=written, guests=guests)
    return Part(text="", written=written, guests=guests, version=version)


def without_guests(text: str) -> tuple[str, Names]:
    """Split "Title feat. Names" into the title and the names."""
    found = GUESTS_BARE.search(text)
    return (text[: found.start()], names_of(found[1])) if found else (text, ())


def is_no_guest(text: str) -> bool:
    """Return whether what stands behind "with" is part of the title."""
    return (folded(text).split() or ["a"])[0] in NO_GUESTS
