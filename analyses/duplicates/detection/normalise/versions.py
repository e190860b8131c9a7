"""What a part of a title, or an album's name, says about the version of the recording."""

from __future__ import annotations

from functools import lru_cache

from analyses.duplicates.detection.normalise.foreign import in_english
from analyses.duplicates.detection.normalise.languages import LANGUAGE_OF
from analyses.duplicates.detection.normalise.words import (
    ANY_KIND,
    AT_END,
    BEFORE_VERBS,
    CONCERT,
    CONCERT_ALBUM,
    DAY,
    FILLERS,
    KINDS,
    LENGTH,
    LIVE,
    LIVE_ALBUM,
    NEW_MIXES,
    NO_DETAIL,
    OTHER_MIXES,
    REMIX,
    REMIX_NAMES,
    SCENE,
    SINGERS,
    SLOW,
    SPOKEN_ALBUMS,
    VERSION,
    WORDS_AT_END,
)

Signature = frozenset[tuple[str, str]]
"""Kinds of version with their detail, as {("live", "paris 1999")}; empty for the plain recording."""

PLAIN: Signature = frozenset()


@lru_cache(maxsize=65_536)
def version_of(words: str) -> Signature | None:
    """Return what the folded words of a bracket, or of a part behind a dash, say; None if they are
    no version. A part that changes nothing ("Explicit") is the plain signature."""
    rest = f" {in_english(words)} "
    if ANY_KIND.search(rest) is None:
        return None
    kinds: list[str] = []
    own: dict[str, str] = {}
    mixes: list[str] = []
    length = ""
    for kind, pattern in KINDS:
        found = pattern.search(rest)
        if found:
            if kind == VERSION and REMIX in kinds and found.group() == "vocal":
                continue  # of a "Vocal Mix" it is the detail
            if kind == LENGTH:
                length = found.group()
            if kind == REMIX:
                mixes = _mixes(pattern.findall(rest))
            # "Mix" and "version" say nothing new behind a kind that is known.
            if not (kind in (REMIX, VERSION) and kinds and NEW_MIXES.isdisjoint(mixes)):
                kinds.append(kind)
                own[kind] = _own_detail(kind, found.group())
            rest = pattern.sub(" ", rest)
    if not kinds:
        return None
    sung = VERSION in kinds and REMIX not in kinds
    detail = _detail_of(rest.split(), SINGERS if sung else {})
    if mixes and REMIX in kinds:
        own[REMIX] = _detail_of_remix(mixes, detail)
    if kinds == [LENGTH] and _is_name(detail):
        # "Somebody's Edit" is a remix by somebody, and their "Radio Edit" a short one.
        kinds = [REMIX] if length == "edit" else [REMIX, LENGTH]
    if kinds == [VERSION] and not detail:
        return PLAIN
    # A long text with a weak word in it ("The Theme From ...") is a title.
    if set(kinds) == {"ignored"}:
        return PLAIN if not _is_name(detail) else None
    return frozenset(
        (k, own.get(k) or ("" if k in NO_DETAIL else detail)) for k in kinds if k != "ignored"
    )


def _mixes(said: list[str]) -> list[str]:
    """Return the words for a remix that a part has, each in one spelling."""
    return ["dub" if word == "dubmix" else word.replace("mash up", "mashup") for word in said]


def _detail_of_remix(mixes: list[str], detail: str) -> str:
    """Return whose remix it is, or which of several: of "Ann Dub" both, of "Bootleg" the word alone."""
    named = [word for word in mixes if word in OTHER_MIXES or (not detail and word in REMIX_NAMES)]
    return " ".join([*detail.split(), *named])


def _own_detail(kind: str, said: str) -> str:
    """Return what the words of a kind themselves tell apart: which language, take, key or speed."""
    words = said.split()
    if kind == "language":
        return next((LANGUAGE_OF[word] for word in words if word in LANGUAGE_OF), "")
    if kind == "speed":
        if not {"super", "ultra"}.isdisjoint(words):
            return "much"
        return "slow" if not SLOW.isdisjoint(words) else "fast"
    if kind == SCENE:
        return "intro" if said == "introduction" else said
    if kind in ("key", "vocals"):
        return " ".join(word for word in words if word not in ("in", "the", "key", "of", "with"))
    return " ".join(word for word in words if word.isdigit()) if kind == "demo" else ""


def _detail_of(words: list[str], instead: dict[str, str]) -> str:
    """Return what is left of a part, with other words instead of some."""
    return " ".join(instead.get(word, word) for word in words if word not in FILLERS)


def _is_name(detail: str) -> bool:
    return any(not word.isdigit() for word in detail.split())


@lru_cache(maxsize=65_536)
def kinds_of_album(words: str) -> frozenset[str]:
    """Return the kinds of version that an album's folded name says its tracks are."""
    signature = version_of(words)
    kinds = frozenset(kind for kind, _ in signature) if signature else frozenset()
    kinds |= {SPOKEN_ALBUMS[word] for word in words.split() if word in SPOKEN_ALBUMS}
    # Most albums have no digit, and none of these words.
    may_say = "at " in words or "broadcast" in words
    if DAY.search(words) or (may_say and CONCERT_ALBUM.search(words)):
        return kinds | {LIVE, CONCERT}
    return kinds | {CONCERT} if LIVE in kinds and _is_live_album(words) else kinds


def _is_live_album(words: str) -> bool:
    """Return whether "live" in an album's name is no verb: "Live at Wembley", not "Long Live Us"."""
    if "live" not in words.split():
        return True
    found = LIVE_ALBUM.search(words)
    return found is not None and (words[: found.start()].split() or [""])[-1] not in BEFORE_VERBS


def at_end(words: str) -> tuple[str, Signature]:
    """Split a version word without brackets off the end of a title's folded words."""
    match = None if WORDS_AT_END.isdisjoint(words.split()) else AT_END.fullmatch(words)
    if match is None:
        return words, PLAIN
    base, version = match["base"], match["version"]
    if base.split()[-1] in BEFORE_VERBS and not version.startswith("live at"):
        return words, PLAIN
    if version.endswith(("remix", "rmx")):
        # "Some Song Name Remix": whose words end where is not known.
        return f"{base} {version.removesuffix('remix').removesuffix('rmx')}".strip(), frozenset(
            {(REMIX, "")}
        )
    signature = version_of(version)
    return (base, signature) if signature is not None else (words, PLAIN)
