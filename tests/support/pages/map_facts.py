"""Facts for the tests of the map: a few by hand, as many as wanted by dice, and hostile ones."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
    UnitFact,
)

BASE = "https://w3id.org/zeren/"
KINDS = [
    "教育局",
    "财政局",
    "水务局",
    "民政局",
    "农业农村局",
    "卫生健康局",
    "公安局",
    "司法局",
    "商务局",
    "审计局",
    "统计局",
    "林业局",
    "交通运输局",
    "文化和旅游局",
    "应急管理局",
    "市场监管局",
    "生态环境局",
    "自然资源局",
    "科技局",
    "体育局",
]
WORDS = [
    "推进",
    "完善",
    "加强",
    "修缮",
    "疏通",
    "更换",
    "优化",
    "健全",
    "督促",
    "建立",
    "街道",
    "图书室",
    "排水沟",
    "路灯",
    "校舍",
    "桥梁",
    "泵站",
    "水渠",
    "档案",
    "台账",
    "平台",
    "机制",
    "体系",
    "服务",
    "能力",
    "标准",
    "制度",
    "队伍",
    "网络",
    "示范点",
    "驿站",
    "站点",
    "廊道",
    "河道",
    "绿地",
    "社区",
]
HOSTILE = (
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=1</script>",
    'href="javascript:window.hacked=1" \' " ` ${window.hacked=1}',
    "<!--<script>\u2028window.hacked=1\u2029\u202eevil\u202c\x00\x1b]0;x\x07",
    "{{ 7*7 }}{% raw %}&lt;b&gt;&amp;=1+1",
)


class Making:
    """Facts in the making: each call adds one thing and returns its IRI."""

    def __init__(self) -> None:
        self.documents: dict[str, DocumentFact] = {}
        self.units: dict[str, UnitFact] = {}
        self.tasks: dict[str, TaskFact] = {}
        self.concepts: dict[str, ConceptFact] = {}
        self.assignments: list[AssignmentFact] = []
        self.targets: list[TargetFact] = []

    def document(self, id: str, name: str, place: str, **more: Any) -> str:
        iri = f"{BASE}doc/{id}"
        usual: dict[str, Any] = {
            "file": f"{id}.txt",
            "issuer": f"{place}人民政府",
            "level": "city",
            "issued": date(2031, 3, 1),
            "number": None,
            "period": (2031, 2031),
        }
        self.documents[iri] = DocumentFact(
            iri=iri, id=id, name=name, jurisdiction=place, **{**usual, **more}
        )
        return iri

    def unit(self, place: str, name: str, function: str | None = None, **more: Any) -> str:
        iri = f"{BASE}unit/{place}/{name}"
        usual: dict[str, Any] = {
            "label": f"{place}{name}",
            "aliases": (f"{place[-1]}{name}",),
            "collective": False,
            "jurisdiction": place,
            "level": None,
            "parent": None,
            "resolution": "place",
        }
        self.units[iri] = UnitFact(iri=iri, function=function, **{**usual, **more})
        return iri

    def concept(self, kind: str, id: str, zh: str, en: str) -> str:
        iri = f"{BASE}{kind}#{id}"
        self.concepts[iri] = ConceptFact(iri, zh, en, iri)
        return iri

    def task(
        self,
        document: str,
        position: int,
        body: str,
        team: Sequence[tuple[str, str]] = (),
        themes: Sequence[str] = (),
        **more: Any,
    ) -> str:
        """Add a task whose clause names *team*, pairs of a unit and a role, in this order."""
        iri = f"{document}/task/{position}"
        text, start = f"{position}.{body}。", position * 1000
        names = {"lead": "牵头单位：", "responsible": "责任单位：", "cooperating": "配合单位："}
        last = ""
        for order, (unit, role) in enumerate(team, start=1):
            text += "、" if role == last else ("；" if last else "（") + names[role]
            last, words = role, self.units[unit].label
            at = start + len(text)
            text += words
            self.assignments.append(
                AssignmentFact(
                    iri=f"{iri}/{order:02}",
                    task=iri,
                    unit=unit,
                    role=role,  # type: ignore[arg-type]
                    basis="explicit",
                    order=order,
                    written=words,
                    local_name=words,
                    office=None,
                    rule="bracket-label",
                    quote=words,
                    start=at,
                    end=at + len(words),
                )
            )
        text += "）" if team else ""
        usual: dict[str, Any] = {
            "number": str(position),
            "title": None,
            "headings": ("一、主要任务",),
            "damaged": False,
        }
        self.tasks[iri] = TaskFact(
            iri=iri,
            document=document,
            position=position,
            text=text.partition(".")[2],
            themes=tuple(themes),
            quote=text,
            start=start,
            end=start + len(text),
            **{**usual, **more},
        )
        return iri

    def target(self, owner: str, words: str, deadline: date | None = None) -> None:
        task = self.tasks.get(owner)
        start = task.start + task.quote.index(words) if task else 10
        self.targets.append(
            TargetFact(
                iri=f"{owner}/target/{len(self.targets)}",
                owner=owner,
                indicator="完成率",
                comparator="at-least",
                value=Decimal("90.5"),
                upper_value=None,
                measure="%",
                deadline=deadline,
                quote=words,
                start=start,
                end=start + len(words),
            )
        )

    def facts(self) -> Facts:
        return Facts(
            documents=self.documents,
            units=self.units,
            tasks=self.tasks,
            assignments=tuple(
                sorted(self.assignments, key=lambda a: (a.task, a.basis, a.order, a.iri))
            ),
            targets=tuple(self.targets),
            mentions=(),
            concepts=self.concepts,
        )


def few_facts() -> Facts:
    """Return two plans of two invented places: 9 tasks, 7 units, with all that a map shows."""
    made = Making()
    school = made.concept("function", "education", "教育", "Education")
    money = made.concept("function", "finance", "财政", "Finance")
    reading = made.concept("theme", "reading", "全民阅读", "Reading")
    water = made.concept("theme", "water", "河湖治理", "Rivers and lakes")
    one = made.document("white", "白塔市2031年工作要点", "白塔市", number="白政发〔2031〕3号")
    two = made.document("heron", "鹭洲县2032年任务分工", "鹭洲县", level="county")
    first = [
        made.unit("白塔市", "教育局", school),
        made.unit("白塔市", "财政局", money),
        made.unit("白塔市", "水务局"),
        made.unit("白塔市", "各街道", collective=True),
    ]
    second = [made.unit("鹭洲县", "教育局", school), made.unit("鹭洲县", "财政局", money)]
    second.append(made.unit("鹭洲县", "水利局"))
    made.task(
        one,
        1,
        "修缮街道图书室，完成率90.5%以上",
        [(first[0], "lead"), (first[1], "responsible"), (first[3], "cooperating")],
        [reading],
    )
    made.target(f"{one}/task/1", "90.5%以上", date(2031, 12, 31))
    made.task(one, 2, "疏通排水沟𠮷渠", [(first[2], "lead"), (first[1], "responsible")], [water])
    made.task(one, 3, "更换路灯", [(first[0], "lead"), (first[2], "cooperating")], [])
    made.task(one, 4, "开展宣传", [], [reading, water])
    made.task(one, 5, "整修校舍", [(first[0], "lead"), (first[0], "responsible")], [reading])
    made.task(two, 1, "建设读书角", [(second[0], "lead"), (second[1], "responsible")], [reading])
    made.task(two, 2, "清理河道", [(second[2], "lead"), (second[1], "responsible")], [water])
    made.task(two, 3, "加固堤防", [(second[2], "responsible")], [water], damaged=True)
    made.task(two, 4, "补种绿地", [], [])
    made.target(f"{two}/task/2", "清理河道", date(2999, 6, 30))
    made.target(two, "")
    last = made.assignments[-1]  # said for task 3 elsewhere in the document, once for all
    made.assignments[-1] = dataclasses.replace(last, basis="inherited", start=5, end=9)
    return made.facts()


def hostile_facts() -> Facts:
    """Return facts in which every text is an attack on the page."""
    dice = random.Random(6)

    def evil(*, short: bool = False) -> str:
        return dice.choice(HOSTILE) + ("" if short else dice.choice(HOSTILE))

    made = Making()
    themes = [made.concept("theme", f"x{n}", evil(), evil()) for n in range(3)]
    functions = [made.concept("function", f"x{n}", evil(), evil()) for n in range(2)]
    for plan in range(2):
        document = made.document(
            f"plan{plan}", evil(), evil(), issuer=evil(), number=evil(), file=evil(), level=None
        )
        units = [
            made.unit(
                evil() + str(n),
                evil(),
                functions[n % 2],
                label=evil() + str(n),
                aliases=(evil(),),
                collective=n == 3,
            )
            for n in range(5)
        ]
        for position in range(1, 7):
            team = [(unit, "lead") for unit in dice.sample(units, 2)]
            team += [(unit, "cooperating") for unit in dice.sample(units, 2)]
            body = evil() + "目标" + evil()
            task = made.task(
                document,
                position,
                body,
                team,
                dice.sample(themes, 2),
                title=evil(),
                number=evil(),
                headings=(evil(), evil()),
            )
            made.target(task, "目标", date(2031, 1, position))
            found = made.targets[-1]
            made.targets[-1] = dataclasses.replace(found, indicator=evil(), measure=evil())
    made.assignments = [
        dataclasses.replace(part, written=evil(), office=evil(), rule=evil())
        for part in made.assignments
    ]
    return made.facts()


def many_facts(count: int, *, plans: int | None = None, seed: int = 6) -> Facts:
    """Return facts with *count* tasks of as many *plans* as asked, else one for each hundred."""
    dice = random.Random(seed)
    made = Making()
    themes = [
        made.concept("theme", f"t{n:02}", f"{a}{b}", f"Theme {n}")
        for n, (a, b) in enumerate(zip(WORDS[:30], WORDS[3:33], strict=True))
    ]
    functions = [
        made.concept("function", f"f{n:02}", name[:-1], f"Function {n}")
        for n, name in enumerate(KINDS)
    ]
    plans = plans or max(1, count // 100)
    for plan in range(plans):
        place = f"{WORDS[plan % 30][0]}{KINDS[plan // 30 % 20][0]}{'市县区'[plan % 3]}"
        year = 2030 + plan % 5
        document = made.document(
            f"p{plan:04}",
            f"{place}{year}年重点任务分工方案",
            place,
            issued=date(year, 3, 1),
            period=(year, year),
        )
        units = [
            made.unit(place, name, function)
            for name, function in zip(KINDS, functions, strict=True)
        ]
        units.append(made.unit(place, "各街道办事处", collective=True))
        for position in range(1, count // plans + 1):
            body = "".join(dice.choice(WORDS) for _ in range(dice.randint(30, 90)))
            team = dice.sample(units, dice.randint(1, 5))
            roles = ["lead", *["responsible"] * 3, "cooperating"]
            own = dice.sample(themes, dice.randint(1, 2))
            named = list(zip(team, roles, strict=False))
            task = made.task(document, position, body, named, own)
            if dice.random() < 0.6:
                due = date(year, dice.randint(1, 12), 28)
                made.target(task, body[:4], due if dice.random() < 0.5 else None)
    return made.facts()
