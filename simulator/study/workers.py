"""Processes on this machine that survive the loss of any of them.

The standard library's pool breaks as a whole when one of its processes dies, without saying at
which item, and may stand still when it is interrupted. Here each process has a line of its own
to this one, so a lost process is replaced and its item given again, up to `MOST_TRIES` times.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, TypeVar

from simulator.errors import CorridorsimError

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2
"""Items that a process holds: one it works on, one so that it never waits for this process."""
NOT_STARTED = 1
"""Exit code of a process that met an error before its first item."""
MOST_TRIES = 3
"""Times that an item may lose its process."""


@dataclass
class _Worker:
    process: BaseProcess
    line: connection.Connection
    items: deque[int] = field(default_factory=deque)


class Workers(Generic[T, R]):
    """Worker processes; use as a context manager, which ends them.

    Parameters
    ----------
    job : what is done with an item; sent once to each process. An exception of it is raised here.
    width : processes at most.
    lost : gives the result of an item that has lost its process too often, or raises; takes the
        item and the process's exit code.
    """

    def __init__(
        self, job: Callable[[T], R], width: int, lost: Callable[[T, int | None], R]
    ) -> None:
        self.job, self.width, self.lost = job, width, lost
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers[T, R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for worker in self._workers:
            if kind or worker.items:
                worker.process.terminate()
            else:
                with suppress(OSError):  # it has just died
                    worker.line.send(None)
            worker.line.close()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    def run(self, items: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield each item's position and result, as they end."""
        waiting = deque(range(len(items)))
        left = len(waiting)
        tries: Counter[int] = Counter()
        while left:
            self._start(min(self.width, left))
            self._hand_out(waiting, items)
            for worker in self._ready():
                try:
                    failed, result = worker.line.recv()
                except (EOFError, OSError):
                    number, code = self._dropped(worker, waiting)
                    tries[number] += 1
                    if tries[number] < MOST_TRIES:
                        waiting.appendleft(number)
                        continue
                    failed, result = False, self.lost(items[number], code)
                else:
                    number = worker.items.popleft()
                if failed:
                    raise result
                left -= 1
                yield number, result

    def _start(self, count: int) -> None:
        """Start what is missing; the job follows by the line, where a death is noticed."""
        fresh = [self._started() for _ in range(count - len(self._workers))]
        self._workers += fresh
        for worker in fresh:
            with suppress(OSError):  # it has died at once: `_ready` will tell
                worker.line.send(self.job)

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with _interrupts_held_back():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_out(self, waiting: deque[int], items: Sequence[T]) -> None:
        """Give everybody one item before anybody a second one."""
        for depth in range(1, AHEAD + 1):
            for worker in self._workers:
                if waiting and len(worker.items) < depth:
                    worker.items.append(waiting.popleft())
                    try:
                        worker.line.send(items[worker.items[-1]])
                    except OSError:  # it has just died: `_ready` will tell
                        return

    def _ready(self) -> list[_Worker]:
        lines = [w.line for w in self._workers if w.items]
        ready = connection.wait(lines)
        return [w for w in self._workers if w.line in ready]

    def _dropped(self, worker: _Worker, waiting: deque[int]) -> tuple[int, int | None]:
        """Drop a process that has died; give the item that it was at, and its exit code."""
        self._workers.remove(worker)
        worker.line.close()
        worker.process.join(5)
        culprit, *others = worker.items
        waiting.extendleft(reversed(others))
        return culprit, worker.process.exitcode


def check_start(code: int | None) -> None:
    """Raise where a process could not even start, by its exit code: no other will.

    Raises
    ------
    CorridorsimError
        With what a script has to do.
    """
    if code == NOT_STARTED:
        msg = (
            "a worker process could not start; a script that starts any must do so under "
            "`if __name__ == '__main__':`, or with workers=1"
        )
        raise CorridorsimError(msg)


def _serve(line: connection.Connection) -> None:
    """Do items as they come, until there are no more or the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        job = line.recv()
        gc.freeze()  # what all items share stays: nothing of it is garbage to be looked for
        while (item := line.recv()) is not None:
            _answer(line, job, item)
    except (EOFError, OSError):
        return


def _answer(line: connection.Connection, job: Callable[[T], R], item: T) -> None:
    """Send the result, or the exception, which is raised again in the process that waits."""
    try:
        answer: tuple[bool, R | Exception] = False, job(item)
    except Exception as error:
        answer = True, _portable(error)
    try:
        line.send(answer)
    except (pickle.PicklingError, TypeError, AttributeError) as error:  # before anything was sent
        line.send((True, _portable(error)))


def _portable(error: Exception) -> Exception:
    """The exception with where it came from, or its words if it cannot travel."""
    told = traceback.format_exc()
    error.add_note(told)
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its class does then
        return RuntimeError(f"in a worker process: {told}")
    return error


def _leave_with_parent() -> None:
    """End at once when the process that started this one is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let processes that start here inherit a blocked Ctrl-C: this process ends them itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: `_serve` has to ignore it
        yield
        return
    resource_tracker.ensure_running()  # lets Ctrl-C through again when it starts, so: first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
