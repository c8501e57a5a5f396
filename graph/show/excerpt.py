"""A task in the words of its source, all that was read in it marked: for notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.graph.output.spans import bracketed
from zeren.graph.show.marks import ROLES, marks_of, uncovered, within
from zeren.graph.show.page import kinds_of, marked_text, templates, title_of
from zeren.graph.store.documents.views import DocumentView, TaskView

# The colours of `zeren show --html`, as styles of the elements: a notebook has its own sheet.
_COLOURS = {
    "lead": "background:#e69f00;color:#111;font-weight:700",
    "responsible": "background:#56b4e9;color:#111",
    "cooperating": "background:#d98bb6;color:#111",
    "guiding": "background:#5cc9a7;color:#111",
    "target": "background:#f0e442;color:#111;font-weight:700",
    "mention": "background:#c8c8c8;color:#111;font-style:italic",
    "theme": "background:none;color:inherit;text-decoration:underline dotted 2px",
}
_BRACKETS = dict.fromkeys(ROLES, ("⟦", "⟧")) | {"target": ("«", "»")}


@dataclass(frozen=True, slots=True, repr=False)
class Excerpt:
    """One task of a document; shows itself as HTML in a notebook, as plain text elsewhere.

    ``sentence`` is the task as the source writes it, character by character. Units whose
    words stand elsewhere (said once for all tasks) are shown with the words around them.
    """

    document: DocumentView
    task: TaskView

    @property
    def sentence(self) -> str:
        """The whole task in the source."""
        return self.task.span.of(self.document.text)

    def __repr__(self) -> str:
        marks = within(marks_of(self.task), self.task.span)
        plain = [(m.span, m.kind) for m in uncovered(marks) if m.kind in _BRACKETS]
        words = bracketed(self.document.text, self.task.span, plain, _BRACKETS).strip()
        return f"{self._title()}\n{words}"

    def _repr_html_(self) -> str:
        marks = marks_of(self.task)
        here = within(marks, self.task.span)
        elsewhere = [mark for mark in marks if mark not in here]
        spans = dict.fromkeys(mark.span for mark in elsewhere)
        made = (
            templates()
            .get_template("excerpt.html")
            .render(
                title=self._title(),
                here=marked_text(self.document, self.task.span, here),
                elsewhere=[
                    marked_text(self.document, self.document.around(span), elsewhere)
                    for span in spans
                ],
                kinds=kinds_of(marks),
            )
        )
        return _styled(made)

    def _title(self) -> str:
        number = self.task.number or f"@{self.task.position}"
        return f"{title_of(self.document)} · {number}"


def _styled(html: str) -> str:
    """Return *html* with the classes of marks as styles, and line ends that a div keeps."""
    for kind, style in _COLOURS.items():
        html = html.replace(f'<mark class="{kind}"', f'<mark style="{style}"')
    return html.replace('<div class="text">', '<div style="white-space:pre-wrap">')
