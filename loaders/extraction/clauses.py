"""Finding the responsibility clauses of a task.

A clause is tried by the rules of :mod:`zeren.loaders.extraction.rules`, the surest
first: a label with a colon, a verb in a bracket, a line or sentence that is nothing
but units and verbs, and last a bracket of bodies without a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from zeren.loaders.extraction import conventions, lexicon
from zeren.loaders.extraction.brackets import Group, fold, outer_groups
from zeren.loaders.extraction.parties import Party, Reading, read_parties
from zeren.loaders.records import ROLES, Role
from zeren.ontology.vocabulary import words

# Labels of a task's other fields: they end a list of units, and what follows is none.
_OTHER_LABELS = (
    "责任人 责任领导 牵头领导 分管领导 包保领导 包抓领导 市级领导 县级领导 区级领导 市领导 县领导 区领导 责任市领导 责任县领导 责任区领导 "
    "牵头市领导 牵头县领导 牵头区领导 联系领导 挂帅领导 督办领导 配合领导 负责人 联系人 联络员 联系电话 电话 具体责任人 直接责任人 主要责任人 "
    "完成时限 完成时间 完成期限 完成日期 时间要求 时限要求 时限 时间节点 时间进度 时间安排 进度安排 进度要求 工作进度 推进时限 办结时限 整改时限 "
    "实施时间 实施期限 起止时间 时间 工作目标 目标任务 年度目标 目标 整改目标 工作措施 主要措施 整改措施 具体措施 重点举措 工作举措 工作内容 主要内容 "
    "工作要求 成果形式 工作成果 考核单位 督导单位 督查单位 督办单位 监督单位 验收单位 督导领导 备注 资金来源 资金投入 预期成效 完成标志 "
    "任务来源 任务名称 进展情况 分管负责人 单位负责人 部门负责人 责任领导及责任人 责任人员 完成标准 牵头责任人 指导单位 审核单位"
).split()
_ENDS = "。\n"
_OF_ANOTHER = re.compile(r"(?:各|由|与|向|报|送|对|和|相关|有关|明确|落实|其他|第[一二三])$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A responsibility clause: offsets in the text that was read, the rule, and who stands in it.

    ``convention`` is what the clause itself says of roles (列第一位的为牵头单位).
    ``unreadable`` are words at a unit's place that could not be read as one.
    """

    start: int
    end: int
    rule: str
    parties: tuple[Party, ...]
    convention: conventions.Convention | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    end: int
    role: Role | None


@cache
def _label_pattern() -> re.Pattern[str]:
    names: list[str] = []
    for role in ROLES:
        labels = [re.escape(w) for w in words("zeren.ttl", f"zr:{role}", "zr:clauseLabel")]
        names.append(f"(?P<{role}>{'|'.join(sorted(labels, key=lambda w: (-len(w), w)))})")
    others = "|".join(sorted(_OTHER_LABELS, key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?:(?P<other>{others})|{'|'.join(names)})"
        r"(?:(?:及|和|与|、|/)(?:责任人|负责人|责任领导|配合单位|责任单位|联系人|分工|完成时限))?(?:[(\[][^()\[\]]{1,12}[)\]])? ?(?::|(?P<weak>为(?!了)|是)?)"
    )


def find_clauses(text: str, *, bare: bool = True) -> list[Clause]:
    """Return the clauses of *text* (one task, or any text), in order, not overlapping.

    *bare* allows the rule ``bracket-bare``, the only one that has no word to stand on.
    """
    folded = conventions.blank(fold(text))
    convention = conventions.find(fold(text))
    found: list[Clause] = []
    for group in outer_groups(folded):
        found += _bracket(text, folded, group)
    without_verb = [clause for clause in found if clause.rule == "bracket-bare"]
    found = [clause for clause in found if clause.rule != "bracket-bare"]
    found += _labelled_prose(text, folded, found)
    if bare:
        found += [c for c in _no_glosses(folded, without_verb) if not _overlaps(c, found)]
    found += _verb_sentences(text, folded, found)
    found.sort(key=lambda clause: clause.start)
    if convention is None:
        return found
    return [
        _with_convention(clause, convention)
        if clause.start <= convention.start < clause.end
        else clause
        for clause in found
    ]


def _with_convention(clause: Clause, convention: conventions.Convention) -> Clause:
    return Clause(
        clause.start, clause.end, clause.rule, clause.parties, convention, clause.unreadable
    )


def _bracket(text: str, folded: str, group: Group) -> Iterator[Clause]:
    start, end = group.inner
    labels = _labels(folded, start, end)
    if labels and labels[0].start - start <= 2:
        yield from _labelled(text, folded, group.start, group.end, labels, end, "bracket-label")
        return
    if not group.closed:
        return
    reading = read_parties(text, folded, start, end, None, objects=True)
    if not reading.parties:
        return
    names = [folded[p.start : p.end] for p in reading.parties]
    if reading.has_verb:
        sound = [lexicon.is_unit(name) for name in names]
        if sum(sound) * 2 >= len(sound) and any(sound) and not _prose(reading.unreadable):
            if all(sound) or _closes_sentence(folded, group.start, group.end):
                yield Clause(group.start, group.end, "bracket-verb", reading.parties)
        return
    if (
        not reading.unreadable
        and all(lexicon.is_unit(name) for name in names)
        and any(lexicon.is_government(name) for name in names)
        and (lexicon.is_government(names[0]) or lexicon.is_collective(names[0]))
    ):
        yield Clause(group.start, group.end, "bracket-bare", reading.parties)


def _no_glosses(folded: str, brackets: list[Clause]) -> list[Clause]:
    """Drop brackets of bodies that only explain (甲类医院（甲院、乙院）): they close no sentence."""
    closing = [c for c in brackets if _closes_sentence(folded, c.start, c.end)]
    return brackets if closing and all(_before_stop(folded, c) for c in brackets) else closing


def _overlaps(clause: Clause, others: list[Clause]) -> bool:
    return any(clause.start < other.end and other.start < clause.end for other in others)


def _before_stop(folded: str, clause: Clause) -> bool:
    return folded[clause.end : clause.end + 1] in {",", ";", "。", "", "\n"} or _closes_sentence(
        folded, clause.start, clause.end
    )


def _prose(pieces: tuple[str, ...]) -> bool:
    return any(len(piece) > 12 for piece in pieces)


def _closes_sentence(folded: str, start: int, end: int) -> bool:
    """Say whether the bracket stands behind a sentence, or at its end and the task's."""
    before = folded[max(0, start - 20) : start].rstrip(" \n")
    after = folded[end : end + 20].lstrip(" ")
    return (
        before.endswith(("。", ";", "!", ")", "]"))
        or not before
        or not after.strip("。;. \n")
        or after.startswith(("。", ";"))
    )


def _labels(folded: str, start: int, end: int) -> list[_Label]:
    """Return the labels in ``folded[start:end]`` that open a list: with a colon, or first."""
    labels: list[_Label] = []
    for found in _label_pattern().finditer(folded, start, end):
        colon = found.group().endswith(":")
        opens = found.start() == start or folded[found.start() - 1] in " ,;。、\n([:—-–*●·"
        if not (colon and opens) and not _list_follows(folded, found, end, opens):
            continue
        role = next((r for r in ROLES if found.group(r)), None)
        labels.append(_Label(found.start(), found.end(), role))
    return labels


def _list_follows(folded: str, found: re.Match[str], end: int, opens: bool) -> bool:
    """Say whether units follow a label that lacks its colon, or that words stand before.

    牵头单位甲局,责任单位乙局 · 年度实事责任部门:甲科. But 各责任单位:一要… is prose.
    """
    word = found.group().strip().rstrip(":")
    if found.group("other") or len(word) < 4:
        return False
    if not opens and (not found.group().endswith(":") or _OF_ANOTHER.search(folded[: found.start()][-4:])):
        return False
    first = re.split(r"[、,;。\n]", folded[found.end() : end].lstrip(), maxsplit=1)[0].strip()
    return lexicon.is_unit(first) and not first.startswith(("要", "应", "须", "需"))


def _labelled(
    text: str, folded: str, start: int, end: int, labels: list[_Label], stop: int, rule: str
) -> Iterator[Clause]:
    parties: list[Party] = []
    unreadable: list[str] = []
    led = any("牵头" in folded[label.start : label.end] for label in labels)
    for index, label in enumerate(labels):
        role = label.role
        if role is None:
            continue
        if led and folded.startswith(("主责", "主要责任"), label.start):
            role = "responsible"  # 牵头部门：…；主责单位：…: another leads
        until = labels[index + 1].start if index + 1 < len(labels) else stop
        reading = read_parties(text, folded, label.end, until, role, objects=True)
        parties += reading.parties
        unreadable += reading.unreadable
    if parties:
        yield Clause(start, end, rule, tuple(parties), unreadable=tuple(unreadable))


def _labelled_prose(text: str, folded: str, found: list[Clause]) -> Iterator[Clause]:
    """Read labels outside brackets: on lines of their own, or behind a sentence."""
    for start, end in _gaps(folded, found):
        offset = start
        for line in re.split(r"(?<=\n)", folded[start:end]):
            labels = _labels(folded, offset, offset + len(line))
            stop = offset + len(line)
            index = 0
            while index < len(labels):
                label = labels[index]
                sentence = folded.find("。", label.end, stop)
                until = sentence if sentence >= 0 else stop
                same = [x for x in labels[index:] if x.start < until or label is x]
                own_line = not folded[offset : label.start].strip(" *●·-—")
                rule = "line-label" if own_line else "sentence-label"
                word = folded[label.start : label.end].rstrip()
                if word.endswith((":", "为")) or own_line:
                    yield from _labelled(
                        text, folded, label.start, _trim(folded, label.start, until), same, until, rule
                    )
                index += len(same)
            offset += len(line)


def _trim(folded: str, start: int, end: int) -> int:
    while end > start and folded[end - 1] in " \n":
        end -= 1
    return end


def _gaps(folded: str, found: list[Clause]) -> Iterator[tuple[int, int]]:
    at = 0
    for clause in sorted(found, key=lambda c: c.start):
        yield at, clause.start
        at = clause.end
    yield at, len(folded)


_SENTENCE = re.compile(r"[^。!\n;]+")
_DUTY_VERB = re.compile(r"牵头|负责|配合|落实|参与|协办|主办|承办|实施")


def _verb_sentences(text: str, folded: str, found: list[Clause]) -> Iterator[Clause]:
    """Read what is nothing but units and verbs: a sentence, or the run of its parts that is.

    Inside a longer sentence the run must open with 由 or open the sentence, and a unit must
    lead: 政府负责、社会协同 and 支持甲医院牵头组建联合体 are no clauses.
    """
    for start, end in _gaps(folded, found):
        for sentence in _SENTENCE.finditer(folded, start, end):
            left, right = sentence.span()
            colon = folded.rfind(":", left, min(right, left + 12))
            left = colon + 1 if colon >= 0 else left
            while left < right and folded[left] in " 　":
                left += 1
            if right - left > 600 or not _DUTY_VERB.search(folded, left, right):
                continue
            whole = read_parties(text, folded, left, right, None)
            if _sound(folded, whole):
                yield Clause(left, _trim(folded, left, right), "sentence-verb", whole.parties)
                continue
            yield from _verb_run(text, folded, left, right)


def _verb_run(text: str, folded: str, left: int, right: int) -> Iterator[Clause]:
    """Find the longest run of comma parts that read as units and verbs, from 由 or the start on."""
    bounds = [left, *(m.end() for m in re.finditer(",", folded[left:right])), right - left]
    cuts = [left, *(left + b for b in bounds[1:-1]), right]
    closing = _closing_units(text, folded, cuts)
    if closing:
        yield closing
        return
    for first, begin in enumerate(cuts[:-1]):
        by = folded.find("由", begin, cuts[first + 1])
        if by > begin:
            stop = right if _closes(text, folded, by, right) else cuts[first + 1] - 1
            if stop == right or _leads_on(text, folded, by, stop, right):
                yield _run(text, folded, by, stop)
                return
        opened = by == begin
        if not (first == 0 or opened):
            continue
        for last in range(len(cuts) - 1, first, -1):
            stop = cuts[last] - (folded[cuts[last] - 1 : cuts[last]] == ",")
            if stop - begin > 300:
                continue
            reading = read_parties(text, folded, begin, stop, None, objects=opened)
            roles = {party.role for party in reading.parties}
            if _sound(folded, reading) and (opened or "lead" in roles or len(roles) > 1):
                yield Clause(begin, stop, "sentence-verb", reading.parties)
                return


_BY_DUTY = re.compile(r"按(?:照)?(?:各自)?职责|分工负责|牵头")


def _closing_units(text: str, folded: str, cuts: list[int]) -> Clause | None:
    """Read the parts that end a sentence of prose: …2个,甲局、乙局按职责分工负责."""
    right = cuts[-1]
    for begin in cuts[1:-1]:
        if right - begin > 300 or not _BY_DUTY.search(folded, begin, right):
            continue
        reading = read_parties(text, folded, begin, right, None)
        named = [p for p in reading.parties if not p.collective and len(p.name) > 3]
        if named and _sound(folded, reading):
            return Clause(begin, _trim(folded, begin, right), "sentence-verb", reading.parties)
    return None


def _closes(text: str, folded: str, start: int, end: int) -> bool:
    return _sound(folded, read_parties(text, folded, start, end, None))


_SET_UP = re.compile(r"的[^,。]{0,6}(?:机制|体系|格局|制度|模式|专班|体制|平台)")


def _leads_on(text: str, folded: str, start: int, stop: int, end: int) -> bool:
    """Say whether 由甲局牵头 stands inside a sentence as a duty: not as 由甲局牵头,…的机制."""
    if "牵头" not in folded[start:stop] or _SET_UP.search(folded, start, end):
        return False
    return _closes(text, folded, start, stop)


def _run(text: str, folded: str, start: int, end: int) -> Clause:
    reading = read_parties(text, folded, start, end, None)
    return Clause(start, _trim(folded, start, end), "sentence-verb", reading.parties)


def _sound(folded: str, reading: Reading) -> bool:
    names = [folded[p.start : p.end] for p in reading.parties]
    return (
        reading.has_verb
        and bool(names)
        and not reading.unreadable
        and all(lexicon.is_unit(name) and len(name) > 2 for name in names)
        and any(lexicon.is_government(n) or lexicon.is_collective(n) for n in names)
    )
