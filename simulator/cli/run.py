"""`corridorsim run`: run a scenario, write its directory, print the comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import complain, say, say_json, worker_count

if TYPE_CHECKING:
    from simulator.results.tables import Results
    from simulator.study.api import Job


def command(
    context: typer.Context,
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or its file.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Run directory.", show_default="runs/<scenario>"),
    ] = None,
    sets: options.Sets = None,
    seed: options.Seed = None,
    replications: options.Replications = None,
    workers: options.Workers = None,
    engine: options.EngineName = None,
    corridor: Annotated[
        list[str] | None,
        typer.Option(
            "--corridor",
            metavar="NAME[:FROM..TO]",
            help="Report only this corridor, and a section of it; everything is simulated all "
            "the same. May be given several times.",
            show_default=False,
        ),
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="Also write everything that happened.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the run that the directory holds.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the rows of summary.csv as JSON.")
    ] = False,
    quiet: options.Quiet = False,
    data: options.DataDirs = None,
) -> None:
    """Run a scenario and compare its corridors.

    Prints dollars, days and the longest wait for each corridor, and writes a run directory.
    """
    from simulator.study.api import check_directory, prepare

    folders = options.data_dirs(context, data)
    job = prepare(
        scenario, folders, sets or (), {"seed": seed, "replications": replications},
        corridors=corridor or (), engine=engine, events=events,
    )  # fmt: skip
    options.check_folder(out, "a run is a folder of tables, such as --out runs/mine")
    target = out or Path("runs") / (job.resolved.scenario.name or "scenario")
    check_directory(target, force=force)
    results = _run_and_save(job, target, workers, force=force, quiet=quiet)
    if as_json:
        rows = results.summary.to_dict("records")
        say_json([{str(k): v for k, v in row.items()} for row in rows])
    elif not quiet:
        say(*_report(job, results), f"Written to {target}")
    if results.deadlocks:
        complain(_deadlocks(job, results))
        raise typer.Exit(1)


def _run_and_save(
    job: Job, target: Path, workers: int | None, *, force: bool, quiet: bool
) -> Results:
    from simulator.report.progress import progress_bar

    count = worker_count(workers, job.task.scenario.replications)
    try:
        with progress_bar(f"{job.task.scenario.name}: replications", shown=not quiet) as move:
            return job.run_into(target, count, move, force=force).results
    except KeyboardInterrupt:
        complain("nothing was written")
        raise


def _report(job: Job, results: Results) -> list[str]:
    from simulator.report.summary import Reading, caption, comparison
    from simulator.report.text import prose

    network, scenario = job.resolved.network, job.resolved.scenario
    reading = Reading(
        results.summary, results.stages, {k: p.name for k, p in network.places.items()},
        {k: c.status for k, c in network.corridors.items()},
    )  # fmt: skip
    words = caption(
        price_year=network.economy.price_year, seed=results.seed, replications=results.count,
        start=scenario.start.isoformat(), warmup=scenario.warmup_days,
        horizon=scenario.horizon_days,
    )  # fmt: skip
    return [comparison(reading), prose(words)]


def _deadlocks(job: Job, results: Results) -> str:
    from simulator.report.words import circle

    names = {k: p.name for k, p in job.resolved.network.places.items()}
    return "\n".join(
        f"deadlock in replication {n}: {circle(names, ring)} (each waits for room that the next "
        "holds; the figures up to then are kept)"
        for n, ring in results.deadlocks.items()
    )
