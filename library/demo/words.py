"""The words of the demo library. Artists, titles and albums are invented."""

from __future__ import annotations

# Artist, genre, the year of the first album, and two albums.
ARTISTS = (
    ("The Copper Herons", "Folk", 1974, ("Low Tide Almanac", "The Ferryman's Ledger")),
    ("Mira Valdane", "Singer-Songwriter", 2009, ("Paper Orchard", "Winter Keys")),
    ("Kid Paragon", "Hip-Hop", 2013, ("Corner Store Gospel", "Late Fees")),
    ("Glasswing Parade", "Indie Rock", 2006, ("Every Window Lit", "Second Floor Summer")),
    ("Ottoline & the Drift", "Indie Pop", 2016, ("Soft Machinery", "Postcards, Unsent")),
    ("Brass Meridian", "Jazz", 1961, ("Nine for Nora", "Blue Ferry")),
    ("Halden Quartet", "Jazz", 1998, ("Fjord Sessions", "The Quiet Ratio")),
    ("DJ Saltmarsh", "Electronic", 2001, ("Estuary", "Tidal Locked")),
    ("Vantablue", "Electronic", 2018, ("Null Garden", "Phosphor")),
    ("Northern Switchboard", "Synth-Pop", 1983, ("Operator, Please", "Dial Tone Hearts")),
    ("Iron Lanterns", "Metal", 1986, ("Forge of Hours", "The Long Siege")),
    ("Wolfram Choir", "Metal", 2011, ("Tungsten Hymns", "Filament")),
    ("Sister Juniper", "Soul", 1971, ("Kitchen Light", "Sunday Slow")),
    ("The Paper Regents", "Rock", 1969, ("Crowns for Rent", "Abdication Day")),
    ("Marrow & Pine", "Country", 1992, ("Gravel Psalms", "Eleven Miles")),
    ("Estrella del Sur", "Latin", 1995, ("Puerto de Niebla", "La Hora Azul")),
    ("Tomás Arrebol", "Latin", 2004, ("Canciones del Andén", "Sal y Canela")),
    ("Éloïse Marchand", "Chanson", 1967, ("Rue des Lilas", "Le Dernier Tramway")),
    ("Nordlicht Kapelle", "Krautrock", 1973, ("Motorfahrt", "Zweites Leuchten")),
    ("Björn Åkervinda", "Ambient", 2015, ("Snöfall", "Stilla Vatten")),
    ("Lowell Kettering", "Blues", 1958, ("Riverbank Sides", "Nickel in the Well")),
    ("Calico Static", "Punk", 1979, ("Rent Strike", "No Refunds")),
    ("The Velvet Tariff", "Rock", 1994, ("Duty Free", "Customs of the House")),
    ("Ama Owusu Collective", "Afrobeat", 1976, ("Market Road", "Harmattan")),
    ("Pilot Whale Radio", "Post-Rock", 2003, ("Slow Signal", "The Shelf and the Drop")),
    ("Clementine Voss", "Classical", 1989, ("Études for a Small Room", "Night Canons")),
    ("Площадь Ветров", "Rock", 1988, ("Северный вокзал", "Тихий час")),
    ("雨の図書館", "J-Pop", 2012, ("水色の地図", "夜の停留所")),
    ("Ελαιώνας", "Folk", 1981, ("Πέτρα και Φως", "Το τελευταίο πλοίο")),
    ("أصداء الرمل", "World", 1999, ("طريق القوافل", "ليل المدينة")),
)

# Titles in an artist's own script; the others are made of the words below.
OWN_TITLES = {
    "Площадь Ветров": (
        *("Дождь на проспекте", "Последний поезд", "Стекло", "Птицы возвращаются"),
        *("Дом у реки", "Белые ночи без сна", "Радио молчит", "Завтра"),
    ),
    "雨の図書館": (
        *("傘のない朝", "紙飛行機", "東口で待つ", "ガラスの季節"),
        *("星をたたむ", "最終電車", "きみの歩幅", "静かな海"),
    ),
    "Ελαιώνας": (
        *("Μικρή πλατεία", "Άνεμος του νότου", "Το γράμμα", "Καράβια"),
        *("Χωρίς πυξίδα", "Αλάτι", "Η αυλή", "Ξημέρωμα"),
    ),
    "أصداء الرمل": (
        *("نافذة الصباح", "قمر البحر", "رسالة", "ظل النخيل"),
        *("الطريق الطويل", "مطر قديم", "وردة", "بيت بعيد"),
    ),
    "Éloïse Marchand": (
        *("Les Volets bleus", "Un café sans sucre", "Septembre à Lyon", "La Lettre du facteur"),
        *("Où vont les trains", "Mon parapluie", "Trois heures du matin", "Adieu, Marguerite"),
    ),
    "Nordlicht Kapelle": (
        *("Autobahnkreuz", "Neonröhre", "Über den Dächern", "Im Maschinenraum"),
        *("Größer als Schlaf", "Grüne Welle", "Fernwärme", "Funkhaus"),
    ),
    "Estrella del Sur": (
        *("El farol de la esquina", "Mañana en Cádiz", "Corazón de papel", "La niña del muelle"),
        *("Dos orillas", "Agua de abril", "Sin equipaje", "Volver al mar"),
    ),
}

QUALITIES = (
    *("Borrowed", "Crooked", "Electric", "Hollow", "Midnight", "Golden", "Quiet", "Restless"),
    *("Second-Hand", "Silver", "Tidal", "Unwritten", "Velvet", "Wandering", "Winter", "Yellow"),
)
THINGS = (
    *("Almanac", "Bicycle", "Carousel", "Compass", "Corridor", "Ember", "Garden", "Harbour"),
    *("Lantern", "Letter", "Mirror", "Orchard", "Parade", "Pocketwatch", "Postcode", "Sparrow"),
    *("Staircase", "Telegram", "Thunder", "Umbrella", "Vineyard", "Weathervane", "Window", "Wire"),
)
PLACES = (
    *("Avalon Street", "Cold Harbour", "Eastgate", "Fennimore", "Juniper Hill", "Lake Orrin"),
    *("Marlow", "Pier Nine", "Saint Ansel", "the Last Bridge", "the Old Arcade", "Wexley"),
)
NAMES = ("Adeline", "Bruno", "Cordelia", "Emmett", "Ingrid", "Jonah", "Odile", "Rosalind")
PATTERNS = (
    "{quality} {thing}",
    "The {thing} of {place}",
    "Letters to {name}",
    "{name}'s {thing}",
    "Leaving {place}",
    "{thing} and {other}",
    "All the Way to {place}",
    "Don't Wake the {thing}",
    "{quality} {thing}, {quality_too} {other}",
    "{name}, Come Home",
)
CITIES = ("Lisbon", "Oslo", "Montréal", "Kraków", "Osaka")
REMIXERS = ("DJ Saltmarsh", "Vantablue", "Night Foundry")
GUESTS = ("Mira Valdane", "Kid Paragon", "Sister Juniper", "Tomás Arrebol")
TAGS = ("road trip", "rainy day", "dinner", "work", "vinyl rip")
