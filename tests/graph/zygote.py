"""A process with everything imported, which forks one build for each line it is given.

The build can thus be killed within milliseconds of its first write: the imports,
which take far longer than the build, are behind it. Line in: ``SOURCE<TAB>STORE[<TAB>OPTION]``;
line out: the id of the process that builds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from zeren.graph.build import build
from zeren.loaders import Metadata, load


def serve() -> None:
    """Fork a build for each line."""
    load("青石市要点\n\n1.植树。（责任单位：市林业局）\n".encode(), Metadata())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        source, store, *options = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            build([Path(source)], Path(store), jobs=1, prune="prune" in options)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
