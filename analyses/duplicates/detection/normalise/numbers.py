"""Numbers in titles: parts, movements, works. Another number is another piece of music."""

from __future__ import annotations

import re
from collections import Counter

from analyses.duplicates.detection.normalise.number_words import (
    CATALOGUED,
    CATALOGUES,
    DIGITS,
    EASTERN,
    EPISODE,
    LETTERED,
    LETTERS,
    LETTERS_TOO,
    LETTERS_TOO_VALUES,
    MONTHS,
    ONLY_CATALOGUES,
    ORDINALS,
    PARTS,
    ROMAN,
    SEVERAL,
    SIDE,
    TENS,
    WHOLES,
    WORDS,
    eastern_value,
    with_digits,
)
from analyses.duplicates.detection.normalise.works import (
    IS_CATALOGUED,
    KEYS_FROM,
    WORK_WORDS,
    with_uniform_keys,
    work_numbers,
)

MOVEMENT = re.compile(r"(?:^|[:\-–,;]\s*)([IVX]{1,5})\s*[.\-–:]")

Numbers = tuple[tuple[int, ...], frozenset[int]]
"""All numbers of a title in rising order, each as often as it comes, and those of them that name a
part or follow the whole title."""

NONE: Numbers = ((), frozenset())

# "Part A" is no part 1, so letters count from here on, and seasons, below zero, from here down.
LETTERS_FROM = 1_100_000
SEASONS_FROM = -3_000
OF = frozenset({"of", "von", "de", "di", "av", "из"})
# Numbers of catalogues count below this, each catalogue in a million of its own.
CATALOGUES_FROM = -1_000_000

_DIGIT = re.compile(r"\d")
# Folded words without a digit and without one of these have no numbers.
NUMBERING = PARTS | (ROMAN.keys() - LETTERS_TOO) | WORK_WORDS


def has_numbers(words: str) -> bool:
    """Return whether it is worth looking for numbers in folded words; those that only punctuation
    shows ("I. Allegro") are not seen."""
    return (
        _DIGIT.search(words) is not None
        or not NUMBERING.isdisjoint(words.split())
        or (not words.isascii() and EASTERN.search(words) is not None)
    )


# Ways to write a word for part.
SAME = {
    "pt": "part", "pts": "part", "parts": "part", "parte": "part", "partie": "part", "teil": "part", "deel": "part",
    "volume": "vol", "chapitre": "chapter", "nr": "no", "number": "no",
}  # fmt: skip


def uniform(words: str) -> str:
    """Return folded words with one spelling for parts: "volume ii" and "vol 2" become equal."""
    if not has_numbers(words):
        return words
    words = words if words.isascii() else with_digits(words)
    several = with_uniform_keys(words).split()
    changed: list[str] = []
    for place, word in enumerate(several):
        behind_part = _is_behind_part(several, place)
        if word in ROMAN and place > 0 and (behind_part or word not in LETTERS_TOO):
            word = str(ROMAN[word])
        elif behind_part and word in WORDS and several[place - 1] != "no":
            word = str(WORDS[word])
        elif place > 1 and word in WORDS and several[place - 1] in TENS and changed[-1].isdigit():
            changed[-1] = str(int(changed[-1]) + WORDS[word])
            continue
        changed.append(SAME.get(word, word))
    return " ".join(changed)


def numbers_of(words: list[str], movements: tuple[int, ...] = ()) -> Numbers:
    """Return the numbers among the folded words of a title; `movements` are those that punctuation
    showed ("I. Allegro")."""
    # The others of the words are found below.
    found = [number for number in movements if number in LETTERS_TOO_VALUES]
    marked = set(found)
    # Where the tens stand that were found last: "Twenty" alone is no number.
    tens = -1
    last = len(words) - 1
    for place, word in enumerate(words):
        behind_part = _is_behind_part(words, place)
        if number := _in_catalogue(words, place):
            found.append(number)
            continue
        if word in WORDS and place > 0 and tens == place - 1:
            found[-1] += WORDS[word]  # "Chapter Twenty-One"
            marked.add(found[-1])
            continue
        if word in LETTERS and place > 0 and words[place - 1] in LETTERED:
            found.append(LETTERS_FROM + ord(word))
            marked.add(found[-1])
            continue
        before_part = place < last and words[place + 1] in PARTS
        value = (
            ORDINALS.get(word) if before_part and word in ORDINALS else _value(word, behind_part)
        )
        if _is_how_many(words, place):
            continue
        # "Act II: Title" is elsewhere but "Title"; the act is found below.
        if value is None or (behind_part and place < last - 1 and words[place - 1] in WHOLES):
            continue
        found.append(value)
        if word in TENS:
            tens = place
        if behind_part or not word.isdigit() or (place == last and place > 0 and value < 100):
            marked.add(value)
    found += _dates_and_letters(words) + _sides_and_seasons(words)
    text = " ".join(words)
    if not text.isascii():
        eastern = [eastern_value(a or b) for a, b in EASTERN.findall(text)]
        # Digits alone were found above where they are a word.
        found += eastern
        marked.update(eastern)
    found += work_numbers(text)
    return (tuple(sorted(found)), frozenset(marked)) if found else NONE


def _is_behind_part(words: list[str], place: int) -> bool:
    """Return whether a word stands behind one for part, or where the second of "Parts I-V" stands, or at
    the end behind a form: "Menuett I"."""
    before = words[place - 1] if place else ""
    if before in PARTS or (place == len(words) - 1 and before in WORK_WORDS):
        return True
    is_second = place > 1 and words[place - 2] in SEVERAL
    return is_second and (before in ROMAN or before.isdigit())


def _is_how_many(words: list[str], place: int) -> bool:
    """Return whether a word says how many parts there are: "Part 3 of 20"."""
    return (
        place > 2
        and words[place - 1] in OF
        and words[place - 2].isdigit()
        and words[place - 3] in PARTS
    )


def _in_catalogue(words: list[str], place: int) -> int:
    """Return the number for a word that says where a work stands in a catalogue, 0 for any other."""
    word, before = words[place], words[place - 1] if place else ""
    if before in CATALOGUES and word.isdecimal() and len(word) <= 4:
        catalogue, number = before, word
    elif glued := CATALOGUED.fullmatch(word):
        catalogue, number = glued.groups()
    else:
        return 0
    # "Model S 60", "Special K" and "Opus 40" are titles; "K. 620" has three digits.
    is_one = catalogue in ONLY_CATALOGUES or (catalogue == "k" and len(number) > 2)
    if not is_one and WORK_WORDS.isdisjoint(word.removesuffix("s") for word in words):
        return 0
    return CATALOGUES_FROM * CATALOGUES[catalogue] - int(number)


def _dates_and_letters(words: list[str]) -> list[int]:
    """Return numbers below zero for what tells two apart where both have it: the year and month of a
    concert or a show, the letter of "12a"."""
    several = [m for word in words if word[0] in "0123456789" and (m := DIGITS.fullmatch(word))]
    if not several:
        return []
    years = [-int(match[1]) for match in several if 1900 <= int(match[1]) <= 2100]
    months = [-MONTHS[word] for word in words if word in MONTHS] if years else []
    return years + months + [-ord(match[2]) - 100 for match in several if match[2]]


def _sides_and_seasons(words: list[str]) -> list[int]:
    """Return more numbers below zero: the side of a record, the letter of "12 a" at the end, the season
    of an episode. A title without it may be of any."""
    found = []
    last = len(words) - 1
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word in LETTERS:
            behind = words[place + 1] if place < last else ""
            if SIDE in (before, behind) or (place == last and before.isdigit()):
                found.append(-ord(word) - 100)
        elif before in WHOLES and (value := _value(word, behind_part=True)) is not None:
            found.append(SEASONS_FROM - value)
        elif match := EPISODE.fullmatch(word):
            found.append(SEASONS_FROM - int(match[1]))
    return found


def movements_of(title: str) -> tuple[int, ...]:
    """Return the roman numbers that stand where movements do: "Op. 67: I. Allegro"."""
    return tuple(ROMAN[m.lower()] for m in MOVEMENT.findall(title) if m.lower() in ROMAN)


def undated(numbers: Numbers) -> Numbers:
    """Return numbers without years and letters: beside a version they are the version's."""
    return (tuple(n for n in numbers[0] if n >= 0 or n <= CATALOGUES_FROM), numbers[1])


def is_of_work(numbers: Numbers) -> bool:
    """Return whether they are of a title that names a key, a form or a catalogue."""
    return bool(numbers[0]) and numbers[0][-1] >= KEYS_FROM


def conflict(left: Numbers, right: Numbers) -> bool:
    """Return whether two titles name different parts or works."""
    left_all, left_marked = left
    right_all, right_marked = right
    if left_all == right_all:
        return False
    here, there = _by_kind(left_all), _by_kind(right_all)
    for kind in here.keys() & there.keys():
        ours, theirs = here[kind], there[kind]
        if not (ours <= theirs or theirs <= ours):
            return True
    return bool(left_marked.difference(right_all) or right_marked.difference(left_all))


def left_out(left: Numbers, right: Numbers) -> set[int] | None:
    """Return the numbers that one of two titles has more, None where each has some."""
    here, there = Counter(left[0]), Counter(right[0])
    if here - there and there - here:
        return None
    return {number for number in (here - there) + (there - here) if number >= 0}


def _by_kind(numbers: tuple[int, ...]) -> dict[int, Counter[int]]:
    """Return numbers that are compared with each other: those below zero apart, each catalogue apart."""
    kinds: dict[int, Counter[int]] = {}
    for number in numbers:
        if number != IS_CATALOGUED:
            kind = number // CATALOGUES_FROM if number <= CATALOGUES_FROM else -int(number < 0)
            kinds.setdefault(kind, Counter())[number] += 1
    return kinds


def _value(word: str, behind_part: bool) -> int | None:
    if match := DIGITS.fullmatch(word):
        value = int(match[1] or match[3])
        # A year belongs to a release or a concert, which the version says.
        return None if 1900 <= value <= 2100 and not behind_part else value
    if match := EPISODE.fullmatch(word):
        return int(match[2])
    if word in ROMAN and (behind_part or word not in LETTERS_TOO):
        return ROMAN[word]
    return WORDS.get(word) if behind_part else None
