"""Who does the work: processes on this machine, or a Dask cluster that is there already.

Both hand out one task at a time and say which tickets are finished; a ticket whose worker died has
no outcome. Processes are started afresh (``spawn``): nothing of this one's threads or locks leaks
into them, and they are the same on every system.
"""

import contextlib
import os
import resource
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, Protocol

from geo.model.errors import LayerError

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "MKL_NUM_THREADS")
"""A worker is one of several: libraries in it keep to one thread."""

DASK_WAIT_S = 60


class Workers(Protocol):
    """Something that does tasks."""

    @property
    def count(self) -> int:
        """Answer how many tasks it does at once."""
        ...

    def submit(self, task: Callable[..., Any], /, *arguments: object) -> Any:
        """Hand out a task and answer its ticket."""
        ...

    def finished(self, tickets: Collection[Any]) -> list[Any]:
        """Wait until at least one ticket is finished, and answer those that are."""
        ...

    def outcome(self, ticket: Any) -> Any:
        """Answer what came of a finished ticket; None where its worker died."""
        ...


@dataclass
class ProcessWorkers:
    """Processes on this machine. When one dies the pool is started anew."""

    count: int
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)

    def submit(self, task: Callable[..., Any], /, *arguments: object) -> "Future[Any]":
        """Hand out a task and answer its ticket."""
        for _ in range(2):
            try:
                return self._running().submit(task, *arguments)
            except BrokenProcessPool:
                self.close()
        return self._running().submit(task, *arguments)

    def finished(self, tickets: Collection["Future[Any]"]) -> list["Future[Any]"]:
        """Wait until at least one ticket is finished, and answer those that are."""
        return list(wait(tickets, return_when=FIRST_COMPLETED).done)

    def outcome(self, ticket: "Future[Any]") -> Any:
        """Answer what came of a finished ticket; None where a worker died."""
        try:
            return ticket.result()
        except (BrokenProcessPool, CancelledError):
            # All that was in hand is broken with it: each of them is handed out again.
            return None

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            for name in THREADS:
                os.environ.setdefault(name, "1")
            self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))
        return self._pool


@contextlib.contextmanager
def process_workers(count: int | None = None) -> Iterator[ProcessWorkers]:
    """Have processes on this machine, as many as it has cores unless said."""
    workers = ProcessWorkers(count or len(os.sched_getaffinity(0)))
    try:
        yield workers
    finally:
        workers.close()


@dataclass
class DaskWorkers:
    """A Dask cluster: it gives the work of a dead worker to another by itself."""

    client: Any = field(repr=False)

    @property
    def count(self) -> int:
        """Answer the threads of all workers there are now."""
        return max(1, int(sum(self.client.nthreads().values())))

    def submit(self, task: Callable[..., Any], /, *arguments: object) -> Any:
        """Hand out a task and answer its ticket."""
        return self.client.submit(task, *arguments, pure=False)

    def finished(self, tickets: Collection[Any]) -> list[Any]:
        """Wait until at least one ticket is finished, and answer those that are."""
        from distributed import wait as wait_for  # noqa: PLC0415 - an extra, and slow to load

        waiting: Any = wait_for
        return list(waiting(list(tickets), return_when=FIRST_COMPLETED).done)

    def outcome(self, ticket: Any) -> Any:
        """Answer what came of a finished ticket; None where its workers died too often."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra, and slow to load

        try:
            return ticket.result()
        except KilledWorker:
            return None


@contextlib.contextmanager
def dask_workers(address: str) -> Iterator[DaskWorkers]:
    """Have the workers of a cluster, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    LayerError
        Where the extra is not installed, or nobody answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise LayerError("scheduler.not_installed") from error
    connect: Any = Client
    try:
        client = connect(address, timeout=DASK_WAIT_S)
    except (OSError, TimeoutError) as error:
        raise LayerError("scheduler.unreachable", address=address) from error
    try:
        client.wait_for_workers(1, timeout=DASK_WAIT_S)
        yield DaskWorkers(client)
    finally:
        client.close()


def peak_memory_mb() -> float:
    """Answer the most memory this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
