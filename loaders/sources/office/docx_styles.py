"""What a DOCX says of its styles, as far as the text depends on it: lists, hidden words, names.

Source: ECMA-376 part 1, 17.7 (styles).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

_OFF = {"0", "false", "off"}
_INTEGER = re.compile(r"-?\d{1,9}")
_MOST_PARENTS = 20
_CONTENTS = re.compile(r"toc (?:\d|heading)|table of contents|目录\s?\d?")


def child_value(parent: etree._Element | None, name: str) -> str | None:
    """Return ``w:val`` of the child *name* (as ``w:ilvl``), or None when there is no such child."""
    child = parent.find(qn(name)) if parent is not None else None
    return child.get(qn("w:val")) if child is not None else None


def integer(value: str | None) -> int | None:
    """Return a whole number of at most nine figures, or None."""
    return int(value) if value is not None and _INTEGER.fullmatch(value) else None


def switched_on(parent: etree._Element | None, name: str) -> bool | None:
    """Return whether the child *name* switches a property on; None when it is not there."""
    child = parent.find(qn(name)) if parent is not None else None
    return None if child is None else child.get(qn("w:val")) not in _OFF


@dataclass(frozen=True, slots=True)
class ListOfStyle:
    """The list that a style puts its paragraphs into, and the style that says so."""

    list: str
    level: int | None
    style: str


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    list: str | None
    level: int | None
    hidden: bool | None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, part: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default_paragraph = ""
        """Id of the style of a paragraph that names none."""
        for element in part.iterfind(qn("w:style")) if part is not None else ():
            name = element.get(qn("w:styleId"), "")
            properties = element.find(qn("w:pPr"))
            numbers = properties.find(qn("w:numPr")) if properties is not None else None
            self._styles[name] = _Style(
                name=(child_value(element, "w:name") or "").casefold(),
                parent=child_value(element, "w:basedOn") or "",
                list=child_value(numbers, "w:numId"),
                level=integer(child_value(numbers, "w:ilvl")),
                hidden=switched_on(element.find(qn("w:rPr")), "w:vanish"),
            )
            is_default = element.get(qn("w:default"), "0") not in _OFF
            if is_default and element.get(qn("w:type")) == "paragraph":
                self.default_paragraph = name

    def list_of(self, style: str) -> ListOfStyle | None:
        """Return the list of a paragraph style, its own or one that it is based on."""
        level: int | None = None
        for name, each in self._line(style):
            level = each.level if level is None else level
            if each.list is not None:
                return ListOfStyle(each.list, level, name)
        return None

    def hidden(self, style: str) -> bool:
        """Say whether a style hides its words."""
        return next(
            (each.hidden for _, each in self._line(style) if each.hidden is not None), False
        )

    def is_contents(self, style: str) -> bool:
        """Say whether a style is that of a line of the table of contents."""
        return any(_CONTENTS.fullmatch(each.name) for _, each in self._line(style))

    def _line(self, style: str) -> list[tuple[str, _Style]]:
        """Return the style and those it is based on, nearest first."""
        line: list[tuple[str, _Style]] = []
        while style in self._styles and len(line) < _MOST_PARENTS:
            line.append((style, self._styles[style]))
            style = self._styles[style].parent
        return line
