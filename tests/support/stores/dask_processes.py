"""A Dask cluster as a user starts it: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DASK = Path(sys.executable).with_name("dask")


class Cluster:
    """A scheduler on this machine; *folder* takes its files and the logs."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._settings = settings
        self._processes: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0"
        )
        deadline = time.monotonic() + 60
        while not self._file.exists():
            assert self.scheduler.poll() is None, self.logs()
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.02)

    @property
    def address(self) -> str:
        """What a user gives to --scheduler."""
        return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    def worker(self, *options: str, **settings: str) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it is there."""
        before = self._registered()
        process = self._start(
            "worker", "--nthreads", "1", "--dashboard-address", ":0",
            "--local-directory", str(self.folder), *options, **settings,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while self._registered() == before:
            assert process.poll() is None, self.logs()
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.02)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End a process as its user would."""
        process.terminate()
        process.wait(30)
        self._processes.remove(process)

    def logs(self) -> str:
        """Return what all processes said."""
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in found)

    def close(self) -> None:
        """End all processes; the scheduler last, for without it a worker waits before it ends."""
        *workers, scheduler = reversed(self._processes)
        for processes in (workers, [scheduler]):
            for process in processes:
                process.terminate()
            for process in processes:
                try:  # a worker that just starts, or misses its scheduler, takes half a minute
                    process.wait(2)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _registered(self) -> int:
        return self.logs().count("Starting worker compute stream")

    def _start(self, kind: str, *options: str, **settings: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{kind}{len(list(self.folder.glob('*.log')))}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [str(DASK), kind, "--scheduler-file", str(self._file), *options],
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._settings, **settings},
            )
        self._processes.append(process)
        return process


@contextmanager
def dask_cluster(folder: Path, **settings: str) -> Iterator[Cluster]:
    """A scheduler without workers, ended at the end."""
    cluster = Cluster(folder, **settings)
    try:
        yield cluster
    finally:
        cluster.close()
