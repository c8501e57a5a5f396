"""What a researcher opens in a notebook: a store, as data frames, networks, maps and sentences.

>>> from zeren.graph import open_examples
>>> study = open_examples()
>>> study
<Study: 7 documents, 128 tasks, 526 assignments; the example plans>
>>> study.query("lead-units")[["name", "tasks"]].head(2)
       name  tasks
0  映湖市生态环境局     11
1  沙洛县农业农村局      7

Data frames are those of pandas, decided once: policy researchers know it, altair,
statsmodels and Excel take it as it is, and at some thousand tasks the greater speed of
others is nothing that anybody would notice. Their columns have types, see
:mod:`zeren.graph.notebook.frames`. Frames made of the whole store are kept: each call returns a
copy. pandas, altair and the rest come with ``pip install "zeren[notebooks]"``.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from zeren.graph.analysis.choice import Choice, Chosen, Collectives, Counted, chosen
from zeren.graph.model.facts import Facts
from zeren.graph.notebook.frames import answer_frame, frame, iri_of, key_of
from zeren.graph.notebook.measure_frames import (
    attention_frame,
    centrality_frame,
    chance_frame,
    codes_frame,
    concentration_frame,
    deadline_frame,
    whole_frame,
    workload_frame,
)
from zeren.graph.store.catalogue.layout import DEFAULT_STORE
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import Store
from zeren.graph.store.opening import open_store as open_plain

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from zeren.graph.analysis.concentration import Of
    from zeren.graph.analysis.measures.igraph_engine import Backend
    from zeren.graph.analysis.network import Network
    from zeren.graph.analysis.networks.slices import Slice
    from zeren.graph.analysis.workload import By
    from zeren.graph.maps.build import MapFrame
    from zeren.graph.maps.options import View
    from zeren.graph.show.excerpt import Excerpt
    from zeren.graph.store.documents.views import DocumentView
    from zeren.loaders.records import Role


class Counting(TypedDict, total=False):
    """What is counted, as in ``zeren workload`` and :class:`zeren.graph.analysis.choice.Choice`.

    ``documents`` (ids), ``years`` and ``places`` narrow it; ``roles`` are lead,
    responsible and cooperating; ``basis`` is explicit (what tasks say themselves, the
    default) or all (also what is said once for many); ``collectives`` (各县区, 有关部门)
    are kept as one unit each (the default: keep), left out (drop), or replaced by their
    members where these are known (expand).
    """

    documents: Collection[str]
    years: Collection[int]
    places: Collection[str]
    roles: Collection[Role]
    basis: Counted
    collectives: Collectives


def open_study(path: str | Path | None = None, *, documents: Sequence[str] | None = None) -> Study:
    """Open a store for study.

    That is the one at *path*; else the one that the variable ``ZEREN_STORE`` names; else
    ``zeren-store`` in the working directory; else the example plans, built for the
    occasion. *documents* narrows it to some of its documents, each named by its id, the
    beginning of it, or a part of its title. Raises GraphError when there is no such store
    or document, and no examples either.

    >>> open_study("no-such-store")
    Traceback (most recent call last):
    zeren.graph.errors.GraphError: [Z300] there is no store at no-such-store. make one with \
`zeren build SOURCE --store no-such-store`, or name another with --store
    """
    named = path or os.environ.get("ZEREN_STORE")
    if named is None and Path(DEFAULT_STORE, "FORMAT").is_file():
        named = DEFAULT_STORE
    if named is None:
        return open_examples(documents=documents)
    return Study(open_plain(named), documents, str(named))


def open_examples(*, documents: Sequence[str] | None = None) -> Study:
    """Open the example plans for study; all places in them are invented. Raises GraphError."""
    from zeren.graph.notebook.examples import example_store

    return Study(open_plain(example_store()), documents, "the example plans")


class Study:
    """A store, or some of its documents, opened for study. Made by :func:`open_study`."""

    def __init__(
        self, store: Store, documents: Sequence[str] | None = None, name: str = ""
    ) -> None:
        self.store = store
        self.name = name or str(store.layout.root)
        self._ids: list[str] | None = None
        self._views: dict[str, DocumentView] = {}
        self._facts = read_facts(store)
        if documents is not None:
            from zeren.graph.maps.choosing import chosen_documents

            self._ids = chosen_documents(self._facts, documents)
            self._facts = read_facts(store, self._ids)

    def __repr__(self) -> str:
        facts = self._facts
        return (
            f"<Study: {len(facts.documents)} documents, {len(facts.tasks)} tasks,"
            f" {len(facts.assignments)} assignments; {self.name}>"
        )

    @property
    def facts(self) -> Facts:
        """All records, for what the tables do not offer (:mod:`zeren.graph.model.facts`)."""
        return self._facts

    def query(self, text: str, **values: str | Sequence[str]) -> pd.DataFrame:
        """Return the answer to a SPARQL query, or to the named query *text*.

        *values* are words for the settings of a query (``VALUES ?name { … }``), as
        ``zeren query --set name=words``. The query asks the whole store, also where the
        study is of some documents. IRIs are the keys of the tables, so that frames can be
        merged. Raises GraphError for a query with an error.

        >>> study = open_examples()
        >>> study.query("SELECT (COUNT(?task) AS ?tasks) { ?task a zr:Task }")
           tasks
        0    128
        >>> study.query("ASK { ?task zr:damaged true }")
           answer
        0    True
        """
        from zeren.graph.query.asking import query_text
        from zeren.graph.query.named import with_settings

        words = {k: [v] if isinstance(v, str) else list(v) for k, v in values.items()}
        return answer_frame(self.store.query(with_settings(query_text(text), words)))

    def documents(self) -> pd.DataFrame:
        """Return a row for each document, as ``zeren export --format csv`` writes it.

        What the columns of this and the other tables hold is in docs/exporting.md.
        """
        return self._table("documents")

    def sections(self) -> pd.DataFrame:
        """Return a row for each heading."""
        return self._table("sections")

    def tasks(self) -> pd.DataFrame:
        """Return a row for each task, in the order of the plans.

        >>> open_examples().tasks()[["number", "title", "damaged"]].head(1)
          number              title  damaged
        0      1  深化中小学校党组织领导的校长负责制    False
        """
        return self._table("tasks")

    def assignments(self) -> pd.DataFrame:
        """Return a row for each unit in each role in each task."""
        return self._table("assignments")

    def targets(self) -> pd.DataFrame:
        """Return a row for each number that a task or a document commits to.

        >>> targets = open_examples().targets()
        >>> str(targets["value"].dtype), bool(targets["deadline"].dt.year.max() >= 2024)
        ('float64', True)
        """
        return self._table("targets")

    def sectors(self) -> pd.DataFrame:
        """Return a row for each sector of each task.

        >>> from zeren.graph import open_examples
        >>> sectors = open_examples().sectors()
        >>> bool(sectors["label_en"].value_counts()["Health"] > 10)
        True
        """
        return self._table("sectors")

    def themes(self) -> pd.DataFrame:
        """Return a row for each theme of each task."""
        return self._table("themes")

    def mentions(self) -> pd.DataFrame:
        """Return a row for each organisation that the text of a task names."""
        return self._table("mentions")

    def units(self) -> pd.DataFrame:
        """Return a row for each department, office, other body or collective."""
        return self._table("units")

    def workload(self, by: By = "unit", **counting: Unpack[Counting]) -> pd.DataFrame:
        """Return how much each unit (function, document, place, year, theme) carries.

        A task of n units counts 1/n for each as ``load``. The columns are explained at
        :class:`zeren.graph.analysis.workload.Load`; *counting* at :class:`Counting`.

        >>> study = open_examples()
        >>> load = study.workload(roles=["lead"])
        >>> load.loc[0, "label"], bool(load["load"].sum() <= len(study.tasks()))
        ('映湖市生态环境局', True)
        """
        from zeren.graph.analysis.workload import workload

        taken = self._taken(counting)
        return workload_frame(workload(taken, by), taken)

    def concentration(
        self,
        by: By | None = None,
        *,
        of: Of = "load",
        draws: int = 1000,
        seed: int = 0,
        **counting: Unpack[Counting],
    ) -> pd.DataFrame:
        """Return how unequally the work falls to units: of all, then of each group *by*.

        Gini, Herfindahl-Hirschman and the shares of the 1, 5 and 10 units with most, each
        with a 95% interval (``gini_low``, ``gini_high``): see
        :func:`zeren.graph.analysis.concentration.concentration`.
        """
        from zeren.graph.analysis.concentration import concentration

        taken = self._taken(counting)
        found = concentration(taken, by, of=of, draws=draws, seed=seed)
        return concentration_frame(found, taken)

    def deadlines(self, by: By = "unit", **counting: Unpack[Counting]) -> pd.DataFrame:
        """Return the targets that fall due, by ``month`` and by unit or other group.

        A target is owed by every unit of its task; each target once is in :meth:`targets`.
        """
        from zeren.graph.analysis.deadlines import deadlines

        taken = self._taken(counting)
        return deadline_frame(deadlines(taken, by), taken)

    def network(self, name: Network = "units", **counting: Unpack[Counting]) -> nx.Graph[str]:
        """Return a network of networkx: units, leads, tasks, themes, sectors, functions and others.

        ``issuers`` issue documents together, ``documents`` ties them to these, ``years`` units
        to the years of their plans. Nodes, edges and their attributes are explained in
        :mod:`zeren.graph.analysis.network`. A node is an IRI, as in the column ``iri`` of the
        frames; its attribute ``key`` is the key by which the tables name it.

        >>> graph = open_examples().network("leads")
        >>> graph.is_directed(), graph.number_of_nodes() > 100
        (True, True)
        """
        from zeren.graph.analysis.network import network

        graph = network(name, self._taken(counting))
        for node, about in graph.nodes(data=True):
            about["key"] = key_of(node)
        return graph

    def codes(self, **counting: Unpack[Counting]) -> pd.DataFrame:
        """Return a row for each task: how binding its words are, and by what means it is reached.

        ``degree`` goes from 5 (必须) to 1 (探索), 3 being an imperative without such a word;
        ``words`` and ``instrument_words`` are the evidence. Read the warning at
        :func:`zeren.graph.analysis.text.codes.code_task` before you print shares.

        >>> codes = open_examples().codes()
        >>> bool(codes["degree"].min() >= 1), bool(codes["supply"].any())
        (True, True)
        """
        from zeren.graph.analysis.text.codes import code_tasks

        taken = self._taken(counting)
        return codes_frame(code_tasks(taken), taken)

    def attention(self, by: Slice = "year", **counting: Unpack[Counting]) -> pd.DataFrame:
        """Return the share of each sector in the tasks of each year (place, level).

        See :func:`zeren.graph.analysis.text.attention.attention`.
        """
        from zeren.graph.analysis.text.attention import attention

        taken = self._taken(counting)
        return attention_frame(attention(taken, by), taken)

    def centrality(
        self,
        network: Network = "units",
        measures: Sequence[str] = (),
        *,
        seed: int = 0,
        backend: Backend = "networkx",
        **counting: Unpack[Counting],
    ) -> pd.DataFrame:
        """Return the centrality of each unit (or function) of a *network*, strongest first.

        *measures* are names of :data:`zeren.graph.analysis.centrality.MEASURES`, all that fit when
        none; docs/measures.md says what each means and where it misleads. *backend*
        ``"igraph"`` makes some faster, where you installed it. What to know of this network is in
        ``attrs["notes"]``, its modularity in ``attrs["modularity"]``.
        """
        from zeren.graph.analysis.centrality import centralities
        from zeren.graph.analysis.network import network as network_of

        taken = self._taken(counting)
        graph = network_of(network, taken)
        found = centralities(graph, measures, seed=seed, backend=backend)
        return centrality_frame(found, taken)

    def describe(
        self,
        network: Network = "units",
        *,
        by: Slice | None = None,
        seed: int = 0,
        **counting: Unpack[Counting],
    ) -> pd.DataFrame:
        """Return the figures of a *network* as a whole: density, centralisation, core.

        One row, or one for each year, place or level of the plans (*by*), in the column
        ``slice``; <NA> where a figure says nothing. What each means is in docs/measures.md.

        >>> figures = open_examples().describe("units", collectives="drop")
        >>> bool(0 < figures.loc[0, "density"] < figures.loc[0, "transitivity"] < 1)
        True
        """
        from zeren.graph.analysis.network import network as network_of
        from zeren.graph.analysis.networks.slices import slices
        from zeren.graph.analysis.networks.whole import describe

        taken = self._taken(counting)
        parts = slices(taken, by) if by else {"": taken}
        return whole_frame(
            {name: describe(network_of(network, part), seed=seed) for name, part in parts.items()},
            taken,
        )

    def against_chance(
        self,
        network: Network = "units",
        measures: Sequence[str] = (),
        *,
        samples: int = 100,
        seed: int = 0,
        **counting: Unpack[Counting],
    ) -> pd.DataFrame:
        """Return how far each unit is from *samples* networks in which tasks are dealt anew.

        ``value`` is what is there, ``mean`` what chance gives, ``z`` and ``p`` how rare
        the difference is: see :func:`zeren.graph.analysis.centrality_doubt.against_chance`.
        """
        from zeren.graph.analysis.centrality_doubt import against_chance

        choice = Choice(**counting)
        found = against_chance(self._facts, choice, network, measures, samples=samples, seed=seed)
        return chance_frame(found)

    def map(
        self,
        view: View = "responsibility",
        *,
        focus: str | None = None,
        compare: tuple[str, str] | None = None,
        lang: str = "zh",
        title: str = "",
        height: int = 640,
    ) -> MapFrame:
        """Return the interactive map, which shows itself in a notebook; ``save(path)`` keeps it.

        It opens with *view*: responsibility, network, department, theme or compare;
        *focus* names a department or a theme, *compare* the two plans to begin with, as
        :func:`open_study` takes them or by their keys. Raises GraphError for a name of none.
        """
        from zeren.graph.maps.build import MapFrame
        from zeren.graph.maps.choosing import chosen_documents, chosen_focus
        from zeren.graph.maps.options import MapOptions

        where = chosen_focus(self._facts, focus) if focus else None
        two = None
        if compare is not None:
            names = [name.removeprefix("doc/") for name in compare]
            one, other = (chosen_documents(self._facts, [name])[0] for name in names)
            two = one, other
        options = MapOptions(view=view, focus=where, compare=two, lang=lang, title=title)
        return MapFrame(self._facts, options, height=height)

    def show(self, task: str) -> Excerpt:
        """Return a task in the words of its source, with its clause marked.

        *task* is a key of the tables ("doc/…/task/3") or its IRI. Raises GraphError when
        there is none.

        >>> study = open_examples()
        >>> task = study.tasks().loc[0, "task"]
        >>> print(repr(study.show(task))[:42])
        瑞浦市教育局2025年教育工作要点 · 1
        1、深化中小学校党组织领导的校长负责制。
        """
        from zeren.graph.errors import GraphError
        from zeren.graph.show.excerpt import Excerpt

        fact = self._facts.tasks.get(iri_of(task))
        if fact is None:
            raise GraphError(
                f"there is no task {task!r}", "take one from the column task of tasks()", usage=True
            )
        document = self.document(self._facts.documents[fact.document].id)
        return Excerpt(document, next(t for t in document.tasks if t.position == fact.position))

    def document(self, id: str) -> DocumentView:
        """Return the document with this id as `zeren show` sees it; read once, then kept.

        Raises GraphError when there is none, or its source text cannot be read.
        """
        if id not in self._views:
            from zeren.graph.build.finding import find_document

            self._views[id] = find_document(id, self.store.layout.root)
        return self._views[id]

    def _taken(self, counting: Counting) -> Chosen:
        return chosen(self._facts, Choice(**counting))

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        from zeren.graph.export.columns import TABLES
        from zeren.graph.export.tables import read_tables

        rows = read_tables(self.store, self._ids)
        return {
            table.name: frame(
                {column.name: column.kind for column in table.columns}, rows[table.name]
            )
            for table in TABLES
        }

    def _table(self, name: str) -> pd.DataFrame:
        return self._tables[name].copy()
