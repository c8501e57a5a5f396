"""The records that the three rooms agree on.

Every record is frozen and holds only plain values, so that a document can be
hashed, compared, pickled to a worker and rebuilt to the same bytes.

Offsets are positions of Unicode code points in the *source text*: the file as
decoded, before any cleaning. A span is half open, so that for every record
``document.text[span.start:span.end]`` is the quote that the record stands on.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Role = Literal["lead", "responsible", "cooperating", "guiding"]
Basis = Literal["explicit", "inherited"]
Level = Literal["national", "province", "city", "county", "township"]
JurisdictionBasis = Literal["stated", "given", "inferred"]
EditStatus = Literal["repaired", "flagged"]
Comparator = Literal[
    "at-least",
    "at-most",
    "equal",
    "about",
    "range",
    "change-at-least",
    "change-at-most",
    "change-equal",
    "change-about",
]

ROLES: tuple[Role, ...] = ("lead", "responsible", "cooperating", "guiding")
"""The roles of a unit in a task, the heaviest first."""


class Span(NamedTuple):
    """A half-open range of offsets into the source text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of *text* that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a range of the text stood in the file: a page from 1, or a sheet and a cell (B7)."""

    span: Span
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None

    @property
    def written(self) -> str:
        """The cell as formulas name it (Sheet1!B7), with its sheet where it has one."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell or ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that cleaning made to the source, or one place it left alone on purpose.

    ``kind`` is the id of the cleaning step, ``before`` the source words at
    ``span``, ``after`` what stands there in the cleaned text. ``flagged`` means
    damage that could not be proven repairable: ``after`` is then equal to what
    the step was given. ``margin`` is the step's own confidence, when it has one.
    ``lost_digits`` says that figures stood here which cannot be recovered.
    """

    kind: str
    span: Span
    before: str
    after: str
    reason: str
    status: EditStatus = "repaired"
    margin: float | None = None
    lost_digits: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that groups tasks. ``parent`` is an index into the document's sections."""

    number: str
    heading: str
    parent: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """One unit made answerable for one task, in one role.

    ``name_as_written`` is the cleaned surface; ``local_name`` the name with an
    elided prefix restored and evident slips corrected, without the office that
    stands inside it. ``rule`` is the id of the rule that read it.
    ``basis`` is ``inherited`` where the document says it once for several tasks:
    for all later ones, or at their section; the span then points to where it says so.
    """

    role: Role
    name_as_written: str
    local_name: str
    office: str | None
    collective: bool
    order: int
    basis: Basis
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a task, or the document, commits to.

    ``value`` is in base figures (2.8万人 is 28000), ``upper_value`` the end of a range,
    ``base_value`` where a change starts (由20天压缩到10天: 20),
    ``measure`` the measure word ("" where none stands), ``deadline`` the last day meant.
    The span is that of the number with its measure and what stands behind it (以上),
    ``sentence`` the cleaned sentence around it.
    """

    indicator: str
    comparator: Comparator
    value: Decimal
    upper_value: Decimal | None
    measure: str
    deadline: date | None
    rule: str
    span: Span
    sentence: str = ""
    base_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a task: the IRI of its concept, its rank from 1, and the words that show it.

    ``evidence`` are spans of the source, strongest theme words of the task's own text; it is
    empty where only a heading shows the theme.
    """

    concept: str
    rank: int
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of policy that a task belongs to: the IRI of its concept, its rank from 1, and why.

    ``score`` is what all that speaks for it adds up to; ``prior`` the part of it that the plan
    gives (its issuer, its title, the headings, the tasks beside it) and the task's own words do
    not. ``evidence`` are spans of the task's own words, as those of a theme.
    """

    concept: str
    rank: int
    score: Decimal
    prior: Decimal
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation named in a task's running text, outside its clause."""

    name: str
    name_as_written: str
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know: what could not be read, or was read with doubt."""

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The smallest numbered item with a text of its own.

    ``position`` counts from 1 in the document, ``number`` is the item's own
    number as digits, ``section`` an index into the document's sections,
    ``text`` the cleaned text without the number. ``deadline`` is the last day on which
    any of it is due: of its line or cell, else the latest that its text names. ``damaged``
    means that figures of the task were destroyed in the source. ``notes`` say what stands at
    a unit's place in its clauses and is none; the document has them too.
    """

    position: int
    number: str
    title: str | None
    text: str
    section: int | None
    span: Span
    assignments: tuple[Assignment, ...] = ()
    targets: tuple[Target, ...] = ()
    sectors: tuple[Sector, ...] = ()
    themes: tuple[Theme, ...] = ()
    mentions: tuple[Mention, ...] = ()
    damaged: bool = False
    deadline: date | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document from outside its text. Everything is optional.

    ``source_file`` is a bare file name: paths of one machine never reach a shard. ``url`` is
    the page that the file was published on; nothing is ever fetched from it. ``issuer`` may
    name several bodies, with 、 or a blank between them. ``infer`` is false where a place that
    the head does not state shall not be inferred from the text. ``as_plan`` reads tasks even
    from what looks like a regulation, a form, a reply or a news page. ``row`` is where the
    document stands in a dataset, ``27`` or ``Sheet1!27``, the header being row 1.
    """

    source_file: str = ""
    id: str | None = None
    title: str | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    level: Level | None = None
    issued: date | None = None
    document_number: str | None = None
    encoding: str | None = None
    url: str | None = None
    infer: bool = True
    as_plan: bool = False
    row: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A plan as read: its words, its outline, and who answers for what.

    ``text`` is the source as decoded, or as taken out of a file of ``format`` (txt, html,
    docx, pdf, xlsx or csv); ``encoding`` is empty where the format has none of its own.
    ``edits`` are all that cleaning changed or flagged, in source order. ``period`` is the
    first and last year the plan covers, ``targets`` what its general aims commit to.
    ``places`` say on which page, or in which cell, a range of the text stood, where that is
    known; they are in order and do not overlap.

    ``issuers`` are all bodies that issued it, in order, ``issuer`` is the first of them.
    ``jurisdiction_basis`` says whether its place was stated by its head, given from outside,
    or inferred from the text. What the page or the head says beside that: ``index_number``
    (索引号), ``topic_category`` (主题分类), ``genre`` (体裁分类), ``validity`` (有效性),
    ``addressees`` (主送) and ``copied_to`` (抄送), as written.
    """

    id: str
    title: str | None
    issuer: str | None
    jurisdiction: str | None
    level: Level | None
    issued: date | None
    document_number: str | None
    period: tuple[int, int] | None
    source_file: str
    sha256: str
    encoding: str
    text: str
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    edits: tuple[Edit, ...]
    notes: tuple[Note, ...]
    format: str = "txt"
    places: tuple[Place, ...] = ()
    url: str | None = None
    issuers: tuple[str, ...] = ()
    jurisdiction_basis: JurisdictionBasis | None = None
    index_number: str | None = None
    topic_category: str | None = None
    genre: str | None = None
    validity: str | None = None
    addressees: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()
    row: str | None = None

    def place(self, span: Span) -> Place | None:
        """Return the first place that *span* touches, or None where none is known."""
        index = bisect_right(self.places, span.start, key=lambda place: place.span.end)
        if index == len(self.places) or self.places[index].span.start >= max(
            span.end, span.start + 1
        ):
            return None
        return self.places[index]
