"""The query page: a form, the named queries as examples, and the answer as a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from zeren.graph.errors import GraphError
from zeren.graph.query.named import catalogue, named
from zeren.graph.web.endpoint.answering import Reply
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.parts.language import Language
from zeren.graph.web.parts.rendering import short
from zeren.ontology.terms import PREFIXES

_SHOWN = 500
_DECLARED = re.compile(r"(?i)\bPREFIX\s+([\w.-]*):")
_START = """SELECT ?name (COUNT(DISTINCT ?task) AS ?tasks)
WHERE {
  ?task zr:leadUnit ?unit .
  ?unit skos:prefLabel ?name .
}
GROUP BY ?name
ORDER BY DESC(?tasks) ?name
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for: a query, whether it is only to be edited."""

    text: str
    name: str
    edit: bool

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Asked:
        """Return what was asked; a name that no query has asks for nothing."""
        name = parameters.get("named", "")
        text = parameters.get("query", "").replace("\r\n", "\n")
        if name and not text.strip():
            try:
                text = named(name).text
            except GraphError:
                name = ""
        return cls(text if text.strip() else "", name, "edit" in parameters)


def values(
    asked: Asked, reply: Reply | None, limits: ServerLimits, language: Language
) -> Mapping[str, object]:
    """Return what the page shows; *reply* is the answer as JSON, or a refusal."""
    text = declared(asked.text or _START)
    queries = catalogue()
    question = next((q for q in queries if q.name == asked.name), None)
    return {
        "text": text,
        "question": question and (question.zh if language == "zh" else question.en),
        "examples": [
            {
                "name": query.name,
                "question": query.zh if language == "zh" else query.en,
            }
            for query in queries
        ],
        "prefixes": json.dumps(PREFIXES),
        "limits": limits,
        "answer": _answer(reply) if reply is not None else None,
        "downloads": [
            (name, "/sparql?" + urlencode({"query": text, "format": name}))
            for name in _formats(reply)
        ],
    }


def declared(text: str) -> str:
    """Return the query *text* with the prefixes it uses declared, as other programs need them.

    >>> print(declared("ASK { ?task a zr:Task }"))
    PREFIX zr: <https://w3id.org/zeren/ontology#>
    ASK { ?task a zr:Task }
    """
    known = {match.lower() for match in _DECLARED.findall(text)}
    used = [name for name in PREFIXES if name not in known and re.search(rf"\b{name}:", text)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + text


def _formats(reply: Reply | None) -> tuple[str, ...]:
    if reply is None or reply.status != 200:
        return ()
    return ("csv", "tsv", "json", "xml") if reply.kind == "table" else ("ttl", "nt", "jsonld")


def _answer(reply: Reply) -> Mapping[str, object]:
    if reply.status != 200:
        return {"kind": "error", "text": reply.body.decode("utf-8")}
    if reply.kind == "graph":
        return {"kind": "graph", "text": reply.body.decode("utf-8")}
    content = json.loads(reply.body)
    if "boolean" in content:
        return {"kind": "boolean", "truth": content["boolean"]}
    rows = content["results"]["bindings"]
    names = content["head"]["vars"]
    return {
        "kind": "table",
        "columns": names,
        "rows": [[_cell(row.get(name)) for name in names] for row in rows[:_SHOWN]],
        "count": len(rows),
        "shown": min(len(rows), _SHOWN),
    }


def _cell(value: Mapping[str, object] | None) -> tuple[str, str]:
    """Return a value as its text, and the IRI to link to when it is one."""
    if value is None:
        return "", ""
    text = str(value["value"])
    return (short(text), text) if value["type"] == "uri" else (text, "")
