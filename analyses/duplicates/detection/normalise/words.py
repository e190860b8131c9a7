"""Word lists of versions: what a part of a title says about the recording.

Patterns match folded words (lower case, no accents, no punctuation). Order matters: the first kind
that matches takes its words away, the rest is searched again; what is left at the end is the detail.
"""

from __future__ import annotations

import re

LIVE = "live"
REMIX = "remix"
LENGTH = "length"
REMASTER = "remaster"
VERSION = "version"

_LANGUAGES = (
    "english|spanish|espanol|espanola|french|francais|francaise|german|deutsch|deutsche|italian|"
    "italiano|italiana|portuguese|portugues|japanese|korean|chinese|mandarin|cantonese|russian|"
    "arabic|hindi|tamil|telugu|turkish|swedish|polish|dutch|hebrew|greek|thai|indonesian|tagalog"
)
_VERSION = "(?:version|ver|versio|versi|vers|versione|versao|mix|edition|take)"

# (kind, pattern). A kind of the table is a version of its own unless said otherwise below.
_PATTERNS = (
    ("karaoke", (r"karaoke(?: version)?|カラオケ|backing track|in the style of|originally performed by"
                r"|made famous by|tribute to|минус")),
    ("8d", r"8d(?: audio)?"),
    ("speed", (r"sped up|speed up|spedup|nightcore|(?:super )?slowed(?: down)?(?: and reverb| reverb)?"
              r"|slowed|daycore|fast version|slow version|chopped and screwed|speed version")),
    ("instrumental", (r"instrumental(?:e|es)?|instr|inst|strumentale|off vocal|インスト\w*"
                     r"|инструментал\w*|minus one")),
    ("acapella", r"a ?cap+el+a|vocals? only"),
    ("demo", (r"demos?|alternat(?:e|ive) (?:take|version|mix)|alt take|out ?takes?|rehearsal|rough mix"
             r"|early version|home recording|work in progress|демо|take \d+|first take|unreleased take")),
    ("acoustic", (r"acoustic|acoustique|acustic[ao]|akustik\w*|stripped(?: down| back)?|акустика"
                 r"|акустическая")),
    ("piano", r"(?:solo )?piano (?:version|ver|mix|solo|vocal)|piano"),
    ("orchestral", r"orchestral|symphonic|orchestra version|strings version|string quartet"),
    ("cover", r"cover(?: version)?|covered by|кавер"),
    (LIVE, (r"live|en vivo|ao vivo|en directo|en direct|dal vivo|in concert|en concert|unplugged"
           r"|концерт\w*|вживую|живое|ライブ|ライヴ|(?:\w+ )?sessions?(?= (?:\d+ )?$)|concert(?= $)")),
    ("rerecorded", r"re ?record(?:ed|ing)|[a-z]{4,}s version|new version|new recording"),
    ("clean", r"clean(?: version)?|censored|edited(?: version)?|cleaned"),
    (REMASTER, (r"(?:digital(?:ly)? )?(?:re ?master(?:ed|s|ing|izado|izada|ise|isee|isiert)?"
               r"|remasteris\w*|remasteriz\w*|ремастер\w*|リマスター\w*)(?: version| edition| mix)?")),
    ("language", (rf"(?:{_LANGUAGES})(?: {_VERSION})|(?:version|versao|versione) (?:{_LANGUAGES})"
                 rf"|(?:en|auf|in) (?:{_LANGUAGES})")),
    ("scene", r"(?<=^ )(?:intro|outro|interlude|skit|reprise|introduction)(?= $)"),
    # Words of packaging that change nothing of the recording, before "mix" is looked for.
    ("ignored", (r"explicit(?: version)?|dirty(?: version)?|deluxe(?: edition| version)?|bonus(?: track)?"
                r"|(?:album|original|lp|main|full|standard|cd|official|regular|stereo|mono)"
                r" (?:version|mix|vers|ver)|official(?: music| lyrics?)? video"
                r"|official(?: audio)?|lyrics?(?: video)?|visuali[sz]er|mono|stereo|hd|hq|4k|medley"
                r"|audio|single|ep|original|theme|soundtrack version|album track|hidden track"
                r"|digital|exclusive|anniversary edition")),
    ("extended", (r"extended(?: mix| version| edit| play)?|long version|12(?: inch)?(?: version| mix)"
                 r"|full length(?: version)?|maxi(?: version| single)?")),
    (LENGTH, (r"radio(?: edit| version| mix| cut)?|(?:single|short|video|album|7(?: inch)?|tv|original)"
             r" (?:edit|version|mix|ver|cut)|edit")),
    ("mixed", r"mixed|continuous mix|dj mix"),
    (REMIX, (r"re ?mix(?:es|ed|e)?|rmx|rework(?:ed)?|refix|bootleg|flip|mash ?up|vip|dub(?:mix)?|re ?edit"
            r"|mix|ремикс|リミックス|remi")),
    (VERSION, (r"version|ver|versio|vers|versi|versione|versao|версия|arrangement|rendition|vocal"
              r"|バージョン|ヴァージョン|ver")),
)  # fmt: skip


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


KINDS = tuple((kind, _words(pattern)) for kind, pattern in _PATTERNS)
# Text without it is no version: one search instead of one a kind.
ANY_KIND = _words("|".join(pattern for _, pattern in _PATTERNS))

# Words that are no detail of a version.
FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "at",
        "in",
        "on",
        "of",
        "from",
        "by",
        "and",
        "de",
        "en",
        "la",
        "le",
        "el",
        "os",
        "da",
        "do",
        "du",
        "des",
        "der",
        "die",
        "das",
        "im",
        "am",
        "recorded",
        "version",
        "ver",
        "vers",
        "mix",
        "edition",
        "take",
        "track",
        "digital",
        "original",
        "feat",
        "ft",
        "with",
        "my",
        "for",
        "to",
    ]
)

# A length is a version only where the lengths say so; see veto.py.
LENGTH_KINDS = frozenset({LENGTH, "extended"})

# Kinds whose detail says nothing that a listener would hear.
NO_DETAIL = frozenset(
    {LENGTH, "extended", REMASTER, "demo", "karaoke", "scene", "clean", "8d", "mixed"}
)

# A version word at the end of a title without brackets; "live" and "demo" only behind these tests.
AT_END = re.compile(
    r"(?P<base>.*\w) (?P<version>(?:\w+ )?(?:remix|rmx)|instrumental|karaoke(?: version)?|nightcore"
    r"|sped up|slowed|acoustic(?: version)?|(?:\d{4} )?(?:digital )?remaster(?:ed)?(?: \d{4})?"
    r"|radio edit|extended mix|extended version|demo|live (?:at|from) .+|live)"
)
# One of these is in each text that AT_END matches.
WORDS_AT_END = frozenset(
    {
        *("remix", "rmx", "instrumental", "karaoke", "nightcore", "sped", "slowed", "acoustic"),
        *("remaster", "remastered", "radio", "extended", "demo", "live"),
    }
)
# Words before "live" that make it a verb, before "demo" or "acoustic" part of a name.
BEFORE_VERBS = frozenset(
    [
        "i",
        "we",
        "you",
        "they",
        "to",
        "long",
        "where",
        "people",
        "who",
        "how",
        "and",
        "but",
        "let",
        "just",
        "gotta",
        "wanna",
        "must",
        "can",
        "ll",
        "dont",
        "cant",
        "wont",
        "not",
        "never",
        "the",
        "a",
        "we'll",
        "ill",
        "well",
        "lets",
        "life",
        "lives",
        "live",
        "us",
        "gonna",
        "will",
        "would",
        "should",
        "could",
        "shall",
        "that",
        "this",
        "these",
        "those",
        "my",
        "your",
        "our",
    ]
)
