"""Named organisations in the running text of a task, outside its responsibility clause.

What counts is what the annotation guideline says: bodies with a name, collectives of
places when they act (各区), each once, in order; no categories (公立医院), programmes,
places, names in 《》. The rules stand in :mod:`zeren.loaders.mentions.rules`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from zeren.loaders.mentions.collectives import (
    collectives,
    named_in_lists,
    places_that_act,
)
from zeren.loaders.mentions.names import name_before
from zeren.loaders.mentions.words import (
    LEVELS,
    ending,
    hard_verb,
    is_prose,
    named_bodies,
    new_sentence,
    officer,
)
from zeren.loaders.names.common import is_common, is_stem
from zeren.loaders.names.lexicon import any_of, ends_as_no_body, is_function
from zeren.loaders.text.brackets import fold

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
# Titles of documents, and words in quotation marks: slogans, names of programmes.
_QUOTED = re.compile(r"《[^》\n]{0,200}》|“[^”\n]{0,60}”|「[^」\n]{0,60}」|‘[^’\n]{0,60}’")
_COUNTED = re.compile(
    r"(?:[\d一二三四五六七八九十百两多几]余?|首|[一这]批?|若干|多)(?:个|家|所|座|处|支|批)$"
)
_COUNT_BEHIND = re.compile(r"(?:等)?\d+(?:\.\d+)?(?:[—–~至-]\d+)?(?:个|家|所|座|处|支)")
_MEETING = re.compile(r"[\u4e00-\u9fff]{0,8}(?:会议(?!室)|全会)")
_OFFICES = frozenset({"办公室", "常委会"})
_PLACE_IN_BRACKET = re.compile(r"\(([\u4e00-\u9fff]{2,5})\)")
_JOIN = re.compile(r"(?:科技园|产业园|大学|学院|科学院|研究院|集团|公司|医院|局|行|社)$")
_PART = re.compile(
    r"[\u4e00-\u9fff]{0,10}(?:医院|学院|研究院|研究所|院区|校区|分院|分局|分公司|医共体|医联体|中学|小学|党委|党组|分行|支行|中心"
    r"|联合社|联合会|科技园|产业园|分园|支队|大队|中队|工会)"
)
# A name that ends so is whole: what goes on behind it is another matter.
_WHOLE = re.compile(r"(?:局|厅|医院|大学|政府|公司)$")


class MentionDraft(NamedTuple):
    """A named organisation: ``text[start:end]`` is *surface*, *name* has an elided prefix back.

    ``rule`` is the id of the rule that found it.
    """

    name: str
    surface: str
    start: int
    end: int
    rule: str


# Words of a sentence about a name, which no name holds; and kinds, not names.
_NO_NAME = re.compile(
    r"在(?!线|职)|归(?!侨|国)|及(?!其)|^(?:应|经)(?![急济营信开贸发纪理用办])|授权|^领导|^全国性|学区|区分|造无"
)


class _Found(NamedTuple):
    start: int
    end: int
    rule: str
    level: str | None = None


def find_mentions(
    text: str,
    *,
    skip: Sequence[tuple[int, int]] = (),
    known: Sequence[str] = (),
    level: str | None = None,
    folded: str | None = None,
) -> list[MentionDraft]:
    """Return the organisations that *text* (one task, or any text) names, each once, in order.

    Offsets are those of *text*. *skip* are spans to leave out, the responsibility clauses.
    *known* are names of units of the document. *level* is the document's own level
    (省, 市, 县, 区, as :func:`level_of` reads it): 县医院 is a category in a plan of a city.
    *folded* is the text in one width, where the caller has it already.
    """
    folded = _blank(fold(text) if folded is None else folded, skip)
    rank = _rank(level)
    found = [*_names(folded, rank, frozenset(_stems(tuple(known)))), *_centre(folded)]
    found += [_Found(*span, "known") for span in _known_spans(folded, tuple(known))]
    found += [_Found(*span, "collective") for span in collectives(folded)]
    found += [_Found(*span, "acting-place") for span in places_that_act(folded)]
    found += _founded(folded)
    found = _without_overlap(found)
    listed = [_Found(*span, "named-in-list") for span in named_in_lists(folded)]
    free = _outside(listed, found)
    return _once(text, folded, _without_overlap([*found, *free]))


_SPEAKS_FOR = re.compile("[全我]([省市州盟县区旗镇乡])")


def level_of(text: str) -> str | None:
    """Return the level that a plan speaks for, by how often it says 全省, 全市, 我县; or None.

    >>> level_of("全市新增床位。完善全市网络，建设全省中心。")
    '市'
    """
    counts = dict.fromkeys("省市州盟县区旗镇乡", 0)
    for level in _SPEAKS_FOR.findall(text):
        counts[level] += 1
    best = max(counts, key=lambda c: counts[c])
    return best if counts[best] else None


def _rank(level: str | None) -> int:
    return next((i for i, chars in enumerate(LEVELS) if level and level in chars), 2)


def _blank(folded: str, skip: Iterable[tuple[int, int]]) -> str:
    """Return the text with skipped spans and quoted words replaced by line breaks."""
    places = [*skip, *(found.span() for found in _QUOTED.finditer(folded))]
    if not places:
        return folded
    parts: list[str] = []
    at = 0
    for start, end in sorted(places):
        if end > at:
            parts += (folded[at : max(at, start)], "\n" * (end - max(at, start)))
            at = end
    return "".join((*parts, folded[at:]))


def _names(folded: str, rank: int, places: frozenset[str]) -> list[_Found]:
    """Find names by their endings, run by run of characters without punctuation."""
    done: list[_Found] = []
    # Most runs hold no ending at all: they are told by one search of the whole text.
    ends = [found.start() for found in ending().finditer(folded)]
    at = 0
    for stretch in _RUN.finditer(folded) if ends else ():
        base, stop = stretch.span()
        while at < len(ends) and ends[at] < base:
            at += 1
        if (at == len(ends) or ends[at] >= stop) and not (done and folded[base - 1] == "、"):
            continue
        run = stretch.group()
        own: list[_Found] = []
        for form in ending().finditer(run):
            start = _begin(folded, run, base, form, own, done, places)
            if start is not None and not _runs_on(run, own, start):
                while own and own[-1].start >= start.start:
                    own.pop()
                if not own or own[-1].end <= start.start:
                    own.append(start)
        own += _in_list(folded, run, base, own, done)
        own = _with_elided(folded, run, base, own, done)
        done += [f._replace(start=f.start + base, end=f.end + base) for f in own]
    return [f for f in done if _specific(folded, f, rank)]


def _runs_on(run: str, own: Sequence[_Found], found: _Found) -> bool:
    """Say whether *found* is a whole name and a sentence about it: 市一院共建研究中心."""
    if not own or found.start > own[-1].start:
        return False
    between = run[own[-1].end : found.end]
    if is_function(between) or between in _OFFICES:
        return False
    if hard_verb().search(between) or new_sentence().match(between):
        return True
    return _WHOLE.search(run[: own[-1].end]) is not None and not _PART.fullmatch(between)


def _in_list(
    folded: str, run: str, base: int, own: Sequence[_Found], done: Sequence[_Found]
) -> list[_Found]:
    """Return the names in a run that goes on with a list of names: 市一院、远程诊断中心."""
    if own:
        below = _BELOW.match(run, own[-1].end)
        if below is None:
            return []
        at, last = below.end(), own[-1]
    elif folded[base - 1 : base] == "、" and done and base - done[-1].end <= 6:
        at, last = 0, done[-1]
    else:
        return []
    found: list[_Found] = []
    for form in _LIST_FORM.finditer(run, at):
        words = run[at : form.end()]
        ends = form.end() == len(run) or run[form.end()] in "等和与及项建协网牵"
        if not ends or form.end() - at > 26:
            break
        elided = is_function(words) and last.level
        if hard_verb().search(words) or _CATEGORY.match(words):
            break
        if elided or len(words) - len(form.group()) >= _LONG_ENOUGH.get(form.group(), 4):
            rule = f"elided:{last.level}" if elided else "list"
            found.append(_Found(at, form.end(), rule))
        at = form.end() + (run[form.end() : form.end() + 1] in {"和", "与", "及"})
    return found


_LIST_FORM = re.compile(
    r"(?:医院|中心|专班|科学院|研究院|研究所|学院|大学|基地|委员会|小组|[局委厅院会队站馆组]|集团|公司|银行|学校)"
    r"(?=$|[等和与及项建协网牵])"
)


def _with_elided(
    folded: str, run: str, base: int, own: Sequence[_Found], done: Sequence[_Found]
) -> list[_Found]:
    """Mark bare departments that go on with a list whose level stands before: 市公安局、民政局."""
    marked: list[_Found] = []
    for each in own:
        last, gap = None, ""
        if marked:
            last, gap = marked[-1], run[marked[-1].end : each.start]
        elif done:
            last, gap = done[-1], folded[done[-1].end : base + each.start]
        if each.rule == "bare" and last and gap in {"、", "和", "与", "及", "，", ","}:
            level = last.level or last.rule.partition(":")[2]
            each = each._replace(rule=f"elided:{level}") if level else each
        marked.append(each)
    return marked


_BELOW = re.compile("下属的?|下设的?|所属的?|[和与及]")
_LONG_ENOUGH = {"专班": 2, "组": 2, "大学": 2}
_CATEGORY = re.compile(
    r"乡镇|社区|基层|各|县级|市级|省级|区级|镇级|有关|相关|公立|民营|定点|其他|其它|公共|部分|重点|专科|综合|村|养老|托育|高等|职业|中小|企事业|科研"
)


def _begin(
    folded: str,
    run: str,
    base: int,
    form: re.Match[str],
    own: list[_Found],
    done: list[_Found],
    places: frozenset[str],
) -> _Found | None:
    end = form.end()
    if own and _continues(run, own[-1], form):
        return own[-1]._replace(end=end)
    low = own[-1].start if own else 0
    name = name_before(run, low, end, form.group(), places)
    if name is None and own and _office_of(run, own[-1], form):
        return own[-1]._replace(end=end)
    if name is None:
        return None
    return _Found(name.start, end, name.rule, name.level)


def _continues(run: str, last: _Found, form: re.Match[str]) -> bool:
    """Say whether the words up to *form* belong to the name before: 甲大学附属第一医院."""
    between = run[last.end : form.end()]
    return bool(
        0 < form.end() - last.end <= 12
        and _JOIN.search(run, last.start, last.end)
        and _PART.fullmatch(between)
        and not new_sentence().match(between)
        and (is_common(run[last.end : form.start()]) or is_stem(run[last.end : form.start()]))
    )


def _office_of(run: str, last: _Found, form: re.Match[str]) -> bool:
    """Say whether a department's whole name stands right behind the name: 市政府督查室."""
    words = run[last.end : form.end()]
    return (is_function(words) or words in _OFFICES) and last.rule != "stem"


def _specific(folded: str, found: _Found, rank: int) -> bool:
    """Say whether the words around leave it a name: no count, no title of a person."""
    before = folded[max(0, found.start - 5) : found.start]
    name = folded[found.start : found.end]
    if is_prose(name) or _NO_NAME.search(name):
        return False
    if found.rule in {"list", "stem", "place"} and ends_as_no_body(name):
        return False
    if _COUNTED.search(before) or _COUNT_BEHIND.match(folded, found.end):
        return False
    if officer().match(folded, found.end):
        return False
    if folded[found.start : found.end][-1:] == "委" and _MEETING.match(folded, found.end):
        return False
    if found.level is None:
        return True
    return _rank(found.level) <= rank and not before.endswith(("省、", "市、", "县、", "国家、"))


def _centre(folded: str) -> list[_Found]:
    return [_Found(*f.span(), "centre") for f in named_bodies().finditer(folded)]


# A body that the sentence founds, by a long name of common words.
_FOUNDED = re.compile(
    r"(?:组建|成立|设立|筹建)(?P<name>[\u4e00-\u9fff]{6,20}?(?:委员会|领导小组|联合会|协会|指挥部))"
)


def _founded(folded: str) -> list[_Found]:
    return [
        _Found(*found.span("name"), "founded")
        for found in _FOUNDED.finditer(folded)
        if not _CATEGORY.match(found.group("name"))
        and not is_prose(found.group("name"))
        and not hard_verb().search(found.group("name"))
    ]


@lru_cache(maxsize=64)
def _known_pattern(known: tuple[str, ...]) -> re.Pattern[str] | None:
    names = {fold(name) for name in known}
    names = {n for n in names if len(n) > 3 or (len(n) == 3 and is_function(n))}
    names = {n for n in names if not re.match(r"各|有关|相关|其他|其它|所有|全体", n)}
    return re.compile(any_of(names)) if names else None


def _known_spans(folded: str, known: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _known_pattern(known)
    return [found.span() for found in pattern.finditer(folded)] if pattern else []


@lru_cache(maxsize=64)
def _stems(known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems of places in the names of known units: 沙洛 of 国网沙洛县供电公司."""
    found = {
        m.group(1)
        for name in known
        for m in re.finditer(
            r"(?:^|国网|银行|总局|局)([\u4e00-\u9fff]{2,3}?)(?:[省市县区州]|水务|港务|燃气|农商|供电|分|营业|监管)",
            name,
        )
    }
    return tuple(sorted(stem for stem in found if is_stem(stem)))


def _without_overlap(found: Iterable[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for each in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    joined: list[_Found] = []
    for each in kept:
        # 人民银行 + 云川市分行: a body of the centre and its branch.
        touches = joined and joined[-1].rule == "centre" and joined[-1].end == each.start
        if touches and each.rule != "centre":
            joined[-1] = joined[-1]._replace(end=each.end)
        else:
            joined.append(each)
    return joined


def _outside(listed: Iterable[_Found], found: Sequence[_Found]) -> list[_Found]:
    """Return those of *listed* that touch none of *found*, which are in order."""
    starts = [each.start for each in found]
    free: list[_Found] = []
    for each in listed:
        before = bisect_right(starts, each.end - 1) - 1
        if before < 0 or found[before].end <= each.start:
            free.append(each)
    return free


def _once(text: str, folded: str, found: Sequence[_Found]) -> list[MentionDraft]:
    drafts: dict[str, MentionDraft] = {}
    for each in found:
        start, end = each.start, each.end
        bracket = _PLACE_IN_BRACKET.match(folded, end)
        if bracket and is_stem(bracket.group(1)):
            end = bracket.end()
        elif each.rule == "national-place":
            continue
        surface = text[start:end]
        rule, _, prefix = each.rule.partition(":")
        name = prefix + surface
        drafts.setdefault(name, MentionDraft(name, surface, start, end, rule))
    return list(drafts.values())
