"""From a body's name without its place to its nodes: the body, its office, what is above.

``卫健委规划处`` is the planning office of the 卫生健康委员会; ``委编办`` a department of the
party's committee; ``政府督查室`` an office of the government.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from zeren.ontology.canonical import full_name, government_functions, with_full_head
from zeren.ontology.centre import central_body, central_body_at_start
from zeren.ontology.changes import change_of
from zeren.ontology.functions import concepts_of, function_of, is_known, is_within
from zeren.ontology.places import above
from zeren.ontology.resolution.heads import department_head
from zeren.ontology.resolution.records import NATION, Relation, ResolvedUnit, Scope, scope_of
from zeren.ontology.terms import segment, term

GOVERNMENT = "人民政府"
COMMITTEE = "管理委员会"
_GOVERNMENT_OFFICE = re.compile(r"(?:人民)?政府|府(?=办)|行政公署|行署")
_COMMITTEE = re.compile(r"(?:党工委、?)?(?:管委会|管理委员会|管委)(?!会)")
_OFFICE = re.compile(
    r"(?:机关)?[\u4e00-\u9fff（）、]{1,14}(?:[处科股室司]|办公厅|办|中心|分局|支局|分中心|机关|党委|党组|纪委|工会|团委|大队|支队)"
    r"(?:（[^（）]*）)?|机关|党组"
)
_DEPARTMENT = re.compile(r"(?:局|厅|委员会|办公室|管委会|署)$")
_NO_DEPARTMENT = re.compile(r"(?:分局|支局|协会|领导小组|人民代表大会常务委员会)$")
# Functions whose bureaus and commissions are departments of the government at their place.
_OF_GOVERNMENT = frozenset(term(f"zf:{name}") for name in government_functions())
_OFFICES_OF = {
    term("zf:local-government"): "zf:government-office",
    term("zf:party-committee"): "zf:party-office",
}
_OF_THE_COMMISSION = re.compile("委员会|委属|委直(?!属?机关(?:党?工委|工作委))")
_COURTS = {"province": "高级人民法院", "city": "中级人民法院"}


def unit_in(scope: Scope, name: str, rule: str) -> ResolvedUnit:
    """Return the node of the body *name* (without its place) in *scope*.

    >>> from zeren.ontology.places import place_named
    >>> found = unit_in(scope_of(place_named("云岭省")), "卫健委规划信息处", "place")
    >>> found.label, found.parent.label, found.parent.parent.label
    ('云岭省卫生健康委员会规划信息处', '云岭省卫生健康委员会', '云岭省人民政府')
    """
    if name in {"委", "党委", "委员会"} and scope is not NATION:
        return committee(scope, rule)
    if name == "团委" and scope is not NATION:
        return youth_league(scope, rule)
    party = _party_department(name, scope)
    if party:
        return _below(committee(scope, rule), party, _party_label(scope) + party, rule)
    office = _GOVERNMENT_OFFICE.match(name)
    if office is None and scope.place and scope.place.zone:
        office = _COMMITTEE.match(name)
    if office and scope is not NATION:
        rest = name[office.end() :]
        if not rest:
            return government(scope, rule)
        return _below(government(scope, rule), _office_name(rest, scope), None, rule)
    split = _split(name)
    if split:
        body = _body(scope, split[0], rule)
        return _below(body, split[1], None, rule)
    return _body(scope, name, rule)


def office_of(house: ResolvedUnit, office: str, rule: str) -> ResolvedUnit:
    """Return the node of the *office* inside *house*."""
    return _below(house, office, None, rule)


@lru_cache(maxsize=1024)
def government(scope: Scope, rule: str) -> ResolvedUnit:
    """Return the government of a place, below that of the place above.

    A zone's is its committee (管理委员会), a prefecture's or a league's its office (行政公署).
    """
    if scope == NATION:
        return _state_council()
    parent = government(higher, "above") if (higher := _scope_above(scope)) else None
    name, function = GOVERNMENT, "zf:local-government"
    if scope.place and scope.place.zone:
        name, function = COMMITTEE, "zf:zone-administration"
    elif scope.place and scope.place.name.endswith(("地区", "盟")):
        name = "行政公署"
    return _node(scope, name, scope.label + name, rule, parent, term(function))


def committee(scope: Scope, rule: str) -> ResolvedUnit:
    """Return the party's committee of a place, below that of the place above."""
    parent = committee(higher, "above") if (higher := _scope_above(scope)) else None
    name = f"中共{scope.key}委员会" if scope.place else f"{scope.label}委"
    return _node(scope, name, _committee_label(scope), rule, parent, term("zf:party-committee"))


def youth_league(scope: Scope, rule: str) -> ResolvedUnit:
    """Return the committee of the Communist Youth League of a place."""
    name = f"共青团{scope.key}委员会" if scope.place else f"团{scope.label}委"
    label = f"共青团{scope.label}委员会" if scope.place else name
    return _node(scope, name, label, rule, None, term("zf:mass-youth"))


def named_unit(scope: Scope, name: str, rule: str) -> ResolvedUnit:
    """Return the node of a body that has a whole name of its own (前湾医院) in *scope*."""
    return _node(scope, name, name, rule, None, function_of(name))


def branch(scope: Scope, name: str, rule: str) -> ResolvedUnit:
    """Return the node of a body of another level that is in *scope*: 人民银行泊宁市分行."""
    name = with_full_head(name)
    rest = name
    if scope.place:
        for form in (scope.place.key, scope.place.name, scope.place.stem):
            rest = rest.replace(form, "", 1) if form in rest else rest
    function = function_of(rest)
    if function is None:
        plain = re.sub("^(?:国家|中国|[省市县区州盟旗])", "", rest)
        heads = (plain[:end] for end in range(len(plain), 1, -1))
        function = next((found[0] for head in heads if (found := concepts_of(head))), None)
    return _node(scope, name, name, rule, None, function)


def _body(scope: Scope, name: str, rule: str) -> ResolvedUnit:
    full = full_name(name)
    if full == "人民法院" and scope.place:
        full = _COURTS.get(scope.place.level, full)
    function = function_of(full) or function_of(name)
    head = department_head(full, scope.level)
    if full == "税务局" and scope.place:
        full = f"国家税务总局{scope.key}税务局"
        label = f"国家税务总局{scope.label}税务局"
        unit = _node(scope, full, label, rule, None, function)
        return replace(
            unit, parent=national(head or "", "above"), serves=government(scope, "above")
        )
    if head and scope.place:
        unit = _node(scope, full, scope.label + full, rule, national(head, "above"), function)
        return replace(unit, serves=government(scope, "above"))
    parent = None
    if _is_department(full, function):
        parent = government(scope, "above") if scope is not NATION else _state_council()
    unit = _node(scope, full, scope.label + full, rule, parent, function)
    change = change_of(full)
    if change is None:
        return unit
    return replace(unit, reform=change, later=_body(scope, _fitting(change.later, scope), "above"))


def national(name: str, rule: str, *, in_plan_of_centre: bool = False) -> ResolvedUnit:
    """Return the node of a body of the centre: 国家卫生健康委, 国家统计局, 教育部, 商务部办公厅."""
    body = central_body(name, in_plan_of_centre=in_plan_of_centre)
    if body:
        parent = _state_council() if body.of_council else None
        names = (body.name, body.name.removeprefix("国家"), *body.others)
        function = next((found[0] for each in names if (found := concepts_of(each))), None)
        unit = _node(NATION, body.name, body.name, rule, parent, function)
        return _with_reform(unit if function else replace(unit, function=function_of(body.name)))
    at_start = central_body_at_start(name)
    if at_start and _OFFICE.fullmatch(at_start[1]) and not is_known(name):
        return _below(national(at_start[0].name, rule), at_start[1], None, rule)
    head = next((head for head in ("国家", "中国", "全国") if name.startswith(head)), "")
    rest = name.removeprefix(head)
    split = _split(rest)
    if head and split:
        return _below(national(head + split[0], rule), split[1], None, rule)
    full = head + full_name(rest) if len(rest) > 1 else name
    of_council = _is_department(full, function_of(full)) or (not head and full.endswith("部"))
    parent = _state_council() if of_council else None
    return _with_reform(_node(NATION, full, full, rule, parent, function_of(full)))


def _with_reform(unit: ResolvedUnit) -> ResolvedUnit:
    """Return a body of the centre with what a reform made of it."""
    change = change_of(unit.label) or change_of(unit.label.removeprefix("国家"))
    if change is None:
        return unit
    later = national("国家" + change.later.removeprefix("国家"), "above")
    return replace(unit, reform=change, later=later)


def _fitting(later: str, scope: Scope) -> str:
    """Return the later body's name as a province has it: 应急管理厅 where others have 局."""
    of_province = scope.place is not None and scope.place.name.endswith(("省", "自治区"))
    hall = later.removesuffix("局") + "厅"
    return hall if of_province and later.endswith("局") and is_known(hall) else later


def _is_department(full: str, function: str | None) -> bool:
    if function is None or not _DEPARTMENT.search(full) or _NO_DEPARTMENT.search(full):
        return False
    return _is_of_government(function)


@cache
def _is_of_government(function: str) -> bool:
    return any(is_within(function, top) for top in _OF_GOVERNMENT)


def _state_council() -> ResolvedUnit:
    return _node(NATION, "国务院", "国务院", "above", None, term("zf:state-council"))


def _party_department(name: str, scope: Scope) -> str | None:
    """Return the full name of a department of the party's committee, or None."""
    full = full_name(name)
    if full.startswith("委") and len(full) > 1 and full != name:
        return full[1:]
    if not name.startswith(("委", "党委")) or _OF_THE_COMMISSION.match(name):
        return None
    rest = name.removeprefix("党").removeprefix("委")
    return full_name(rest).removeprefix("委") if rest != "办" else _office_name(rest, scope)


def _party_label(scope: Scope) -> str:
    return f"中共{scope.label}委" if scope.place else f"{scope.label}委"


def _committee_label(scope: Scope) -> str:
    """Return what the committee is called: 中共泊宁市委; a region's and a prefecture's in full."""
    whole = scope.label.endswith(("自治区", "地区"))
    return _party_label(scope) + ("员会" if whole else "")


def _office_name(name: str, scope: Scope) -> str:
    if name != "办":
        return name
    return "办公厅" if scope.level == "province" else "办公室"


def _split(name: str) -> tuple[str, str] | None:
    """Return a department and the office inside it: 发展改革委, 社会发展处; or None."""
    if is_known(name) or full_name(name) != name:
        return None
    for end in range(len(name) - 2, 1, -1):
        head, tail = name[:end], name[end:]
        if is_known(head) and _HOUSE.search(head) and _OFFICE.fullmatch(tail):
            return head, tail
    return None


_HOUSE = re.compile(r"(?:[局厅委部署院]|委员会|办公室|会|联|协|中心|总社|集团|总队|支队)$")


def _below(house: ResolvedUnit, office: str, label: str | None, rule: str) -> ResolvedUnit:
    return ResolvedUnit(
        iri=f"{house.iri}/{segment(office)}",
        label=label or house.label + office,
        rule=rule,
        parent=house,
        relation="org:unitOf",
        function=_office_function(office, house) or house.function,
        place=house.place,
        level=house.level,
        code=house.code,
    )


def _office_function(office: str, house: ResolvedUnit) -> str | None:
    if office in {"办公室", "办公厅"}:
        return term(_OFFICES_OF.get(house.function or "", "zf:office-general"))
    return function_of(office, house.function)


def _node(
    scope: Scope,
    name: str,
    label: str,
    rule: str,
    parent: ResolvedUnit | None,
    function: str | None,
    relation: Relation = "org:subOrganizationOf",
) -> ResolvedUnit:
    tail = name if scope.named else label
    return ResolvedUnit(
        iri=f"{scope.root}/{segment(tail)}",
        label=label,
        rule=rule,
        parent=parent,
        relation=relation,
        function=function,
        place=scope.place.key if scope.place else "中国" if scope is NATION else None,
        level=scope.level,
        code=scope.place.code if scope.place else None,
    )


def _scope_above(scope: Scope) -> Scope | None:
    higher = above(scope.place) if scope.place else ()
    return scope_of(higher[0]) if higher else None
