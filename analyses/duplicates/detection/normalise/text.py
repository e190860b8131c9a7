"""From any text to plain lower-case words, in every script, and never to nothing."""

from __future__ import annotations

import html
import re
import unicodedata

from analyses.duplicates.detection.normalise.han import simplified

# Letters that Unicode does not decompose, but people leave out as they leave out accents.
LETTERS = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}

# Dropped inside words, so that "don't" and "dont" are one word.
APOSTROPHES = "'`´‘’ʼ′＇"

# Marks that may be left out: of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs.
# Other scripts' marks (Devanagari, Thai, kana voicing) are letters and stay.
MARKS = (range(0x0300, 0x0370), range(0x0591, 0x05C8), range(0x064B, 0x0660))

# First characters of UTF-8 sequences read as Windows-1252: without one there is nothing to repair.
MOJIBAKE = re.compile(
    "[ÂÃâÐÑãäåæçèéïàØÙÎÏ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
    "\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
# Four letters in a row that only Cyrillic text in a Western code page has.
CYRILLIC_AS_WESTERN = re.compile("[À-ÿ]{4}")

LATIN = re.compile("[a-zA-Z]")

# Characters of a field that are read: what is longer is no name, and would only cost time.
LONGEST = 1_000

ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
SHARP = re.compile(r"(?<=\b[a-g])[#♯]")
FLAT = re.compile(r"(?<=\b[a-g])♭")
DOLLAR = re.compile(r"(?<=\w)\$|\$(?=\w)")
EXCLAMATION = re.compile(r"(?<=\w)!(?=\w)")
ARTICLE_BEHIND = re.compile(
    r",\s*(?:the|a|an|les|le|la|los|las|el|der|die|das|il|os|as)\s*$", re.IGNORECASE
)
ARTICLES_BEFORE = ("the ", "a ", "an ")


class _Characters(dict[int, str]):
    """What becomes of each character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in LETTERS:
            value = LETTERS[character]
        elif character in APOSTROPHES or any(code in marks for marks in MARKS):
            value = ""
        elif character == "*":  # stands for a letter in "F**k"
            value = "*"
        elif unicodedata.category(character)[0] in "PSZC":
            value = " "
        else:
            value = simplified(character)
        self[code] = value
        return value


_CHARACTERS = _Characters()


def repaired(text: str) -> str:
    """Return the text with HTML entities and text read in a wrong code page put right, one space
    where there are several, and no more than its first 1,000 characters."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if "  " in text:
        text = " ".join(text.split())
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _read_again(text))


def _read_again(text: str) -> str:
    """Return a text that was read in a wrong code page as it was meant; any other as it is."""
    if MOJIBAKE.search(text):
        try:
            return text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            pass
    if CYRILLIC_AS_WESTERN.search(text) and not LATIN.search(text):
        try:
            return text.encode("latin-1").decode("cp1251")
        except UnicodeError:
            pass
    return text


def folded(text: str) -> str:
    """Return the lower-case words of an already repaired text, one space apart; empty if none."""
    if text.isascii():
        text = text.lower()
        if text.replace(" ", "").isalnum():
            return " ".join(text.split())
    else:
        text = unicodedata.normalize("NFKD", text.casefold())
    if "." in text:
        text = ACRONYM.sub(lambda match: match.group().replace(".", ""), text)
    if "#" in text or "♯" in text or "♭" in text:
        text = FLAT.sub(" flat ", SHARP.sub(" sharp ", text))
    if "$" in text:
        text = DOLLAR.sub("s", text)
    if "!" in text:
        text = EXCLAMATION.sub("i", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace(" + ", " and ")
    text = " ".join(text.translate(_CHARACTERS).split())
    # Decomposed kana and Hangul are put together again.
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def words_of(text: str) -> str:
    """Return the words of a repaired text without article; symbols alone stay as they are."""
    cleaned = ARTICLE_BEHIND.sub("", text) if "," in text else text
    words = folded(cleaned).strip("* ")
    if words.startswith(ARTICLES_BEFORE):
        words = words.partition(" ")[2]
    return words or "".join(text.casefold().split())
