"""Names of languages, as versions of songs name them."""

from __future__ import annotations

# Folded names by the one that stands for all.
LANGUAGES = {
    "english": "english ingles inglesa anglais anglaise englisch englische inglese",
    "spanish": "spanish espanol espanola spanisch spanische espagnol espagnole spagnolo castellano",
    "french": "french francais francaise franzosisch franzosische frances francese",
    "german": "german deutsch deutsche allemand allemande aleman alemana tedesco",
    "italian": "italian italiano italiana italienisch italienische italien italienne",
    "portuguese": "portuguese portugues portuguesa portugais portoghese",
    "japanese": "japanese japones japonais japonaise japanisch japanische",
    "korean": "korean coreano koreanisch koreanische",
    "chinese": "chinese mandarin chino chinesisch",
    "cantonese": "cantonese",
    "russian": "russian ruso russisch russische russe",
    "arabic": "arabic arabe arabisch arabische",
    "hindi": "hindi",
    "tamil": "tamil",
    "telugu": "telugu",
    "malayalam": "malayalam",
    "kannada": "kannada",
    "punjabi": "punjabi",
    "bengali": "bengali",
    "turkish": "turkish turkce",
    "swedish": "swedish svenska svensk schwedisch schwedische",
    "danish": "danish dansk",
    "norwegian": "norwegian norsk",
    "finnish": "finnish suomi suomeksi",
    "polish": "polish polski polska polnisch",
    "dutch": "dutch nederlands nederlandse hollandisch",
    "hebrew": "hebrew",
    "greek": "greek",
    "thai": "thai",
    "indonesian": "indonesian",
    "tagalog": "tagalog",
    "vietnamese": "vietnamese",
    "czech": "czech cesky ceska",
    "hungarian": "hungarian magyar",
    "catalan": "catalan catala",
}
LANGUAGE_OF = {name: one for one, names in LANGUAGES.items() for name in names.split()}
ANY_LANGUAGE = "|".join(sorted(LANGUAGE_OF, key=len, reverse=True))
