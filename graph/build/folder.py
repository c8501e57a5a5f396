"""From files to a store: ``zeren build``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from zeren.graph.build.committing import Committer
from zeren.graph.build.expanding import expand
from zeren.graph.build.fingerprint import fingerprint
from zeren.graph.build.outcome import Report, judged, remarks, skipped
from zeren.graph.build.provenance import Run
from zeren.graph.build.reading import Reading
from zeren.graph.build.sources.inputs import Found, find
from zeren.graph.build.sources.manifest import NO_MANIFEST, Manifest
from zeren.graph.build.sources.themes import BUILT_IN, Themes
from zeren.graph.build.workers.pool import ReadingLimits
from zeren.graph.build.workers.workers import ReadingJob, perform_all, sensible_workers
from zeren.graph.build.worklist import Terms, WorkItem, Worklist, make_worklist
from zeren.graph.errors import GraphError, Problem, os_reason
from zeren.graph.output.files import sync_folder
from zeren.graph.output.progress import Progress
from zeren.graph.output.version import tool_version
from zeren.graph.store import cache
from zeren.graph.store.catalogue.journal import Removed, append
from zeren.graph.store.catalogue.layout import Layout, is_url, mark, prepared
from zeren.graph.store.catalogue.locking import writing
from zeren.graph.store.catalogue.read_with import keep_themes, keep_units
from zeren.graph.store.engine.begun import Begun
from zeren.graph.store.engine.generations import Pointer, write_pointer
from zeren.graph.store.facts import file as facts
from zeren.graph.store.survey import Survey, survey
from zeren.graph.store.sweep import sweep
from zeren.graph.store.upgrade import upgrade

DEFAULT_LIMIT = 20 * 1024 * 1024
"""Bytes above which a file is taken for no plan. The longest plans known have half a megabyte."""

NO_OTHERS = ReadingLimits()
"""The limits for the reading of one file when the caller names none."""


def build(
    sources: Sequence[str | Path],
    store: str | Path,
    *,
    jobs: int | None = None,
    prune: bool = False,
    encoding: str | None = None,
    rows: bool = False,
    as_plan: bool = False,
    infer: bool = True,
    limit: int = DEFAULT_LIMIT,
    themes: Themes = BUILT_IN,
    manifest: Manifest = NO_MANIFEST,
    limits: ReadingLimits = NO_OTHERS,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read all plans under *sources* into the store at *store*, a folder or a URL of fsspec.

    A file that cannot be read is a problem in the report, and the others are built.
    What is unchanged is left alone. *jobs* is the number of processes (None: as many
    as are worth it), *prune* removes documents whose source is gone from *sources*,
    *encoding* overrides the detection, *rows* reads each row of every table as a policy
    (:mod:`zeren.graph.build.sources.datasets`; such tables are told by their columns else),
    *as_plan* reads tasks also from what looks like a regulation or another text that is no plan,
    *infer* lets the place of a plan be inferred from its text where its head does not state it,
    *limit* is the greatest size of a file in bytes, *themes* are a user's own
    (:func:`~zeren.graph.build.sources.themes.read_themes`),
    *limits* what the reading of one file may take. With *scheduler*, the address of a Dask
    scheduler, its workers read the files (:mod:`zeren.graph.build.remote.cluster`). The files of a
    *manifest* (:func:`~zeren.graph.build.sources.manifest.read_manifest`) are read as well as
    *sources*. Raises GraphError when the store cannot be used at all.
    """
    started = time.monotonic()

    def into(root: Path, committed: Callable[[], None] | None = None) -> Report:
        layout = prepared(root)
        with writing(layout, wait=1):  # a query that renews the cache is soon done
            try:
                mark(layout)
                upgraded = upgrade(layout)
                work = _Build(layout, jobs, prune, progress, themes, limits, scheduler, committed)
            except OSError as error:
                raise _unwritable(layout, error) from error
            found = find([*sources, *manifest.files], leave_out=manifest.path)
            work.report.notes += [upgraded] if upgraded else []
            work.report.problems += manifest.problems
            work.report.notes += manifest.notes
            terms = Terms(encoding, limit, manifest.stated, as_plan, rows=rows, infer=infer)
            work.run(found, terms)
        return work.report

    if is_url(store):
        from zeren.graph.build.remote.build import build_at_url

        report = build_at_url(str(store), into)
    else:
        report = into(Path(store))
    report.seconds = time.monotonic() - started
    return report


@dataclass(frozen=True, slots=True)
class _Before:
    """What a build has to remember of the store as it was: sources, ids, and whether it is whole.

    ``live`` are the sources whose document is there.
    """

    sources: frozenset[str]
    live: frozenset[str]
    documents: frozenset[str]
    damaged: bool

    @classmethod
    def of(cls, before: Survey) -> _Before:
        state = before.state
        return cls(
            frozenset((*state.live, *state.broken)),
            frozenset(state.live),
            frozenset((*before.wanted, *before.kept)),
            bool(before.kept),
        )


class _Build:
    """One build, under the lock.

    *committed* is called after each commit, where the folder is only a stage to somewhere else:
    nobody asks it, so it gets neither cache nor facts.
    """

    def __init__(
        self,
        layout: Layout,
        jobs: int | None,
        prune: bool,
        progress: Progress | None,
        themes: Themes,
        limits: ReadingLimits,
        scheduler: str | None,
        committed: Callable[[], None] | None,
    ) -> None:
        self.layout = layout
        self.is_stage = committed is not None
        self.jobs = jobs
        self.prune = prune
        self.progress = progress
        self.themes = themes
        self.limits = limits
        self.scheduler = scheduler
        self.fingerprint = fingerprint() + themes.mark
        self.report = Report(layout.root)
        self.now = survey(layout)
        self.before = _Before.of(self.now)
        self.lost = _without_text(self.now)
        self.run_record: Run | None = None
        self.sources: dict[str, str] = {}
        self.open = ExitStack()
        self.begun: Begun | None = None
        self.committer = Committer(layout, self.fingerprint, self._begin, self._in_place, committed)

    def run(self, found: Found, terms: Terms) -> None:
        live, notes = self.now.state.live, self.report.notes
        terms = expand(found, terms, live, self.fingerprint, self.limits, notes)
        plan = make_worklist(found, live, self.fingerprint, terms, self.lost)
        del self.now  # a hundred thousand documents have a hundred megabytes of lines
        self.report.problems += found.problems + plan.problems
        self.report.notes += plan.notes + skipped(found)
        self.report.unchanged = plan.unchanged
        try:
            keep_themes(self.layout.themes, self.themes.files)
            keep_units(self.layout.units, self.themes.units)
            with self.open:
                self._read(plan.work)
                plan.work.clear()  # as many bytes again, and more is to come
                self._note(plan, found)
                self._finish()
        except OSError as error:
            self.report.stopped = _unwritable(self.layout, error)
            self._totals(survey(self.layout))

    def _read(self, work: Sequence[WorkItem]) -> None:
        """Read what has to be read, and commit the documents as they come."""
        units = {unit.job.path: unit for unit in work}
        jobs = [unit.job for unit in work]
        workers = min(self.jobs or sensible_workers(jobs), len(jobs) or 1)
        self.begun = self._begun(
            [job.size for job in jobs], beside=workers > 1 or bool(self.scheduler)
        )
        readings = self._readings(jobs, workers)
        try:
            for done, (job, outcome) in enumerate(readings):
                if self.progress:
                    self.progress(done, len(jobs), job.shown)
                unit = units[job.path]
                outcome = judged(unit, outcome, self.before.live)
                if isinstance(outcome, Problem):
                    self.report.problems.append(outcome)
                else:
                    self.committer.add(unit, outcome)
        except GraphError as error:  # the cluster went away: what it read is stored
            self.report.stopped = error
        finally:  # Ctrl-C, say, must not cost what was read
            self.committer.commit()
        if self.progress and jobs:
            self.progress(len(jobs), len(jobs), "")

    def _readings(
        self, jobs: Sequence[ReadingJob], workers: int
    ) -> Iterator[tuple[ReadingJob, Reading | Problem]]:
        if self.scheduler is None:
            return perform_all(jobs, workers, self.themes, self.limits)
        from zeren.graph.build.remote.cluster import perform_on_cluster

        return perform_on_cluster(jobs, self.scheduler, self.themes, self.limits)

    def _begun(self, coming: Sequence[int], *, beside: bool) -> Begun | None:
        """Begin with the cache before all is read, where that saves time."""
        if self.before.damaged or self.is_stage:
            return None
        begun = cache.begin(self.layout, len(self.before.documents), coming, beside=beside)
        return self.open.enter_context(begun) if begun else None

    def _in_place(self, unit: WorkItem, reading: Reading) -> None:
        """Note what became of a document that is stored now."""
        self.report.notes += remarks(unit, reading, self.layout.root)
        self.report.built.append(unit.id)
        self.sources[unit.id] = unit.job.path
        if self.begun:
            self.begun.add(unit.id, reading.shard, reading.shard_hash)

    def _note(self, plan: Worklist, found: Found) -> None:
        """Bring the journal up to date where no document has to be read."""
        gone = found.gone(self.before.sources)
        lines = list(plan.lines)
        if self.prune:
            lines += map(Removed, gone)
        else:
            self.report.missing = gone
        if lines:
            self._begin()
            append(self.layout.journal, lines)

    def _finish(self) -> None:
        """Sweep, and bring the cache up to date. Writes nothing when nothing is to be done."""
        if self.report.built:
            sync_folder(self.layout.shards)
        after = survey(self.layout, self.committer.seen)
        self.report.removed = sorted(self.before.documents - after.wanted.keys() - after.kept)
        swept = sweep(after)
        self.report.changed = bool(self.run_record) or swept
        if not self.is_stage:
            self._answer(after)
        if self.run_record:
            self.run_record.end(self.sources, set(self.report.removed) - set(self.sources))
        self._totals(after)

    def _answer(self, after: Survey) -> None:
        """Bring cache and facts up to date."""
        if not after.cache_is_current() or not cache.is_usable(self.layout, after.pointer):
            self.report.changed = True
            try:
                tables = self.committer.tables
                cache.refresh(
                    self.layout,
                    after.wanted,
                    after.kept,
                    begun=self.begun,
                    tables=tables,
                    journal=after.stamp(),
                )
            except OSError as error:
                raise CacheError(error) from error
        elif after.pointer:
            self._renew(after.pointer)
            new = replace(after.pointer, shards=after.remembered(), journal=after.stamp())
            if after.pointer != new:
                write_pointer(self.layout, new)

    def _renew(self, pointer: Pointer) -> None:
        """Make the facts again when they are lost, damaged or of another version."""
        try:
            self.report.notes += filter(None, [facts.renew(self.layout, pointer)])
        except OSError as error:
            raise CacheError(error) from error

    def _totals(self, now: Survey) -> None:
        self.report.documents = len(now.wanted) + len(now.kept)
        self.report.add_up(now.state.documents().values(), self.fingerprint)
        self.report.notes += now.notes

    def _begin(self) -> None:
        """Write the record of the run before its first change."""
        if self.run_record is None:
            run = Run(self.layout.runs, tool_version(), self.fingerprint)
            run.begin()
            self.run_record = run


class CacheError(OSError):
    """The documents are stored, but the cache that answers queries could not be written."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.errno, os_reason(cause))


def _unwritable(layout: Layout, error: OSError) -> GraphError:
    if isinstance(error, CacheError):
        what = f"the documents are stored, but the cache in {layout.cache} cannot be written"
    else:
        what = f"the store {layout.root} cannot be written, the build stopped"
    return GraphError(
        f"{what}: {os_reason(error)}",
        "nothing stored is lost; make room or give permission, then run the same command again",
    )


def _without_text(now: Survey) -> frozenset[str]:
    """Return the documents whose text or details somebody deleted. Raises OSError."""
    layout = now.layout
    with os.scandir(layout.texts) as entries:
        there = {entry.name for entry in entries}
    return frozenset(
        entry.id
        for entry in now.state.live.values()
        if layout.text(entry.id, entry.shard).name not in there
        or layout.details(entry.id, entry.shard).name not in there
    )
