"""Preloaded by a Dask worker: a file that holds the word DEADLY takes the whole worker with it.

That is what a container does to all that is in it when one file needs more memory than it has.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from zeren.graph.build.remote.cluster_tasks import _READERS, Batch


def read(batch: Batch) -> list[Any]:
    if any(b"DEADLY" in delivery.data for delivery in batch.deliveries):
        os.kill(os.getpid(), signal.SIGKILL)
    return type(_READERS).read(_READERS, batch)  # a preload is run twice


_READERS.read = read  # type: ignore[method-assign]
