"""What ``zeren build`` says: complaints, and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.graph.build.outcome import Report
from zeren.graph.output.spans import harmless
from zeren.graph.store.catalogue.layout import DEFAULT_STORE, is_url

if TYPE_CHECKING:
    from zeren.graph.build.restore import Restored

_LISTED = 10


def complaints(report: Report) -> Iterator[str]:
    """Yield one line for each file that could not be built, and for each thing worth knowing."""
    # A file may be named with a line feed, or with what would drive a terminal.
    return (harmless(line).replace("\n", "\ufffd") for line in _complaints(report))


def _complaints(report: Report) -> Iterator[str]:
    for problem in report.problems:
        yield f"zeren: error: {problem.line()}"
    for note in report.notes:
        yield f"zeren: note: {note}"
    for source in report.missing[:_LISTED]:
        yield f"zeren: note: {source}: gone from the disk, kept here; next: --prune removes it"
    if len(report.missing) > _LISTED:
        yield f"zeren: note: and {len(report.missing) - _LISTED} more files that are gone"
    if report.outdated:
        yield (
            f"zeren: note: {_count(report.outdated, 'document')} made by another version of zeren;"
            " next: build their sources again"
        )
    if report.other_themes:
        yield (
            f"zeren: note: {_count(report.other_themes, 'document')}"
            " read with other themes or units;"
            " next: build their sources again to have the same for all"
        )


def summary(report: Report) -> Iterator[str]:
    """Yield the lines that end a build."""
    if not report.changed and not report.failed:
        yield (
            f"nothing to do: {_count(report.unchanged, 'document')} unchanged"
            f" in {report.store} ({report.seconds:.1f} s)"
        )
    else:
        parts = [f"{len(report.built)} built", f"{report.unchanged} unchanged"]
        if report.removed:
            parts.append(f"{len(report.removed)} removed")
        if report.problems:
            parts.append(f"{len(report.problems)} failed")
        yield f"{', '.join(parts)} in {report.seconds:.1f} s"
    yield from _holdings(report)


def restored(done: Restored) -> Iterator[str]:
    """Yield the lines that end a restore."""
    report = done.report
    if done.already:
        yield f"nothing to do: {report.store} holds this snapshot already"
    else:
        yield f"{_count(done.documents, 'document')} restored in {report.seconds:.1f} s"
    yield from _holdings(report)


def _holdings(report: Report) -> Iterator[str]:
    damaged = f", {report.damaged} damaged" if report.damaged else ""
    yield (
        f"{report.store}: {_count(report.documents, 'document')}, {_count(report.tasks, 'task')}"
        f"{damaged}, {_count(report.assignments, 'assignment')}"
    )
    if report.documents:
        if is_url(report.store):
            yield f"next: zeren build --from-snapshot {report.store} --store zeren-store"
            return
        option = "" if str(report.store) == DEFAULT_STORE else f" --store {report.store}"
        yield f"next: zeren query lead-units{option}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
