"""The way dupeGuru matches music by its tags, written anew from what it is documented to do.

A track is a bag of words, or a bag for each field of which the worst one counts. Two are alike by the
share of words they have in common, counted by word or by letter; words may be taken for one another
where they are similar. Tracks are compared where they share a word that is not common. The most alike
pairs come first, and a track joins a group where it matches every member. Plain Python as there;
similar words alone are found by rapidfuzz, because comparing all words in Python takes many minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.libraries import Data, Pairs
from bench.peers.peer import Cut, Option, Peer
from bench.peers.texts import FORMS, fields_of
from bench.quality import Labels

FIELDS = {
    "words": ("title", "artist"),
    "words with album": ("title", "artist", "album"),
    "fields": ("title", "artist"),
}
# A word that so many tracks have brings none of them together, unless a track has no other.
COMMON = 50
# Words from this ratio on (0 to 100) may count as the same.
SIMILAR = 80

Word = tuple[str, int]
"""A word and how often it came before in its bag."""
Bags = tuple[frozenset[Word], ...]
Match = tuple[float, int, int]
"""How alike, from 0 to 100, and the positions of two tracks."""


def _find(data: Data | Pairs, option: Option, cuts: Sequence[Cut]) -> list[Labels]:
    fields = fields_of(data, str(option["text"]), FIELDS[str(option["of"])])
    if str(option["of"]).startswith("words"):
        fields = [(" ".join(texts),) for texts in fields]
    if option["similar"] == "yes":
        fields = _with_one_spelling(fields)
    tracks = [tuple(_bag(text) for text in texts) for texts in fields]
    least = min(cut.threshold for cut in cuts)
    matches = list(_matches(tracks, least, by_letter=option["weigh"] == "letters"))
    matches.sort(key=lambda match: (-match[0], match[1], match[2]))
    return [_groups(matches, len(tracks), cut.threshold) for cut in cuts]


def _bag(text: str) -> frozenset[Word]:
    seen: dict[str, int] = defaultdict(int)
    bag = []
    for word in text.split():
        bag.append((word, seen[word]))
        seen[word] += 1
    return frozenset(bag)


def _matches(tracks: Sequence[Bags], least: float, *, by_letter: bool) -> Iterator[Match]:
    """Yield each pair of tracks that shares an uncommon word and is alike enough."""
    weighed = [tuple((bag, _weight(bag, by_letter)) for bag in bags) for bags in tracks]
    holders = _holders(tracks)
    words_of = defaultdict(list)
    for word, positions in holders.items():
        for position in positions:
            words_of[position].append(word)
    for left, words in words_of.items():
        others = {right for word in words for right in holders[word] if right > left}
        for right in others:
            alike = _alike(weighed[left], weighed[right], by_letter)
            if alike >= least:
                yield alike, left, right


def _holders(tracks: Sequence[Bags]) -> dict[str, set[int]]:
    """Return for each word the tracks it may bring together."""
    holders: dict[str, set[int]] = defaultdict(set)
    for position, bags in enumerate(tracks):
        for bag in bags:
            for word, _ in bag:
                holders[word].add(position)
    common = {word for word, positions in holders.items() if len(positions) >= COMMON}
    rare = set().union(*(holders[word] for word in holders if word not in common))
    for word in common:
        holders[word] -= rare
    return holders


def _weight(bag: frozenset[Word], by_letter: bool) -> int:
    return sum(len(word) for word, _ in bag) if by_letter else len(bag)


def _alike(
    left: Sequence[tuple[frozenset[Word], int]],
    right: Sequence[tuple[frozenset[Word], int]],
    by_letter: bool,
) -> float:
    """Return the share of words in common in the field where it is smallest, from 0 to 100."""
    lowest = 100.0
    for (one, one_weight), (other, other_weight) in zip(left, right, strict=True):
        shared = 2 * _weight(one & other, by_letter)
        lowest = min(lowest, 100 * shared / (one_weight + other_weight or 1))
        if not lowest:
            break
    return lowest


def _with_one_spelling(tracks: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the tracks with each word in its most frequent similar spelling."""
    counts: dict[str, int] = defaultdict(int)
    for texts in tracks:
        for word in " ".join(texts).split():
            counts[word] += 1
    spelling: dict[str, str] = {}
    words = sorted(counts, key=lambda word: (-counts[word], word))
    for word, similar in _similar(words):
        if spelling.setdefault(word, word) == word:
            for other in similar:
                spelling.setdefault(other, word)
    return [tuple(" ".join(spelling[word] for word in text.split()) for text in t) for t in tracks]


def _similar(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each word with the later ones that are similar."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cdist

    for start in range(0, len(words), 500):
        part, rest = words[start : start + 500], words[start:]
        table = cdist(part, rest, scorer=ratio, score_cutoff=SIMILAR, dtype=np.uint8, workers=-1)
        for row, word in enumerate(part):
            yield word, [rest[column] for column in np.flatnonzero(table[row]) if column > row]


@dataclass
class _Group:
    number: int
    members: list[int]


def _groups(matches: Sequence[Match], tracks: int, threshold: float) -> Labels:
    """Return the groups that grow from the most alike pairs; in each, every two tracks match."""
    near = [match for match in matches if match[0] >= threshold]
    matching: dict[int, set[int]] = defaultdict(set)
    for _, left, right in near:
        matching[left].add(right)
        matching[right].add(left)
    groups: dict[int, _Group] = {}
    labels = np.arange(tracks)
    for _, left, right in near:
        if left in groups and right in groups:
            continue
        group = groups.get(left) or groups.get(right) or _Group(left, [left])
        new = {left, right}.difference(group.members)
        for track in new:
            if matching[track].issuperset(group.members):
                group.members.append(track)
        for track in group.members:
            groups[track] = group
            labels[track] = group.number
    return labels


PEER = Peer(
    name="dupeGuru's way",
    find=_find,
    choices={
        "of": tuple(FIELDS),
        "text": FORMS,
        "similar": ("no", "yes"),
        "weigh": ("words", "letters"),
    },
    cuts=[Cut(threshold) for threshold in range(30, 101, 5)],
    package="rapidfuzz",
)
