"""The numbers that Word puts before paragraphs: they stand nowhere in the text of the file.

A paragraph names a list (``w:num``) and a level of it, itself or by its style. Lists made
from one definition (``w:abstractNum``) count on together, unless one of them starts anew.

Source: ECMA-376 part 1, 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from docx.oxml.ns import qn
from lxml import etree
from zeren.loaders.sources.numerals import write_number
from zeren.loaders.sources.office.docx_styles import Styles, child_value, integer, switched_on

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
# Behind these no blank is needed: the sign itself is as wide as two letters.
_WIDE_END = re.compile(r"[\u2460-\u24ff\u3000-\u303f\u3200-\u32ff\u4e00-\u9fff\uff00-\uff60]$")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and what it shows; ``%1`` is the number of level 1.

    ``restart`` is the level (from 1) whose use starts this one anew, 0 for none of them and
    None for every wider one. ``gap`` says whether a blank or a tab follows.
    """

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    plain_digits: bool = False
    gap: bool = True
    style: str = ""


@dataclass(slots=True)
class _Definition:
    """A ``w:abstractNum`` with where its count stands."""

    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    """A ``w:num``: its definition, its own levels, and where it starts anew."""

    definition: _Definition
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts through a document: ask once for each paragraph, in order."""

    def __init__(self, part: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._begun: set[tuple[str, int]] = set()
        if part is not None:
            self._read(part)

    def label(self, paragraph_properties: etree._Element | None) -> str:
        """Return what stands before the paragraph with these ``w:pPr``, blank included, or ""."""
        where = self._where(paragraph_properties)
        if where is None:
            return ""
        name, depth = where
        found = self._lists[name]
        self._count(name, found, depth)
        return _written(found, depth)

    def _where(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """Return the list and the level (from 0) of a paragraph, or None."""
        own = properties.find(qn("w:numPr")) if properties is not None else None
        style = child_value(properties, "w:pStyle") or self._styles.default_paragraph
        name, depth = child_value(own, "w:numId"), integer(child_value(own, "w:ilvl"))
        if name is None:
            by_style = self._styles.list_of(style)
            if by_style is None:
                return None
            name, styled_depth = by_style.list, by_style.level
            if depth is None:
                depth = self._level_of_style(name, by_style.style)
            if depth is None:
                depth = styled_depth
        depth = depth or 0
        if name not in self._lists or not 0 <= depth < _LEVELS:
            return None
        return name, depth

    def _level_of_style(self, name: str, style: str) -> int | None:
        found = self._lists.get(name)
        levels = found.levels if found else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def _count(self, name: str, found: _List, depth: int) -> None:
        counts = found.definition.counts
        if depth in found.starts and (name, depth) not in self._begun:
            counts[depth] = found.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = found.levels.get(depth, Level()).start
        self._begun.add((name, depth))
        for lower in range(depth + 1, _LEVELS):
            restart = found.levels.get(lower, Level()).restart
            if restart is None or (restart and depth < restart):
                counts.pop(lower, None)

    def _read(self, part: etree._Element) -> None:
        definitions: dict[str, _Definition] = {}
        by_link: dict[str, str] = {}
        links: dict[str, str] = {}
        for element in part.iterfind(qn("w:abstractNum")):
            name = element.get(qn("w:abstractNumId"), "")
            definitions[name] = _Definition(dict(_levels(element)))
            defines = child_value(element, "w:styleLink")
            if defines:
                by_link[defines] = name
            refers = child_value(element, "w:numStyleLink")
            if refers:
                links[name] = refers
        for name, style in links.items():
            if style in by_link and not definitions[name].levels:
                definitions[name] = definitions[by_link[style]]
        for element in part.iterfind(qn("w:num")):
            definition = definitions.get(child_value(element, "w:abstractNumId") or "")
            if definition is not None:
                self._lists[element.get(qn("w:numId"), "")] = _list(element, definition)


def _list(element: etree._Element, definition: _Definition) -> _List:
    levels, starts = dict(definition.levels), {}
    for override in element.iterfind(qn("w:lvlOverride")):
        depth = integer(override.get(qn("w:ilvl"))) or 0
        levels.update(_levels(override))
        start = integer(child_value(override, "w:startOverride"))
        if start is not None:
            starts[depth] = start
            levels[depth] = replace(levels.get(depth, Level()), start=start)
    return _List(definition, levels, starts)


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterfind(qn("w:lvl")):
        start = integer(child_value(element, "w:start"))
        format_name = next(
            (each.get(qn("w:val"), "") for each in element.iter(qn("w:numFmt"))), "decimal"
        )
        hidden = switched_on(element.find(qn("w:rPr")), "w:vanish")
        text = "" if hidden or format_name == "bullet" else child_value(element, "w:lvlText")
        yield (
            integer(element.get(qn("w:ilvl"))) or 0,
            Level(
                start=start or 0,
                number_format=format_name,
                text=text or "",
                restart=integer(child_value(element, "w:lvlRestart")),
                plain_digits=bool(switched_on(element, "w:isLgl")),
                gap=child_value(element, "w:suff") != "nothing",
                style=child_value(element, "w:pStyle") or "",
            ),
        )


def _written(found: _List, depth: int) -> str:
    level = found.levels.get(depth, Level())

    def number(place: re.Match[str]) -> str:
        other = int(place.group(1)) - 1
        of = found.levels.get(other, Level())
        plain = level.plain_digits and of.number_format not in {"none", "bullet"}
        value = found.definition.counts.get(other, of.start)
        return write_number(value, "decimal" if plain else of.number_format)

    text = _PLACE.sub(number, level.text).strip()
    return text + " " if text and level.gap and not _WIDE_END.search(text) else text
