"""The rules that place a name, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from zeren.loaders.names.lexicon import is_collective
from zeren.loaders.names.prefixes import prefix_of
from zeren.ontology.canonical import full_name, with_full_brackets
from zeren.ontology.centre import central_body, central_body_at_start
from zeren.ontology.functions import is_known
from zeren.ontology.places import Place, zone_alone
from zeren.ontology.resolution.area_rules import local_branch, own_place, place_alone, zone
from zeren.ontology.resolution.bodies import (
    branch,
    committee,
    named_unit,
    national,
    office_of,
    unit_in,
    youth_league,
)
from zeren.ontology.resolution.collectives import collective
from zeren.ontology.resolution.context import Context, level_words
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnits
from zeren.ontology.resolution.place_rules import (
    INSTITUTION,
    ORDINAL,
    UNIVERSITY,
    Outcome,
    place_form,
    place_inside,
    stem,
    with_place,
)
from zeren.ontology.resolution.records import Refusal, ResolvedUnit, Scope
from zeren.ontology.resolution.vertical import vertical
from zeren.ontology.terms import BASE

# 办公室, 委员会…: the first character belongs to a word and does not stand for the issuer.
_NO_HOUSE = re.compile("办公|委员|局长|部长|厅长|部队|部分")
_OFFICE = re.compile(
    r"\w+(?:处|科|室|办|股|司|局|中心|党委|党组|纪委|党办|团委|工会|支部)(?:（.*)?"
)
_INNER_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,12}[处科股司](?:（.*)?")
_DESK = re.compile(r"[\u4e00-\u9fff]{2,12}(?:司|办公厅)|办公厅|办公室")
_NATIONAL = re.compile(r"(?:国家|中央|中共中央|国务院|全国|中国|最高人民)\w")
_BRANCH_HEAD = re.compile(
    r"国家|中国|国网|国电|国航|中石|中铁|中储|中建|人民银行|人行|工商银行|农业银行|建设银行|农发行|邮储银行"
)
_MINISTRY = re.compile(r"[\u4e00-\u9fff]{2,10}部$")
_OF_BOTH = re.compile("(?P<word>[省市区县州旗盟])委、?(?P=word)(?:人民)?政府(?P<office>.{2,8})")
_LEAGUE = re.compile("团([省市区县州旗盟])委")
_TAX = re.compile("国家税务总局(?P<rest>.+税务局)")
_PUBLIC = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|部|支队|大队|总队|中心|联|会|协|法院|检察院|社|署|政府|海关|党校|血站|馆)$"
)
# Rules that place a name only for want of anything better: no ground for a node over documents.
_NAMED_IN_PASSING = frozenset({"named-here", "township", "issuer-office-bare"})
# A whole name of a department that the vocabulary does not have: 组织人事局, 经济发展局.
_PLAIN = re.compile(r"(?![省市县区州盟旗镇乡委局厅部院])[\u4e00-\u9fff]{3,9}(?<!分)(?<!支)局")
_NOT_OF_CENTRE = re.compile("地方|当地|属地|所在|省|市|县|区|州|乡镇|镇|街道|企业|用人|项目")
_OF_HOUSE = re.compile("[委局厅部院]属")


@dataclass(frozen=True, slots=True)
class Decision:
    """A name's node, and what the rules before it said, in their order."""

    unit: ResolvedUnit
    refused: tuple[Refusal, ...]


class Resolver:
    """Places the names of one document. Pure: the same context and name give the same node."""

    def __init__(self, context: Context, own: OwnUnits = NO_OWN_UNITS) -> None:
        self.context = context
        self.own = own
        self._no_own = own == NO_OWN_UNITS
        self._known: dict[tuple[str, bool], Decision] = {}

    def resolve(self, name: str, *, group: bool | None = None) -> ResolvedUnit:
        """Return the node of *name*; *group* says that it is a collective (None: look)."""
        return self.decide(name, group=group).unit

    def decide(self, name: str, *, group: bool | None = None) -> Decision:
        """Return the node of *name* with the alternatives that were refused."""
        together = is_collective(name) if group is None else group
        key = (name, together)
        if key not in self._known:
            self._known[key] = self._with_own(name, self._decide(name, together))
        return self._known[key]

    def overruled(self, name: str) -> tuple[tuple[str, ResolvedUnit], ...]:
        """Return what rules that come after the one that decided would have made of *name*."""
        taken = self.decide(name).unit
        found = [
            (rule, outcome)
            for rule, apply in RULES
            if isinstance(outcome := apply(with_full_brackets(name), self.context), ResolvedUnit)
        ]
        return tuple((rule, unit) for rule, unit in found if unit.iri != taken.iri)

    def _with_own(self, name: str, ruled: Decision) -> Decision:
        """Return what the user decided on *name*, else what the rules say."""
        if self._no_own:
            return ruled
        context, home = self.context, self.context.home
        decision = self.own.about(
            name, ruled.unit.label, home.key if home else None, context.document
        )
        if decision is None:
            return replace(ruled, unit=self._renamed(ruled.unit))
        words = f"units.toml, line {decision.line}" + (f": {decision.note}" * bool(decision.note))
        rule = f"own-{decision.kind}"
        if decision.unit is None:
            unit = named_unit(context.within(""), name, rule)
        else:
            unit = self._decide(decision.unit, ruled.unit.group).unit
            if not unit.placed or unit.rule in _NAMED_IN_PASSING:
                unit = named_unit(Scope(f"{BASE}unit", ""), decision.unit, rule)
            unit = replace(unit, rule=rule, label=decision.unit)
        refused = Refusal(ruled.unit.rule, f"it would be {ruled.unit.label}, but for {words}")
        return Decision(self._renamed(unit), (*ruled.refused, refused))

    def _renamed(self, unit: ResolvedUnit) -> ResolvedUnit:
        parent = self._renamed(unit.parent) if unit.parent else None
        serves = self._renamed(unit.serves) if unit.serves else None
        return replace(unit, label=self.own.label_of(unit.label), parent=parent, serves=serves)

    def _decide(self, name: str, together: bool) -> Decision:
        if together:
            return Decision(collective(name, self.context), ())
        name = with_full_brackets(name)
        refused: list[Refusal] = []
        for rule, apply in RULES:
            outcome = apply(name, self.context)
            if isinstance(outcome, ResolvedUnit):
                return Decision(outcome, tuple(refused))
            if outcome:
                refused.append(Refusal(rule, outcome))
        scope = self.context.within("")
        unit = named_unit(scope, name, "document")
        if self.context.home:
            unit = replace(unit, place=None)
        return Decision(unit, tuple(refused))


def _issuer(name: str, context: Context) -> Outcome:
    if context.issuer is None:
        return None
    if name in {context.issuer_name, context.issuer.label}:
        return context.issuer
    return None


def _issuer_office(name: str, context: Context) -> Outcome:
    if name[0] not in "委局厅办部院署" or _NO_HOUSE.match(name):
        return None
    if is_known(name) and name[1:] != "办公室" and not is_known(name[1:]):
        return None
    if not _OFFICE.fullmatch(name[1:]):
        return None
    if context.issuer is None:
        return f"the issuer is not known, so {name[0]} stands for nobody"
    if context.house != name[0]:
        return f"the issuer {context.issuer.label} is no {name[0]}"
    return office_of(context.issuer, name[1:], "issuer-office")


def _national(name: str, context: Context) -> Outcome:
    tax = _TAX.fullmatch(name)
    if tax:
        rest = tax.group("rest")
        return zone(rest, context) or with_place(rest, context, "national-branch")
    at_centre = context.home is not None and context.home.level == "national"
    if central_body(name, in_plan_of_centre=at_centre):
        return national(name, "national", in_plan_of_centre=at_centre)
    at_start = central_body_at_start(name)
    if at_start and not is_known(name) and _DESK.fullmatch(at_start[1]):
        return national(name, "national")
    if _MINISTRY.fullmatch(name) and is_known(name) and not full_name(name).startswith("委"):
        stem = name[:-1]
        if is_known(stem + "厅") or is_known(stem + "局"):
            return national(name, "national")
    head = _BRANCH_HEAD.match(name)
    if head:
        place = place_inside(name, context)
        if place:
            return branch(context.scope(place), name, "national-branch")
    if not _NATIONAL.match(name):
        return None
    return national(name, "national")


def _place(name: str, context: Context) -> Outcome:
    return with_place(name, context, "place")


def _level_word(name: str, context: Context) -> Outcome:
    if name.startswith(("地委", "行署")) and (scope := context.level_word("地区")):
        return unit_in(scope, name.removeprefix("地"), "level-word")
    both = _OF_BOTH.fullmatch(name)
    if both:  # 市委市政府督查室: one office for the committee and the government
        name = both["word"] + "政府" + both["office"]
    league = _LEAGUE.fullmatch(name)
    if league:
        scope = context.level_word(league.group(1))
        return youth_league(scope or context.open_level(league.group(1)), _level_rule(scope))
    if not name.startswith(level_words()):
        return None
    for word in level_words():
        if not name.startswith(word):
            continue
        rest = name.removeprefix(word)
        if rest == "委":
            scope = context.level_word(word)
            return committee(scope or context.open_level(word), _level_rule(scope))
        if len(rest) < 2 or (
            word != "地区" and prefix_of(name) not in {word, word + "委", word + "党委"}
        ):
            continue
        scope = context.level_word(word)
        if scope is None and word == "地区":
            continue
        whole = _spelt_out(rest, context, word)
        if whole != rest and scope:
            return unit_in(scope, whole, "short-name")
        if scope is None:
            place = place_inside(name, context)
            if place:  # 市生态环境局沙洛分局 in a plan of 沙洛县
                return branch(context.scope(place), name, "place-inside")
        return unit_in(scope or context.open_level(word), rest, _level_rule(scope))
    return None


def _level_rule(scope: Scope | None) -> str:
    return "level-word" if scope else "level-open"


def _spelt_out(rest: str, context: Context, word: str) -> str:
    """Return 第三人民医院 for 三院 where the document has just that one."""
    short = ORDINAL.fullmatch(rest)
    if not short:
        return rest
    tails = {f"第{short.group('n')}人民医院", f"第{short.group('n')}医院"}
    found = {tail for tail in tails for each in context.names if each == word + tail}
    return found.pop() if len(found) == 1 else rest


def _bare(name: str, context: Context) -> Outcome:
    """Place a department's whole name that has no place: 财政局 in a plan of a city."""
    home = context.home
    if home and home.level == "national":
        local = _NOT_OF_CENTRE.match(name) or not (_PUBLIC.search(name) or INSTITUTION.search(name))
        return None if local else national(name, "bare")
    plain = home is not None and home.level in {"city", "county"} and _PLAIN.fullmatch(name)
    if home and home.zone and name.startswith(("管委会", "党工委")):
        return unit_in(context.here, name, "bare")
    if not (is_known(name) or plain) or not _PUBLIC.search(name):
        return None
    if name[0] in "委局厅部" and name[1:] == "办公室":
        return None
    if context.home is None:
        for word in level_words():
            if word + name in context.names:
                return unit_in(context.open_level(word), name, "bare")
        return "the plan's place is not known"
    refusal = _unfit(name, context.home)
    return refusal or unit_in(context.here, name, "bare")


def _unfit(name: str, home: Place) -> str | None:
    """Say why a bare department cannot be one of *home*, or None."""
    of_region = home.name.endswith(("省", "自治区"))
    if _is_of_a_city(name, home):
        return f"{name} may be one of its cities'"
    if name.endswith("厅") and home.level != "province":
        return f"{name} is a name of provinces"
    if name.endswith("局") and of_region and is_known(name[:-1] + "厅"):
        return f"in a province it is called {name[:-1]}厅; {name} may be one of its cities'"
    return None


def _is_of_a_city(name: str, home: Place) -> bool:
    """Say whether *name* is a zone's committee without its name, in a plan of a province."""
    return home.level == "province" and zone_alone(name)


def _bare_office(name: str, context: Context) -> Outcome:
    """Place an office without its house, in a plan that a department issued."""
    if not _INNER_OFFICE.fullmatch(name) or prefix_of(name) is not None:
        return None
    if context.issuer is None:
        return "the issuer is not known"
    if not context.issuer.label.endswith(("局", "厅", "委员会", "委", "部", "署")):
        return f"the issuer {context.issuer.label} is no department"
    return office_of(context.issuer, name, "issuer-office-bare")


def _here(name: str, context: Context) -> Outcome:
    """Place an institution with a name of its own, in a plan of a place: 前湾医院."""
    if not INSTITUTION.search(name) or _OF_HOUSE.match(name):
        return None
    if context.home is None:
        return "the plan's place is not known"
    if _is_of_a_city(name, context.home):
        return f"{name} may be one of its cities'"
    inside = place_inside(name, context)
    if inside:
        return branch(context.scope(inside), name, "place-inside")
    if UNIVERSITY.search(name) and not re.search(r"医院(?:（.*)?$", name):
        return "a university's name does not say where it is"
    unit = named_unit(context.here, name, "named-here")
    # As 市前湾医院 would be called, which is the same node.
    return unit if UNIVERSITY.search(name) else replace(unit, label=context.here.label + name)


RULES: tuple[tuple[str, Callable[[str, Context], Outcome]], ...] = (
    ("issuer", _issuer),
    ("issuer-office", _issuer_office),
    ("own-place", own_place),
    ("branch", vertical),
    ("national", _national),
    ("place-alone", place_alone),
    ("zone", zone),
    ("local-branch", local_branch),
    ("place", _place),
    ("level-word", _level_word),
    ("place-form", place_form),
    ("stem", stem),
    ("bare", _bare),
    ("issuer-office-bare", _bare_office),
    ("named-here", _here),
)
"""The rules by name, the first that gives a node wins."""
