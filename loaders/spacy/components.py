"""The spaCy side: a tokenizer of one character a token, and the components as factories.

``nlp.add_pipe("zeren_responsibilities")`` works in any pipeline: the component reads
``doc.text`` and writes character spans, so it does not mind how the text was cut into
tokens.
"""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import registry
from spacy.vocab import Vocab
from zeren.loaders.clauses.finding import Clause, find_clauses
from zeren.loaders.spacy.kept import extend, keep

SPANS_KEY = "responsibilities"
_TEXT = "zeren_text"


class CharacterTokenizer:
    """Make each character a token, so that a token's index is its offset.

    spaCy's own segmenter for Chinese does the same at nearly twice the cost, takes time
    quadratic in the length of a text, and folds a space into the token before it.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return *text* as a Doc of one token a character."""
        words = list(text)
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        doc.user_data[_TEXT] = text
        return doc

    def to_bytes(self, **_: object) -> bytes:
        """Return nothing: the tokenizer has no state. spaCy asks when it saves a pipeline."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> CharacterTokenizer:
        """Return itself."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Write nothing: the tokenizer has no state."""

    def from_disk(self, _path: object, **_: object) -> CharacterTokenizer:
        """Return itself."""
        return self


def make_tokenizer() -> object:
    """Return the factory of :class:`CharacterTokenizer`, under the name a config can give."""

    def create(nlp: Language) -> CharacterTokenizer:
        return CharacterTokenizer(nlp.vocab)

    return create


registry.tokenizers.register("zeren.characters.v1", func=make_tokenizer)


def _text_of(doc: Doc) -> str:
    """Return ``doc.text``: as the tokenizer was given it, where it is still there.

    spaCy would put it together from tokens made for that; that takes longer than finding
    the clauses.
    """
    text = doc.user_data.get(_TEXT)
    return text if isinstance(text, str) and len(text) == len(doc) else doc.text


class Responsibilities:
    """Finds responsibility clauses in a text and marks the units in them.

    Sets ``doc.spans[spans_key]``, one span a unit with its role as label, and
    ``doc._.zeren_clauses``, the clauses with offsets in ``doc.text``.
    """

    def __init__(self, spans_key: str, *, bare: bool) -> None:
        self.spans_key = spans_key
        self.bare = bare

    def __call__(self, doc: Doc) -> Doc:
        """Find the clauses of *doc* and mark their units."""
        clauses = tuple(find_clauses(_text_of(doc), bare=self.bare))
        spans = [
            doc.char_span(party.start, party.end, label=party.role, alignment_mode="expand")
            for clause in clauses
            for party in clause.units
        ]
        doc.spans[self.spans_key] = SpanGroup(doc, spans=[span for span in spans if span])
        keep(doc, "zeren_clauses", clauses)
        return doc


@Language.factory(
    "zeren_responsibilities",
    default_config={"spans_key": SPANS_KEY, "bare": True},
    assigns=["doc.spans", "doc._.zeren_clauses"],
)
def make_responsibilities(nlp: Language, name: str, spans_key: str, bare: bool) -> Responsibilities:
    """Return the component. *bare* allows brackets of bodies without a verb to count as clauses."""
    extend("zeren_clauses", Clause)
    return Responsibilities(spans_key, bare=bare)


COMPONENTS = (
    "zeren_responsibilities",
    "zeren_deadlines",
    "zeren_targets",
    "zeren_themes",
    "zeren_mentions",
)
"""All components, in an order in which each finds what it needs of those before."""


@cache
def pipeline() -> Language:
    """Return a pipeline for texts of tasks: Chinese, one character a token, all components.

    :func:`zeren.loaders.load` calls the functions behind the components itself: to import
    spaCy takes longer than to read a plan.
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zeren.characters.v1"}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
