"""Names of artists and titles in all spellings and scripts; compilations."""

from __future__ import annotations

import pytest

from tests.analyses.detecting import relation, track

# (left, right): one artist, on one album at one position.
ONE_ARTIST = {
    "article behind": ("The Beatles", "Beatles, The"),
    "article left out": ("The Beatles", "Beatles"),
    "ampersand": ("Simon & Garfunkel", "Simon and Garfunkel"),
    "and, Spanish": ("Ana y Bruno", "Ana & Bruno"),
    "and, German": ("Anna und Bruno", "Anna & Bruno"),
    "and, French": ("Anne et Bruno", "Anne & Bruno"),
    "exclamation": ("P!nk", "Pink"),
    "dollar": ("Ke$ha", "Kesha"),
    "slash": ("AC/DC", "Ac-Dc"),
    "slash left out": ("AC/DC", "ACDC"),
    "dots": ("R.E.M.", "REM"),
    "umlaut": ("Motörhead", "Motorhead"),
    "umlaut as two letters": ("Die Ärzte", "Die Aerzte"),
    "umlaut as two letters, o": ("Grönemeyer", "Groenemeyer"),
    "sharp s": ("Silke Weiß", "Silke Weiss"),
    "Danish o": ("Mø", "MO"),
    "Polish l": ("Łona", "Lona"),
    "Turkish dotless i": ("Işın Karaca", "Isin Karaca"),
    "Turkish capital dotted I": ("İbrahim Tatlıses", "Ibrahim Tatlises"),
    "Vietnamese": ("Mỹ Tâm", "My Tam"),
    "Vietnamese d": ("Đàm Vĩnh Hưng", "Dam Vinh Hung"),
    "Czech": ("Karel Gott a Dagmar Peková", "Karel Gott a Dagmar Pekova"),
    "Icelandic": ("Sigur Rós", "Sigur Ros"),
    "full-width": ("ＹＯＡＳＯＢＩ", "YOASOBI"),
    "half-width kana": ("ﾊﾟﾌｭｰﾑ", "パフューム"),
    "Cyrillic capitals": ("КИНО", "Кино"),
    "Cyrillic yo": ("Алёна Апина", "Алена Апина"),
    "Greek accents": ("Μίκης Θεοδωράκης", "Μικης Θεοδωρακης"),
    "Greek final sigma": ("ΓΙΩΡΓΟΣ", "Γιώργος"),
    "Hebrew points": ("שָׁלוֹם חָנוֹךְ", "שלום חנוך"),
    "Arabic vowels": ("فَيْرُوز", "فيروز"),
    "Arabic alef with hamza": ("أم كلثوم", "ام كلثوم"),
    "Arabic lengthening": ("فيــــروز", "فيروز"),
    "guest in the artist": ("Ann Lee feat. Bo Kay", "Ann Lee"),
    "order of two": ("Ann Lee & Bo Kay", "Bo Kay, Ann Lee"),
    "semicolons": ("Ann Lee; Bo Kay", "Ann Lee / Bo Kay"),
    "last name first": ("Lee, Ann", "Ann Lee"),
    "zero-width space": ("Ann\u200b Lee", "Ann Lee"),
    "non-breaking space": ("Ann\u00a0Lee", "Ann Lee"),
    "trailing number of a catalogue": ("Nirvana (2)", "Nirvana"),
}


@pytest.mark.parametrize(("left", "right"), ONE_ARTIST.values(), ids=ONE_ARTIST.keys())
def test_one_artist(left, right):
    assert relation(track(artist=left), track(artist=right)) == "duplicate"


# (left, right): two artists; the songs are on albums of their own.
TWO_ARTISTS = {
    "short names": ("Air", "Aqua"),
    "kana voicing": ("かき", "がぎ"),
    "Devanagari vowel signs": ("कली", "काला"),
    "Thai": ("บอย", "เบิร์ด"),
    "Hangul": ("김범수", "김건모"),
    "Han": ("王菲", "王力宏"),
    "Cyrillic": ("Кино", "Комбинация"),
}


@pytest.mark.parametrize(("left", "right"), TWO_ARTISTS.values(), ids=TWO_ARTISTS.keys())
def test_two_artists(left, right):
    tracks = [
        track(artist=left, album="Erstes", duration=214.0, year=1991, track_number=2),
        track(artist=right, album="Zweites", duration=216.5, year=2006, track_number=9),
    ]

    assert relation(*tracks) == "different"


ONE_TITLE = {
    "full-width": ("Ｈａｒｂｏｕｒ　１", "Harbour 1"),
    "half-width kana": ("ｻﾞ･ﾊｰﾊﾞｰ", "ザ・ハーバー"),
    "umlaut as two letters": ("Über den Dächern", "Ueber den Daechern"),
    "Turkish": ("Kırmızı Işık", "KIRMIZI IŞIK"),
    "Vietnamese": ("Nối vòng tay lớn", "Noi vong tay lon"),
    "Cyrillic yo": ("Чёрный ворон", "Черный ворон"),
    "Greek": ("Το τρένο φεύγει στις οχτώ", "ΤΟ ΤΡΕΝΟ ΦΕΥΓΕΙ ΣΤΙΣ ΟΧΤΩ"),
    "Arabic": ("إنت عمري", "انت عمري"),
    "Hebrew": ("יְרוּשָׁלַיִם", "ירושלים"),
    "article behind": ("Harbour, The", "The Harbour"),
    "slang": ("Rock 'n' Roll Harbour", "Rock N Roll Harbour"),
    "apostrophe": ("Don’t Go", "Dont Go"),
    "ampersand": ("Wind & Water", "Wind and Water"),
    "number in words behind part": ("Harbour, Part Two", "Harbour Pt. 2"),
    "film": ('Northern Lights (From "The Lighthouse Keeper")', "Northern Lights"),
    "two sides": ("Harbour / Home Again", "Harbour/Home Again"),
    "dots at the end": ("Harbour...", "Harbour"),
    "exclamation": ("Harbour!", "Harbour"),
    "a month as a verb": ("May You Never", "may you never"),
    "a year as the title": ("Winter 1998", "WINTER 1998"),
    "a catalogue left out": ("Ave Maria, D. 839", "Ave Maria"),
    "one guest left out": ("Harbour (feat. Zara)", "Harbour"),
    "subtitle in brackets": ("Harbour (Where I Belong)", "Harbour - Where I Belong"),
}


@pytest.mark.parametrize(("left", "right"), ONE_TITLE.values(), ids=ONE_TITLE.keys())
def test_one_title(left, right):
    assert relation(track(title=left), track(title=right)) == "duplicate"


TWO_TITLES = {
    "medley and its first song": ("Harbour / Home Again", "Harbour"),
    "medley without spaces": ("Harbour/Home Again", "Harbour"),
    "kana voicing": ("かき", "がぎ"),
    "Devanagari": ("दिल", "दल"),
    "part": ("Harbour, Pt. 1", "Harbour, Pt. 2"),
    "part and whole": ("Harbour, Pt. 2", "Harbour"),
    "part in words": ("Harbour (Part One)", "Harbour (Part Two)"),
    "part, roman": ("Harbour II", "Harbour III"),
    "part, French": ("Le port (1ère partie)", "Le port (2ème partie)"),
    "part, Spanish": ("El puerto (Parte 1)", "El puerto (Parte 2)"),
    "part, Japanese": ("港 第1部", "港 第2部"),
    "reprise": ("Harbour", "Harbour (Reprise)"),
    "interlude": ("Harbour", "Harbour Interlude"),
    "negation": ("I Love You", "I Love You Not"),
    "no one and number one": ("No One", "No. 1"),
    "two sides of a record": ("Side A", "Side B"),
    "two parts in one track": ("Harbour (Pt. 1 & 2)", "Harbour (Pt. 1)"),
}


@pytest.mark.parametrize(("left", "right"), TWO_TITLES.values(), ids=TWO_TITLES.keys())
def test_two_titles(left, right):
    tracks = [
        track(title=left, album=None, track_number=None, duration=214.0),
        track(title=right, album=None, track_number=None, year=None, duration=217.0),
    ]

    assert relation(*tracks) not in {"duplicate", "other_release"}


def test_one_recording_on_a_compilation_of_many():
    right = track(
        album="Best of the Nineties", album_artist="Various Artists", year=2005, track_number=14
    )

    assert relation(track(), right) == "other_release"


def test_a_compilation_that_writes_the_artist_into_the_title():
    right = track(
        title="The Paper Lanterns - Northern Harbour",
        artist="Various Artists",
        album="Best of the Nineties",
        year=2005,
        track_number=14,
    )

    assert relation(track(), right) == "other_release"


def test_another_artist_with_the_title_on_a_compilation():
    right = track(
        artist="Grey Wolves",
        album="Best of the Nineties",
        year=2005,
        track_number=14,
        duration=216.0,
    )

    assert relation(track(), right) == "different"


COMPILATIONS = {
    "greatest hits": "Greatest Hits",
    "year in brackets": "Best Of (1999)",
    "label in brackets": "Best Of [Harbour Records]",
    "single": "Northern Harbour - Single",
}


@pytest.mark.parametrize("album", COMPILATIONS.values(), ids=COMPILATIONS.keys())
def test_another_album_of_the_artist(album):
    assert relation(track(), track(album=album, track_number=1)) == "other_release"


@pytest.mark.parametrize(
    "title", ["Northern Harbour (Re-Recorded)", "Northern Harbour (Rerecorded Version)"]
)
def test_a_soundalike_on_a_compilation(title):
    assert relation(track(), track(title=title, album="Best of the Nineties")) == "version"


def test_an_original_performance_is_the_recording():
    right = track(title="Northern Harbour (Original Performance)")

    assert relation(track(), right) == "duplicate"


@pytest.mark.parametrize("title", ["Dance With Somebody", "Stay With the Sea", "Walk With Me"])
def test_with_is_part_of_a_title(title):
    short = title.split(" With")[0]
    other = track(title=short, album=None, track_number=None, year=None, duration=217.0)

    assert relation(track(title=title, album=None, track_number=None), other) == "different"


# Of title, artist and album in one script and in Latin letters, by several systems.
TRANSLITERATED = {
    "Russian": (("Группа крови", "Кино"), ("Gruppa krovi", "Kino")),
    "Russian, by another system": (
        ("Хорошее солнышко", "Земфира"),
        ("Horošee solnyško", "Zemfira"),
    ),
    "Ukrainian": (("Обійми мене знов", "Океан Ельзи"), ("Obijmy mene znov", "Okean Elzy")),
    "Serbian in both alphabets": (("Ђурђевдан", "Бијело дугме"), ("Đurđevdan", "Bijelo Dugme")),
    "Greek": (
        ("Συννεφιασμένη Κυριακή", "Βασίλης Τσιτσάνης"),
        ("Synnefiasmeni Kyriaki", "Vasilis Tsitsanis"),
    ),
    "Hindi": (("लग जा गले", "लता मंगेशकर"), ("Lag Jaa Gale", "Lata Mangeshkar")),
    "kana": (("ヨルニ カケル", "ヨアソビ"), ("Yoru ni Kakeru", "Yoasobi")),
    "the artist in Latin letters twice": (("Группа крови", "Kino"), ("Gruppa krovi", "Kino")),
}


@pytest.mark.parametrize(("native", "latin"), TRANSLITERATED.values(), ids=TRANSLITERATED.keys())
def test_a_transliteration_of_title_and_artist(native, latin):
    left = track(title=native[0], artist=native[1], album=native[0])
    right = track(title=latin[0], artist=latin[1], album="Best", duration=215.0, track_number=1)

    assert relation(left, right) == relation(right, left) == "other_release"


NOT_TRANSLITERATED = {
    "another song": {"title": "Zvezda po imeni Solnce"},
    "another artist": {"artist": "Zemfira"},
    "live": {"title": "Gruppa krovi (Live)"},
    "another length": {"duration": 219.0},
    "another part": {"title": "Gruppa krovi, Part 2"},
    "of the same consonants": {"title": "Gripi Karve"},
}


@pytest.mark.parametrize("changes", NOT_TRANSLITERATED.values(), ids=NOT_TRANSLITERATED.keys())
def test_no_transliteration(changes):
    left = track(title="Группа крови", artist="Кино", album="Группа крови")
    right = track(**{"title": "Gruppa krovi", "artist": "Kino", "album": "Best", **changes})

    assert relation(left, right) not in {"duplicate", "other_release"}


def test_a_transliteration_with_an_id_is_one():
    left = track(title="Группа крови", artist="Кино", isrc="XXA019700001")
    right = track(title="Gruppa krovi", artist="Kino", isrc="XXA019700001")

    assert relation(left, right) == "duplicate"


def test_so_is_one_whose_names_are_of_both_scripts():
    left = track(title="千本桜", artist="黒うさP", album="千本桜", isrc="XXA019700001")
    right = track(title="Senbonzakura", artist="Kurousa-P", album="", isrc="XXA019700001")
    assert relation(left, right) == "duplicate"
