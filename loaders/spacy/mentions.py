"""The spaCy side of mentions: the component ``zeren_mentions``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from zeren.loaders.mentions.finding import MentionDraft, find_mentions, level_of
from zeren.loaders.spacy.kept import extend, keep

SPANS_KEY = "mentions"


class Mentions:
    """Finds named organisations outside the responsibility clauses of a text.

    Sets ``doc.spans[spans_key]``, one span a mention with the id of its rule as label, and
    ``doc._.zeren_mentions``, the drafts with offsets in ``doc.text``. Clauses are those that
    ``zeren_responsibilities`` left on the Doc, if it ran before; the names of units and the
    level of the document are taken from ``doc.user_data`` under ``zeren_known_units`` and
    ``zeren_level``, or read from the text itself.
    """

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of *doc* and mark them."""
        clauses = doc._.zeren_clauses if Doc.has_extension("zeren_clauses") else ()
        units = tuple(party.name for clause in clauses for party in clause.units)
        mentions = tuple(
            find_mentions(
                doc.text,
                skip=[(clause.start, clause.end) for clause in clauses],
                known=doc.user_data.get("zeren_known_units", units),
                level=doc.user_data.get("zeren_level") or level_of(doc.text),
            )
        )
        spans = [
            doc.char_span(m.start, m.end, label=m.rule, alignment_mode="expand") for m in mentions
        ]
        doc.spans[self.spans_key] = SpanGroup(doc, spans=[span for span in spans if span])
        keep(doc, "zeren_mentions", mentions)
        return doc


@Language.factory(
    "zeren_mentions",
    default_config={"spans_key": SPANS_KEY},
    assigns=["doc.spans", "doc._.zeren_mentions"],
)
def make_mentions(nlp: Language, name: str, spans_key: str) -> Mentions:
    """Return the component."""
    extend("zeren_mentions", MentionDraft)
    return Mentions(spans_key)
