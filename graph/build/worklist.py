"""What a build has to do: the files found are compared with what the store holds."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.build.sources.datasets import DatasetRow
from zeren.graph.build.sources.inputs import Found
from zeren.graph.build.sources.row_names import split_source
from zeren.graph.build.sources.sidecars import SidecarError, metadata_for, metadata_hash
from zeren.graph.build.workers.workers import ReadingJob
from zeren.graph.errors import Problem
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.journal import Entry, Removed
from zeren.loaders.sources.kinds import is_plain


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One document to make: the file it is read from, and the paths of all with the same bytes.

    ``moved`` are sources that had this id, are gone from the disk, and had other bytes.
    """

    id: str
    job: ReadingJob
    members: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def metadata(self) -> str:
        """The hash of the metadata that the document is read with."""
        return metadata_hash(self.job.metadata)


@dataclass(slots=True)
class Worklist:
    """``work`` has to be read; ``lines`` only have to be noted in the journal."""

    work: list[WorkItem] = field(default_factory=list)
    lines: list[Entry | Removed] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all files, or stated of them together.

    ``encoding`` is that of files for which nothing else names one, ``limit`` the greatest size
    in bytes, ``stated`` what a manifest says of a path. ``as_plan`` reads tasks from texts that
    look like none, ``infer`` lets a place be inferred where no head tells it. ``rows`` takes
    every table for a dataset; ``policies`` are the rows of datasets, by what stands for them
    among the files found.
    """

    encoding: str | None
    limit: int
    stated: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    as_plan: bool = False
    rows: bool = False
    policies: Mapping[str, DatasetRow] = field(default_factory=dict)
    infer: bool = True


def make_worklist(
    found: Found,
    live: Mapping[str, Entry],
    fingerprint: str,
    terms: Terms,
    lost: Set[str] = frozenset(),
) -> Worklist:
    """Return what has to be done for the files *found*, given the lines in force.

    *lost* are ids of documents of which the store has less than it should: they are read again.
    """
    plan = Worklist()
    held = _Held(live, _by_id(live), fingerprint, lost)
    groups: dict[str, list[tuple[str, ReadingJob]]] = {}
    for path, shown in found.files.items():
        job = job_for(path, shown, terms)
        if isinstance(job, Problem):
            plan.problems.append(_kept(job, live.get(path)))
            continue
        document_id = job.metadata.id or job.sha256[:12]
        groups.setdefault(document_id.casefold(), []).append((document_id, job))
    for key in sorted(groups):
        _plan_group(key, groups[key], held, terms, plan)
    plan.work.sort(key=lambda unit: _rank(unit.job))
    return plan


def job_for(path: str, shown: str, terms: Terms) -> ReadingJob | Problem:
    """Return the job of reading a file, or a row of a dataset; or why it cannot be read."""
    policy = terms.policies.get(path)
    if policy is not None:
        return _job_of_row(path, shown, policy, terms)
    try:
        metadata = metadata_for(
            Path(path),
            terms.encoding,
            terms.stated.get(path),
            as_plan=terms.as_plan,
            infer=terms.infer,
        )
        data = read_bytes(path, terms.limit)
    except SidecarError as error:
        return Problem(shown, f"{error.what} ({error.where})", error.next_step)
    except UnreadableError as error:
        return Problem(shown, error.what, error.next_step)
    return ReadingJob(path, shown, sha256(data), len(data), metadata, is_plain(data))


def _job_of_row(path: str, shown: str, policy: DatasetRow, terms: Terms) -> ReadingJob | Problem:
    """Return the job of a row: what its cells state wins over a sidecar of the whole dataset."""
    file = (split_source(path) or (path, ""))[0]
    try:
        metadata = metadata_for(
            Path(file), None, terms.stated.get(file), as_plan=terms.as_plan, infer=terms.infer
        )
    except SidecarError as error:
        return Problem(shown, f"{error.what} ({error.where})", error.next_step)
    stated: dict[str, object] = {"encoding": "utf-8", "row": policy.row, **policy.stated}
    metadata = replace(metadata, **stated)  # type: ignore[arg-type]
    data = policy.text.encode("utf-8")
    return ReadingJob(path, shown, policy.sha256, len(data), metadata, plain=True, data=data)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store has: the lines in force, by source and by id, and what to read again.

    Ids are without case: Windows and macOS do not tell a.nq from A.nq.
    """

    live: Mapping[str, Entry]
    by_id: Mapping[str, Sequence[Entry]]
    fingerprint: str
    lost: Set[str]


def _by_id(live: Mapping[str, Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in live.values():
        found.setdefault(entry.id.casefold(), []).append(entry)
    return found


def _plan_group(
    key: str, group: list[tuple[str, ReadingJob]], held: _Held, terms: Terms, plan: Worklist
) -> None:
    """Worklist for the files that claim one id, which only those with the same bytes may share."""
    group.sort(key=lambda pair: _rank(pair[1]))
    given = {job.path for _, job in group}
    stored = [entry for entry in held.by_id.get(key, ()) if entry.source not in given]
    there = [entry for entry in stored if os.path.exists(entry.source)]  # noqa: PTH110
    owner_id, owner_hash, owner = group[0][0], group[0][1].sha256, group[0][1].shown
    if there:
        owner_id, owner_hash, owner = there[0].id, there[0].sha256, there[0].source
    members = []
    for document_id, job in group:
        if (document_id, job.sha256) == (owner_id, owner_hash):
            members.append(job)
            continue
        what = f"its id {document_id} is already that of {owner}"
        problem = Problem(job.shown, what, "give it another id in its sidecar")
        plan.problems.append(_kept(problem, held.live.get(job.path)))
    if not members:
        return
    moved = tuple(entry.source for entry in stored if entry.sha256 != owner_hash)
    twins = [job_for(entry.source, entry.source, terms) for entry in there]
    same = [t for t in twins if isinstance(t, ReadingJob) and t.sha256 == owner_hash]
    reader = min([*members, *same], key=_rank)
    paths = {job.path for job in members} | {e.source for e in stored if e.source not in moved}
    unit = WorkItem(owner_id, reader, tuple(sorted(paths)), moved)
    plan.notes += [
        f"{job.shown}: it has the same bytes as {reader.shown}; they are one document"
        for job in members
        if job is not reader
    ]
    _compare(unit, held, plan)


def _compare(unit: WorkItem, held: _Held, plan: Worklist) -> None:
    """Put *unit* where it belongs: unchanged, a line in the journal, or work."""
    metadata = unit.metadata

    def fits(entry: Entry) -> bool:
        return (entry.id, entry.sha256, entry.metadata, entry.fingerprint) == (
            unit.id,
            unit.job.sha256,
            metadata,
            held.fingerprint,
        )

    known = (held.live[path] for path in unit.members if path in held.live)
    shelved = next(filter(fits, known), None) if unit.id not in held.lost else None
    if shelved is None:
        plan.work.append(unit)
        return
    plan.unchanged += 1
    for path in unit.members:
        wanted = replace(shelved, source=path, made_from=unit.job.path, pending=False)
        if held.live.get(path) not in {wanted, replace(wanted, pending=True)}:
            plan.lines.append(wanted)
    plan.lines += map(Removed, unit.moved)


def _rank(job: ReadingJob) -> tuple[str, str]:
    """Order by name first: it is the name that the document carries."""
    return job.metadata.source_file, job.path


def _kept(problem: Problem, entry: Entry | None) -> Problem:
    if entry is None:
        return problem
    return replace(problem, what=f"{problem.what} (what the store has of it is kept)")
