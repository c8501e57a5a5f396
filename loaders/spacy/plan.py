"""The whole reading as one component: ``nlp.add_pipe("zeren")`` on the text of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from zeren.loaders.reader import load
from zeren.loaders.records import Metadata, PolicyDocument, Section, Task
from zeren.loaders.records import Span as Offsets
from zeren.loaders.spacy.kept import extend, keep

DEFAULT_KEY = "sc"
"""The group of spans that displaCy draws where it is told of none."""


class Plan:
    """Reads a plan, given as one Doc, as :func:`zeren.loaders.load` reads its file.

    Sets ``doc._.tasks`` and ``doc._.sections``, the records with offsets in ``doc.text``, and
    spans by kind: ``doc.spans["tasks"]`` (label: the number), ``"units"`` (the role),
    ``"targets"`` (the comparator), ``"mentions"`` (the rule), ``"themes"`` (the end of the
    concept's IRI), ``"sections"``; in ``doc.spans["sc"]``, what displaCy draws, are units,
    targets and mentions. A Doc keeps all of it when it is saved, put into a DocBin
    (``store_user_data=True``) or sent to another process. The component that marks single
    texts of tasks is ``zeren_responsibilities``.
    """

    def __init__(self, issued: date | None, issuer: str | None, *, as_plan: bool) -> None:
        self.metadata = Metadata(encoding="utf-8", issued=issued, issuer=issuer, as_plan=as_plan)

    def __call__(self, doc: Doc) -> Doc:
        """Read *doc*. Raises ValueError for a text that is the source of a page or a file."""
        plan = _read(doc.text, self.metadata)
        tasks = plan.tasks if plan else ()
        sections = plan.sections if plan else ()
        keep(doc, "tasks", tasks)
        keep(doc, "sections", sections)
        groups: dict[str, list[tuple[Offsets, str]]] = {
            "tasks": [(task.span, task.number) for task in tasks],
            "units": [(each.span, each.role) for task in tasks for each in task.assignments],
            "targets": [(each.span, each.comparator) for task in tasks for each in task.targets],
            "mentions": [(each.span, each.rule) for task in tasks for each in task.mentions],
            "themes": [
                (span, each.concept.rpartition("#")[2])
                for task in tasks
                for each in task.themes
                for span in each.evidence
            ],
            "sections": [(section.span, section.number) for section in sections],
        }
        drawn = (each for key in ("units", "targets", "mentions") for each in groups[key])
        groups[DEFAULT_KEY] = sorted(set(drawn))
        for key, places in groups.items():
            doc.spans[key] = SpanGroup(doc, name=key, spans=list(_spans(doc, places)))
        return doc


def _read(text: str, metadata: Metadata) -> PolicyDocument | None:
    if not text.strip():
        return None
    plan = load(text.encode("utf-8", "surrogatepass"), metadata)
    if plan.text != text:
        raise ValueError(
            f"this is the source of a {plan.format} file, whose words stand elsewhere:"
            " give the Doc the text that zeren.loaders.load takes out of it"
        )
    return plan


def _spans(doc: Doc, places: Iterable[tuple[Offsets, str]]) -> Iterable[Span]:
    for (start, end), label in places:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            yield span


@Language.factory(
    "zeren",
    default_config={"issued": None, "issuer": None, "as_plan": False},
    assigns=["doc.spans", "doc._.tasks", "doc._.sections"],
)
def make_plan(
    nlp: Language, name: str, issued: str | None, issuer: str | None, as_plan: bool
) -> Plan:
    """Return the component.

    *issued* (2025-01-31) and *issuer* are for texts that say nothing of themselves; *as_plan*
    reads tasks also from what looks like no plan. Raises ValueError for what is no day.
    """
    extend("tasks", Task)
    extend("sections", Section)
    day = date.fromisoformat(issued) if issued else None
    return Plan(day, issuer, as_plan=as_plan)
