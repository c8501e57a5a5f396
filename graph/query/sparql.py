"""Looking at a query before it runs, and explaining why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zeren.graph.errors import GraphError
from zeren.graph.output.tables import width
from zeren.ontology.terms import PREFIXES

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\n\r]* )
    | (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<string>  \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
                 | "(?:\\.|[^"\\\n\r])*" | '(?:\\.|[^'\\\n\r])*' )
    | (?P<variable> [?$]\w+ )
    | (?P<prefixed> [^\W\d]?[\w.-]*:(?:\\.|[^\s<>"'{}()\[\];,^\\\#|*+?!/$&=@~`])* )
    | (?P<word>    [^\W\d]\w* )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
LONGEST = 100_000
"""Characters of a query: the engine takes time in the square of them to refuse nonsense."""
DEEPEST = 200
"""Brackets inside one another: at some thousand the engine's parser overflows its stack."""
_AROUND = 80  # characters that an error shows on each side of its place
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_NAMING = frozenset(("GRAPH", "FROM"))
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_NEWLINE = re.compile(r"\r\n|\r|\n")
_EXPECTED = re.compile(r'"([^"\\]+)"|\b([A-Z]{2,})\b')
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)


def check(text: str) -> None:
    """Refuse what a query must not do. Raises GraphError.

    Updates are refused because shards are the truth and a changed cache would lie;
    SERVICE because a query of somebody's file must not call out to the network.
    """
    if len(text) > LONGEST:
        raise too_long()
    first = True
    prologue = depth = 0
    for kind, word in _words(text):
        depth += (word in _CLOSING.values()) - (word in _CLOSING)
        if depth > DEEPEST:
            raise GraphError(
                f"the query has brackets more than {DEEPEST} deep", "write it flatter", usage=True
            )
        if prologue:  # the name and the IRI after PREFIX, the IRI after BASE
            prologue -= 1
            continue
        keyword = word.upper() if kind == "word" else ""
        if first and keyword in {"PREFIX", "BASE"}:
            prologue = 2 if keyword == "PREFIX" else 1
            continue
        if first and keyword in _UPDATES:
            raise GraphError(
                f"{keyword} changes data, and zeren query only reads",
                "change the plans or their sidecars and build again",
                usage=True,
            )
        first = False
        if keyword == "SERVICE":
            raise _service()
    if re.search(r"(?i)\bservice\b", text) and _is_ambiguous(text):
        raise _service()


def too_long() -> GraphError:
    """Return the refusal of a query of more than :data:`LONGEST` characters."""
    return GraphError(
        f"the query has more than {LONGEST:,} characters",
        "ask in parts, or with a FILTER in place of a long list",
        usage=True,
    )


def asks_graphs(text: str) -> bool:
    """Return whether the query *text* names a graph, or may do so."""
    if not re.search(r"(?i)graph|from", text):  # most queries, and taking them apart costs more
        return False
    return any(kind == "word" and word.upper() in _NAMING for kind, word in _words(text)) or (
        bool(re.search(r"(?i)\b(?:graph|from)\b", text)) and _is_ambiguous(text)
    )


def _service() -> GraphError:
    return GraphError(
        "SERVICE calls another server, and zeren stays on this machine",
        "ask the store alone, without the word SERVICE",
        usage=True,
    )


def _is_ambiguous(text: str) -> bool:
    """Return whether a ``<`` could be a comparison where it was taken for the start of an IRI.

    Only then can a query hide a keyword from the tokens: ``FILTER(?a<?b)SERVICE#>``.
    A comparison stands inside round brackets, after something that has a value.
    """
    depth = 0
    value = False
    for kind, word in _words(text):
        if kind == "iri" and depth and value:
            return True
        depth += (word == "(") - (word == ")")
        value = kind in {"iri", "string", "variable", "prefixed"} or word == ")" or word.isdigit()
        value = value or word.upper() in {"TRUE", "FALSE"}
    return False


def explain(text: str, message: str) -> str:
    """Return the engine's *message* about *text* with the place shown under its line.

    The engine often points to the end of the text, so the plain faults are looked for
    here first: a string or bracket that is not closed, an undeclared prefix.
    """
    fault = _unclosed(text) or _undeclared(text) or _no_form(text)
    if fault is None:
        found = _PLACE.match(message)
        if not found:
            return f"the query cannot be run: {_clipped(' '.join(message.split()), _AROUND * 3)}"
        at = _offset(text, int(found.group(1)), int(found.group(2)))
        fault = _Fault(at, _reason(found.group(3), text[at:]))
    lines = _NEWLINE.split(text[: fault.at])
    before, after = lines[-1], _NEWLINE.split(text[fault.at : fault.at + _AROUND])[0]
    start = "…" if len(before) > _AROUND else ""
    before_shown = start + before[len(before) - _AROUND if start else 0 :]
    end = "…" if len(after) == _AROUND else ""
    pad = "".join("\t" if char == "\t" else " " * width(char) for char in before_shown)
    place = f"line {len(lines)}, column {len(before) + 1}"
    return (
        f"the query has an error in {place}: {_clipped(fault.reason, _AROUND * 3)}"
        f"\n  {before_shown}{after}{end}\n  {pad}^"
    )


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


class _Fault(NamedTuple):
    """An error in a query: where it is, and what it is."""

    at: int
    reason: str


def _offset(text: str, line: int, column: int) -> int:
    starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    return min(len(text), starts[min(line, len(starts)) - 1] + column - 1)


def _reason(expected: str, rest: str) -> str:
    sentence = re.search(r"(?:^|, |of )([A-Z][a-z]+ [^\"\[,]+)", expected)
    if sentence:
        return sentence.group(1).strip()
    words = [first or second for first, second in _EXPECTED.findall(expected)]
    if len(words) == 1 and "[" not in expected:
        return f"expected {words[0]}"
    if not rest.strip() or rest.strip() == "}":
        return "something is missing here, or does not fit before it"
    return f"{rest.split()[0]!r} was not expected here"


def _unclosed(text: str) -> _Fault | None:
    """Return the first string or bracket that is not closed, or closes nothing."""
    open_brackets: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        char = match.group()
        if match.lastgroup != "other":
            continue
        if char in _CLOSING.values():
            open_brackets.append((char, match.start()))
        elif char in _CLOSING:
            if not open_brackets or open_brackets[-1][0] != _CLOSING[char]:
                return _Fault(match.start(), f"this {char} closes nothing")
            open_brackets.pop()
        elif char in "\"'":
            return _Fault(match.start(), "this string is not closed")
    if open_brackets:
        char, at = open_brackets[-1]
        return _Fault(at, f"this {char} is not closed")
    return None


def _no_form(text: str) -> _Fault | None:
    """Return the first word when no query begins with it."""
    before = ""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "comment" or match.group().isspace():
            continue
        word = match.group().upper()
        if match.lastgroup == "word" and word not in {*_FORMS, "PREFIX", "BASE"}:
            forms = ", ".join(_FORMS)
            return _Fault(match.start(), f"a query begins with one of {forms}")
        if word in _FORMS or (match.lastgroup == "other" and before == ""):
            return None
        before = word
    return None


def _undeclared(text: str) -> _Fault | None:
    """Return the first prefix that is used and not declared."""
    declared = {*PREFIXES, "_"}
    after = ""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if match.lastgroup == "prefixed":
            name = word.partition(":")[0]
            if after == "PREFIX":
                declared.add(name)
            elif name not in declared:
                return _Fault(match.start(), f"the prefix {name}: is not declared")
        if match.lastgroup != "comment" and not word.isspace():
            after = word.upper()
    return None


def _words(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "comment" and not (kind == "other" and match.group().isspace()):
            yield kind, match.group()
