"""Processes on this machine that run points, and survive the loss of any of them.

The standard library's pool breaks as a whole when one of its processes dies, without saying at
which task. Here each process has a line of its own to this one, so a lost process is replaced
and its task given again; a task that ends its process three times is a failed point.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Protocol

from simulator.engines import make_ready
from simulator.study.points import Point
from simulator.study.replicate import _interrupts_held_back
from simulator.study.variation import Lines, Part, Work

AHEAD = 2
"""Items that a process holds: one it works on, one so that it never waits for this process."""
MOST_TRIES = 3
"""Times that an item may lose its process."""


@dataclass(frozen=True)
class Item:
    """What one process does at a time: a point, or one replication of it."""

    point: Point
    replication: int | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        """What tells it from every other item."""
        return self.point.number, self.replication


@dataclass(frozen=True)
class Done:
    """An item and what came of it: a piece of the whole point, or a part of one replication."""

    item: Item
    found: bytes | Part
    lines: Lines


class Executor(Protocol):
    """Where items are run."""

    width: int
    """Items that can run at once."""

    def run(self, items: Sequence[Item]) -> Iterator[Done]:
        """Run items, in any order."""
        ...


def perform(work: Work, item: Item) -> Done:
    """Run one item."""
    if item.replication is None:
        piece, lines = work.piece(item.point)
        return Done(item, piece, lines)
    part, lines = work.part(item.point, item.replication)
    return Done(item, part, lines)


class Here:
    """Runs items in this process: no other one has to start."""

    width = 1

    def __init__(self, work: Work) -> None:
        self.work = work

    def run(self, items: Sequence[Item]) -> Iterator[Done]:
        """Run items one after another."""
        for item in items:
            yield perform(self.work, item)


@dataclass
class _Worker:
    process: BaseProcess
    line: connection.Connection
    items: deque[Item] = field(default_factory=deque)


class Pool:
    """Worker processes; use as a context manager, which ends them."""

    def __init__(self, work: Work, width: int) -> None:
        self.work, self.width = work, width
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._lost: dict[tuple[int, int | None], int] = {}

    def __enter__(self) -> Pool:
        make_ready(self.work.engine)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for worker in self._workers:
            worker.process.terminate() if kind or worker.items else worker.line.send(None)
            worker.line.close()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
        self._workers.clear()

    def run(self, items: Sequence[Item]) -> Iterator[Done]:
        """Run items; those lost with their process are run again."""
        waiting = deque(items)
        left = len(waiting)
        while left:
            self._start(min(self.width, left))
            self._hand_out(waiting)
            for worker in self._ready():
                done = self._received(worker, waiting)
                if done is not None:
                    left -= 1
                    yield done

    def _start(self, count: int) -> None:
        while len(self._workers) < count:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(theirs, self.work), daemon=True)
            with _interrupts_held_back():
                process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours))

    def _hand_out(self, waiting: deque[Item]) -> None:
        """Give everybody one item before anybody a second one."""
        for depth in range(1, AHEAD + 1):
            for worker in self._workers:
                if waiting and len(worker.items) < depth:
                    item = waiting.popleft()
                    worker.items.append(item)
                    try:
                        worker.line.send(item)
                    except OSError:  # it has just died: `_ready` will tell
                        return

    def _ready(self) -> list[_Worker]:
        lines: list[Any] = [w.line for w in self._workers if w.items]
        ready = connection.wait(lines)
        return [w for w in self._workers if w.line in ready]

    def _received(self, worker: _Worker, waiting: deque[Item]) -> Done | None:
        try:
            done: Done = worker.line.recv()
        except (EOFError, OSError):
            return self._replaced(worker, waiting)
        worker.items.popleft()
        return done

    def _replaced(self, worker: _Worker, waiting: deque[Item]) -> Done | None:
        """Drop a process that has died; its first item is tried again, or given up."""
        self._workers.remove(worker)
        worker.line.close()
        worker.process.join(5)
        culprit, *others = worker.items
        waiting.extendleft(reversed(others))
        tries = self._lost[culprit.key] = self._lost.get(culprit.key, 0) + 1
        if tries < MOST_TRIES:
            waiting.appendleft(culprit)
            return None
        return given_up(self.work, culprit, worker.process.exitcode)


def given_up(work: Work, item: Item, code: int | None) -> Done:
    """Make a failed point of an item that has lost its process too often.

    `code` : exit code of the process, None where it is not known.
    """
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    words = (
        f"its process ended {MOST_TRIES} times{f' ({how})' if code is not None else ''}, often "
        "for want of memory; use fewer --workers"
    )
    part = Part(item.replication or 0, None, {}, words)
    if item.replication is not None:
        return Done(item, part, [])
    return Done(item, work.joined(item.point, [part]), [])


def _serve(line: connection.Connection, work: Work) -> None:
    """Run items as they come, until there are no more or the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    while True:
        try:
            item: Item | None = line.recv()
        except (EOFError, OSError):
            return
        if item is None:
            return
        line.send(perform(work, item))


def _leave_with_parent() -> None:
    """End at once when the process that started this one is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
