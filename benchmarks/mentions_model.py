r"""Measure whether a small learned model finds organisations that the rules miss.

It trains a spaCy ``ner`` of under 10 MB (one character a token, CPU) on the texts of tasks
that the rules themselves have labelled: mentions in the running text, and the units of
responsibility clauses. Then it compares, on plans with gold, the rules, the model alone, the
names of both together, and the rules with those spans of the model that it is sure of and
that touch nothing the rules have read. A task that the gold annotates is never trained on.

Run it from the root of the repository, on one core for times that compare::

    OMP_NUM_THREADS=1 python benchmarks/mentions_model.py MORE_PLANS/ \
        --plans examples/*.txt --gold examples/gold --sentences tests/data/mentions/*.jsonl

Folders of plans to learn from come first (default ``examples/``); ``--sentences`` adds JSONL
files with a ``text`` in each line. ``--extras PLAN…`` lists what the model alone finds in
plans without gold, for a person to judge. With ``--models 3`` three models vote, which
makes their sureness mean more. The model is thrown away: only figures are kept.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import spacy
from rich.console import Console
from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example
from thinc.api import fix_random_seed
from zeren.graph.analysis.evaluation import Gold, Score, evaluate, read_gold
from zeren.graph.build.sources.sidecars import metadata_for
from zeren.graph.output.tables import print_table
from zeren.loaders import load
from zeren.loaders.clauses.finding import find_clauses
from zeren.loaders.cleaning import clean
from zeren.loaders.mentions.finding import find_mentions, level_of
from zeren.loaders.records import Mention, PolicyDocument, Task

LABEL = "ORG"
SURE = (0.5, 0.8, 0.95, 0.99)
"""Shares of the beam's weight from which on an extra of the model counts as sure."""

_BEAM = 16
_SENTENCE = re.compile(r"[^。；;\n]+[。；;\n]?")
_TOKENIZER = {"nlp": {"tokenizer": {"@tokenizers": "zeren.characters.v1"}}}
_NER = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "width": 64,
            "depth": 3,
            "embed_size": 5000,
            "window_size": 2,
            "maxout_pieces": 3,
            # A character has no prefix, suffix or shape worth a table of its own.
            "subword_features": False,
            "pretrained_vectors": None,
        },
    }
}

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TaskText:
    """The cleaned text of a task, and ranges in it: *mentions* and *units* as the rules read them.

    *clauses* are ranges where no mention is looked for; *names* the rules' name of each mention.
    """

    text: str
    mentions: tuple[Range, ...]
    names: tuple[str, ...]
    units: tuple[Range, ...] = ()
    clauses: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as the rules read it, and the texts of its tasks, one for one."""

    path: Path
    document: PolicyDocument
    texts: tuple[TaskText, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A span that the model found.

    ``score`` is its share of the beam, ``best`` says that it is the first choice; with several
    models the mean of the shares, and the choice of most.
    """

    start: int
    end: int
    score: float
    best: bool


def read_plan(path: Path) -> Plan:
    """Read a plan by the rules. Raises what :func:`zeren.loaders.load` raises."""
    document = load(path.read_bytes(), metadata_for(path))
    aligned = clean(document.text).aligned
    texts: list[TaskText] = []
    for task in document.tasks:
        first = aligned.ranges_from(task.span)[0][0]
        base = aligned.text.index(task.text, first)

        def inside(span: tuple[int, int], base: int = base, task: Task = task) -> list[Range]:
            ranges = aligned.ranges_from(type(task.span)(*span))
            start = ranges[0][0] - base if ranges else -1
            end = ranges[-1][1] - base if ranges else -1
            return [(start, end)] if 0 <= start < end <= len(task.text) else []

        found = [(place, m.name) for m in task.mentions for place in inside(m.span)]
        units = tuple(
            place for a in task.assignments if a.basis == "explicit" for place in inside(a.span)
        )
        clauses = ((c.start, c.end) for c in find_clauses(task.text))
        texts.append(
            TaskText(
                task.text,
                tuple(place for place, _ in found),
                tuple(name for _, name in found),
                units,
                (*units, *clauses) if task.assignments else (),
            )
        )
    return Plan(path, document, tuple(texts))


def read_sentences(path: Path) -> Iterator[TaskText]:
    """Yield the texts of a JSONL file, labelled by the rules."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = str(json.loads(line)["text"]) if line.strip() else ""
        clauses = find_clauses(text)
        skip = [(clause.start, clause.end) for clause in clauses]
        found = find_mentions(text, skip=skip, level=level_of(text))
        units = tuple((party.start, party.end) for c in clauses for party in c.parties)
        yield TaskText(
            text, tuple((m.start, m.end) for m in found), tuple(m.name for m in found), units
        )


def examples(nlp: Language, texts: Sequence[TaskText]) -> list[Example]:
    """Return one example for each sentence: characters, and the rules' names as entities."""
    made: list[Example] = []
    for task in texts:
        ranges = sorted({*task.mentions, *task.units})
        for sentence in _SENTENCE.finditer(task.text):
            words = sentence.group()
            if len(words.strip()) < 4:
                continue
            doc = nlp.make_doc(words)
            low, high = sentence.span()
            last = 0
            entities: list[Span] = []
            for start, end in ranges:
                blank = re.search(r"\s", task.text[start:end])
                if low + last <= start and end <= high and not blank:
                    entities.append(Span(doc, start - low, end - low, label=LABEL))
                    last = end - low
            doc.ents = tuple(entities)
            made.append(Example(nlp.make_doc(words), doc))
    return made


def train(texts: Sequence[TaskText], *, epochs: int, seed: int) -> Language:
    """Return a model that learned *texts*, the same for the same seed."""
    fix_random_seed(seed)
    order = random.Random(seed)
    nlp = spacy.blank("zh", config=_TOKENIZER)
    nlp.add_pipe("ner", config=_NER)
    made = examples(nlp, texts)
    optimizer = nlp.initialize(lambda: made)
    for epoch in range(epochs):
        order.shuffle(made)
        # Small batches first, larger ones later: quicker to start, steadier in the end.
        size = min(64, 16 + 8 * epoch)
        for at in range(0, len(made), size):
            nlp.update(made[at : at + size], sgd=optimizer, drop=0.2)
    return nlp


def size_of(nlp: Language) -> float:
    """Return the size of the saved model in MB (10^6 bytes)."""
    with TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        return sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6


def guesses(models: Sequence[Language], task: TaskText) -> list[Guess]:
    """Return what the models find in a task outside its clauses, in order."""
    pieces = [m for m in _SENTENCE.finditer(task.text) if len(m.group().strip()) >= 4]
    weights: defaultdict[Range, float] = defaultdict(float)
    choices: Counter[Range] = Counter()
    for nlp in models if pieces else ():
        ner = cast("Any", nlp.get_pipe("ner"))
        docs = [nlp.make_doc(piece.group()) for piece in pieces]
        scored = ner.scored_ents(ner.beam_parse(docs, beam_width=_BEAM))
        for piece, doc, scores in zip(pieces, docs, scored, strict=True):
            at = piece.start()
            choices.update((at + ent.start, at + ent.end) for ent in ner(doc).ents)
            for (start, end, _), score in scores.items():
                weights[at + start, at + end] += score
    count = len(models)
    found = (
        Guess(*place, weights[place] / count, choices[place] > count / 2)
        for place in sorted(weights.keys() | choices.keys())
    )
    return [guess for guess in found if not touches(guess, task.clauses)]


def touches(guess: Guess, ranges: Sequence[Range]) -> bool:
    """Say whether a guess overlaps one of *ranges*."""
    return any(guess.start < end and start < guess.end for start, end in ranges)


def extras(task: TaskText, found: Sequence[Guess], sure: float) -> list[Guess]:
    """Return the guesses of weight *sure* or more that touch nothing the rules have read."""
    return [g for g in found if g.score >= sure and not touches(g, task.mentions)]


def variants(task: TaskText, found: Sequence[Guess]) -> dict[str, set[str]]:
    """Return the names that each way of reading finds in a task.

    A prefix that a list elides is put back for the model as for the rules, where both found
    the same span: only the finding is compared.
    """
    known = dict(zip(task.mentions, task.names, strict=True))

    def name(g: Guess) -> str:
        return known.get((g.start, g.end), task.text[g.start : g.end])

    rules = set(task.names)
    model = {name(g) for g in found if g.best}
    named = {"rules": rules, "model alone": model, "union": rules | model}
    for sure in SURE:
        named[f"rules + extras ≥ {sure}"] = rules | {name(g) for g in extras(task, found, sure)}
    return named


def measure(models: Sequence[Language], plan: Plan, gold: Sequence[Gold]) -> dict[str, Score]:
    """Return the score of mentions for each way of reading *plan*, as ``zeren evaluate`` counts."""
    named = [variants(task, guesses(models, task)) for task in plan.texts]
    scores: dict[str, Score] = {}
    for way in named[0] if named else ():
        tasks = tuple(
            replace(task, mentions=tuple(Mention(n, n, "", task.span) for n in sorted(own[way])))
            for task, own in zip(plan.document.tasks, named, strict=True)
        )
        scores[way] = evaluate(replace(plan.document, tasks=tasks), gold).scores["mentions"]
    return scores


def main() -> None:
    """Train, then print the comparison and what the model cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*", help="folders of plans to learn from")
    parser.add_argument("--sentences", type=Path, nargs="+", default=[], help="JSONL to learn from")
    parser.add_argument("--plans", type=Path, nargs="+", default=[], help="plans with gold")
    parser.add_argument("--gold", type=Path, help="folder of NAME.jsonl for each plan")
    parser.add_argument("--extras", type=Path, nargs="+", default=[], help="plans to list")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--models", type=int, default=1, help="how many, each by its own seed")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.plans and not given.gold:
        parser.error("--plans needs --gold")
    console = Console(highlight=False, soft_wrap=True)
    judged = [(read_plan(p), read_gold(given.gold / f"{p.stem}.jsonl")) for p in given.plans]
    listed = [read_plan(path) for path in given.extras]

    # A text that is judged is not learned, wherever else it stands.
    held = {text.text for plan in listed for text in plan.texts}
    for plan, gold in judged:
        numbers = {str(line["task"]) for line in gold}
        pairs = zip(plan.document.tasks, plan.texts, strict=True)
        held |= {text.text for task, text in pairs if task.number in numbers}
    folders = given.folders or [Path("examples")]
    paths = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    texts = [text for path in paths for text in read_plan(path).texts if text.text not in held]
    texts += [text for path in given.sentences for text in read_sentences(path)]
    if not any(text.mentions for text in texts):
        parser.error("nothing to learn from: name other folders than those of the plans judged")

    began = time.perf_counter()
    models = [
        train(texts, epochs=given.epochs, seed=given.seed + more) for more in range(given.models)
    ]
    seconds = time.perf_counter() - began
    console.print(
        f"learned from {len(texts)} texts, {sum(len(t.text) for t in texts)} characters, "
        f"{sum(len(t.mentions) for t in texts)} mentions, "
        f"{sum(len(t.units) for t in texts)} units; {given.epochs} epochs, "
        f"{seconds:.0f} s; {len(models)} × {size_of(models[0]):.1f} MB\n"
    )
    results = [measure(models, plan, gold) for plan, gold in judged]
    rows = []
    for way in results[0] if results else ():
        score = sum((result[way] for result in results), Score())
        counts = (score.right, score.extra, score.missed)
        shares = (score.precision, score.recall, score.f1)
        rows.append([way, *map(str, counts), *(f"{share:.3f}" for share in shares)])
    if rows:
        heads = ["mentions", "right", "extra", "missed", "precision", "recall", "F1"]
        print_table(console, heads, rows, numeric=range(1, 7))
    for plan in listed:
        for task, text in zip(plan.document.tasks, plan.texts, strict=True):
            for guess in extras(text, guesses(models, text), SURE[0]):
                left, right = max(0, guess.start - 12), guess.end + 8
                words = text.text[left:right].replace("\n", " ")
                name = text.text[guess.start : guess.end]
                row = f"{plan.path.stem}  task {task.number}  {guess.score:.2f}  {name}  …{words}…"
                console.file.write(row + "\n")


if __name__ == "__main__":
    main()
