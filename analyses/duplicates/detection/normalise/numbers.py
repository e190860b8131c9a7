"""Numbers in titles: parts, movements, works. Another number is another piece of music."""

from __future__ import annotations

import re
from collections import Counter

# Words before a number that make it the number of a part or of a work.
PARTS = frozenset(
    {
        *("part", "pt", "pts", "parte", "partie", "teil", "deel", "del", "часть", "vol", "volume"),
        *("chapter", "chapitre", "kapitel", "capitulo", "act", "acte", "akt", "scene", "movement"),
        *("mvt", "mov", "satz", "episode", "ep", "no", "nr", "num", "number", "op", "opus", "bwv"),
        *("k", "kv", "hob", "rv", "side", "phase", "suite", "sonata", "symphony", "concerto"),
        *("quartet", "trio"),
    }
)
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18,
    "xix": 19, "xx": 20, "xxi": 21, "xxii": 22, "xxiii": 23, "xxiv": 24,
}  # fmt: skip
# Roman numbers that are words or letters elsewhere: numbers only behind a word for part.
LETTERS_TOO = frozenset({"i", "v", "x", "vi", "xi"})
LETTERS_TOO_VALUES = frozenset(ROMAN[word] for word in LETTERS_TOO)
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "first": 1, "second": 2, "third": 3,
}  # fmt: skip
DIGITS = re.compile(r"(\d{1,6})(?:st|nd|rd|th|a|b)?|(?:pt|no|op|vol|nr)(\d{1,4})")
MOVEMENT = re.compile(r"(?:^|[:\-–,;]\s*)([IVX]{1,5})\s*[.\-–:]")

Numbers = tuple[tuple[int, ...], frozenset[int]]
"""All numbers of a title in rising order, each as often as it comes, and those of them that name a
part or follow the whole title."""

NONE: Numbers = ((), frozenset())

_DIGIT = re.compile(r"\d")
# Folded words without a digit and without one of these have no numbers.
NUMBERING = PARTS | (ROMAN.keys() - LETTERS_TOO)


def has_numbers(words: str) -> bool:
    """Return whether it is worth looking for numbers in folded words; those that only punctuation
    shows ("I. Allegro") are not seen."""
    return _DIGIT.search(words) is not None or not NUMBERING.isdisjoint(words.split())


# Ways to write a word for part.
SAME = {
    "pt": "part", "pts": "part", "parte": "part", "partie": "part", "teil": "part", "deel": "part",
    "volume": "vol", "chapitre": "chapter", "nr": "no", "number": "no",
}  # fmt: skip


def uniform(words: str) -> str:
    """Return folded words with one spelling for parts: "volume ii" and "vol 2" become equal."""
    if not has_numbers(words):
        return words
    several = words.split()
    changed = []
    for place, word in enumerate(several):
        behind_part = place > 0 and several[place - 1] in PARTS
        if word in ROMAN and place > 0 and (behind_part or word not in LETTERS_TOO):
            word = str(ROMAN[word])
        changed.append(SAME.get(word, word))
    return " ".join(changed)


def numbers_of(words: list[str], movements: tuple[int, ...] = ()) -> Numbers:
    """Return the numbers among the folded words of a title; `movements` are those that punctuation
    showed ("I. Allegro")."""
    # The others of the words are found below.
    found = [number for number in movements if number in LETTERS_TOO_VALUES]
    marked = set(found)
    last = len(words) - 1
    for place, word in enumerate(words):
        behind_part = place > 0 and words[place - 1] in PARTS
        value = _value(word, behind_part)
        if value is None:
            continue
        found.append(value)
        if behind_part or not word.isdigit() or (place == last and place > 0 and value < 100):
            marked.add(value)
    return (tuple(sorted(found)), frozenset(marked)) if found else NONE


def movements_of(title: str) -> tuple[int, ...]:
    """Return the roman numbers that stand where movements do: "Op. 67: I. Allegro"."""
    return tuple(ROMAN[m.lower()] for m in MOVEMENT.findall(title) if m.lower() in ROMAN)


def conflict(left: Numbers, right: Numbers) -> bool:
    """Return whether two titles name different parts or works."""
    left_all, left_marked = left
    right_all, right_marked = right
    if left_all == right_all:
        return False
    here, there = Counter(left_all), Counter(right_all)
    if here and there and not (here <= there or there <= here):
        return True
    return bool(left_marked - there.keys() or right_marked - here.keys())


def _value(word: str, behind_part: bool) -> int | None:
    if match := DIGITS.fullmatch(word):
        value = int(match[1] or match[2])
        # A year belongs to a release or a concert, which the version says.
        return None if 1900 <= value <= 2100 and not behind_part else value
    if word in ROMAN and (behind_part or word not in LETTERS_TOO):
        return ROMAN[word]
    return WORDS.get(word) if behind_part else None
