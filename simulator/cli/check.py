"""`corridorsim check`: the model against published figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import say, worker_count, write_text

if TYPE_CHECKING:
    from simulator.study.api import Job
    from simulator.study.check import Check


def command(
    context: typer.Context,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="DIR", help="Check a run that exists, instead of running."),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="Scenario to run.")
    ] = "baseline",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a Markdown table, too.")
    ] = None,
    seed: options.Seed = None,
    replications: options.Replications = None,
    workers: options.Workers = None,
    engine: options.EngineName = None,
    quiet: options.Quiet = False,
    data: options.DataDirs = None,
) -> None:
    """Hold the model against published figures.

    Each is in range, off by so much, or undecided where the 95 % interval of the model's mean
    reaches over an end of the range; the exit code is 1 if the mean of one that was not used to
    set the model is off.
    """
    from simulator.report.checks import checks_table, markdown, summing_up
    from simulator.study.api import prepare

    overrides = {} if run else {"seed": seed, "replications": replications}
    job = prepare(scenario, options.data_dirs(context, data), (), overrides, engine=engine)
    names = {k: p.name for k, p in job.resolved.network.places.items()}
    if run is not None:
        found, source = _of_directory(job, run)
    else:
        found, source = _of_new_run(job, workers, quiet)
    if out is not None:
        write_text(out, markdown(found, names, "Model and published figures", source))
    if not quiet:
        tail = f"Written to {out}" if out is not None else ""
        say(checks_table(found, names), summing_up(found), source, tail)
    if any(c.missed for c in found):
        raise typer.Exit(1)


def _of_directory(job: Job, directory: Path) -> tuple[list[Check], str]:
    from simulator.results.read import read
    from simulator.study.check import checks

    run = read(directory)
    name = run.document.get("scenario", {}).get("name", "")
    count = run.document.get("replications", 0)
    found = checks(job.resolved.network, run.summary, run.replications)
    return found, _source(f"run {directory} of the scenario {name}", count, run.seed)


def _of_new_run(job: Job, workers: int | None, quiet: bool) -> tuple[list[Check], str]:
    from simulator.report.progress import progress_bar
    from simulator.study.check import checks, sections
    from simulator.study.replicate import run_scenario

    network, scenario = job.resolved.network, job.resolved.scenario
    extra = sections(network, job.resolved.corridors)
    task = replace(job.task, extra=extra, containers=False, places=False)
    count = worker_count(workers, scenario.replications)
    with progress_bar(f"{scenario.name}: replications", shown=not quiet) as move:
        results = run_scenario(task, count, move).results
    found = checks(network, results.summary, results.replications)
    return found, _source(f"scenario {scenario.name}", results.count, results.seed)


def _source(what: str, replications: int, seed: int) -> str:
    from simulator.report.text import counted, prose

    return prose(
        f"Model: {what}, {counted(replications, 'replication')}, seed {seed}; mean ± half the 95 % "
        "interval; undecided where that reaches over an end of the published range. Published "
        "money is brought to the model's price year where the index reaches its year."
    )
