"""What tells classical works and movements apart beside numbers: keys, forms and tempos, catalogues.

Each becomes a number beyond those that titles hold, so that two titles of which each names a key or
a form that the other lacks are two pieces, as are those with two numbers.
"""

from __future__ import annotations

import re

FORMS_FROM = 1_000_000
KEYS_FROM = 2_000_000
"""From here on a number says that the title is of a work, not only a song called a waltz."""
TEMPOS_FROM = 2_500_000
IS_CATALOGUED = 3_000_000

_NOTES = {
    "c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11,
    "ut": 0, "do": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11,
}  # fmt: skip
_GERMAN = {
    "c": 0, "cis": 1, "des": 1, "d": 2, "dis": 3, "es": 3, "e": 4, "f": 5, "fis": 6, "ges": 6,
    "g": 7, "gis": 8, "as": 8, "a": 9, "ais": 10, "b": 10, "h": 11, "ces": 11,
}  # fmt: skip
_SIGNS = {
    "flat": -1, "bemol": -1, "bemolle": -1, "b": -1,
    "sharp": 1, "diese": 1, "diesis": 1, "sostenido": 1,
}  # fmt: skip
_MINOR = frozenset({"minor", "moll", "mineur", "minore", "menor"})
_GERMAN_MODES = frozenset({"dur", "moll"})
_MODES = _MINOR | {"major", "dur", "majeur", "maggiore", "mayor"}
_NAMES = ("c", "c sharp", "d", "e flat", "e", "f", "f sharp", "g", "a flat", "a", "b flat", "b")
_KEY = re.compile(
    rf"(?<!\w)(?:in |en )?(?:([a-g])(b)|({'|'.join(sorted(_NOTES, key=len, reverse=True))})"
    rf"(?: ({'|'.join(_SIGNS)}))?) ({'|'.join(sorted(_MODES - _GERMAN_MODES))})(?!\w)"
    rf"|(?<!\w)(?:in )?({'|'.join(sorted(_GERMAN, key=len, reverse=True))}) (dur|moll)(?!\w)"
    # A key without its mode is major: "Sonata in A", "Mass in B flat, Op. 3".
    rf"|(?<!\w)in ([a-g])(?: (flat|sharp))?(?= (?:op|opus|no|k|kv|bwv|d|rv|hob|hwv|woo)(?!\w)|$)"
)

# Forms, dances and tempos, each with its names in other languages.
_FORMS = (
    "prelude praludium preludio preludium preludes", "fugue fuge fuga fugues", "toccata toccate",
    "aria arie", "recitative recitativo rezitativ recitatif", "chorus chor choeur coro",
    "chorale choral", "overture ouverture ouvertura obertura",
    "menuet minuet menuetto minuetto menuett", "scherzo", "rondo rondeau", "sarabande sarabanda",
    "gigue giga", "courante corrente corrente", "allemande allemanda", "bourree bouree", "gavotte",
    "passepied", "polonaise", "waltz walzer valse vals", "mazurka", "march marsch marche marcia",
    "kyrie", "gloria", "credo", "sanctus", "benedictus", "agnus", "etude etuda etuden etudes study",
    "nocturne notturno", "impromptu", "ballade", "intermezzo", "romance romanze romanza",
)  # fmt: skip
_TEMPOS = (
    "allegro", "allegretto", "andante", "andantino", "adagio", "presto", "largo", "larghetto",
    "lento", "grave", "vivace", "prestissimo", "moderato",
)  # fmt: skip
_FORM_OF = {
    **{name: FORMS_FROM + place for place, names in enumerate(_FORMS) for name in names.split()},
    **{name: TEMPOS_FROM + place for place, name in enumerate(_TEMPOS)},
}
_CATALOGUE = re.compile(
    r"(?<!\w)(?:op|opus|bwv|kv|k|rv|hob|hwv|woo|d|twv|wq|buxwv|wwv) ?(?:i+ )?\d"
)

WORK_WORDS = frozenset(_MODES | _FORM_OF.keys())
"""Folded words of a title without any of which, and without digits, it names no work."""


def with_uniform_keys(words: str) -> str:
    """Return folded words with each key in English: "c moll" and "ut mineur" become "c minor"."""
    return _KEY.sub(_name_of, words) if _may_name_a_key(words) else words


def work_numbers(words: str) -> list[int]:
    """Return numbers for the keys, forms and catalogues in folded words with uniform keys."""
    found = []
    if _may_name_a_key(words):
        found += [KEYS_FROM + _key_of(match) for match in _KEY.finditer(words)]
    several = words.split()
    if not WORK_WORDS.isdisjoint(several):
        found += {_FORM_OF[word] for word in several if word in _FORM_OF}
    if _CATALOGUE.search(words):
        found.append(IS_CATALOGUED)
    return found


def _may_name_a_key(words: str) -> bool:
    return "in " in words or not _MODES.isdisjoint(words.split())


def _key_of(match: re.Match[str]) -> int:
    """Return twice the half tones above C, one more in minor."""
    short, short_flat, note, sign, mode, german, german_mode, bare, bare_sign = match.groups()
    if german:
        return 2 * _GERMAN[german] + (german_mode == "moll")
    tone = _NOTES[short or note or bare] + _SIGNS.get(short_flat or sign or bare_sign or "", 0)
    return 2 * (tone % 12) + (mode in _MINOR)


def _name_of(match: re.Match[str]) -> str:
    tone, minor = divmod(_key_of(match), 2)
    return f"{_NAMES[tone]} {'minor' if minor else 'major'}"
