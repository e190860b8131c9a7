"""A title taken apart: base, guests, version, numbers, and splits that may leave out an album."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analyses.duplicates.detection.normalise.artists import Names, is_name_of
from analyses.duplicates.detection.normalise.number_words import EASTERN, LETTERS_TOO
from analyses.duplicates.detection.normalise.numbers import (
    NONE,
    NUMBERING,
    Numbers,
    has_numbers,
    movements_of,
    numbers_of,
    undated,
    uniform,
)
from analyses.duplicates.detection.normalise.parts import (
    GUEST_WORDS,
    WITH_BARE,
    Part,
    first_part,
    is_no_guest,
    part_of,
    without_guests,
)
from analyses.duplicates.detection.normalise.placeholders import (
    PLACES,
    UNTITLED,
    is_unknown,
    names_a_place,
    placeholder_of,
)
from analyses.duplicates.detection.normalise.segments import (
    Segment,
    beginning_with_text,
    segments_of,
)
from analyses.duplicates.detection.normalise.text import folded, repaired, words_of
from analyses.duplicates.detection.normalise.versions import PLAIN, Signature, at_end, version_of
from analyses.duplicates.detection.normalise.words import WORDS_AT_END

UNKNOWN_BEFORE = re.compile(
    r"[\[(<](?:unknown|no artist|none|n/a|unk\.?)[\])>]\s*[-–—]\s+", re.IGNORECASE
)
# "Artist - Title" of a track whose title is missing.
NOTHING_BEHIND_DASH = re.compile(r"\s*(\w[^-–—]*?)\s+[-–—]\s*")
ONLY_NUMBER = re.compile(r"\w{2,3}-\s*")
# "01 ", "3 - ", "12. ", "003-", "A2-"; three digits with a leading zero are never a title's own.
LEADING_NUMBER = re.compile(
    r"\s*(?:(0\d{1,2}|0?[A-D]\d{1,2}|00[A-D](?=-))[\s.\-_]+|(\d{1,3})(?:\s+-|\.|\s*-\s)\s*|(\d{3})-|(0\d\d)(?=\D)"
    r"|(\d{2})\s+)(?=\S)"
)
# "7. Kapitel" is called "Kapitel 7" elsewhere; of "02 Teil 3" the first is the track's number.
NUMBER_OF_PART = re.compile(
    r"\s*(\d{1,3})(?:\.|st|nd|rd|th)?\s+(kapitel|kapitola|kapitlet|chapter|глава|часть|rozdzia[lł]|hoofdstuk"
    r"|fejezet|bölüm|luku|teil|folge|akt|szene|episode|part)\b(?!\W*\d)",
    re.IGNORECASE,
)
# Two digits in front are a track number only where they are the track's.
DIGITS_OR_SPACE = frozenset("0123456789 _\t")
STRAY_NUMBER = re.compile(r"[\s_]*\d{2}[\s_]")
DIGIT = re.compile(r"\d")
# "03-the_artist-the_title-group" as releases of files are named.
FILE_NAME = re.compile(
    r"\d{1,3}[-_]([^\s\-]+?)_?-_?([^\s\-]+)"
    r"(?:-(?!(?:live|demo|remix|mix|edit|dub|acoustic|part|pt)\d*$)[a-z0-9]{2,8})?"
)
# "site.com - Title", as downloads are named.
SITE_BEFORE = re.compile(r"[\w\-]{2,40}\.(?:com|net|org|info|ru)\s*-\s+", re.IGNORECASE)
# "(Words) Title": the words may be left out.
OPENING_BRACKET = re.compile(r"[(\[]([^()\[\]]{3,40})[)\]]\s*(\w[^()\[\]]*)")
# "Composer: Work".
BEFORE_COLON = re.compile(r"([^:(]{3,30}): (\S.*)")
# A number before a title, or in its place between dashes: "Artist - Album - 03 Title".
NUMBER_IN_PATH = re.compile(r"\d{1,3}(?:[\s.]+|$)")
# Japanese releases put versions between dashes or waves: "Title -Piano ver.-", "Title ~Intro~".
BETWEEN_DASHES = re.compile(r"\s[-~]([^\s\-~()\[\]][^\-~()\[\]]*)[-~]$")
# A bracket in which a title of 30 letters was cut: "Title (Liv", "Title (Instrum".
CUT_IN_BRACKETS = re.compile(r"[(\[](\w{3,11})$")
CUT_WORDS = ("live", "remix", "instrumental", "acoustic", "karaoke", "acapella", "demo")
# Words and digits without which a title of words only is just its words.
TELLING = WORDS_AT_END | NUMBERING | GUEST_WORDS | PLACES
# Without one of these there is nothing to cut.
PUNCTUATION = re.compile(r"[()\[\]{}<>（）［］【】「」『』〈〉《》]|\s[-–—~|･・]|--|//")
# Places to split that are looked at, from the end.
MOST_SPLITS = 3


# Titles of which what they say is remembered.
REMEMBERED = 32_768


class Split(NamedTuple):
    """A title without its tail, which may be an album or an artist. version: what is left if it is;
    a kind of version that the tail names stays, without the detail."""

    head: str
    tail: str
    numbers: Numbers
    version: Signature


@dataclass(slots=True)
class Title:
    """full: folded title without guests and version; splits: ways to leave out a tail; behind: what stands
    behind a first part that may be an artist other than the track's; guests: names
    in the title; artist: the name before "Artist - Title", where the track has none; placeholder:
    1 if it names no piece of music, -1 if only a place on its album, else 0; versioned: the folded title
    with the words of its version, empty where it names none. One object may stand for many tracks: it is only read."""

    full: str = ""
    splits: tuple[Split, ...] = ()
    behind: tuple[Split, ...] = ()
    artist: str = ""
    guests: Names = ()
    version: Signature = PLAIN
    numbers: Numbers = NONE
    placeholder: int = 1
    versioned: str = ""


def title_of(
    raw: str,
    names: Names,
    album: str = "",
    number: int = 0,
    *,
    may_split: bool = True,
    is_left_bare: bool = False,
) -> Title:
    """Take a title apart. `names` are the track's artists, `album` its folded album, `number` its
    position; they tell an artist, an album and a track number that were written into the title.
    may_split: whether "A - B" of a track without artist is artist and title; is_left_bare: whether
    all that was not in brackets is lost."""
    stray = number and raw[:1] in DIGITS_OR_SPACE and STRAY_NUMBER.match(raw)
    if may_split and not names and (alone := NOTHING_BEHIND_DASH.fullmatch(raw)):
        return Title(artist=alone[1])
    title, segments = _read(raw, number if stray else 0)
    if title is not None:
        return title
    if is_left_bare:
        return Title(version=PLAIN.union(*(part_of(s).version for s in segments)))
    rest, artist = _without_artist(segments, names, may_split)
    return _taken_apart(tuple(_without_album(rest, album)), artist, has_artist=bool(names))


@lru_cache(maxsize=REMEMBERED)
def _read(raw: str, number: int) -> tuple[Title | None, list[Segment]]:
    """Return a title that is the same whoever plays it, or else its parts."""
    text = repaired(raw).strip()
    if "_" in text:
        found = FILE_NAME.fullmatch(text)
        text = (" - ".join(found.groups()) if found else text).replace("_", " ").strip()
    if "[" in text:
        text = UNTITLED.sub("untitled", text)
    if text.endswith(("-", "~")):
        text = BETWEEN_DASHES.sub(r" (\1)", text)
    # Each of these looks first whether it is worth it: most titles have nothing of the kind.
    if ("(" in text[-12:] or "[" in text[-12:]) and (cut := CUT_IN_BRACKETS.search(text)):
        text = text[: cut.start(1)] + _whole_word(cut[1])
    if ONLY_NUMBER.fullmatch(text):
        return Title(), []
    if "." in text and (site := SITE_BEFORE.match(text)):
        text = text[site.end() :]
    text = UNKNOWN_BEFORE.sub("", _without_number(text, number))
    if not text:
        return Title(), []
    if PUNCTUATION.search(text) is None:
        return _simple(text), []
    if is_unknown(folded(text), is_title=True):
        return Title(), []
    segments = segments_of(text)
    if len(segments) == 1 and not segments[0].brackets:
        title = _simple(text)
        if opening := OPENING_BRACKET.fullmatch(text):
            title.splits += (_split(opening[2], opening[1], title.version),)
        return title, []
    return None, segments


def _whole_word(cut: str) -> str:
    """Return the word for a version that was cut to this, or what there is; "(Rem" may be a remaster."""
    cut_words = (word for word in CUT_WORDS if word.startswith(cut.lower()))
    return cut if "remaster".startswith(cut.lower()) else next(cut_words, cut)


def _simple(text: str) -> Title:
    """A title without brackets and dashes, as most are."""
    words = words_of(text)
    if is_unknown(words, is_title=True):
        return Title()
    if _says_nothing_more(words, text):
        named = words[:1].isalnum()
        return Title(
            full=words, placeholder=-int(names_a_place(words)) if named else placeholder_of(words)
        )
    guests: Names = ()
    spaced = " " in text
    if spaced:
        text, guests = without_guests(text)
    words = words_of(text)
    if is_unknown(words, is_title=True):
        return Title()
    title = Title(full=words, guests=guests)
    if spaced:
        title.full, title.version = at_end(words)
        title.versioned = words if title.version else ""
    if spaced:
        title.splits = _without_company(text, title.version)
    title.behind = _behind_colon(text, title.version)
    _count(title, words, text)
    return title


def _without_company(text: str, version: Signature) -> tuple[Split, ...]:
    """Return the title without who "with" names behind it without brackets."""
    found = WITH_BARE.search(text) if "ith " in text or "ITH " in text else None
    if found is None or is_no_guest(found[1]):
        return ()
    return (_split(text[: found.start()], found[1], version),)


def _behind_colon(text: str, version: Signature) -> tuple[Split, ...]:
    """Return what stands behind a colon, before which a composer may be named."""
    found = BEFORE_COLON.match(text) if ": " in text else None
    return (_split(found[2], found[1], version),) if found else ()


def _says_nothing_more(words: str, text: str) -> bool:
    """Return whether a title without brackets and dashes has neither guests, version nor numbers."""
    several = words.split()
    return (
        TELLING.isdisjoint(several)
        and DIGIT.search(words) is None
        and (words.isascii() or EASTERN.search(words) is None)
        and (LETTERS_TOO.isdisjoint(several) or not movements_of(text))
    )


@lru_cache(maxsize=REMEMBERED)
def _taken_apart(segments: tuple[Segment, ...], artist: str, *, has_artist: bool) -> Title:
    parts = [first_part(segments[0].text), *map(part_of, segments[1:])]
    text = _text(parts)
    words = words_of(text)
    title = Title(artist=artist, guests=tuple(name for part in parts for name in part.guests))
    title.full, version = at_end(words)
    title.version = version.union(*(part.version for part in parts))
    title.splits = tuple(_splits(parts)) + _without_company(segments[0].text, title.version)
    title.behind = _behind_colon(text, title.version)
    if has_artist and len(segments) > 1 and segments[1].dash and parts[1].text:
        title.behind += (_split(_text(parts[1:]), segments[0].text, title.version),)
    if artist:
        title.splits += tuple(_behind_album(segments, parts, title.version))
    if title.version:
        title.versioned = words_of(" ".join(segment.text for segment in segments))
    _count(title, words, text)
    return title


def _splits(parts: list[Part]) -> Iterator[Split]:
    """Yield the ways to leave out a tail, the shortest tail first."""
    for cut in range(len(parts) - 1, max(0, len(parts) - 1 - MOST_SPLITS), -1):
        named = parts[cut].version
        if parts[cut].text or any(detail for _, detail in named):
            kept = PLAIN.union(*(part.version for part in parts[:cut]))
            told = {(kind, "") for part in parts[cut:] for kind, _ in part.version}
            yield _split(_text(parts[:cut]), " ".join(p.written for p in parts[cut:]), kept | told)


def _behind_album(
    segments: tuple[Segment, ...], parts: list[Part], version: Signature
) -> Iterator[Split]:
    """Yield the title behind an album and its number, "Album - 03 - Title", "Album - 03 Title"."""
    dashes = [place for place, segment in enumerate(segments) if segment.dash and place]
    if not dashes:
        return
    last = dashes[-1]
    head = _text(parts[last:])
    album = [segment.text for segment in segments[:last]]
    if len(album) > 1 and NUMBER_IN_PATH.fullmatch(album[-1]):
        album.pop()
    elif found := NUMBER_IN_PATH.match(head):
        head = head[found.end() :]
    else:
        return
    if head:
        yield _split(head, " ".join(album), version)


def _text(parts: list[Part]) -> str:
    return " ".join(part.text for part in parts if part.text)


def _split(head: str, tail: str, version: Signature) -> Split:
    words, at_the_end = at_end(words_of(head))
    numbers = undated(_numbers(words, head)) if at_the_end else _numbers(words, head)
    return Split(head=uniform(words), tail=tail, numbers=numbers, version=version | at_the_end)


def _count(title: Title, words: str, text: str) -> None:
    title.placeholder = placeholder_of(title.full)
    # The number of "Track 03" is a place, not a part.
    if title.placeholder <= 0:
        title.numbers = _numbers(words, text)
        if title.full != words:
            title.numbers = undated(title.numbers)
        title.full = uniform(title.full)


def _numbers(words: str, text: str) -> Numbers:
    """Return the numbers of a title, given as folded words and as text."""
    several = words.split()
    movements = () if LETTERS_TOO.isdisjoint(several) else movements_of(text)
    return numbers_of(several, movements) if movements or has_numbers(words) else NONE


def _without_number(text: str, number: int) -> str:
    if part := NUMBER_OF_PART.match(text):
        return f"{part[2]} {part[1]}{text[part.end() :]}"
    found = LEADING_NUMBER.match(text)
    if found is None:
        return text
    if found[5] and int(found[5]) != number:
        return text  # "50 Ways ..." begins with a number, not with its place
    return text[found.end() :]


def _without_artist(
    segments: list[Segment], names: Names, may_split: bool
) -> tuple[list[Segment], str]:
    """Drop "Artist - " where it is the track's artist, or where the track has none."""
    if len(segments) < 2 or not segments[1].dash or not segments[0].text:
        return segments, ""
    rest = beginning_with_text(segments[1:])
    first = words_of(segments[0].text)
    if is_unknown(first) or is_name_of(first, names) or (names and first == names[0]):
        return rest, ""
    if names or not may_split or _says_only_version(segments[1].text):
        return segments, ""
    return rest, segments[0].text


def _says_only_version(text: str) -> bool:
    """Return whether a part is a version without a name: "Live", "Radio Edit", not "Rain (Live)".
    "Intro" alone is the title of many."""
    version = version_of(folded(text))
    return version is not None and not any(d or k == "scene" for k, d in version)


def _without_album(segments: list[Segment], album: str) -> list[Segment]:
    """Drop the track's own album from the end, also where it holds brackets or dashes itself. What is
    called "Live" and nothing more is the version of the title all the same."""
    if album:
        for start in range(1, len(segments)):
            if words_of(" ".join(s.text for s in segments[start:])) == album:
                return segments if _is_plain_version(album) else segments[:start]
    return segments


def _is_plain_version(album: str) -> bool:
    """Return whether an album's folded name is a kind of version and nothing else, as "Acoustic"."""
    version = version_of(album)
    return bool(version) and not any(detail for _, detail in version or ())
