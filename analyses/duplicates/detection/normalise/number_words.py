"""Words that are numbers, and words that make a number the number of a part; folded."""

from __future__ import annotations

import re

# Words before a number that make it the number of a part or of a work.
PARTS = frozenset(
    {
        *("part", "pt", "pts", "parte", "partie", "teil", "deel", "del", "часть", "vol", "volume"),
        *("chapter", "chapitre", "kapitel", "capitulo", "act", "acte", "akt", "scene", "movement"),
        *("mvt", "mov", "satz", "episode", "ep", "no", "nr", "num", "number", "op", "opus", "bwv"),
        *("k", "kv", "hob", "rv", "side", "phase", "suite", "sonata", "symphony", "concerto"),
        *("quartet", "trio", "book", "buch", "livre", "libro", "tome", "heft", "folge", "disc"),
        *("hwv", "woo", "twv", "variation", "variatio", "variations", "prelude", "fugue", "etude"),
        *("nocturne", "invention", "mouvement", "movimento", "scena", "atto", "track", "capitolo"),
        *("hoofdstuk", "rozdzial", "kapittel", "aflevering", "odcinek", "глава", "серия"),
        *("выпуск", "эпизод", "discs", "cd", "seite", "kapitola", "kapitlet", "fejezet", "bolum"),
        *("luku", "μεροσ", "κεφαλαιο", "الجزء", "الحلقة", "parts", "parties", "teile", "partes"),
    }
)
# Those of them that stand before two numbers: "Parts I-V".
SEVERAL = frozenset({"parts", "pts", "parties", "teile", "partes"})
# Those of them that count by letters too; behind the others a letter is a key, or a word.
LETTERED = frozenset(
    {
        *("part", "pt", "parte", "partie", "teil", "deel", "vol", "volume", "chapter", "kapitel"),
        *("episode", "book", "buch", "phase", "disc", "cd", "track", "seite", "μεροσ"),
    }
)
LETTERS = frozenset("abcdefghαβγδ")
SIDE = "side"
# Words before the number of what has parts with numbers of their own.
WHOLES = frozenset({"season", "staffel", "saison", "act", "acte", "akt", "atto"})
# Words before the number that a catalogue gives a work, by catalogue; many titles leave it out.
CATALOGUES = {
    word: place
    for place, words in enumerate(
        ("op opus", "bwv", "k kv", "rv", "woo", "hwv", "twv", "d", "m", "l", "s", "sz", "wq",
         "buxwv", "wwv", "trv", "fs"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
# "S02E11": season and episode.
EPISODE = re.compile(r"s(\d{1,2})e(\d{1,3})")
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18,
    "xix": 19, "xx": 20, "xxi": 21, "xxii": 22, "xxiii": 23, "xxiv": 24,
}  # fmt: skip
# Roman numbers that are words or letters elsewhere: numbers only behind a word for part.
LETTERS_TOO = frozenset({"i", "v", "x", "vi", "xi"})
LETTERS_TOO_VALUES = frozenset(ROMAN[word] for word in LETTERS_TOO)
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}


def _german() -> dict[str, int]:
    """Return the German words from "funf" to "neunundneunzig"."""
    ones = ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"]
    small = (
        "funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn"
    )
    tens = ["zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
    found = {word: value for value, word in enumerate(f"{small} achtzehn neunzehn".split(), 5)}
    for ten, word in enumerate(tens, start=2):
        found[word] = 10 * ten
        found |= {f"{one}und{word}": 10 * ten + value for value, one in enumerate(ones, start=1)}
    return found


WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, **TENS,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "un": 1, "deux": 2, "trois": 3,
    "uno": 1, "dos": 2, "due": 2, "tres": 3, "tre": 3,
    "первая": 1, "вторая": 2, "третья": 3, "четвертая": 4, "пятая": 5,
    "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5,
    **_german(),
}  # fmt: skip
# Numbers before a word for part: "First Movement".
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "erster": 1, "zweiter": 2, "dritter": 3, "vierter": 4, "erste": 1, "zweite": 2, "dritte": 3,
    "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3, "primo": 1, "secondo": 2, "terzo": 3,
    "primera": 1, "segunda": 2, "tercera": 3, "primeira": 1, "terceira": 3,
}  # fmt: skip
DIGITS = re.compile(
    r"(\d{1,6})(?:st|nd|rd|th|er|ere|re|eme|e|o|([a-d]))?|(?:pt|no|vol|nr|ep|cd|teil|part)(\d{1,4})"
)
# Those that are nothing else; the others are, of titles that name a form or a key.
ONLY_CATALOGUES = frozenset({"bwv", "kv", "rv", "hwv", "woo", "twv", "wq", "buxwv", "wwv", "trv"})
# "KV620" as one word.
CATALOGUED = re.compile(r"(op|bwv|kv|rv|hwv|woo|twv|[kdms](?=\d\d))(\d{1,4})")
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4,
    "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9,
    "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12,
    "dec": 12,
}  # fmt: skip
# "第2部", "その2", "2話": numbers written into words of scripts without spaces.
_EASTERN_NUMBER = r"(\d{1,4}|[一二三四五六七八九十百]{1,7})"
EASTERN = re.compile(
    rf"(?:第|その|パート|其){_EASTERN_NUMBER}|{_EASTERN_NUMBER}(?:部|章|話|话|集|回|幕|화|부)"
)
EASTERN_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def with_digits(words: str) -> str:
    """Return words with the numbers of parts in eastern scripts as digits: "第21回" for "第二十一回"."""

    def in_digits(found: re.Match[str]) -> str:
        number = found[1] or found[2]
        return found[0].replace(number, str(eastern_value(number)), 1)

    return EASTERN.sub(in_digits, words)


def eastern_value(number: str) -> int:
    """Return the value of digits, or of a number as "二十一" or "百三"."""
    if number.isdecimal():
        return int(number)
    total = here = 0
    for letter in number:
        if letter in "十百":
            total += (here or 1) * (10 if letter == "十" else 100)
            here = 0
        else:
            here = 10 * here + EASTERN_DIGITS[letter]
    return total + here
