"""Values that people and programs write where they know nothing."""

from __future__ import annotations

import re
from enum import IntEnum

from analyses.duplicates.detection.normalise.text import folded

# Compared with the folded words of the whole field.
UNKNOWN = frozenset(
    """unknown unk unset none null nil undefined n a na empty missing tbd no artist|no title|no album|
    unknown artist|unknown title|unknown album|unknown track|not available|data not available|no data|
    no tags|untagged|various|various artists|va|v a|verschiedene interpreten|artistes divers|
    varios artistas|vari artisti|vários artistas|diverse|diverse artister|sconosciuto|desconocido|
    inconnu|unbekannt|unbekannter interpret|unbekanntes album|неизвестен|неизвестно|
    неизвестный исполнитель|неизвестный альбом|unbekannter kunstler|unbekannter titel|kein titel|
    artiste inconnu|album inconnu|titre inconnu|artista desconocido|album desconocido|titulo desconocido|
    artista desconhecido|album desconhecido|artista sconosciuto|album sconosciuto|titolo sconosciuto|
    okand artist|okant album|ukjent artist|ukendt kunstner|onbekend|onbekende artiest|onbekend album|
    nieznany wykonawca|nieznany album|bilinmeyen sanatci|不明なアーティスト|不明なアルバム|不明|
    未知艺术家|未知藝術家|未知专辑|未知專輯|未知|알 수 없음|알 수 없는 아티스트|알 수 없는 앨범|
    -|--|–|—""".replace("\n", " ").split("|")
)
_SINGLE = frozenset(
    [
        "unknown",
        "unk",
        "unset",
        "none",
        "null",
        "nil",
        "undefined",
        "na",
        "empty",
        "missing",
        "tbd",
        "n",
    ]
)
_WHOLE = (
    frozenset(folded(value) or value.strip() for value in UNKNOWN) | _SINGLE | {"n a", "no artist"}
)

# "Unknown" with a letter left out, doubled, or in the place of its neighbour.
_WORD = "unknown"
MISSPELT = frozenset(
    form
    for place, letter in enumerate(_WORD)
    for before, behind in ((_WORD[:place], _WORD[place + 1 :]),)
    for form in (
        before + behind,
        before + 2 * letter + behind,
        before + behind[:1] + letter + behind[1:],
    )
)

# What catalogues call tracks without music or title: "[silence]".
UNTITLED = re.compile(r"\[(?:silence|untitled|untitled track|data track|no title)\]", re.IGNORECASE)

# Words such as "[no artist]" only count in brackets where they could be a name.
NAMES_TOO = frozenset({"none", "empty", "missing", "diverse", "various", "va", "nil", "undefined"})

# Titles that name a place on a disc, not a piece of music.
NUMBERED = re.compile(
    r"(?:audio ?)?(?:track|title|titel|piste|pista|traccia|faixa|spur|spar|nummer|sciezka|stopa|raita|parca|曲目|音轨|音軌|트랙|трек|дорожка|トラック)"
    r" ?\d{0,3}(?: \d+)?|\d{1,3}|untitled(?: track)?(?: ?\d+)?|sans titre|ohne titel|sin titulo|"
    r"sem titulo|senza titolo|без названия|unknown(?: title| track)?(?: ?\d+)?|new recording(?: \d+)?"
    r"|recording \d+|voice(?: memo)? ?\d+|file ?\d+|hidden track|unnamed"
)

# One of these, or a digit, is in each text that NUMBERED matches.
PLACES = frozenset(
    {
        *("track", "audiotrack", "title", "titel", "piste", "pista", "traccia", "faixa", "spur"),
        *("трек", "дорожка", "トラック", "untitled", "titre", "titulo", "titolo", "названия"),
        *("unknown", "recording", "nummer", "spar", "sciezka", "stopa", "raita", "parca", "曲目"),
        *("音轨", "音軌", "트랙", "voice", "file", "hidden", "unnamed"),
    }
)


def is_unknown(words: str, *, is_title: bool = False) -> bool:
    """Return whether folded words stand for "not known"; a title may be a name that is also one."""
    if words in _WHOLE or words in MISSPELT:
        return not (is_title and words in NAMES_TOO)
    return False


_NUMBER = (
    r"(?:\d{1,4}[a-d]?|[ivx]{1,6}"
    r"|(?:(?:twenty|thirty|forty|fifty) )?(?:one|two|three|four|five|six|seven|eight|nine)"
    r"|ten|eleven|twelve|\w{4,5}teen|twenty|thirty|forty|fifty)"
)
# Titles that name a part or a scene, which each album may have: "Chapter 12", "Teil 2 Kapitel 17".
ANYWHERE = re.compile(
    r"(?:(?:chapter|chapitre|kapitel|capitulo|capitolo|hoofdstuk|rozdzial|глава|part|teil|parte|partie"
    r"|deel|unit|stave|kapitola|kapitlet|fejezet|bolum|luku|lesson|lektion|lecon|leccion|lezione|book|buch|livre|libro|act|scene|episode|folge|side|disc|cd|movement|satz|no|vol|prelude|track)"
    rf" {_NUMBER} ?){{1,3}}|(?:\d+|i+) satz"
    r"|(?:the )?(?:intro|outro|interlude|skit|freestyle|prelude|prologue|epilogue|introduction|reprise|overture"
    r"|opening|ending|finale|instrumental|jam|prolog|epilog)(?: \w{1,3})?"
    r"|inhaltsangabe|titelmusik|zusammenfassung|vorwort|nachwort|foreword|afterword"
    r"|(?:main|opening|closing|ending|end|title) (?:title|titles|credits|theme)|bonus(?: track)?"
    # What happens at a concert, on stage, in a game, on the air.
    r"|(?:drum|guitar|bass|piano|keyboard) solo|(?:band|member) introductions?|stage banter|encore break"
    r"|entr ?acte|title screen|main menu|station id"
)

# Movements that many works have, and that say nothing without their work.
MOVEMENTS = re.compile(
    r"(?:molto |poco |non |piu )?(?:allegro|allegretto|andante|andantino|adagio|presto|largo|larghetto"
    r"|lento|vivace|moderato)(?: (?:ma|non|troppo|molto|assai|con|brio|moto|vivace|cantabile|sostenuto"
    r"|moderato|grazioso|giusto|mosso|di|un|poco|e))*"
    r"|kyrie(?: eleison)?|gloria in excelsis deo|sanctus|benedictus|agnus dei|lacri?y?mosa|dies irae"
    r"|tuba mirum|rex tremendae|confutatis|offertori(?:um|o)|lux aeterna|libera me|recitativ[oe]?"
    r"|men?uett?o?|minuetto?|scherzo|sarabande|gigue|courante|allemande|bourree|gavotte"
)


def names_a_movement(words: str) -> bool:
    """Return whether a title says nothing but a movement that many works have, as "Kyrie"."""
    return MOVEMENTS.fullmatch(words) is not None


def names_a_place(words: str) -> bool:
    """Return whether a title says nothing but where on an album it stands, as "Chapter 12"."""
    return ANYWHERE.fullmatch(words) is not None


def is_placeholder_title(words: str) -> bool:
    """Return whether a title names no piece of music, as "Track 01" or "Untitled"."""
    return not words or NUMBERED.fullmatch(words) is not None


def placeholder_of(words: str) -> int:
    """Return 1 for a title that names nothing, -1 for one that names but a place, 0 for any other."""
    return 1 if is_placeholder_title(words) else -int(names_a_place(words))


class Naming(IntEnum):
    """What a title says."""

    NAMES = 0
    """It names a piece of music."""
    NOTHING = 1
    """Nothing: it is empty, or "Track 01"."""
    REPEATS = 2
    """Perhaps nothing: it is the artist or the album once more, or only signs. Many a song is called
    so; beside an unlike title it says nothing."""
    PLACE = -1
    """But a place that each album may have: "Chapter 12", "Intro"."""
    MOVEMENT = -2
    """But a movement that many works have: "Kyrie", "Andante"."""


def naming_of(words: str, artist: str, album: str, placeholder: int) -> Naming:
    """Return what a folded title says, beside the first artist without spaces and the folded album.
    placeholder: what `placeholder_of` says of it."""
    if placeholder > 0:
        return Naming.NOTHING
    compact = words.replace(" ", "")
    is_signs = not compact.isalnum() and not any(c.isalnum() for c in compact)
    if is_signs or compact in (artist, album.replace(" ", "")):
        return Naming.REPEATS
    if placeholder < 0:
        return Naming.PLACE
    return Naming.MOVEMENT if names_a_movement(words) else Naming.NAMES
