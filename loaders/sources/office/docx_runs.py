"""The words of one paragraph of a DOCX, as a reader of the page sees them.

Inserted words stay and deleted ones go (tracked changes, and words that are struck through),
hidden words go, of a field its
result stays, of a text box its paragraphs are handed on. Notes below the page are left out.

Source: ECMA-376 part 1, 17.3 (paragraphs and runs), 17.13.5 (revisions), 17.16 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree
from zeren.loaders.sources.office.docx_styles import Styles, child_value, switched_on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATIVES = f"{_MC}AlternateContent"
TEXT_BOX = qn("w:txbxContent")
DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_TEXT = qn("w:t")
_MATH_TEXT = f"{_MATH}t"
_RUN = qn("w:r")
_FIELD_MARK = qn("w:fldChar")
_FIELD_TYPE = qn("w:fldCharType")
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_SYMBOL = qn("w:sym")
# Properties, codes of fields, the reading above a character: no words of the paragraph.
_LEFT_OUT = DELETED | {
    qn(name)
    for name in ("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:instrText", "w:delText")
}
_SYMBOL_FONT = re.compile(r"wingdings|webdings|symbol|marlett", re.IGNORECASE)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def alternative(element: etree._Element) -> etree._Element | None:
    """Return the branch of an ``mc:AlternateContent`` to read: the first one that has words."""
    choices = [*element.iterfind(f"{_MC}Choice"), *element.iterfind(f"{_MC}Fallback")]
    return next((each for each in choices if next(each.iter(_TEXT), None) is not None), None)


class Runs:
    """Reads paragraph after paragraph; a field can reach over several of them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        # One entry for each open field: whether its code is being read, not its result.
        self._fields: list[bool] = []
        self.boxes: list[etree._Element] = []
        """Text boxes of the last paragraph, in its order."""

    def text(self, paragraph: etree._Element) -> str:
        """Return the words of a ``w:p``; ``boxes`` then holds its text boxes."""
        self.boxes = []
        words = "".join(self._words(paragraph))
        # A code does not reach over paragraphs; one that seems to has lost its end.
        self._fields = [is_code for is_code in self._fields if not is_code]
        return words

    def _words(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            tag = element.tag
            if tag in _LEFT_OUT or (tag == _RUN and self._is_hidden(element)):
                continue
            if tag == TEXT_BOX:
                self.boxes.append(element)
            elif tag == _FIELD_MARK:
                self._mark(element.get(_FIELD_TYPE, ""))
            elif tag == ALTERNATIVES:
                chosen = alternative(element)
                if chosen is not None:
                    yield from self._words(chosen)
            elif any(self._fields):
                yield from self._marks_only(element)
            elif tag in {_TEXT, _MATH_TEXT}:
                yield _PRIVATE_USE.sub("", element.text or "")
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == _SYMBOL:
                yield _symbol(element)
            else:
                yield from self._words(element)

    def _marks_only(self, element: etree._Element) -> Iterator[str]:
        """Go on inside a field's code, where only what ends the code counts."""
        if len(element):
            yield from self._words(element)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(qn("w:rPr"))
        if any(switched_on(properties, name) for name in ("w:strike", "w:dstrike")):
            return True
        own = switched_on(properties, "w:vanish")
        if own is not None:
            return own
        style = child_value(properties, "w:rStyle")
        return style is not None and self._styles.hidden(style)


def _symbol(element: etree._Element) -> str:
    """Return a sign set in a font of its own: ① of Wingdings, or a sign that has a code."""
    try:
        code = int(element.get(qn("w:char"), ""), 16)
    except ValueError:
        return ""
    if _SYMBOL_FONT.match(element.get(qn("w:font"), "")):
        figure = (code & 0xFF) - 0x80  # Wingdings: 0x81 is ①, 0x8c is ❶
        return chr(0x245F + figure) if 1 <= figure <= 10 else ""
    is_character = code < 0x110000 and not 0xD800 <= code <= 0xF8FF
    return chr(code) if is_character and chr(code).isprintable() else ""
