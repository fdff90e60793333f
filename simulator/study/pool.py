"""Where the points of a study are run: in this process, or in several that may be lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Protocol

from simulator.engines import make_ready
from simulator.study.points import Point
from simulator.study.variation import Lines, Part, Work
from simulator.study.workers import MOST_TRIES, Workers, check_start


@dataclass(frozen=True)
class Item:
    """What one process does at a time: a point, or one replication of it."""

    point: Point
    replication: int | None = None


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


class Pool:
    """Worker processes that run items; use as a context manager, which ends them."""

    def __init__(self, work: Work, width: int) -> None:
        self.work, self.width = work, width
        self._workers = Workers(partial(perform, work), width, partial(given_up, work))

    def __enter__(self) -> Pool:
        make_ready(self.work.engine, tally=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._workers.__exit__(kind, error, trace)

    def run(self, items: Sequence[Item]) -> Iterator[Done]:
        """Run items; those lost with their process are run again."""
        for _, done in self._workers.run(items):
            yield done


def given_up(work: Work, item: Item, code: int | None) -> Done:
    """Make a failed point of an item that has lost its process too often.

    `code` : exit code of the process, None where it is not known.
    """
    check_start(code)
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    words = (
        f"its process ended {MOST_TRIES} times{f' ({how})' if code is not None else ''}, often "
        "for want of memory; use fewer --workers"
    )
    part = Part(item.replication or 0, None, {}, words)
    if item.replication is not None:
        return Done(item, part, [])
    return Done(item, work.joined(item.point, [part]), [])
