"""Text to shards on one core, beside what spaCy takes to tokenise the same text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Action, Side, Taken, best, ratio

from rows.table import Aim, Line, Work, plan_files

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BITE = 40
"""Generated plans read in one round; every round has others, so that nothing is remembered."""

RATE = Aim("≥", 1, " MB/s")
RATIO = Aim("≤", 4)
WHY_RATE = (
    "Reading is Python and regular expressions; a plan that is dense in tasks, as the generated"
    " ones are, costs by its statements and not by its bytes."
)
WHY_RATIO = (
    "The tokenizer only cuts the text into characters; Zeren cleans it, finds tasks, units,"
    " targets, themes and mentions, resolves the names, writes several statements for each,"
    " and checks them against the source and the shapes."
)


def lines(work: Work) -> Iterator[Line]:
    """Measure generated plans, the examples, and a folder of the user's own."""
    rounds = 5
    generated = plan_files(work.plans)[: BITE * (rounds + 1)]
    yield from _lines(work, "generated plans", generated, BITE, rounds)
    examples = plan_files(EXAMPLES)
    yield from _lines(work, "the examples", examples, len(examples), rounds)
    if work.corpus:
        own = plan_files(work.corpus)
        yield from _lines(work, "the folder given", own, len(own), rounds)


def _lines(work: Work, name: str, files: Sequence[Path], bite: int, rounds: int) -> Iterator[Line]:
    listed = work.root / f"reading-{name.replace(' ', '-')}"
    _prepare(files, listed)
    arguments = (str(listed), str(bite))
    found = work.taken(
        Side("zeren", "rows.reading:ours", arguments),
        Side("blank", "rows.reading:blank", arguments),
        Side("ruler", "rows.reading:ruler", arguments),
        rounds=rounds,
    )
    ours = found["zeren"]
    rates = [size / 1e6 / took for (size, _), took in zip(ours.results, ours.cpu, strict=True)]
    size, quads = (sum(column) for column in zip(*ours.results, strict=True))
    yield Line(
        what=f"text → shards on one core, {name}",
        value=best(rates),
        unit=" MB/s",
        aim=RATE,
        ours=ours.peak,
        figures=f"{quads / size * 1000:.0f} quads a KB,"
        f" {sum(ours.cpu) / quads * 1e6:.1f} µs a quad",
        why=WHY_RATE,
    )
    for side, against in (
        ("blank", 'spacy.blank("zh") tokenising'),
        ("ruler", 'spacy.blank("zh") with an entity ruler of the same words'),
    ):
        other: Taken = found[side]
        yield Line(
            what=f"text → shards, {name}",
            against=against,
            value=ratio(ours.cpu, other.cpu),
            aim=RATIO if side == "blank" else None,
            ours=ours.peak,
            theirs=other.peak,
            figures=f"{other.results[0]:,} {'tokens' if side == 'blank' else 'entities'} a round",
            why=WHY_RATIO,
        )


def _prepare(files: Sequence[Path], listed: Path) -> None:
    """Put the plans and, for spaCy, their cleaned texts into *listed*."""
    from zeren.loaders.cleaning import clean
    from zeren.loaders.sources.text import decode

    listed.mkdir()
    for number, path in enumerate(files):
        data = path.read_bytes()
        (listed / f"{number:04}.plan").write_bytes(data)
        text = clean(decode(data, None).text).text
        (listed / f"{number:04}.clean").write_text(text, encoding="utf-8", newline="\n")


def _bites(folder: str, ending: str, bite: str) -> Iterator[list[bytes]]:
    """Yield what each round reads: the next *bite* files, again and again."""
    files = [path.read_bytes() for path in sorted(Path(folder).glob(f"*.{ending}"))]
    size = int(bite)
    starts = range(0, len(files) - size + 1, size)
    return (files[start : start + size] for start in itertools.cycle(starts))


def ours(folder: str, bite: str) -> Iterator[Action]:
    """Read plans to checked shards; the result is bytes read and quads written."""
    from zeren.graph.build.reading import Reading, read_document
    from zeren.graph.store.catalogue.packing import unpacked
    from zeren.loaders.records import Metadata

    def read(plans: list[bytes]) -> tuple[int, int]:
        quads = 0
        for plan in plans:
            found = read_document(plan, Metadata(), "plan")
            if not isinstance(found, Reading):
                raise RuntimeError(str(found))
            quads += unpacked(found.shard).count(b"\n")
        return sum(map(len, plans)), quads

    bites = _bites(folder, "plan", bite)
    read(next(bites))  # the first reading compiles the vocabularies
    for plans in bites:
        yield lambda plans=plans: read(plans)


def _paragraphs(folder: str, bite: str) -> Iterator[list[str]]:
    for texts in _bites(folder, "clean", bite):
        yield [line for text in texts for line in text.decode().split("\n") if line]


def blank(folder: str, bite: str) -> Iterator[Action]:
    """Tokenise paragraphs with ``spacy.blank("zh")``; the result is the number of tokens."""
    import spacy

    tokenise = spacy.blank("zh").make_doc
    paragraphs = _paragraphs(folder, bite)
    for paragraph in next(paragraphs):  # the first time each character becomes a lexeme
        tokenise(paragraph)
    for each in paragraphs:
        yield lambda each=each: sum(len(tokenise(paragraph)) for paragraph in each)


def ruler(folder: str, bite: str) -> Iterator[Action]:
    """Run a pipeline with an entity ruler of all labels; the result is the number of entities."""
    import spacy

    nlp = spacy.blank("zh")
    entity_ruler = nlp.add_pipe("entity_ruler")
    entity_ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": kind, "pattern": label} for kind, label in vocabulary()]
    )
    paragraphs = _paragraphs(folder, bite)
    list(nlp.pipe(next(paragraphs)))
    for each in paragraphs:
        yield lambda each=each: sum(len(doc.ents) for doc in nlp.pipe(each))


def vocabulary() -> list[tuple[str, str]]:
    """Return the Chinese labels of functions, bodies and themes, each with its kind."""
    import zeren.ontology
    from pyoxigraph import Literal, RdfFormat, parse

    folder = Path(next(iter(zeren.ontology.__path__)))
    found = set()
    for kind in ("functions", "bodies", "themes"):
        for quad in parse((folder / f"{kind}.ttl").read_bytes(), RdfFormat.TURTLE):
            words = quad.object
            is_label = quad.predicate.value.endswith("Label") and isinstance(words, Literal)
            if is_label and words.language in {None, "zh"}:
                found.add((kind.upper(), words.value))
    return sorted(found)
