"""Which document, and which task of it, the user means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from zeren.graph.build.expanding import expand
from zeren.graph.build.folder import DEFAULT_LIMIT
from zeren.graph.build.reading import Reading
from zeren.graph.build.sources.inputs import find
from zeren.graph.build.sources.row_names import may_be_dataset, split_source
from zeren.graph.build.sources.themes import BUILT_IN, Themes
from zeren.graph.build.workers.pool import ReadingLimits
from zeren.graph.build.workers.workers import perform_all
from zeren.graph.build.worklist import Terms, job_for
from zeren.graph.errors import GraphError, Problem
from zeren.graph.model.labels import concept_labels
from zeren.graph.output.files import is_file
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.catalogue.packing import unpacked
from zeren.graph.store.documents.stored import stored_document
from zeren.graph.store.documents.views import DocumentView, TaskView, caption, view
from zeren.graph.store.opening import documents

_SHOWN = 10


def find_document(
    name: str, store: Path, themes: Themes = BUILT_IN, *, as_plan: bool = False
) -> DocumentView:
    """Return the document that *name* stands for.

    An id, a path to a file (read on the spot, with its sidecar and with *themes*; with
    *as_plan* also where it looks like no plan), the beginning of an id, or a part of a
    file name or title in the store. Raises GraphError
    when it is none of these, or several.
    """
    if not name.strip():
        raise GraphError("no document was named", "see `zeren query documents`", usage=True)
    here = is_file((split_source(name) or (name, ""))[0])
    # A file that is there needs no store; without one the store has to answer.
    entries = documents(store) if not here or is_file(store / "FORMAT") else {}
    if name in entries:
        return stored_document(entries[name], store)
    if here:
        return _on_the_spot(Path(name), themes, as_plan=as_plan)
    found = _matches(name, entries)
    if len(found) == 1:
        return stored_document(found[0], store)
    if found:
        raise GraphError(
            f"{name!r} fits {len(found)} documents: {_listed(found)}",
            "give more of the name, or the id",
            usage=True,
        )
    raise GraphError(
        f"there is no document {name!r} in {store}, and no such file",
        "see what there is with `zeren query documents`",
        usage=True,
    )


def find_task(document: DocumentView, wanted: str) -> TaskView:
    """Return the task with the number *wanted*, or the position ``@12``.

    A number no task has is tried as a position. Raises GraphError, with the choices
    when several tasks have the number.
    """
    positions = {task.position: task for task in document.tasks}
    if not positions:
        raise GraphError(f"no tasks were found in {document.id}", "look at the file itself")
    if wanted.startswith("@"):
        task = positions.get(int(wanted[1:])) if wanted[1:].isdecimal() else None
        if task is None:
            raise GraphError(
                f"there is no task at position {wanted}",
                f"positions run from @1 to @{max(positions)}",
                usage=True,
            )
        return task
    found = [task for task in document.tasks if task.number == wanted]
    if len(found) > 1:
        choices = "; ".join(f"@{task.position} {caption(task, 16)}" for task in found)
        raise GraphError(
            f"{len(found)} tasks have the number {wanted}: {choices}",
            f"name one by its position, such as @{found[0].position}",
            usage=True,
        )
    if not found and wanted.isdecimal() and int(wanted) in positions:
        return positions[int(wanted)]
    if not found:
        raise GraphError(
            f"there is no task {wanted} in {document.id}",
            f"see its {len(positions)} tasks with `zeren show {document.id}`",
            usage=True,
        )
    return found[0]


def _matches(name: str, entries: Mapping[str, Entry]) -> list[Entry]:
    by_id = [entry for key, entry in entries.items() if key.startswith(name)]
    if by_id:
        return by_id
    files = {key: Path(entry.made_from).name for key, entry in entries.items()}
    exact = [entries[key] for key, file in files.items() if name in {file, Path(file).stem}]
    if exact:
        return exact
    folded = name.casefold()
    return [
        entry
        for key, entry in entries.items()
        if folded in files[key].casefold() or folded in (entry.title or "").casefold()
    ]


def _listed(entries: Iterable[Entry]) -> str:
    names = [f"{entry.id} ({entry.title or Path(entry.made_from).name})" for entry in entries]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return "; ".join(names[:_SHOWN]) + more


def _on_the_spot(path: Path, themes: Themes, *, as_plan: bool) -> DocumentView:
    terms = Terms(None, DEFAULT_LIMIT, as_plan=as_plan)
    if may_be_dataset((split_source(str(path)) or (str(path), ""))[0]):
        terms = _rows_on_the_spot(path, terms)
    job = job_for(os.path.abspath(path), str(path), terms)  # noqa: PTH100
    if isinstance(job, Problem):
        raise GraphError(f"{job.where}: {job.what}", job.next_step)
    ((_, reading),) = perform_all([job], 1, themes)
    if isinstance(reading, Reading):
        labels = concept_labels(themes.files)
        shard, details = unpacked(reading.shard), unpacked(reading.details)
        return view(reading.id, shard, reading.text, details, labels)
    raise GraphError(f"{reading.where}: {reading.what}", reading.next_step)


def _rows_on_the_spot(path: Path, terms: Terms) -> Terms:
    """Return *terms* with the rows of a dataset; raise GraphError where no one row is meant."""
    file, row = split_source(str(path)) or (str(path), None)
    found = find([file])
    terms = expand(found, terms, {}, "", ReadingLimits(), [])
    if row is None and not terms.policies:
        return terms
    rows = [policy.row for policy in terms.policies.values()]
    if row in rows:
        return terms
    what = f"it has no policy in row {row}" if row else f"{len(rows)} policies, one a row"
    first = f"{file}#{rows[0]}" if rows else file
    raise GraphError(f"{path}: {what}", f"name the row: {first}", usage=True)
