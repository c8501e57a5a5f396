"""The bodies that issued a plan: where a head names them, the strongest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zeren.loaders.structure.head.bodies import ENDS, bodies_in
from zeren.loaders.structure.head.dates import DAY, MONTH, YEAR
from zeren.loaders.structure.head.fields import Field, first
from zeren.loaders.structure.head.forms import place_in_front
from zeren.loaders.structure.head.lines import HAN, HeadLine
from zeren.loaders.structure.head.signatures import Signature
from zeren.loaders.structure.head.titles import Titles, reported
from zeren.ontology.canonical import full_name
from zeren.ontology.functions import is_known

_LETTERHEAD = re.compile(r"(?P<issuer>.{2,80}?)[ \t\u3000]*(?:文[ \t\u3000]*件|令)")
PRINTED: Final = re.compile(rf"(?P<issuer>(?:{HAN}){{4,40}})?[ \t\u3000]*{DAY}[ \t\u3000]*印发")
PRINTED_HINT: Final = re.compile(
    r"日[ \t\u3000]*印发"
)  # PRINTED is slow, most texts have no such line
_TITLE_ISSUER = re.compile(rf"(?P<issuer>{HAN}{{4,30}}?(?:{ENDS}))(?=[“\"]?{YEAR}年?)")
_MONTH = re.compile(MONTH)
_STANDING: Final = 12
_WHOLE_TITLE: Final = 8


@dataclass(frozen=True, slots=True)
class Issuers:
    """Bodies in order, the rule by which they were read, and where they stand."""

    names: tuple[str, ...]
    rule: str
    start: int
    end: int


def read_issuers(
    text: str,
    lines: Sequence[HeadLine],
    limit: int,
    titles: Titles,
    signed: Signature | None,
    fields: Sequence[Field],
) -> Issuers | None:
    """Return the bodies that issued the plan, or None where its head names none.

    A signature goes before a letterhead, that before the words in front of 关于, those before a
    field of the page, which may tell who put the plan there. Where the title or the letterhead
    has all the names of the signature and more, it is taken: signatures lose lines.
    """
    found = [
        _signature(signed),
        _letterhead(lines, limit),
        _in_title(text, titles),
        _above_title(lines, titles),
        _field(first(fields, "issuer"), "label"),
        _title_page(lines, limit),
        _reported(text, titles.title),
        _own_notice(text, titles.title),
        _printed(text),
        _own_title(text, titles.title),
        _field(first(fields, "source"), "source"),
        _last_line(text),
    ]
    known = [each for each in found if each]
    if not known:
        return None
    strongest = known[0]
    for other in known[1:]:
        if other.rule in {"letterhead", "notice", "label"} and _holds(other, strongest):
            return other
    return strongest


def _holds(more: Issuers, less: Issuers) -> bool:
    return len(more.names) > len(less.names) and set(less.names) <= set(more.names)


def _signature(signed: Signature | None) -> Issuers | None:
    return Issuers(signed.names, "signature", signed.start, signed.stop) if signed else None


def _letterhead(lines: Sequence[HeadLine], limit: int) -> Issuers | None:
    """Return the bodies of the letterhead: the lines around X文件 that are bodies."""
    for index, line in enumerate(lines[:_STANDING]):
        if limit and line.start >= limit:
            return None
        found = _LETTERHEAD.fullmatch(line.words)
        if not found or not bodies_in(found["issuer"]):
            continue
        names = bodies_in(found["issuer"])
        first_, last = index, index
        while first_ and bodies_in(lines[first_ - 1].words):
            first_ -= 1
            names = (*bodies_in(lines[first_].words), *names)
        while last + 1 < len(lines) and bodies_in(lines[last + 1].words):
            if lines[last + 2 : last + 3] and "关于" in lines[last + 2].words[:3]:
                break
            last += 1
            names = (*names, *bodies_in(lines[last].words))
        end = line.start + found.end("issuer") if last == index else lines[last].end
        return Issuers(tuple(dict.fromkeys(names)), "letterhead", lines[first_].start, end)
    return None


def _field(field: Field | None, rule: str) -> Issuers | None:
    if field is None:
        return None
    words = re.sub(r"(?:网站|门户网站|政府网|官网|信息网)$", "", field.words)
    names = bodies_in(words)
    if not names or (rule == "source" and not (names[0] == words and place_in_front(words))):
        return None
    return Issuers(names, rule, field.start, field.end)


def _in_title(text: str, titles: Titles) -> Issuers | None:
    """Return the bodies before 关于, in the title or in that of the notice around it."""
    names = bodies_in(titles.issuers) if titles.issuers else ()
    if not names:
        return None
    if not titles.end:
        return Issuers(names, "notice", 0, 0)  # the title of a tag, or of the file
    start = titles.issuers_at
    head = re.match(r"\S+", text[start : start + len(titles.issuers) + 8])
    size = min(len(titles.issuers), len(head.group()) if head else 0)
    return Issuers(names, "news" if titles.rule == "news" else "notice", start, start + size)


def _above_title(lines: Sequence[HeadLine], titles: Titles) -> Issuers | None:
    """Return the bodies on the lines right above the title, one or several a line."""
    if not titles.end:
        return None
    for start in dict.fromkeys((titles.issuers_at, titles.start)):
        at = next((n for n, line in enumerate(lines) if line.start == start), 0)
        if not lines[at].plain.startswith("关于"):
            continue
        names: tuple[str, ...] = ()
        top = at
        while top and bodies_in(lines[top - 1].words):
            top -= 1
            names = (*bodies_in(lines[top].words), *names)
        if names:
            unique = tuple(dict.fromkeys(names))
            return Issuers(unique, "notice", lines[top].start, lines[at - 1].end)
    return None


def _title_page(lines: Sequence[HeadLine], limit: int) -> Issuers | None:
    """Return the bodies of a title page: above a month on a line of its own (二〇二一年九月)."""
    for index, line in enumerate(lines[1:_STANDING], start=1):
        if limit and line.start >= limit:
            return None
        names = bodies_in(lines[index - 1].words) if _MONTH.fullmatch(line.plain) else ()
        if names:
            above = lines[index - 1]
            return Issuers(names, "title-page", above.start, above.end)
    return None


def _reported(text: str, title: str | None) -> Issuers | None:
    """Return the bodies of which a report says that they issued the plan."""
    found = reported(text, title) if title else None
    names = bodies_in(found[0]) if found else ()
    return Issuers(names, "news", found[1], found[1] + len(found[0])) if found and names else None


def _own_notice(text: str, title: str | None) -> Issuers | None:
    """Return the bodies of the notice that the text names as the one that passes this plan on."""
    if not title or len(title) < _WHOLE_TITLE or "印发" not in text:
        return None
    pattern = rf"(?P<issuer>{HAN}{{4,60}}?)关于印发[《<]?{re.escape(title)}"
    found = re.search(pattern, text)
    names = bodies_in(found["issuer"]) if found else ()
    return Issuers(names, "own-notice", *found.span("issuer")) if found and names else None


def _printed(text: str) -> Issuers | None:
    printed = PRINTED.search(text) if PRINTED_HINT.search(text) else None
    names = bodies_in(printed["issuer"]) if printed and printed["issuer"] else ()
    return Issuers(names, "printed", *printed.span("issuer")) if printed and names else None


def _own_title(text: str, title: str | None) -> Issuers | None:
    own = _TITLE_ISSUER.match(title) if title else None
    if own is None or title is None or not _is_body(own["issuer"]):
        return None
    start = max(0, text.find(title))
    return Issuers((own["issuer"],), "title", start, start + own.end())


def _is_body(words: str) -> bool:
    """Say whether *words* are a place and a department behind it."""
    found = place_in_front(words)
    return bool(found) and is_known(full_name(words[found.size :])) if found else False


def _last_line(text: str) -> Issuers | None:
    """Return the bodies on the last line of the text: a signature without a day."""
    stripped = text.rstrip()
    start = stripped.rfind("\n") + 1
    words = stripped[start:].strip()
    if not start or len(words) > 40 or "负责" in words:
        return None
    names = bodies_in(words)
    if not names or not place_in_front(names[0].removeprefix("中共")):
        return None
    start += stripped[start:].index(words)
    return Issuers(names, "last-line", start, start + len(words))
