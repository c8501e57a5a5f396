"""From files to a store at a URL: ``zeren build --store s3://…``.

With a scheduler the workers put the documents in place themselves, and no shard passes through
this process; without one this process does. Either way the files are those that a build into a
folder makes, byte for byte, but for the cache, which is made where somebody asks.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from zeren.graph.build.committing import MOST
from zeren.graph.build.expanding import expand
from zeren.graph.build.fingerprint import fingerprint
from zeren.graph.build.outcome import Report, judged, remarks, skipped
from zeren.graph.build.provenance import Run
from zeren.graph.build.reading import Reading
from zeren.graph.build.remote.place import Remote, speaking
from zeren.graph.build.remote.store import (
    TURN,
    Keeping,
    Look,
    TurnLostError,
    add_lines,
    check_turn,
    keep,
    look_at,
    prepare,
    take_turn,
    tidy,
)
from zeren.graph.build.sources.inputs import Found
from zeren.graph.build.sources.themes import Themes
from zeren.graph.build.workers.pool import ReadingLimits
from zeren.graph.build.workers.workers import ReadingJob, perform_all, sensible_workers, size_of
from zeren.graph.build.worklist import Terms, WorkItem, Worklist, make_worklist
from zeren.graph.errors import GraphError, Problem
from zeren.graph.output.progress import Progress
from zeren.graph.output.version import tool_version
from zeren.graph.store.catalogue.journal import Removed
from zeren.graph.store.catalogue.read_with import name_of

_BYTES = 16 * 1024 * 1024

Outcomes = Iterator[tuple[ReadingJob, Reading | Problem]]


def build_at_url(
    found: Found,
    url: str,
    terms: Terms,
    *,
    themes: Themes,
    limits: ReadingLimits,
    jobs: int | None = None,
    scheduler: str | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read the files *found* into the store at *url*; see :func:`zeren.graph.build.folder.build`.

    Raises GraphError when the store cannot be used at all.
    """
    remote = Remote(url)
    with speaking(url):
        prepare(remote)
        started = datetime.now(UTC)
        run = f"{started:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"
        before = look_at(remote, take_turn(remote, run))
        if before.parts:  # a build was killed
            tidy(remote, before)
    work = _RemoteBuild(remote, before, run, started, themes, limits, jobs, scheduler, progress)
    work.run(found, terms, prune=prune)
    return work.report


class _RemoteBuild:
    """One build into a store at a URL."""

    def __init__(
        self,
        remote: Remote,
        before: Look,
        run_name: str,
        started: datetime,
        themes: Themes,
        limits: ReadingLimits,
        jobs: int | None,
        scheduler: str | None,
        progress: Progress | None,
    ) -> None:
        self.remote = remote
        self.before = before
        self.themes = themes
        self.limits = limits
        self.jobs = jobs
        self.scheduler = scheduler
        self.progress = progress
        self.fingerprint = fingerprint() + themes.mark
        self.report = Report(remote.url)
        self.started = started
        self.run_name = run_name
        self.units: dict[str, WorkItem] = {}
        self.built: dict[str, str] = {}

    def run(self, found: Found, terms: Terms, *, prune: bool) -> None:
        live = self.before.state.live
        terms = expand(found, terms, live, self.fingerprint, self.limits, self.report.notes)
        plan = make_worklist(found, live, self.fingerprint, terms)
        self.report.problems += found.problems + plan.problems
        self.report.notes += plan.notes + skipped(found)
        self.report.unchanged = plan.unchanged
        self.units = {unit.job.path: unit for unit in plan.work}
        try:
            with speaking(self.remote.url):
                self._keep_themes()
                self._read([unit.job for unit in plan.work])
        except GraphError as error:
            self.report.stopped = error
        try:
            with speaking(self.remote.url):
                check_turn(self.remote, self.run_name)
                self._note(plan, found, prune=prune)
                self._finish()
        except TurnLostError as error:
            self.report.stopped = error
        except GraphError as error:
            self.report.stopped = self.report.stopped or error

    def _keep_themes(self) -> None:
        files = {f"themes/{name_of(data)}.ttl": data for data in self.themes.files}
        if self.themes.units:
            files[f"units/{name_of(self.themes.units)}.toml"] = self.themes.units
        there = {name: self.remote.get(name) for name in files}
        self.remote.put({name: data for name, data in files.items() if there[name] != data})

    def _read(self, jobs: Sequence[ReadingJob]) -> None:
        """Read what has to be read, and see to it that each document is put in place."""
        if self.scheduler is not None:
            from zeren.graph.build.remote.cluster import perform_on_cluster

            outcomes: Outcomes = perform_on_cluster(
                jobs, self.scheduler, self.themes, self.limits, keeping=self._keeping
            )
        else:
            outcomes = self._kept_here(jobs)
        for done, (job, outcome) in enumerate(outcomes):
            if self.progress:
                self.progress(done, len(jobs), job.shown)
            self._in_place(self.units[job.path], outcome)
        if self.progress and jobs:
            self.progress(len(jobs), len(jobs), "")

    def _kept_here(self, jobs: Sequence[ReadingJob]) -> Outcomes:
        """Read on this machine, and put in place by batches."""
        workers = min(self.jobs or sensible_workers(jobs), len(jobs) or 1)
        number = size = 0
        waiting: list[tuple[ReadingJob, Reading | Problem]] = []
        for job, outcome in perform_all(jobs, workers, self.themes, self.limits):
            waiting.append((job, outcome))
            size += size_of(outcome)
            if len(waiting) >= MOST or size >= _BYTES:
                yield from self._put(number, waiting)
                number, size, waiting = number + 1, 0, []
        yield from self._put(number, waiting)

    def _put(self, number: int, read: Sequence[tuple[ReadingJob, Reading | Problem]]) -> Outcomes:
        jobs = [job for job, _ in read]
        done = keep(self._keeping(number, jobs), (outcome for _, outcome in read))
        return zip(jobs, done, strict=True)

    def _keeping(self, number: int, jobs: Sequence[ReadingJob]) -> Keeping:
        units = tuple(self.units[job.path] for job in jobs)
        return Keeping(self.remote.url, self.run_name, number, units, self.fingerprint)

    def _in_place(self, unit: WorkItem, outcome: Reading | Problem) -> None:
        outcome = judged(unit, outcome, self.before.state.live)
        if isinstance(outcome, Problem):
            self.report.problems.append(outcome)
            return
        self.report.notes += remarks(unit, outcome, self.remote.url)
        self.report.built.append(unit.id)
        self.built[unit.id] = unit.job.path

    def _note(self, plan: Worklist, found: Found, *, prune: bool) -> None:
        """Bring the journal up to date where no document has to be read."""
        state = self.before.state
        gone = found.gone({*state.live, *state.broken})
        lines = list(plan.lines)
        if prune:
            lines += map(Removed, gone)
        else:
            self.report.missing = gone
        if lines:
            add_lines(self.remote, f"{self.run_name}-z", lines)

    def _finish(self) -> None:
        """Make one journal of its parts, tidy up, and write the record of the run."""
        after = look_at(self.remote, self.run_name)
        before = {entry.id for entry in self.before.state.live.values()}
        documents = after.state.documents()
        self.report.removed = sorted(before - documents.keys())
        noted = bool(after.parts)
        self.report.changed = tidy(self.remote, after)
        self.report.documents = len(documents)
        self.report.add_up(documents.values(), self.fingerprint)
        if after.journal.damaged:
            self.report.notes.append(
                f"{self.remote.url}: {len(after.journal.damaged)} damaged lines of the journal were"
                " left out; next: build the sources again, which restores them"
            )
        for source, entry in sorted(after.state.broken.items()):
            self.report.notes.append(
                f"{self.remote.url}/shards/{entry.id}.nq.gz: the shard is missing or is not"
                f" what was written, its document is left out; next: build {source} again"
            )
        if noted:
            self._record()
        self.remote.remove([TURN])

    def _record(self) -> None:
        """Put the provenance of the run beside the documents."""
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), tool_version(), self.fingerprint, self.started)
            run.end(self.built, set(self.report.removed) - set(self.built))
            files = {f"runs/{path.name}": path.read_bytes() for path in Path(folder).iterdir()}
        self.remote.put(files)
