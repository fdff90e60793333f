"""`corridorsim sweep`: run a study, or go on with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import complain, say, worker_count

if TYPE_CHECKING:
    from simulator.study.runner import State
    from simulator.study.sweep import StudyJob
    from simulator.study.write import StudyResults


def command(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A study file, or a shipped study's name.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Study directory.", show_default="studies/<study>"
        ),
    ] = None,
    workers: options.Workers = None,
    engine: options.EngineName = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS",
            help="Run on the workers of this Dask scheduler, such as tcp://host:8786.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs it takes and about how long.")
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget what the directory holds of a study.")
    ] = False,
    quiet: options.Quiet = False,
    data: options.DataDirs = None,
) -> None:  # fmt: skip
    """Run a study: many runs that differ in their assumptions.

    Whatever ends it, the same command goes on where it stopped.
    """
    from simulator.study.sweep import prepare_study

    job = prepare_study(file, options.data_dirs(context, data), engine)
    count = worker_count(workers, 1_000_000)
    if dry_run:
        say(_outlook(job, count))
        return
    options.check_folder(out, "a study is a folder of tables, such as --out studies/mine")
    target = out or Path("studies") / (job.study.name or "study")
    found, there = _run(job, target, count, scheduler, restart=restart, quiet=quiet)
    if not quiet:
        from simulator.report.study import study_page

        say(*study_page(found), _taken(there, found.record["points"]), f"Written to {target}")
    if found.failed:
        from simulator.report.study import failures

        if quiet:
            complain(failures(found))
        raise typer.Exit(1)


def _run(
    job: StudyJob, target: Path, count: int, scheduler: str | None, *, restart: bool, quiet: bool
) -> tuple[StudyResults, int]:
    """Run what is missing; gives the tables, and how many points were there before."""
    from simulator.report.progress import study_bar

    there = 0
    title = job.study.title or job.study.name or "study"
    try:
        with study_bar(title, job.work.replications, shown=not quiet) as move:

            def watch(state: State) -> None:
                nonlocal there
                there = state.found
                if move is not None:
                    move(state)

            found = job.run(
                target, workers=count, scheduler=scheduler, restart=restart, progress=watch
            )
            return found, there
    except KeyboardInterrupt:
        complain(f"every point that was finished is kept in {target}; the same command goes on")
        raise


def _taken(there: int, points: int) -> str:
    """Say how much of a study was finished before."""
    if not there:
        return ""
    return f"{there} of {points} points {'was' if there == 1 else 'were'} there already."


def _outlook(job: StudyJob, workers: int) -> str:
    from simulator.report.text import counted

    found = job.estimate(workers)
    each = f"one run takes {found.seconds_per_run:.2g} s"
    if found.points is None or found.runs is None:
        return f"The number of points depends on what they show; {each}."
    points = counted(found.points, "point")
    replications = counted(found.replications, "replication")
    seconds = found.seconds_to_start + found.runs * found.seconds_per_run / workers
    processes = counted(workers, "process", "processes")
    return (
        f"At most {counted(found.runs, 'run')}: {points} of {replications}; {each}, so "
        f"about {_duration(seconds)} with {processes}, {_duration(found.seconds_to_start)} of it "
        "to start."
    )


def _duration(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.0f} seconds" if seconds >= 1.5 else "a second"
