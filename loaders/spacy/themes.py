"""The spaCy side of themes: the component ``zeren_themes``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from zeren.loaders.spacy.kept import extend, keep
from zeren.loaders.themes.ranking import ThemeDraft, rank_themes
from zeren.loaders.themes.weights import LIMIT
from zeren.ontology.schemes import Scheme, built_in, read_scheme

SPANS_KEY = "themes"


class Themes:
    """Ranks the themes of a task, given as one Doc, and marks the words that show them.

    Sets ``doc._.zeren_themes``, the themes with offsets in ``doc.text``, and
    ``doc.spans[spans_key]``, one span a word with the theme's IRI as label. The title and the
    headings around the task are read from ``doc.user_data["title"]`` and ``["headings"]``,
    where a caller put them; the clauses that do not count from ``doc._.zeren_clauses``, where
    ``zeren_responsibilities`` ran before.
    """

    def __init__(self, schemes: Sequence[Scheme] | None, limit: int, spans_key: str) -> None:
        self.schemes = schemes
        self.limit = limit
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Rank the themes of *doc* and mark their words."""
        clauses = doc._.zeren_clauses if Doc.has_extension("zeren_clauses") else ()
        drafts = rank_themes(
            doc.text,
            title=doc.user_data.get("title"),
            headings=doc.user_data.get("headings", ()),
            clauses=[(clause.start, clause.end) for clause in clauses],
            schemes=self.schemes,
            limit=self.limit,
        )
        keep(doc, "zeren_themes", drafts)
        doc.spans[self.spans_key] = SpanGroup(doc, spans=_spans(doc, drafts))
        return doc


def _spans(doc: Doc, drafts: Sequence[ThemeDraft]) -> list[Span]:
    found = [
        doc.char_span(each.start, each.end, label=draft.concept, alignment_mode="expand")
        for draft in drafts
        for each in draft.evidence
        if each.heading is None
    ]
    return [span for span in found if span is not None]


@Language.factory(
    "zeren_themes",
    default_config={"files": [], "limit": LIMIT, "built_in": True, "spans_key": SPANS_KEY},
    assigns=["doc.spans", "doc._.zeren_themes"],
)
def make_themes(
    nlp: Language,
    name: str,
    files: list[str],
    limit: int,
    built_in: bool,
    spans_key: str,
) -> Themes:
    """Return the component.

    *files* are Turtle files with SKOS vocabularies, each of which gives up to *limit* themes of
    its own, after the built-in ones or, where *built_in* is false, instead of them. Raises
    OSError for a file that cannot be read, SchemeError for one that holds no vocabulary,
    ValueError where nothing is left to look for.
    """
    extend("zeren_themes", ThemeDraft)
    if not files and not built_in:
        raise ValueError("zeren_themes has no vocabulary: give files, or leave built_in on")
    return Themes(_schemes(files, with_own=built_in), limit, spans_key)


def _schemes(files: Sequence[str], *, with_own: bool) -> tuple[Scheme, ...] | None:
    if not files:
        return None
    own = tuple(read_scheme(Path(file).read_bytes()) for file in files)
    return (built_in(), *own) if with_own else own
