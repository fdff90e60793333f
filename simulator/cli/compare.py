"""`corridorsim compare`: the paired difference of two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs
from simulator.cli.printing import say


def command(
    a: Annotated[Path, typer.Argument(metavar="DIR_A", help="Run directory to compare with.")],
    b: Annotated[Path, typer.Argument(metavar="DIR_B", help="Run directory that is compared.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write every metric to a CSV file, too."),
    ] = None,
    data: DataDirs = None,
) -> None:
    """Say by how much run B differs from run A.

    First in short: what differs in the input, and what changes most. Replications are paired, so
    both runs need the same seed.
    """
    del data  # a run directory holds all names that it needs
    from simulator.report.differences import differences, summary
    from simulator.results.compare import compare
    from simulator.results.read import read
    from simulator.results.write import write_csv

    frame = compare(a, b)
    runs = read(a), read(b)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_csv(frame, out)
    names = {k: v for run in runs for k, v in run.document.get("places", {}).items()}
    tail = f"Written to {out}" if out is not None else ""
    say(summary(frame, *runs), differences(frame, names), tail)
