"""Facts made by hand or by hypothesis, without a store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st
from zeren.graph.model.facts import (
    AssignmentFact,
    ConceptFact,
    DocumentFact,
    Facts,
    TargetFact,
    TaskFact,
    UnitFact,
)
from zeren.loaders.records import ROLES, Basis, Role

PLACES = ("博宁市", "云岭省", "云岭省白塔市")


class Part(NamedTuple):
    """An assignment by numbers: which document, task of it, unit, and how."""

    document: int
    task: int
    unit: int
    role: Role = "lead"
    basis: Basis = "explicit"


def unit(number: int) -> str:
    """Return the IRI of a unit."""
    return f"unit:{number:02}"


def task(document: int, number: int) -> str:
    """Return the IRI of a task."""
    return f"doc:{document}/task/{number}"


def theme(number: int) -> str:
    """Return the IRI of a theme."""
    return f"theme:{number}"


def facts(
    parts: Iterable[Part],
    *,
    more_tasks: Iterable[tuple[int, int]] = (),
    themes: Mapping[tuple[int, int], Sequence[int]] | None = None,
    collectives: Sequence[int] = (),
    members: Mapping[int, Sequence[int]] | None = None,
    targets: Iterable[tuple[int, int, date | None]] = (),
    functions: Mapping[int, str] | None = None,
    publishers: Mapping[int, Sequence[int]] | None = None,
) -> Facts:
    """Return facts with these assignments, each once, in the order given.

    Units are numbered; tasks go by document and number; a theme's top is the theme with
    its first digit.
    """
    parts = list(dict.fromkeys(parts))
    themes, members, functions = themes or {}, members or {}, functions or {}
    publishers = publishers or {}
    tasks = sorted({part[:2] for part in parts} | set(more_tasks))
    units = {part.unit for part in parts} | {one for all_ in members.values() for one in all_}
    units |= {one for all_ in publishers.values() for one in all_}
    documents = sorted({document for document, _ in tasks} | set(publishers))
    concepts = {f"function:{name}" for name in functions.values()}
    concepts |= {theme(one) for found in themes.values() for one in found}
    concepts |= {iri[:7] for iri in concepts if iri.startswith("theme:")}
    return Facts(
        documents={
            f"doc:{number}": DocumentFact(
                iri=f"doc:{number}",
                id=f"plan{number}",
                name=f"第{number}号计划",
                file=f"plan{number}.txt",
                issuer=None,
                jurisdiction=PLACES[number % len(PLACES)],
                level=None,
                issued=date(2030 + number, 3, 1),
                number=None,
                period=None,
                publishers=tuple(map(unit, publishers.get(number, ()))),
            )
            for number in documents
        },
        units={
            unit(number): UnitFact(
                iri=unit(number),
                label=f"单位{number}",
                aliases=(f"别名{number}",),
                collective=number in collectives,
                function=f"function:{functions[number]}" if number in functions else None,
                jurisdiction=None,
                level="city" if number % 2 else None,
                parent=None,
                resolution="",
            )
            for number in sorted(units)
        },
        tasks={
            task(*key): TaskFact(
                iri=task(*key),
                document=f"doc:{key[0]}",
                position=key[1],
                number=str(key[1]),
                title=f"任务{key[1]}",
                text=f"做好第{key[1]}件事。",
                headings=(),
                themes=tuple(map(theme, themes.get(key, ()))),
                damaged=False,
                quote=f"{key[1]}.做好第{key[1]}件事。",
                start=0,
                end=9,
            )
            for key in tasks
        },
        assignments=tuple(
            AssignmentFact(
                iri=f"{task(*part[:2])}/{part.role}/{part.basis}/{part.unit}",
                task=task(*part[:2]),
                unit=unit(part.unit),
                role=part.role,
                basis=part.basis,
                order=order,
                written=f"单位{part.unit}",
                local_name=f"单位{part.unit}",
                office=None,
                rule="",
                quote=f"“单位{part.unit}”",
                start=0,
                end=3,
            )
            for order, part in enumerate(parts, start=1)
        ),
        targets=tuple(
            TargetFact(
                iri=f"{task(document, number)}/target/{index}",
                owner=task(document, number),
                indicator="覆盖率",
                comparator="at-least",
                value=Decimal(90),
                upper_value=None,
                measure="%",
                deadline=deadline,
                quote="90%",
                start=0,
                end=3,
            )
            for index, (document, number, deadline) in enumerate(targets)
        ),
        mentions=(),
        concepts={iri: ConceptFact(iri, f"主题{iri}", iri, iri[:7]) for iri in sorted(concepts)},
        members={unit(group): tuple(map(unit, found)) for group, found in members.items()},
    )


PARTS = st.lists(
    st.builds(
        Part,
        document=st.integers(0, 2),
        task=st.integers(1, 4),
        unit=st.integers(0, 7),
        role=st.sampled_from(ROLES),
        basis=st.sampled_from(["explicit", "explicit", "inherited"]),
    ),
    max_size=30,
)
"""Some assignments over three plans, four tasks in each, and eight units."""

SOME = [
    Part(0, 1, 1, "lead"),
    Part(0, 1, 2, "responsible"),
    Part(0, 1, 3, "responsible"),
    Part(0, 2, 1, "lead"),
    Part(0, 2, 2, "responsible"),
    Part(0, 2, 2, "cooperating"),
    Part(0, 3, 4, "lead"),
    Part(1, 1, 1, "lead"),
    Part(1, 1, 5, "cooperating"),
    Part(1, 2, 5, "lead"),
    Part(1, 2, 9, "responsible", "inherited"),
]
"""A case small enough to count by hand; 9 is a collective."""
