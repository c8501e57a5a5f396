"""The facts of a store as SPARQL tells them: what the tables must agree with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    Facts,
    MentionFact,
    SectionFact,
    TargetFact,
    TaskFact,
    UnitFact,
    grouped,
)
from zeren.ontology.terms import BASE, PREFIXES, document_iri

if TYPE_CHECKING:
    from zeren.graph.query.results import Value
    from zeren.graph.store.opening import Store
    from zeren.loaders.records import Basis, Role


def read_facts(store: Store, documents: Collection[str] | None = None) -> Facts:
    """Return what *store* states, or what it states of the *documents* with these ids.

    Units and concepts are those that the chosen documents use. Raises KeyError for an
    id that the store does not hold.
    """
    found = {fact.iri: fact for fact in _documents(store)}
    if documents is not None:
        wanted = {document_iri(name) for name in documents}
        missing = wanted - found.keys()
        if missing:
            raise KeyError(", ".join(sorted(name.rpartition("/")[2] for name in missing)))
        found = {iri: fact for iri, fact in found.items() if iri in wanted}
    tasks = {fact.iri: fact for fact in _tasks(store, found)}
    owners = tasks.keys() | found.keys()
    assignments = tuple(part for part in _assignments(store) if part.task in tasks)
    targets = tuple(target for target in _targets(store) if target.owner in owners)
    mentions = tuple(mention for mention in _mentions(store) if mention.task in tasks)
    used = {part.unit for part in assignments} | {mention.unit for mention in mentions}
    used |= _publishers(store, found)
    members = {group: units for group, units in _members(store).items() if group in used}
    used |= {unit for units in members.values() for unit in units}
    units = _with_parents(used, {fact.iri: fact for fact in _units(store)})
    concepts = {each for task in tasks.values() for each in (*task.themes, *task.sectors)}
    concepts |= {unit.function for unit in units.values() if unit.function}
    return Facts(
        documents=found,
        units=units,
        tasks=tasks,
        assignments=assignments,
        targets=targets,
        mentions=mentions,
        concepts=_concepts(store, concepts),
        members=members,
    )


def _documents(store: Store) -> list[DocumentFact]:
    rows = store.query("""
        SELECT ?d ?file ?title ?issuer ?place ?level ?issued ?number ?from ?to ?hash ?row WHERE {
          ?d a zr:PolicyDocument .
          OPTIONAL { ?d zr:sourceFile ?file }
          OPTIONAL { ?d dcterms:title ?title }
          OPTIONAL { ?d zr:issuance ?i . ?i zr:issuerOrder 1 ; zr:unit/skos:prefLabel ?issuer }
          OPTIONAL { ?d zr:jurisdiction ?place }
          OPTIONAL { ?d zr:level ?level }
          OPTIONAL { ?d dcterms:issued ?issued }
          OPTIONAL { ?d eli:id_local ?number }
          OPTIONAL { ?d zr:sha256 ?hash }
          OPTIONAL { ?d zr:sourceRow ?row }
          OPTIONAL { ?d zr:periodStart ?from ; zr:periodEnd ?to }
        } ORDER BY ?d""")
    publishers: dict[str, list[str]] = defaultdict(list)
    for row in store.query(
        "SELECT ?d ?unit { ?d zr:issuance ?i . ?i zr:unit ?unit ; zr:issuerOrder ?n } ORDER BY ?n"
    ):
        publishers[str(row["d"])].append(str(row["unit"]))
    found: dict[str, DocumentFact] = {}
    for row in rows:
        iri = str(row["d"])
        name = iri.removeprefix(PREFIXES["doc"])
        file = _text(row["file"])
        fact = DocumentFact(
            iri=iri,
            id=name,
            name=_text(row["title"]) or file or name,
            file=file,
            issuer=_maybe(row["issuer"]),
            jurisdiction=_maybe(row["place"]),
            level=_maybe(row["level"]),
            issued=_day(row["issued"]),
            number=_maybe(row["number"]),
            period=(int(str(row["from"])), int(str(row["to"]))) if row["from"] else None,
            title=_maybe(row["title"]),
            publishers=tuple(publishers[iri]),
            sha256=_text(row["hash"]),
            source_row=_maybe(row["row"]),
        )
        found.setdefault(iri, fact)
    return list(found.values())


def _publishers(store: Store, documents: Collection[str]) -> set[str]:
    rows = store.query("SELECT ?d ?unit { ?d dcterms:publisher ?unit }")
    return {str(row["unit"]) for row in rows if row["d"] in documents}


def _members(store: Store) -> dict[str, tuple[str, ...]]:
    rows = store.query("""
        SELECT DISTINCT ?group ?unit {
          ?group a zr:UnitGroup ; org:hasMember ?unit . ?unit a zr:Unit
        } ORDER BY ?group ?unit""")
    return grouped((str(row["group"]), str(row["unit"])) for row in rows)


def _tasks(store: Store, documents: Collection[str]) -> list[TaskFact]:
    headings = _headings(store)
    themes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in store.query(
        "SELECT ?t ?c ?rank { ?t zr:themeAssignment ?a . ?a zr:concept ?c ; zr:rank ?rank }"
    ):
        themes[str(row["t"])].append((cast("int", row["rank"]), str(row["c"])))
    sectors: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in store.query(
        "SELECT ?t ?c ?rank { ?t zr:sectorAssignment ?a . ?a zr:concept ?c ; zr:rank ?rank }"
    ):
        sectors[str(row["t"])].append((cast("int", row["rank"]), str(row["c"])))
    damaged = {str(row["t"]) for row in store.query("SELECT ?t { ?t zr:damaged true }")}
    rows = store.query("""
        SELECT ?t ?d ?position ?number ?title ?text ?section ?quote ?start ?end
          ?page ?cell ?due WHERE {
          ?t a zr:Task ; dcterms:isPartOf ?d ; zr:position ?position ;
             zr:quote ?quote ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?t zr:taskNumber ?number }
          OPTIONAL { ?t dcterms:title ?title }
          OPTIONAL { ?t zr:text ?text }
          OPTIONAL { ?t zr:inSection ?section }
          OPTIONAL { ?t zr:page ?page }
          OPTIONAL { ?t zr:deadline ?due }
          OPTIONAL { ?t zr:cell ?cell }
        }""")
    found = [
        TaskFact(
            iri=str(row["t"]),
            document=str(row["d"]),
            position=_number(row["position"]),
            number=_text(row["number"]),
            title=_maybe(row["title"]),
            text=_text(row["text"]),
            headings=headings.get(_text(row["section"]), ()),
            themes=tuple(concept for _, concept in sorted(themes.get(str(row["t"]), ()))),
            damaged=str(row["t"]) in damaged,
            quote=_text(row["quote"]),
            start=_number(row["start"]),
            end=_number(row["end"]),
            section=_maybe(row["section"]),
            page=int(str(row["page"])) if row["page"] else None,
            cell=_maybe(row["cell"]),
            deadline=_day(row["due"]),
            sectors=tuple(concept for _, concept in sorted(sectors.get(str(row["t"]), ()))),
        )
        for row in rows
        if row["d"] in documents
    ]
    return sorted(found, key=lambda task: (task.document, task.position))


def _headings(store: Store) -> dict[str, tuple[str, ...]]:
    rows = store.query("""
        SELECT ?s ?number ?heading ?parent WHERE {
          ?s a zr:Section ; dcterms:isPartOf ?parent .
          OPTIONAL { ?s zr:number ?number }
          OPTIONAL { ?s zr:heading ?heading }
        } ORDER BY ?s""")
    own, above = {}, {}
    for row in rows:
        iri = str(row["s"])
        own[iri] = f"{_text(row['number'])} {_text(row['heading'])}".strip()
        above[iri] = str(row["parent"])
    found: dict[str, tuple[str, ...]] = {}
    for iri in own:
        path = [iri]
        while above[path[0]] in own and above[path[0]] not in path:
            path.insert(0, above[path[0]])
        found[iri] = tuple(own[step] for step in path)
    return found


def _assignments(store: Store) -> list[AssignmentFact]:
    rows = store.query("""
        SELECT ?a ?t ?unit ?role ?basis ?order ?written ?name ?office ?rule ?placed
               ?quote ?start ?end
        WHERE {
          ?t zr:assignment ?a .
          ?a zr:unit ?unit ; zr:role ?role ; zr:basis ?basis ; zr:order ?order ;
             zr:quote ?quote ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?a zr:nameAsWritten ?written }
          OPTIONAL { ?a zr:localName ?name }
          OPTIONAL { ?a zr:office ?office }
          OPTIONAL { ?a zr:rule ?rule }
          OPTIONAL { ?a zr:resolution ?placed }
        }""")
    rules: dict[str, set[str]] = defaultdict(set)
    found = {}
    for row in rows:
        iri = str(row["a"])
        rules[iri].add(_text(row["rule"]).removeprefix(f"{BASE}rule/"))
        found[iri] = row
    facts = [
        AssignmentFact(
            iri=iri,
            task=str(row["t"]),
            unit=str(row["unit"]),
            role=cast("Role", _name(row["role"])),
            basis=cast("Basis", _name(row["basis"])),
            order=_number(row["order"]),
            written=_text(row["written"]),
            local_name=_text(row["name"]),
            office=_maybe(row["office"]),
            rule="+".join(sorted(filter(None, rules[iri]))),
            quote=_text(row["quote"]),
            start=_number(row["start"]),
            end=_number(row["end"]),
            resolution=_text(row["placed"]),
        )
        for iri, row in found.items()
    ]
    return sorted(facts, key=lambda part: (part.task, part.basis, part.order, part.iri))


def _targets(store: Store) -> list[TargetFact]:
    rows = store.query("""
        SELECT ?x ?owner ?indicator ?comparator ?value ?upper ?measure ?deadline ?sentence
          ?rule ?base
          ?quote ?start ?end WHERE {
          ?owner zr:target ?x .
          ?x zr:comparator ?comparator ; zr:value ?value ;
             zr:quote ?quote ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?x zr:indicator ?indicator }
          OPTIONAL { ?x zr:upperValue ?upper }
          OPTIONAL { ?x zr:measure ?measure }
          OPTIONAL { ?x zr:deadline ?deadline }
          OPTIONAL { ?x zr:sentence ?sentence }
          OPTIONAL { ?x zr:rule ?rule }
          OPTIONAL { ?x zr:baseValue ?base }
        }""")
    facts = [
        TargetFact(
            iri=str(row["x"]),
            owner=str(row["owner"]),
            indicator=_text(row["indicator"]),
            comparator=_name(row["comparator"]),
            value=Decimal(str(row["value"])),
            upper_value=None if row["upper"] is None else Decimal(str(row["upper"])),
            measure=_text(row["measure"]),
            deadline=_day(row["deadline"]),
            quote=_text(row["quote"]),
            start=_number(row["start"]),
            end=_number(row["end"]),
            sentence=_text(row["sentence"]),
            base_value=None if row["base"] is None else Decimal(str(row["base"])),
            rule=_text(row["rule"]).removeprefix(f"{BASE}rule/"),
        )
        for row in rows
    ]
    return sorted(facts, key=lambda target: (target.owner, target.start, target.iri))


def _mentions(store: Store) -> list[MentionFact]:
    rows = store.query("""
        SELECT ?m ?t ?unit ?written ?name ?rule ?by ?quote ?start ?end WHERE {
          ?t zr:mention ?m .
          ?m zr:unit ?unit ; zr:quote ?quote ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?m zr:nameAsWritten ?written }
          OPTIONAL { ?m zr:localName ?name }
          OPTIONAL { ?m zr:resolution ?rule }
          OPTIONAL { ?m zr:rule ?by }
        }""")
    facts = [
        MentionFact(
            iri=str(row["m"]),
            task=str(row["t"]),
            unit=str(row["unit"]),
            written=_text(row["written"]),
            quote=_text(row["quote"]),
            start=_number(row["start"]),
            end=_number(row["end"]),
            local_name=_text(row["name"]),
            resolution=_text(row["rule"]),
            rule=_text(row["by"]).removeprefix(f"{BASE}rule/"),
        )
        for row in rows
    ]
    return sorted(facts, key=lambda mention: (mention.task, mention.start, mention.iri))


def _units(store: Store) -> list[UnitFact]:
    aliases: dict[str, set[str]] = defaultdict(set)
    for row in store.query("SELECT ?u ?name { ?u skos:altLabel ?name }"):
        aliases[str(row["u"])].add(_text(row["name"]))
    members = _members(store)
    groups = {str(row["u"]) for row in store.query("SELECT ?u { ?u a zr:UnitGroup }")}
    rows = store.query("""
        SELECT ?u ?label ?function ?place ?level ?parent ?rule WHERE {
          { ?u a zr:Unit } UNION { ?u a zr:UnitGroup }
          OPTIONAL { ?u skos:prefLabel ?label }
          OPTIONAL { ?u org:classification ?function }
          OPTIONAL { ?u zr:jurisdiction ?place }
          OPTIONAL { ?u zr:level ?level }
          OPTIONAL { ?u org:unitOf|org:subOrganizationOf ?parent }
          OPTIONAL { ?u zr:resolution ?rule }
        } ORDER BY ?u ?label ?function ?place ?parent ?rule""")
    found: dict[str, UnitFact] = {}
    for row in rows:
        iri = str(row["u"])
        if iri in found:
            continue
        found[iri] = UnitFact(
            iri=iri,
            label=_text(row["label"]) or iri.removeprefix(BASE),
            aliases=tuple(sorted(aliases.get(iri, ()))),
            collective=iri in groups,
            function=_maybe(row["function"]),
            jurisdiction=_maybe(row["place"]),
            level=_maybe(row["level"]),
            parent=_maybe(row["parent"]),
            resolution=_text(row["rule"]),
            members=members.get(iri, ()),
        )
    return list(found.values())


def _with_parents(used: Iterable[str], units: Mapping[str, UnitFact]) -> dict[str, UnitFact]:
    wanted: set[str] = set()
    waiting = [iri for iri in used if iri in units]
    while waiting:
        iri = waiting.pop()
        if iri in wanted:
            continue
        wanted.add(iri)
        parent = units[iri].parent
        if parent and parent in units:
            waiting.append(parent)
    return {iri: units[iri] for iri in sorted(wanted)}


def _concepts(store: Store, used: Collection[str]) -> dict[str, ConceptFact]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for language in ("zh", "en"):
        for row in store.query(
            "SELECT ?c ?label { ?c a skos:Concept ; skos:prefLabel ?label"
            f' FILTER(LANG(?label) IN ("{language}", "")) }} ORDER BY ?c ?label'
        ):
            labels[str(row["c"])].setdefault(language, _text(row["label"]))
    broader: dict[str, list[str]] = defaultdict(list)
    for row in store.query("SELECT ?c ?b { ?c skos:broader ?b } ORDER BY ?c ?b"):
        broader[str(row["c"])].append(str(row["b"]))
    found: dict[str, ConceptFact] = {}
    waiting = sorted(used)
    for iri in waiting:
        if iri in found:
            continue
        top, seen = iri, {iri}
        while broader.get(top) and broader[top][0] not in seen:
            top = broader[top][0]
            seen.add(top)
        mine = labels.get(iri, {})
        above = _above(iri, broader)
        found[iri] = ConceptFact(iri, mine.get("zh", ""), mine.get("en", ""), top, above)
        waiting += above
    return dict(sorted(found.items()))


def _above(iri: str, broader: Mapping[str, list[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(broader.get(iri, ()))
    for each in waiting:
        if each not in found and each != iri:
            found[each] = None
            waiting += broader.get(each, ())
    return tuple(found)


def _name(value: Value) -> str:
    return _text(value).removeprefix(PREFIXES["zr"])


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _maybe(value: Value) -> str | None:
    return None if value is None else str(value)


def _number(value: Value) -> int:
    return int(str(value))


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def read_sections(store: Store, documents: Collection[str]) -> list[SectionFact]:
    """Return the sections of the *documents* with these IRIs, in text order."""
    rows = list(
        store.query("""
        SELECT ?s ?parent ?number ?heading ?start ?end WHERE {
          ?s a zr:Section ; dcterms:isPartOf ?parent ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?s zr:number ?number }
          OPTIONAL { ?s zr:heading ?heading }
        }""")
    )
    above = {str(row["s"]): str(row["parent"]) for row in rows}
    found = []
    for row in rows:
        iri = str(row["s"])
        document = above[iri]
        while document in above:
            document = above[document]
        if document in documents:
            found.append(
                SectionFact(
                    iri=iri,
                    document=document,
                    parent=above[iri] if above[iri] in above else None,
                    number=str(row["number"] or ""),
                    heading=str(row["heading"] or ""),
                    start=int(str(row["start"])),
                    end=int(str(row["end"])),
                )
            )
    return sorted(found, key=lambda section: (section.document, section.start, section.iri))
