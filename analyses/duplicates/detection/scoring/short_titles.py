"""Short titles that are nearly the same, and yet are those of two songs."""

from __future__ import annotations

# A title of more words is hardly another song's with a word more.
FEW_WORDS = 2
# What words end in: "dream", "dreams", "dreamer", "dreaming".
ENDINGS = frozenset({"s", "es", "r", "er", "d", "ed", "y", "ly", "a", "in", "ing"})
# "Maria" and "Marie"; another letter is a slip.
NAME_ENDINGS = frozenset("aeio")
# Words that files have, and no song is called by.
OF_FILES = frozenset(
    {
        "hq",
        "hd",
        "4k",
        "lyrics",
        "lyric",
        "copy",
        "video",
        "music",
        "audio",
        "official",
        "with",
        "kopie",
    }
)
# Fewer letters are not taken for what two words have in common.
STEM = 3


def are_two_titles(left: str, right: str) -> bool:
    """Return whether one of two folded titles has few words, and the other these words and more, or as
    many of which the last has another ending, or the only one another first letter
    or none."""
    shorter, longer = sorted((left.split(), right.split()), key=len)
    if len(shorter) > FEW_WORDS:
        return False
    if len(shorter) < len(longer):
        return _has_more(shorter, longer)
    differ = [place for place, word in enumerate(shorter) if word != longer[place]]
    if len(differ) != 1:
        return False
    one, other = shorter[differ[0]], longer[differ[0]]
    is_last = differ[0] == len(shorter) - 1
    if is_last and _end_in_two_ways(one, other):
        return True
    # Of several words one with another first letter is rather misspelt.
    return len(shorter) == 1 and (one[1:] in (other, other[1:]) or one == other[1:])


def _has_more(shorter: list[str], longer: list[str]) -> bool:
    """Return whether one title has all words of the other and more: real ones, no letter or number that
    slipped in."""
    more = set(longer) - set(shorter) - OF_FILES
    return set(shorter) < set(longer) and any(len(word) > 1 and word.isalpha() for word in more)


def _end_in_two_ways(left: str, right: str) -> bool:
    stem = 0
    while stem < min(len(left), len(right)) and left[stem] == right[stem]:
        stem += 1
    shorter, longer = sorted((left[stem:], right[stem:]), key=len)
    if stem < STEM:
        return False
    if len(shorter) == len(longer) == 1:
        return {shorter, longer} <= NAME_ENDINGS
    # Of "r" and "er" a letter was lost rather than meant.
    return longer in ENDINGS and (
        not shorter or (shorter in ENDINGS and not longer.endswith(shorter))
    )
