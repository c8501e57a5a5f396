"""Full-width figures and letters, half-width punctuation.

Noise: one page mixes ``２０２３年`` and ``2023年``, ``，`` and ``,``; older editors wrote
either.

Rule: full-width digits, letters, percent, plus, minus and slash become half-width;
``, ; : !`` become full-width behind a Chinese character, a closing bracket or quote or
a percent sign, and before a Chinese character or an opening quote. Characters that
came out of a PDF as a radical or a compatibility form become the usual character: by NFKC,
and for the radicals that it knows nothing of by Unicode's EquivalentUnifiedIdeograph. One
of private use, or a radical without an equivalent, is flagged: nobody can know what it shows.

Left alone: brackets of any width (clauses tell them apart), full stops and decimal
points, and everything between two figures: ``8:30``, ``0.8:1``, ``1,200``.

Cost: ``A,甲`` becomes ``A，甲`` even inside a code that mixes both.
"""

from __future__ import annotations

import re
import unicodedata

from zeren.loaders.text.aligned import Change

KIND = "width"

# With the forms that the same pass makes usual, so that one pass is enough.
_FORM = "\u2e80-\u2fd5\uf900-\ufad9\ufe10-\ufe19\ufe30-\ufe6b\U0002f800-\U0002fa1d"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_HAN = f"\u3007\u3400-\u4dbf\u4e00-\u9fff{_FORM}"
_CLOSING = "”’」』》〉】〕）)\\]>％%‰"
_OPENING = "“‘「『《〈【〔"
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％＋－／]+")
_POINT = re.compile(r"(?<=[0-9０-９])．(?=[0-9０-９])")
_ITEM = re.compile(r"(?m)^[ \t]*[0-9０-９]{1,3}．")
_MARK = re.compile(f"[,;:!](?:(?<=[{_HAN}{_CLOSING}].)|(?=[{_HAN}{_OPENING}]))")
_FORMS = re.compile(f"[{_FORM}]|[{_PRIVATE}]+")
# EquivalentUnifiedIdeograph.txt of the Unicode Character Database, CJK Radicals Supplement.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺌⺍⺎⺏⺐⺒⺓⺔⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺯⺰⺱⺲⺶⺹⺺⺻⺼⺾⺿"
    "⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂刀刂卜小小兀尣尢巳幺彑忄扌攵旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻糹纟罓罒羊耂肀聿肉艹艹"
    "艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_FULL = {code: code + 0xFEE0 for code in map(ord, ",;:!")}


def changes(text: str) -> list[Change]:
    """Return the changes of width; all of them are aligned."""
    found = [
        Change(m.start(), m.end(), m[0].translate(_TO_HALF), "full-width figure or letter", True)
        for m in _WIDE.finditer(text)
    ]
    found += [
        Change(m.start(), m.end(), m[0].translate(_TO_FULL), "half-width punctuation", True)
        for m in _MARK.finditer(text)
    ]
    if "．" in text:
        items = {m.end() - 1 for m in _ITEM.finditer(text)}
        found += [
            Change(m.start(), m.end(), ".", "full-width decimal point", True)
            for m in _POINT.finditer(text)
            if m.start() not in items
        ]
    for m in _FORMS.finditer(text):
        usual = unicodedata.normalize("NFKC", m[0].translate(_RADICALS)).translate(_TO_FULL)
        if len(usual) == 1 and usual != m[0]:
            found.append(Change(m.start(), m.end(), usual, "compatibility form", True))
        elif usual == m[0]:
            found.append(Change(*m.span(), usual, "no usual character", status="flagged"))
    found.sort(key=lambda change: change.start)
    return found
