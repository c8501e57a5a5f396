"""The spaCy side of targets and deadlines: two components as factories.

Both read ``doc.text`` and write character spans, so they work behind any tokenizer. The
year of the plan comes from the configuration or, for each text, from ``doc._.zeren_year``.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from zeren.loaders.spacy.kept import extend, keep
from zeren.loaders.targets.deadlines import Deadline, find_deadlines
from zeren.loaders.targets.finding import TargetDraft, find_targets

TARGETS_KEY = "targets"
DEADLINES_KEY = "deadlines"


def _extensions() -> None:
    for name, default in (
        ("zeren_year", None),
        ("zeren_period", None),
        ("zeren_damaged", ()),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    extend("zeren_targets", TargetDraft)
    extend("zeren_deadlines", Deadline)


def _mark(doc: Doc, key: str, places: list[tuple[int, int, str]]) -> None:
    spans = [
        doc.char_span(start, end, label=label, alignment_mode="expand")
        for start, end, label in places
    ]
    doc.spans[key] = SpanGroup(doc, spans=[span for span in spans if span])


class Targets:
    """Finds the numbers that a text commits to.

    Sets ``doc.spans[spans_key]``, one span a target with its comparator as label, and
    ``doc._.zeren_targets``. Numbers inside the clauses that ``zeren_responsibilities`` found
    before are left out.
    """

    def __init__(self, spans_key: str, year: int | None) -> None:
        self.spans_key = spans_key
        self.year = year

    def __call__(self, doc: Doc) -> Doc:
        """Find the targets of *doc* and mark them."""
        clauses = doc._.zeren_clauses if Doc.has_extension("zeren_clauses") else ()
        found = find_targets(
            doc.text,
            year=self.year if doc._.zeren_year is None else doc._.zeren_year,
            period=doc._.zeren_period,
            skip=[(clause.start, clause.end) for clause in clauses],
            damaged=doc._.zeren_damaged,
        )
        _mark(doc, self.spans_key, [(t.start, t.end, t.comparator) for t in found])
        keep(doc, "zeren_targets", found)
        return doc


class Deadlines:
    """Finds the days by which something is to be done.

    Sets ``doc.spans[spans_key]``, one span a deadline with its day as label, and
    ``doc._.zeren_deadlines``.
    """

    def __init__(self, spans_key: str, year: int | None) -> None:
        self.spans_key = spans_key
        self.year = year

    def __call__(self, doc: Doc) -> Doc:
        """Find the deadlines of *doc* and mark them."""
        year = self.year if doc._.zeren_year is None else doc._.zeren_year
        found = find_deadlines(doc.text, year)
        _mark(doc, self.spans_key, [(d.start, d.end, str(d.day or "none")) for d in found])
        keep(doc, "zeren_deadlines", found)
        return doc


@Language.factory(
    "zeren_targets",
    default_config={"spans_key": TARGETS_KEY, "year": None},
    assigns=["doc.spans", "doc._.zeren_targets"],
)
def make_targets(nlp: Language, name: str, spans_key: str, year: int | None) -> Targets:
    """Return the component that finds targets. *year* is the plan's, for relative deadlines."""
    _extensions()
    return Targets(spans_key, year)


@Language.factory(
    "zeren_deadlines",
    default_config={"spans_key": DEADLINES_KEY, "year": None},
    assigns=["doc.spans", "doc._.zeren_deadlines"],
)
def make_deadlines(nlp: Language, name: str, spans_key: str, year: int | None) -> Deadlines:
    """Return the component that finds deadlines. *year* is the plan's."""
    _extensions()
    return Deadlines(spans_key, year)
