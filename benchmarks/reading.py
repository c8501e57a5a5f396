"""How fast plans are read, as a ratio to what spaCy takes to cut the same text into tokens.

    python benchmarks/reading.py [FOLDER] [--rounds N]

FOLDER holds plans as .txt files (default: the examples of this repository). Each round loads
every plan once, and lets ``spacy.blank("zh").make_doc`` tokenise the same cleaned text, paragraph
by paragraph. Printed are medians of the rounds in CPU seconds, so that other work on the machine
counts little; a ratio of two medians of one run can be compared between machines, a time cannot.

Plans with bytes that slipped are dearer than others; their repair is also shown alone. The first
load reads vocabularies and word lists and is shown apart. Memory is the peak of the whole process,
and what the loads of all rounds added to it after the first one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy
from zeren.loaders import load
from zeren.loaders.cleaning import STEPS, Step
from zeren.loaders.cleaning import clean as clean_text
from zeren.loaders.sources.text import decode
from zeren.loaders.text.aligned import AlignedText

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def main() -> None:
    """Measure the folder that the command line names, and print the figures."""
    parser = argparse.ArgumentParser(description="How fast plans are read.")
    parser.add_argument("folder", nargs="?", type=Path, default=EXAMPLES)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    plans = [path.read_bytes() for path in sorted(options.folder.glob("*.txt"))]
    if not plans:
        sys.exit(f"no .txt file in {options.folder}; next: name a folder of plans")
    out = sys.stdout.write
    size = sum(map(len, plans))
    out(f"{len(plans)} plans, {size / 1000:.0f} KB, {options.rounds} rounds\n")
    out(f"first load {_seconds(lambda: load(plans[0])):.2f} s CPU\n")

    sources = [decode(plan, None).text for plan in plans]
    paragraphs = [
        paragraph
        for source in sources
        for paragraph in clean_text(source).text.split("\n")
        if paragraph
    ]
    tokenise = spacy.blank("zh").make_doc
    slip = next(number for number, step in enumerate(STEPS) if step.kind == "byte_slip")
    slipped = [_after(STEPS[:slip], source) for source in sources]
    before = _peak()
    reading, cutting, slipping = _medians(
        options.rounds,
        lambda: [load(plan) for plan in plans],
        lambda: [tokenise(paragraph) for paragraph in paragraphs],
        lambda: [STEPS[slip].changes(text) for text in slipped],
    )
    out(f"load       {reading:.3f} s  {size / 1e6 / reading:.2f} MB/s\n")
    out(f"tokenise   {cutting:.3f} s  {size / 1e6 / cutting:.2f} MB/s\n")
    out(f"load / tokenise {reading / cutting:.1f}\n")
    out(f"of it byte slip {slipping:.3f} s, {slipping / reading:.0%} of load\n")
    if before is not None:
        after = _peak() or before
        out(f"peak memory {after:.0f} MB, of it added by the rounds {after - before:.0f} MB\n")


def _after(steps: Sequence[Step], text: str) -> str:
    """Return *text* as the cleaning *steps* leave it for the next one."""
    aligned = AlignedText.of(text)
    for step in steps:
        aligned = aligned.edit(step.changes(aligned.text))
    return aligned.text


def _medians(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """Return the median CPU seconds of each action; all take turns in every round."""
    taken = [[_seconds(action) for action in actions] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def _seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _peak() -> float | None:
    """Return the peak resident memory of this process in MB, or None where none is told."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
