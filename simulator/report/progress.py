"""Progress of long work, on standard error, and only where somebody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.study.runner import State

Progress = Callable[[int, int], None]
Step = Callable[[str], None]
StudyProgress = Callable[["State"], None]


@contextmanager
def progress_bar(what: str, *, shown: bool = True) -> Iterator[Progress | None]:
    """Give a function (done, to do) that moves a bar; None where standard error is no terminal."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*parts, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move


@contextmanager
def status_line(what: str, *, shown: bool = True) -> Iterator[Step]:
    """Give a function that says what is being done; it says nothing where nobody watches."""
    if not shown or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console

    started = time.monotonic()
    with Console(stderr=True).status(what) as line:

        def step(words: str) -> None:
            line.update(f"{what}: {words} ({time.monotonic() - started:.0f} s)")

        yield step


def silent(words: str) -> None:
    """Step of work that nobody watches."""


@contextmanager
def study_bar(
    what: str, replications: int, *, shown: bool = True
) -> Iterator[StudyProgress | None]:
    """Give a function that shows points done, runs per second, time left and failures."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    parts = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("points"),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), TextColumn("{task.fields[bad]}"),
    )  # fmt: skip
    with Bar(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rate="", bad="")
        started = time.monotonic()

        def move(state: State) -> None:
            fresh = (state.done - state.found) * replications
            rate = f"{fresh / max(time.monotonic() - started, 1e-9):.1f} runs/s" if fresh else ""
            bad = f"{state.failed} failed" if state.failed else ""
            bar.update(task, completed=state.done, total=state.total, rate=rate, bad=bad)

        yield move
