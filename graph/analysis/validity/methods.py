"""The paragraph on data and methods of a paper, with the figures of a store, in two languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zeren.graph.analysis.choice import chosen
from zeren.graph.model.labels import ROLES_ZH

if TYPE_CHECKING:
    from zeren.graph.analysis.validity.coders import Agreement
    from zeren.graph.analysis.validity.estimates import Quality
    from zeren.graph.model.facts import Facts

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_CATEGORIES = {
    "units": ("单位及其角色", "units with their roles"),
    "names": ("单位", "units"),
    "sectors": ("领域", "sectors"),
    "targets": ("指标", "targets"),
}


def methods(
    facts: Facts,
    language: Language,
    *,
    version: str,
    qualities: Sequence[Quality] = (),
    agreement: Sequence[Agreement] = (),
) -> str:
    """Return the paragraph: what was read, how, what counts, and how far it can be trusted.

    Figures are those of *facts*. *qualities* and *agreement* are of an annotated sample; without
    them the paragraph says that there was none, so that nobody prints it as if there were.
    """
    figures = _figures(facts)
    tell = _zh if language == "zh" else _en
    return tell(figures, version, qualities, agreement)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the sentences are made of."""

    documents: int
    years: tuple[int, int] | None
    places: int
    tasks: int
    with_unit: int
    without_clause: int
    assignments: int
    roles: Counter[str]
    inherited: int
    units: int
    collectives: int
    unplaced: int
    targets: int
    sectored: int
    damaged: int


def _figures(facts: Facts) -> _Figures:
    taken = chosen(facts)
    years = sorted(fact.year for fact in facts.documents.values() if fact.year)
    documents = {facts.tasks[tie.task].document for tie in facts.ties}
    used = {tie.unit for tie in taken.ties}
    return _Figures(
        documents=len(facts.documents),
        years=(years[0], years[-1]) if years else None,
        places=len({fact.jurisdiction for fact in facts.documents.values()} - {None}),
        tasks=len(facts.tasks),
        with_unit=taken.counted()["tasks"],
        without_clause=len(facts.documents) - len(documents),
        assignments=len(taken.ties),
        roles=Counter(tie.role for tie in taken.ties),
        inherited=sum(tie.basis == "inherited" for tie in facts.ties),
        units=len(used),
        collectives=sum(facts.units[unit].collective for unit in used),
        unplaced=sum("/doc/" in unit for unit in used),
        targets=len(facts.targets),
        sectored=sum(bool(task.sectors) for task in facts.tasks.values()),
        damaged=sum(task.damaged for task in facts.tasks.values()),
    )


def _zh(
    f: _Figures, version: str, qualities: Sequence[Quality], agreement: Sequence[Agreement]
) -> str:
    years = f"{f.years[0]}年" if f.years and f.years[0] == f.years[1] else ""
    years = years or (f"{f.years[0]}—{f.years[1]}年" if f.years else "年份未注明")
    roles = "、".join(f"{zh}{f.roles[role]}" for role, zh in ROLES_ZH.items() if f.roles[role])
    said = [
        f"数据为{f.documents}份政策计划（{years}，{f.places}个地方），用 Zeren {version} 读取。"
        f"Zeren 以规则识别任务、责任条款、指标与领域，不用统计学习模型，"
        f"每条陈述保留规则与原文位置，同样的输入得到同样的结果。",
        f"共得任务{f.tasks}项，其中{f.with_unit}项（{_share(f.with_unit, f.tasks)}）写明责任单位；"
        f"{f.without_clause}份文件没有责任条款，不推断其责任单位。"
        f"任务自己写明的分工有{f.assignments}条（{roles}）；"
        f"一句话概括多项任务的分工有{f.inherited}条，未计入。",
        f"同一单位在各文件中的不同叫法按签发机关、地域和机构改革归并，得到{f.units}个单位，"
        f"其中“各县（区）”一类的集合单位{f.collectives}个，按一个单位计；"
        f"{f.unplaced}个名称无法归并，只在本文件内成立。"
        f"指标{f.targets}个；{f.sectored}项任务（{_share(f.sectored, f.tasks)}）判定了领域；"
        f"原文缺损的任务{f.damaged}项，其中缺失的数字不予补写。",
        "两个单位同在一项任务中即有联系，n个单位的任务按1/(n−1)计权（Newman 2001）。",
    ]
    if qualities:
        figures = "；".join(
            f"{_CATEGORIES[q.category][0]}的精确率{_with_interval(q.precision)}、"
            f"召回率{_with_interval(q.recall)}"
            for q in qualities
        )
        tasks = max(q.tasks for q in qualities)
        said.append(
            f"按层抽取并由人工标注{tasks}项任务以检验读取：{figures}"
            "（括号内为95%自助法区间，各层加权）。"
        )
        if agreement:
            said.append("标注一致性：" + "；".join(map(_agreement_zh, agreement)) + "。")
    else:
        said.append("【未做人工检验：用 zeren sample 抽样标注后，加 --read 重新生成本段。】")
    return "".join(said)


def _en(
    f: _Figures, version: str, qualities: Sequence[Quality], agreement: Sequence[Agreement]
) -> str:
    if f.years is None:
        years = "of years that are not stated"
    elif f.years[0] == f.years[1]:
        years = f"of {f.years[0]}"
    else:
        years = f"of {f.years[0]} to {f.years[1]}"
    roles = ", ".join(f"{role} {f.roles[role]}" for role in ROLES_ZH if f.roles[role])
    said = [
        f"The data are {f.documents} policy plans {years} from {f.places} places, read with Zeren"
        f" {version}. Zeren finds tasks, clauses of responsibility, targets and sectors by rules,"
        f" without a statistical model; each statement keeps its rule and its place in the source,"
        f" and the same input gives the same result.",
        f"Of {f.tasks} tasks {f.with_unit} ({_share(f.with_unit, f.tasks)}) name responsible units."
        f" Documents without any clause of responsibility: {f.without_clause}; no unit is"
        f" inferred for them. Tasks themselves state {f.assignments} assignments"
        f" ({roles}); {f.inherited} more, stated once for many tasks, are not counted.",
        f"Names of the same unit were merged over documents by issuer, place and reforms of"
        f" government into {f.units} units; {f.collectives} of these are collectives (such as all"
        f" counties), which count as one unit each, and {f.unplaced} names could not be placed and"
        f" stand for a unit of their document alone. Tasks and documents commit to {f.targets}"
        f" targets; {f.sectored} tasks ({_share(f.sectored, f.tasks)}) have a sector. Tasks whose"
        f" source is damaged: {f.damaged}; no missing figure was filled in.",
        "Two units are tied when they share a task, a task of n units counting 1/(n-1)"
        " (Newman 2001).",
    ]
    if qualities:
        figures = "; ".join(
            f"precision of {_CATEGORIES[q.category][1]} {_with_interval(q.precision)}, recall"
            f" {_with_interval(q.recall)}"
            for q in qualities
        )
        tasks = max(q.tasks for q in qualities)
        said.append(
            f"A stratified sample of {tasks} tasks was annotated by hand: {figures} (in brackets"
            " 95% bootstrap intervals, strata weighted)."
        )
        if agreement:
            said.append("Agreement: " + "; ".join(map(_agreement_en, agreement)) + ".")
    else:
        said.append(
            "[Not checked by hand: annotate a sample of `zeren sample` and make this paragraph"
            " again with --read.]"
        )
    return " ".join(said)


def _agreement_zh(found: Agreement) -> str:
    kappa = f"κ={_with_interval(found.kappa)}，" if found.kappa else ""
    name = _CATEGORIES.get(found.category, (found.category, ""))[0]
    return f"{'、'.join(found.coders)}，{name}：{kappa}α={_with_interval(found.alpha)}"


def _agreement_en(found: Agreement) -> str:
    kappa = f"κ = {_with_interval(found.kappa)}, " if found.kappa else ""
    name = _CATEGORIES.get(found.category, ("", found.category))[1]
    return f"{' and '.join(found.coders)} on {name}: {kappa}α = {_with_interval(found.alpha)}"


def _with_interval(found: tuple[float, float, float]) -> str:
    return f"{found[0]:.3f} [{found[1]:.3f}, {found[2]:.3f}]"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
