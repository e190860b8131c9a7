"""Word lists of versions: what a part of a title says about the recording.

Patterns match folded words (lower case, no accents, no punctuation). Order matters: the first kind
that matches takes its words away, the rest is searched again; what is left at the end is the detail.
"""

from __future__ import annotations

import re

from analyses.duplicates.detection.normalise.languages import ANY_LANGUAGE

LIVE = "live"
# What a whole album is; "live" in its name may be a verb.
CONCERT = "concert"
REMIX = "remix"
LENGTH = "length"
REMASTER = "remaster"
VERSION = "version"
SCENE = "scene"
# A story as it is played, and as it is read.
RADIO_PLAY = "radio play"
AUDIO_BOOK = "audio book"
SPOKEN = frozenset({RADIO_PLAY, AUDIO_BOOK})
# Words of an album's name that say which.
SPOKEN_ALBUMS = {"horspiel": RADIO_PLAY, "horbuch": AUDIO_BOOK, "audiobook": AUDIO_BOOK}

_VERSION = "(?:version|ver|versio|versi|vers|versione|versao|wersja|mix|edition|take)"

# (kind, pattern). A kind of the table is a version of its own unless said otherwise below.
_PATTERNS = (
    # With or without these a karaoke track is sold twice; "without" is the plain one.
    ("ignored", (r"(?:without|no|minus) (?:backing|background|lead|guide) (?:vocals?|melody)|original key"
                r"|(?:with )?lyrics?")),
    ("vocals", (r"(?:with |incl(?:uding)? )?(?:backing|background|lead|guide)(?: and (?:backing|lead))?"
               r" (?:vocals?|melody)|with vocals")),
    ("key", (r"(?:in )?(?:the )?key of [a-h](?: ?(?:flat|sharp|b))?(?: (?:major|minor))?"
            r"|(?:higher|lower|high|low|male|female|womens?|mens?) key|key (?:plus|minus) \d+")),
    ("karaoke", (r"karaoke(?: version)?|backing track|in the style of|originally performed by"
                r"|made famous by|tribute to|sing ?along(?: version)?|playback|pista"
                r"|(?:performance|accompaniment) track")),
    ("8d", r"8d(?: audio)?"),
    ("bass", r"bass ?boost(?:ed)?"),
    ("speed", (r"sped up|speed up|spedup|nightcore|(?:super |ultra )?slowed(?: down)?(?: and reverb| reverb)?"
              r"|slowed|daycore|fast version|slow version|chopped and screwed|speed version")),
    ("lofi", r"lo ?fi(?: version| flip| remix| mix| edit)?"),
    ("instrumental", (r"instrumental(?:s|e|es|na|ni)?|(?:no|without) vocals|instr|inst|strumentale|off vocal|instrumentalny"
                     r"|minus one|(?<=^ )(?:mr|beat)(?= $)")),
    ("acapella", r"a ?cap+el+a|vocals? only|isolated vocals?"),
    ("stems", r"drumless|no drums|(?:drums?|bass|guitars?) only|isolated (?:drums?|bass|guitars?)"),
    ("demo", (r"demos?|alternat(?:e|ive) (?:take|version|mix)|alt take|out ?takes?|rehearsal|sound ?check|rough mix"
             r"|early version|home recording|work in progress|take \d+|first take|unreleased take")),
    ("acoustic", (r"acoustic|acoustique|acustic[ao]|akustik\w*|akustisch\w*|akustyczn\w+|unplugged version"
                 r"|stripped(?: down| back)?")),
    ("piano", r"(?:solo )?piano (?:version|ver|mix|solo|vocal)|piano"),
    ("orchestral", r"orchestral|symphonic|orchestra version|strings version|string quartet"),
    ("cover", r"cover(?: version)?|covered by"),
    (LIVE, (r"live(?: aufnahme| version)?|en vivo|ao vivo|en directo|en direct|en public|dal vivo|na zywo"
           r"|canli|truc tiep|in concert|en concert|im konzert|unplugged"
           r"|(?:\w+ )?sessions?(?= (?:\d+ )?$)|concert(?= $)|koncert(?= $)|(?<=^ )encore(?= $)")),
    ("rerecorded", r"re ?record(?:ed|ing)|re ?imagined|(?<=^ )(?:revisited|reloaded|redux|recomposed)(?= $)|neuaufnahme|neueinspielung|[a-z]{4,}s version|new (?:\w+ )?(?:version|recording)"),
    # What is said about a song, and what toys and consoles play of it.
    ("talk", (r"(?:track )?commentary(?: track)?|track by track|spoken word|voice memo|behind the scenes"
             r"|(?<=^ )(?:interview|making of|(?:the )?story behind(?: \w+){0,4}|monologue|narration)(?= $)")),
    ("toys", r"8 ?bit|chiptune|(?:music ?box|lullaby) (?:version|ver|cover|rendition)"),
    ("abridged", r"abridged|gekurzte?(?: (?:lesung|fassung|ausgabe))?|version abregee"),
    ("ignored", r"unabridged|ungekurzte?(?: (?:lesung|fassung|ausgabe))?|version integrale"),
    ("clean", r"clean(?: version)?|censored|amended|edited(?: version)?|cleaned"),
    (REMASTER, (r"(?:digital(?:ly)? )?(?:re ?master(?:ed|s|ing|izado|izada|ise|isee|isiert)?"
               r"|remasteris\w*|remasteriz\w*)(?: version| edition| mix)?")),
    # "album version", "version album": before a language, as they are the plain recording.
    ("ignored", (r"version (?:del |de l )?album|album ?version|original ?version|version originale?"
                r"|(?:version|ver) studio|studio (?:version|ver|take)")),
    ("language", (rf"(?:{ANY_LANGUAGE})(?: language)?(?: {_VERSION})"
                 rf"|(?:version|versao|versione|wersja) (?:en |in |em )?(?:{ANY_LANGUAGE})"
                 rf"|(?:en|auf|in|em|po) (?:{ANY_LANGUAGE})|(?<=^ )(?:{ANY_LANGUAGE})(?= $)")),
    ("continued", r"(?<=^ )(?:fortsetzung|continued|cont d|contd|continuacion|continuation)(?= $)"),
    (SCENE, r"(?<=^ )(?:intro|outro|interlude|skit|reprise|introduction)(?= $)"),
    # Alone in its brackets, as "Flower Duet" is a title.
    ("duet", r"(?<=^ )(?:duet|dueto)(?: version)?(?= $)|duett version|duo version"),
    ("solo", r"(?<=^ )solo(?: version)?(?= $)"),
    (RADIO_PLAY, r"(?<=^ )(?:(?:das|original) )?(?:horspiel|radio play|audio drama)(?= $)"),
    (AUDIO_BOOK, r"(?<=^ )(?:das )?(?:horbuch|audio ?book|audiolibro|livre audio)(?= $)"),
    # Words of packaging that change nothing of the recording, before "mix" is looked for.
    ("ignored", (r"explicit(?: version)?|dirty(?: version)?|deluxe(?: edition| version)?"
                r"|bonus(?: track)?(?: for \w+)?|original performance"
                r"|(?:album|original|lp|main|full|standard|cd|official|regular|stereo|mono)"
                r" (?:version|mix|vers|ver)|official(?: music| lyrics?)? video|videoclip"
                r"|(?:video|clip|audio) (?:oficial|officiel|ufficiale)|offizielles (?:musik)?video"
                r"|official(?: audio)?|lyrics?(?: video)?|letras?|paroles|visuali[sz]er|mono|stereo|hd|hq|4k"
                r"|medley|\d{2,3} ?kbps|kbps|flac|mp3|lossless|free download|out now"
                r"|audio|single|ep|original|theme|soundtrack version|album track|hidden track"
                r"|digital|exclusive|anniversary edition")),
    ("extended", (r"extended(?: mix| version| edit| play)?|long version|12(?: inch)?(?: version| mix)"
                 r"|full length(?: version)?|maxi(?: version| single)?|version longue|version larga")),
    (LENGTH, (r"radio(?: edit| version| mix| cut|version)?|(?:single|short|video|album|7(?: inch)?|tv|original)"
             r" (?:edit|version|mix|ver|cut|size)|edit|version radio|version courte|version corta")),
    ("mixed", r"mixed|continuous mix|dj mix"),
    (REMIX, (r"re ?mix(?:es|ed|e)?|rmx|rework(?:ed)?|refix|bootleg|flip|mash ?up|vip|dub(?:mix)?|re ?edit"
            r"|mix|remi(?= $)")),
    (VERSION, (r"(?<=male )(?:voice|vocals?)|version|ver|versio|vers|versi|versione|versao|wersja|arrangement|rendition|vocal")),
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

# Who sings a version, in words that are no misspelling of each other.
SINGERS = {"male": "man", "men": "man", "mens": "man", "boys": "man"} | dict.fromkeys(
    ("female", "women", "womens", "girls"), "woman"
)

# A length is a version only where the lengths say so; see veto.py.
LENGTH_KINDS = frozenset({LENGTH, "extended"})

# Kinds whose detail says nothing that a listener would hear.
NO_DETAIL = frozenset(
    {LENGTH, "extended", REMASTER, "karaoke", "clean", "8d", "bass", "mixed", "lofi"}
)

# "Live" as albums use it of themselves.
# "1977-05-08 Barton Hall", "gd77-05-08", "5/8/77": the day of a concert, as folded words.
_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
DAY = re.compile(
    rf"(?<!\w)(?:(?:(?:19|20)\d\d|[a-z]{{0,4}}\d\d) {_MONTH} {_DAY}"
    rf"|{_DAY} {_DAY} (?:(?:19|20)\d\d|\d\d))(?!\w)"
)
# "At Folsom Prison", "Radio Broadcast 1978": concerts that do not call themselves live.
_VENUE = (
    r"fillmore(?: east| west)?|budokan|prison|carnegie hall|albert hall|town hall|wembley"
    r"|opera house|olympia|hollywood bowl|red rocks|montreux|newport|village vanguard|bbc|beeb|paradiso"
)
CONCERT_ALBUM = re.compile(
    rf"(?<!\w)at (?:the )?(?:\w+ ){{0,2}}(?:{_VENUE})(?: \d{{4}})?$"
    r"|(?<!\w)(?:radio|fm|tv|bbc|live) broadcasts?(?!\w)"
)
LIVE_ALBUM = re.compile(
    r"(?<!\w)live(?= (?:at|in|from|on|im|en|auf|au|album|ep|sessions?|version|recordings?|tour|\d+)(?!\w)|$)"
    r"|(?<!\w)(?:unplugged|concert)(?!\w)"
)

# Mixes that are never the one without the word, whoever made them; and words for a remix that are
# all its name where nobody is named: a "(Bootleg)" is no "(Flip)".
OTHER_MIXES = frozenset({"dub", "vip"})
# Behind another kind only these make a remix: an "Extended Mix" is none.
NEW_MIXES = OTHER_MIXES | {"remix"}
REMIX_NAMES = frozenset({"bootleg", "flip", "mashup"})

# Words of slower speed; the others of that kind are faster.
SLOW = frozenset({"slowed", "daycore", "slow", "chopped"})

# A version word at the end of a title without brackets; "live" and "demo" only behind these tests.
AT_END = re.compile(
    r"(?P<base>.*\w) (?P<version>(?:\w+ )?(?:remix|rmx)|instrumental|acapella|a cappella|karaoke(?: version)?|nightcore"
    r"|sped up|slowed|acoustic(?: version)?|(?:\d{4} )?(?:digital )?remaster(?:ed)?(?: \d{4})?"
    r"|radio edit|extended mix|extended version|demo|interlude|reprise|(?:en|ao|dal) vivo|live (?:at|from) .+|live)"
)
# One of these is in each text that AT_END matches.
WORDS_AT_END = frozenset(
    {
        *("remix", "rmx", "instrumental", "karaoke", "nightcore", "sped", "slowed", "acoustic"),
        *("acapella", "cappella"),
        *(
            "remaster",
            "remastered",
            "radio",
            "extended",
            "demo",
            "live",
            "vivo",
            "interlude",
            "reprise",
        ),
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
