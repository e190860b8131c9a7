"""Versions of one song in many languages and spellings, and what is no version though it looks so."""

from __future__ import annotations

import pytest

from tests.analyses.detecting import relation, track

# What is written behind the title, in brackets or behind a dash, of another recording.
VERSIONS = {
    "live, Spanish": "(En Vivo)",
    "live, Spanish, with a place": "(En Vivo en Buenos Aires)",
    "live, Portuguese": "- Ao Vivo",
    "live, French": "(En public)",
    "live, French concert": "- En concert à l'Olympia",
    "live, German": "(Live-Aufnahme)",
    "live, Dutch": "(Live in Ahoy)",
    "live, Italian": "(Dal vivo)",
    "live, Polish": "(Na żywo)",
    "live, Swedish session": "(P3 Session)",
    "live, Russian": "(Концерт)",
    "live, Russian in two words": "(в живую)",
    "live, Japanese": "(ライブ)",
    "live, Japanese with a version word": "(ライブ・バージョン)",
    "live, Korean": "(라이브)",
    "live, Chinese": "(现场版)",
    "live, traditional Chinese": "(現場)",
    "live, Chinese concert": "（演唱会版）",
    "live, Arabic": "(حفلة)",
    "live, Hebrew": "(הופעה חיה)",
    "live, Turkish": "(Canlı)",
    "live, Greek": "(Ζωντανή ηχογράφηση)",
    "live, Hindi": "(लाइव)",
    "live, Thai": "(แสดงสด)",
    "live, Vietnamese": "(Trực Tiếp)",
    "instrumental, Chinese": "(伴奏)",
    "instrumental, Korean": "(반주)",
    "instrumental, Korean abbreviation": "(Inst.)",
    "instrumental, Spanish": "(Versión Instrumental)",
    "instrumental, Russian": "(Инструментал)",
    "instrumental, Polish": "(Wersja instrumentalna)",
    "karaoke, Japanese": "(カラオケ)",
    "karaoke, Japanese original": "(オリジナル・カラオケ)",
    "karaoke, Korean": "(노래방)",
    "karaoke, backing track of Russian singers": "(минус)",
    "karaoke, Chinese": "(卡拉OK)",
    "remix, Russian": "(Ремикс)",
    "remix, Japanese": "(リミックス)",
    "remix, Korean": "(리믹스)",
    "remix, Chinese": "(混音版)",
    "remix with a name in front": "(Bo Kay Remix)",
    "remix with a name behind": "(Remix by Bo Kay)",
    "bootleg": "(Bo Kay Bootleg)",
    "acoustic, Spanish": "(Versión Acústica)",
    "acoustic, French": "(Version acoustique)",
    "acoustic, German": "(Akustik Version)",
    "acoustic, Japanese": "(アコースティック・バージョン)",
    "acoustic, Korean": "(어쿠스틱)",
    "acoustic, Russian": "(Акустика)",
    "language, Spanish": "(Versión en Español)",
    "language, Spanish without a version word": "(En Español)",
    "language, English": "(English Version)",
    "language, Japanese": "(日本語版)",
    "language, Japanese version in Latin letters": "-Japanese Ver.-",
    "language, Japanese English": "(英語バージョン)",
    "language, Mandarin alone": "(Mandarin)",
    "language, Chinese": "(国语版)",
    "language, Cantonese": "(粤语)",
    "language, German": "(Deutsche Version)",
    "language, French": "(Version française)",
    "language, Italian": "(Versione italiana)",
    "language, Russian": "(Русская версия)",
    "cover": "(Cover)",
    "cover of somebody": "(Northern Band Cover)",
    "cover, Japanese": "(カバー)",
    "cover, Russian": "(кавер)",
    "demo": "(Demo)",
    "demo of a year": "(1996 Demo)",
    "demo, Japanese": "(デモ)",
    "take": "(Take 3)",
    "alternate take": "[Alternate Take]",
    "outtake": "(Outtake)",
    "rehearsal": "(Rehearsal)",
    "sped up": "(Sped Up)",
    "sped up, hyphen": "(Sped-Up Version)",
    "slowed": "(Slowed + Reverb)",
    "slowed with a comma": "(Slowed, Reverb)",
    "nightcore": "[Nightcore]",
    "8D": "(8D Audio)",
    "lofi": "(Lofi Version)",
    "lo-fi": "(Lo-Fi Flip)",
    "clean": "(Clean Version)",
    "re-recorded by its singer": "(Taylor's Version)",
    "re-recorded by its singer, curly apostrophe": "(Taylor’s Version)",
    "re-recorded": "(Re-Recorded)",
    "re-recorded with a remark": "(Rerecorded / Remastered)",
    "re-recorded soundalike": "(New Stereo Recording)",
    "a cappella": "(A Cappella)",
    "piano": "(Piano Version)",
    "orchestral": "(Orchestral Version)",
    "unplugged": "- MTV Unplugged",
    "strings": "(String Quartet Version)",
    "mash-up": "(vs. Grey Wolves) [Mashup]",
    "reprise": "(Reprise)",
    "intro": "(Intro)",
    "interlude": "- Interlude",
    "dub": "(Dub)",
    "VIP": "(VIP Mix)",
    "club": "(Club Mix)",
    "karaoke in the style of": "(In the Style of The Paper Lanterns) [Karaoke]",
    "karaoke with a guide melody": "(With Guide Melody)",
    "karaoke with backing vocals": "(With Backing Vocals) [Karaoke]",
}


@pytest.mark.parametrize("behind", VERSIONS.values(), ids=VERSIONS.keys())
def test_another_version(behind):
    assert relation(track(), track(title=f"Northern Harbour {behind}")) == "version"


# What may be written behind the title of the very same recording.
PACKAGING = {
    "explicit": "(Explicit)",
    "mono": "(Mono)",
    "stereo": "[Stereo Version]",
    "album version": "(Album Version)",
    "album version, German": "(Album-Version)",
    "album version, Spanish": "(Versión del Álbum)",
    "album version, French": "(Version album)",
    "original version": "(Original Version)",
    "original version, Spanish": "(Versión Original)",
    "original version, German": "(Originalversion)",
    "original mix": "(Original Mix)",
    "bonus track": "[Bonus Track]",
    "bonus track, Japan": "(Bonus Track for Japan)",
    "video": "(Official Video)",
    "music video": "[Official Music Video]",
    "official video, Spanish": "(Video Oficial)",
    "official video, French": "(Clip officiel)",
    "official video, Russian": "(Официальный клип)",
    "lyrics": "(Lyrics)",
    "with lyrics": "(with lyrics)",
    "lyrics, Spanish": "(Letra)",
    "high quality": "[HQ]",
    "high definition": "(HD)",
    "audio": "(Official Audio)",
    "bitrate": "(320 kbps)",
    "bitrate without space": "[320kbps]",
    "a site": "[www.some-music-site.com]",
    "a site without www": "(somemusicsite.net)",
    "an id of a video": "[dQw4w9WgXcQ]",
    "file type": ".mp3",
    "film": '(From "Low Tide")',
    "film, curly quotes": "(From “The Lighthouse Keeper”)",
    "film, motion picture": "- From The Lighthouse Keeper Soundtrack",
    "guest": "(feat. Ann Lee)",
    "guest, with": "(with Ann Lee)",
    "guest without brackets": "ft. Ann Lee",
    "guest, Spanish": "(con Ann Lee)",
    "guest, Japanese": "(feat. 初音ミク)",
    "radio edit of the length": "(Radio Edit)",
    "radio edit, German": "(Radio-Version)",
    "radio edit, Spanish": "(Versión Radio)",
    "radio edit, French": "(Version radio)",
}


@pytest.mark.parametrize("behind", PACKAGING.values(), ids=PACKAGING.keys())
def test_only_packaging(behind):
    assert relation(track(), track(title=f"Northern Harbour {behind}")) == "duplicate"


# Two spellings of one version: (left, right).
ONE_VERSION = {
    "live in other words": ("(Live)", "- Live"),
    "live in two languages": ("(Live)", "(En Vivo)"),
    "live, Japanese and English": ("(Live)", "(ライブ)"),
    "remix": ("(Bo Kay Remix)", "- Bo Kay Remix"),
    "remix, short": ("(Bo Kay Remix)", "(Bo Kay Rmx)"),
    "instrumental, short": ("(Instrumental)", "(Inst.)"),
    "instrumental, Chinese": ("(Instrumental)", "(伴奏)"),
    "re-recorded": ("(Taylor's Version)", "[Taylor’s Version]"),
    "slowed": ("(Slowed + Reverb)", "(slowed & reverb)"),
    "language": ("(Spanish Version)", "(Versión en Español)"),
    "language, Japanese": ("(Japanese Version)", "(日本語版)"),
    "karaoke": ("(Karaoke Version)", "[Karaoke]"),
}


@pytest.mark.parametrize(("left", "right"), ONE_VERSION.values(), ids=ONE_VERSION.keys())
def test_one_version_in_other_words(left, right):
    tracks = [track(title=f"Northern Harbour {behind}") for behind in (left, right)]

    assert relation(*tracks) == "duplicate"


TWO_VERSIONS = {
    "remixers named like singers": ("(Boys Remix)", "(Man Remix)"),
    "two remixers": ("(Bo Kay Remix)", "(Ann Lee Remix)"),
    "two concerts": ("(Live in Paris)", "(Live in Tokyo)"),
    "two concerts by year": ("(Live 1998)", "(Live 2004)"),
    "two languages": ("(Spanish Version)", "(French Version)"),
    "two languages, Asian": ("(日本語版)", "(English Version)"),
    "two takes": ("(Take 1)", "(Take 2)"),
    "two demos by number": ("(Demo 1)", "(Demo 2)"),
    "live and acoustic": ("(Live)", "(Acoustic)"),
    "slowed and sped up": ("(Slowed)", "(Sped Up)"),
    "karaoke in other keys": ("(Karaoke) [Key of D]", "(Karaoke) [Key of G]"),
    "karaoke in other keys, higher": ("(Karaoke) (Higher Key)", "(Karaoke) (Lower Key)"),
    "karaoke in other keys, halftones": ("(Karaoke) +2", "(Karaoke) -1"),
    "karaoke with and without backing vocals": (
        "(Karaoke With Backing Vocals)",
        "(Karaoke Without Backing Vocals)",
    ),
    "karaoke with and without guide melody": ("(Karaoke With Guide Melody)", "(Karaoke)"),
}


@pytest.mark.parametrize(("left", "right"), TWO_VERSIONS.values(), ids=TWO_VERSIONS.keys())
def test_two_versions(left, right):
    tracks = [track(title=f"Northern Harbour {behind}") for behind in (left, right)]

    assert relation(*tracks) in {"version", "different"}


# Titles that hold a word of a version and are none: each is one song in two copies.
TITLES = {
    "live as a verb": "Long Live the Harbour",
    "live and let": "Live and Let Sail",
    "demo": "Demo",
    "a cover": "Under Cover of Night",
    "acoustic": "Acoustic Shadow",
    "slowed": "Time Has Slowed for Us",
    "mixed": "Mixed Feelings",
    "clean": "Clean",
    "remix as a title": "Remix",
    "intro": "Intro",
    "language": "English Rain",
    "with you": "Dance With You",
    "x": "Planet X",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_word_of_a_version_in_a_title(title):
    assert relation(track(title=title), track(title=title.upper())) == "duplicate"


def test_intros_of_two_albums_are_two():
    left = track(title="Intro", track_number=1, duration=61.0)
    right = track(title="Intro", album="High Water", track_number=1, duration=64.0, year=2001)

    assert relation(left, right) != "duplicate"


KARAOKE = "Northern Harbour (Karaoke Version) [Originally Performed by The Paper Lanterns]"


def test_karaoke_by_two_makers_is_two():
    left = track(title=KARAOKE, artist="Karaoke Band", album="Karaoke Band Vol. 1")
    right = track(
        title=KARAOKE,
        artist="Sing Along Stars",
        album="Best of 1997",
        year=2009,
        track_number=11,
        duration=215.5,
    )

    assert relation(left, right) == "different"


def test_karaoke_by_one_maker_is_one():
    left = track(title=KARAOKE, artist="Karaoke Band", album="Karaoke Band Vol. 1")

    assert relation(left, left) == "duplicate"


def test_a_plain_title_on_a_live_album_is_another_version():
    left = track(year=1997)
    right = track(album="MTV Unplugged", year=2001, track_number=8, duration=218.0)

    assert relation(left, right) not in {"duplicate", "other_release"}


def test_a_live_album_says_what_its_titles_say():
    left = track(album="Live at Wembley")
    right = track(title="Northern Harbour (Live)", album="Live at Wembley")

    assert relation(left, right) == "duplicate"


@pytest.mark.parametrize("album", ["Low Tide (Remastered)", "Low Tide (20th Anniversary Deluxe)"])
def test_an_edition_of_the_album(album):
    assert relation(track(), track(album=album, year=2017)) in {"duplicate", "other_release"}
