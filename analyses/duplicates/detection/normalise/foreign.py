"""Version words of other scripts, put into the English words that the patterns of versions know.

So "(日本語版)" and "(Japanese Version)" say the same. Words in Latin letters are in the patterns.
"""

from __future__ import annotations

import re

from analyses.duplicates.detection.normalise.han import simplified

# What stands for "version" behind a word that is written without spaces.
_VERSION_BEHIND = "版本|バージョン|ヴァージョン|버전|版|ver"

# Scripts without spaces: a word counts at the end of a run of letters, "紅磡演唱會", not within one.
_UNSPACED = (
    ("live", "现场|現場|演唱会|演唱會|音乐会|音樂會|ライブ|ライヴ|コンサート|生演奏|라이브|콘서트|실황"),
    ("instrumental", "伴奏|纯音乐|純音樂|インストゥルメンタル|インスト|반주|연주곡|인스트루멘탈"),
    ("karaoke", "カラオケ|卡拉ok|노래방|가라오케"),
    ("remix", "リミックス|混音|리믹스"),
    ("acoustic", "アコースティック|不插电|不插電|原声吉他|어쿠스틱"),
    ("cover", "カバー|カヴァー|翻唱|커버"),
    ("demo", "デモ|样带|小样|데모"),
    ("remaster", "リマスター|リマスタリング|重制|重製|리마스터|리마스터드"),
    ("piano", "ピアノ|钢琴|鋼琴|피아노"),
    ("japanese version", "日本語|日语|日語|日文|일본어"),
    ("english version", "英語|英语|英文|영어"),
    ("korean version", "韓国語|韩语|韓語|韩文|한국어"),
    ("chinese version", "中国語|中文|国语|國語|普通话|普通話|华语|華語|중국어"),
    ("cantonese version", "広東語|粤语|粵語|廣東話|广东话"),
    ("spanish version", "スペイン語|西班牙语|스페인어"),
    ("album version", "アルバム|专辑|專輯|앨범"),
    ("single version", "シングル|单曲|單曲|싱글"),
    ("original", "オリジナル|原版|오리지널"),
    ("reprise", "リプライズ"),
    ("explicit", "高音质|无损|官方|完整"),
    ("lyrics", "歌词|歌詞|가사"),
)  # fmt: skip
# Scripts with spaces.
_SPACED = (
    ("live", (r"концерт\w*|вживую|в живую|живое(?: выступление)?|на концерте|حفلة|حفل|مباشر|لايف|הופעה(?: חיה)?"
             r"|בהופעה|ζωντανη(?: ηχογραφηση)?|ζωντανα|लाइव|แสดงสด|บันทึกการแสดงสด|наживо")),
    ("instrumental", r"инструментал\w*|موسيقى فقط|אינסטרומנטל\w*|ινστρουμενταλ"),
    ("karaoke", r"минус(?:овка)?|караоке|كاريوكي|קריוקי|καραοκε|कराओके|คาราโอเกะ"),
    ("remix", r"ремикс\w*|ريمكس|רמיקס|रीमिक्स|รีมิกซ์"),
    ("acoustic", r"акусти\w+|אקוסטי\w*|ακουστικ\w+|อะคูสติก"),
    ("cover", r"кавер\w*|كوفر|קאבר|διασκευη"),
    ("demo", r"демо"),
    ("remaster", r"ремастер\w*"),
    ("russian version", r"(?:на )?русск\w+"),
    ("english version", r"(?:на )?англииск\w+"),
    ("version", r"версия|نسخة|גרסה|גרסת|εκδοση"),
    ("official video", r"официальн\w+ (?:клип|видео|аудио)|الفيديو الرسمي|הקליפ הרשמי"),
    ("lyrics", r"текст(?: песни)?"),
)  # fmt: skip
_WORDS = tuple(word for word, _ in _UNSPACED + _SPACED)
_ANY = re.compile(
    "|".join(
        rf"({simplified(pattern)})(?: ?(?:{_VERSION_BEHIND}))?(?!\w)" for _, pattern in _UNSPACED
    )
    + "|"
    + "|".join(rf"(?<!\w)({pattern})(?!\w)" for _, pattern in _SPACED)
)
_ONLY_VERSION = re.compile(rf"(?:{_VERSION_BEHIND})(?!\w)")


def in_english(words: str) -> str:
    """Return folded words with the version words of other scripts in English."""
    if words.isascii():
        return words
    words = _ANY.sub(lambda found: f" {_WORDS[(found.lastindex or 1) - 1]} ", words)
    return " ".join(_ONLY_VERSION.sub(" version ", words).split())
