"""Of a reading process that died is said what it was."""

from __future__ import annotations

import sys

import pytest
from support.stores.pool_tasks import die
from zeren.graph.build.workers.pool import Failed, ReadingLimits, ReadingPool


@pytest.mark.skipif(sys.platform == "win32", reason="processes end otherwise there")
def test_of_a_dead_process_is_said_what_it_was() -> None:
    with ReadingPool(die, abs, 1, ReadingLimits()) as pool:
        good, killed, spoke = pool.map(["good", "signal", "words"])
    assert good == 4
    assert killed == Failed("died", "signal SIGSEGV: a fault in a library")
    assert isinstance(spoke, Failed)
    assert spoke.how == "exit code 3; it said: terminate called: \ufffd[31mout of luck"
