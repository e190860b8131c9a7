"""The songs of the demo library, the same every time: originals, copies, versions and traps."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from library.demo import words

SEED = 1974
SONGS_AN_ALBUM = 5


@dataclass(frozen=True, kw_only=True)
class Song:
    """A track of the demo; duration in seconds, bitrate in kbit/s, days before the demo's day."""

    title: str
    artist: str
    album: str
    genre: str
    year: int | None
    track_number: int | None
    duration: float | None
    format: str = "mp3"
    bitrate: int = 256
    isrc: str = ""
    play_count: int = 0
    rating: int | None = None
    is_favorite: bool = False
    tags: tuple[str, ...] = ()
    days_ago: int = 0


Change = Callable[[Song, random.Random], Song]


def songs() -> list[Song]:
    """Return all of them, in the order in which they came into the library."""
    chance = random.Random(SEED)
    originals = list(_originals(chance))
    found = [
        *originals,
        *_changed(originals, COPIES, chance),
        *_changed(originals, RELEASES, chance),
        *_changed(originals, VERSIONS, chance),
        *_traps(originals),
    ]
    return sorted(found, key=lambda song: -song.days_ago)


# How people's files are, the lossless ones with the bitrate that came out.
FILES = (("mp3", 192), ("mp3", 256), ("mp3", 320), ("aac", 256), ("flac", 742), ("flac", 918))


def _originals(chance: random.Random) -> Iterator[Song]:
    number = 0
    for artist, genre, year, albums in words.ARTISTS:
        titles = list(words.OWN_TITLES.get(artist, ()))
        for place, album in enumerate(albums):
            for track_number in range(1, SONGS_AN_ALBUM + 1):
                number += 1
                kind, bitrate = chance.choice(FILES)
                yield Song(
                    title=titles.pop(0) if titles else _title(chance),
                    artist=artist,
                    album=album,
                    genre=genre,
                    year=year + 3 * place,
                    track_number=track_number,
                    duration=round(chance.uniform(125, 345), 3),
                    format=kind,
                    bitrate=bitrate,
                    isrc=f"QZDEM{year % 100:02}{number:05}" if number % 3 == 0 else "",
                    play_count=int(chance.expovariate(0.08)),
                    rating=chance.choice((None, None, 3, 4, 5)),
                    is_favorite=chance.random() < 0.1,
                    tags=(chance.choice(words.TAGS),) if chance.random() < 0.2 else (),
                    days_ago=chance.randint(200, 1500),
                )


def _title(chance: random.Random) -> str:
    quality, quality_too = chance.sample(words.QUALITIES, 2)
    thing, other = chance.sample(words.THINGS, 2)
    return chance.choice(words.PATTERNS).format(
        quality=quality,
        quality_too=quality_too.lower(),
        thing=thing,
        other=other,
        place=chance.choice(words.PLACES),
        name=chance.choice(words.NAMES),
    )


def _changed(
    originals: list[Song], changes: tuple[tuple[int, Change], ...], chance: random.Random
) -> Iterator[Song]:
    for count, change in changes:
        for song in chance.sample(originals, count):
            later = song.days_ago - chance.randint(5, 190)
            yield change(
                replace(song, play_count=chance.randint(0, 6), rating=None, days_ago=later), chance
            )


def _near(song: Song, chance: random.Random) -> float:
    return round((song.duration or 0) + chance.uniform(-1.5, 1.5), 3)


# The same recording, as it comes into a library a second time.


def _other_file(song: Song, chance: random.Random) -> Song:
    if song.format == "flac":
        return replace(song, format="ogg", bitrate=192)
    return replace(song, format="flac", bitrate=chance.randint(640, 980))


def _shouted(song: Song, chance: random.Random) -> Song:
    return replace(song, title=song.title.upper(), artist=song.artist.lower(), isrc="")


def _with_number(song: Song, chance: random.Random) -> Song:
    return replace(song, title=f"{song.track_number:02} - {song.title}", album="", year=None)


def _artist_in_title(song: Song, chance: random.Random) -> Song:
    title = f"{song.artist} - {song.title}"
    return replace(song, title=title, artist="", isrc="", format="mp3", bitrate=128)


def _album_in_title(song: Song, chance: random.Random) -> Song:
    return replace(song, title=f"{song.title} ({song.album})", album="", track_number=None)


def _misspelt(song: Song, chance: random.Random) -> Song:
    place = chance.randint(1, len(song.title) - 2)
    title = song.title[:place] + song.title[place + 1] + song.title[place] + song.title[place + 2 :]
    return replace(song, title=title, duration=_near(song, chance), isrc="")


def _without_album(song: Song, chance: random.Random) -> Song:
    near = _near(song, chance)
    return replace(song, album="", year=None, duration=near, format="mp3", bitrate=160)


def _explicit(song: Song, chance: random.Random) -> Song:
    return replace(song, title=f"{song.title} [Explicit]", duration=_near(song, chance))


COPIES: tuple[tuple[int, Change], ...] = (
    (14, _other_file),
    (8, _shouted),
    (6, _with_number),
    (5, _artist_in_title),
    (4, _album_in_title),
    (7, _misspelt),
    (6, _without_album),
    (3, _explicit),
)


# The same recording on another release.


def _collected(song: Song, chance: random.Random) -> Song:
    album = f"{song.artist}: The Collected Singles"
    return replace(song, album=album, track_number=chance.randint(1, 20), year=2019)


def _remastered(song: Song, chance: random.Random) -> Song:
    album = f"{song.album} (Anniversary Edition)"
    title = f"{song.title} (2014 Remaster)"
    return replace(song, title=title, album=album, year=2014, duration=_near(song, chance), isrc="")


RELEASES: tuple[tuple[int, Change], ...] = ((9, _collected), (6, _remastered))


# Another recording: these are no duplicates.


def _live(song: Song, chance: random.Random) -> Song:
    city = chance.choice(words.CITIES)
    return replace(
        song,
        title=f"{song.title} (Live in {city})",
        album=f"Live in {city}",
        duration=round((song.duration or 0) * 1.18 + 11, 3),
        isrc="",
    )


def _remix(song: Song, chance: random.Random) -> Song:
    title = f"{song.title} ({chance.choice(words.REMIXERS)} Remix)"
    return replace(song, title=title, album="Reworked", duration=(song.duration or 0) + 62, isrc="")


def _acoustic(song: Song, chance: random.Random) -> Song:
    title = f"{song.title} - Acoustic"
    return replace(song, title=title, album="Unplugged Sessions", duration=_near(song, chance))


def _radio(song: Song, chance: random.Random) -> Song:
    shorter = max(95.0, (song.duration or 0) - 48)
    return replace(song, title=f"{song.title} (Radio Edit)", duration=shorter, isrc="")


def _instrumental(song: Song, chance: random.Random) -> Song:
    return replace(song, title=f"{song.title} (Instrumental)", isrc="")


VERSIONS: tuple[tuple[int, Change], ...] = (
    (7, _live),
    (4, _remix),
    (4, _acoustic),
    (3, _radio),
    (3, _instrumental),
)


def _traps(originals: list[Song]) -> Iterator[Song]:
    """Give what looks alike and is not: parts, common titles, titles that say nothing."""
    by_artist = {song.artist: replace(song, isrc="", tags=()) for song in originals}
    suite = by_artist["Pilot Whale Radio"]
    for number in (1, 2, 3):
        title = f"The Shelf and the Drop, Part {number}"
        yield replace(suite, title=title, track_number=20 + number, duration=412.5, days_ago=190)
    canon = by_artist["Clementine Voss"]
    for number, movement in enumerate(("I. Lento", "II. Andante", "III. Presto"), start=20):
        title = f"Night Canon No. 2: {movement}"
        yield replace(canon, title=title, track_number=number, duration=203.0, days_ago=180)
    for number, title in enumerate(("Home", "Intro", "Hold On"), start=20):
        for artist in ("Glasswing Parade", "Kid Paragon", "Sister Juniper", "The Velvet Tariff"):
            common = by_artist[artist]
            yield replace(
                common,
                title=title,
                track_number=number,
                duration=(common.duration or 0) + 17 * (number - 19),
                days_ago=170,
            )
    for place, guest in enumerate(words.GUESTS):
        song = by_artist["Ottoline & the Drift"]
        title = f"Soft Machinery (feat. {guest})"
        yield replace(
            song, title=title, track_number=20 + place, duration=190.0 + 20 * place, days_ago=160
        )
    unnamed = by_artist["Vantablue"]
    for number in (4, 5, 6):
        yield replace(
            unnamed,
            title=f"Track {number:02}",
            artist="",
            album="",
            track_number=number,
            days_ago=150,
        )
    live = by_artist["Iron Lanterns"]
    for number, title in enumerate(("Live and Let Burn", "Remix the Stars", "Demo Day"), start=20):
        duration = (live.duration or 0) + 21 * (number - 19)
        yield replace(live, title=title, track_number=number, duration=duration, days_ago=140)
