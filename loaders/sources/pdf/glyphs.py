"""Characters that a PDF stores by their looks: radicals, ligatures and compatibility forms.

A font shows 人 and the radical ⼈ with one glyph, and the way back from glyph to character
often takes the radical. Sources: Unicode normal form NFKC, and for the radicals that it leaves
alone EquivalentUnifiedIdeograph.txt of the Unicode Character Database.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# Other signs that Source Han and Noto CJK show with the glyph of the one meant: 3〜5 for 3～5.
# ⼾ is 戶 to Unicode; fonts for simplified script show 户 with it, and others have no need of it.
_TWINS = "\u2f3e\u2015\u22ef\u301c\u2215\u2012\u2011\u00ad\u2027\u30fb\u2329\u232a"
_MEANT = "户\u2014\u2026～／\u2013--··\u3008\u3009"
_BY_FORM = dict(zip(map(ord, _RADICALS + _TWINS), _CHARACTERS + _MEANT, strict=True))
# Kangxi radicals, compatibility ideographs, Latin ligatures, forms for vertical lines.
_FORMS = re.compile("[\u2f00-\u2fd5\uf900-\ufad9\ufb00-\ufb06\ufe10-\ufe19\ufe30-\ufe4f]")


def usual(text: str) -> str:
    """Return *text* with the characters that are meant in place of their forms.

    >>> usual("⼈⺠政府 ﬁnance")
    '人民政府 finance'
    """
    if text.isascii():
        return text
    text = text.translate(_BY_FORM)
    return _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
