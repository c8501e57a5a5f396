"""The third room: the store, its questions, and the command line.

What a notebook needs can be imported from here; each is made only when it is asked for,
so that the command line starts as fast as without them.

>>> from zeren.graph import open_study, open_examples
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.graph.notebook.charts import chart
    from zeren.graph.notebook.examples import example_plans
    from zeren.graph.notebook.study import Study, open_examples, open_study
    from zeren.graph.notebook.trust import cleaning, evaluate, unresolved_units

__all__ = [
    "Study",
    "chart",
    "cleaning",
    "evaluate",
    "example_plans",
    "open_examples",
    "open_study",
    "unresolved_units",
]

_HOMES = {
    "Study": "notebook.study",
    "chart": "notebook.charts",
    "cleaning": "notebook.trust",
    "evaluate": "notebook.trust",
    "example_plans": "notebook.examples",
    "open_examples": "notebook.study",
    "open_study": "notebook.study",
    "unresolved_units": "notebook.trust",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
