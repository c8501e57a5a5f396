"""A comparison as HTML: for the server's page and as a file of its own, from one template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape
from zeren.graph.desk.words import target_words
from zeren.graph.desk.years.changes import KINDS, Comparison, TargetChange, TaskChange, UnitChange
from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.output.html import environment
from zeren.graph.output.spans import harmless
from zeren.loaders.records import ROLES

WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "title": "逐年对照", "same": "沿用", "moved": "移位", "reworded": "改写", "new": "新增",
        "dropped": "取消", "score": "相似度", "words": "文字", "lead": "标题", "place": "位置",
        "nearest": "最接近的", "raised": "提高", "lowered": "降低", "other": "有变化",
        "came": "新加入", "went": "退出", "role": "角色改变", "units": "单位", "targets": "指标",
        "tasks": "任务", "old": "上一份", "now": "这一份", "kind": "变化", "also_moved": "并移位",
        "all_units": "单位的总体变化", "all_targets": "全文指标", "load": "任务数",
        "how": "任务按文字（不计单位名称、数字）、标题和位置打分，取总分最高的一一对应；"
               "低于 {least} 的不算对应。分数列在每一项下；拿不准的请看原文。",
        "none": "没有这类任务。",
    },
    "en": {
        "title": "Year against year", "same": "the same", "moved": "moved", "reworded": "reworded",
        "new": "new", "dropped": "dropped", "score": "score", "words": "words", "lead": "lead",
        "place": "place", "nearest": "nearest", "raised": "raised", "lowered": "lowered",
        "other": "changed", "came": "came", "went": "went", "role": "other role", "units": "units",
        "targets": "targets", "tasks": "tasks", "old": "before", "now": "after", "kind": "change",
        "also_moved": "and moved", "all_units": "Units in all",
        "all_targets": "Targets of the plan", "load": "tasks",
        "how": "Tasks are scored by words (without names of units and figures), lead and place, "
               "and paired so that the sum of scores is highest; below {least} there is no pair. "
               "Each pair shows its score; where you doubt, read the source.",
        "none": "No task of this kind.",
    },
}  # fmt: skip
ROLES_EN: Final = {role: role for role in ROLES}


def body(comparison: Comparison, language: str, link: Callable[[str], str] | None = None) -> Markup:
    """Return the comparison as a part of a page; *link* makes the address of a task or a plan."""
    from zeren.graph.desk.years.alignment import LEAST

    return Markup(
        _templates()
        .get_template("comparison.html")
        .render(
            c=comparison,
            w=WORDS[language],
            roles=ROLES_ZH if language == "zh" else ROLES_EN,
            kinds=KINDS,
            link=link,
            least=LEAST,
            marked=marked,
            shown=target_words,
            worth=worth_saying,
        )
    )


def page(comparison: Comparison, language: str = "zh") -> str:
    """Return the comparison as one HTML page that asks for nothing."""
    return (
        _templates()
        .get_template("comparison_page.html")
        .render(
            title=title_of(comparison),
            lang="zh-CN" if language == "zh" else "en",
            body=body(comparison, language),
        )
    )


def title_of(comparison: Comparison) -> str:
    """Return both plans in a line."""
    return harmless(f"{comparison.old.name} → {comparison.new.name}")


def marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Return both texts, what only one of them has marked as ``del`` and ``ins``."""
    before, after = harmless(old), harmless(new)
    left: list[Markup] = []
    right: list[Markup] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            left.append(escape(before[a:b]))
            right.append(escape(after[c:d]))
            continue
        if a < b:
            left.append(Markup("<del>{}</del>").format(before[a:b]))
        if c < d:
            right.append(Markup("<ins>{}</ins>").format(after[c:d]))
    return Markup().join(left), Markup().join(right)


def worth_saying(change: TaskChange) -> Iterator[TargetChange | UnitChange]:
    """Yield what a list says of a task that both plans have: numbers and units that changed."""
    yield from (each for each in change.targets if each.change != "same")
    yield from change.units


@cache
def _templates() -> Environment:
    return environment("zeren.graph.desk.templates")
