"""`corridorsim trace`: one container's journey and ledger."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.options import DataDirs
from simulator.cli.printing import say
from simulator.errors import InputError, Problem, near_miss

if TYPE_CHECKING:
    from simulator.results.read import Run


def command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Run directory.")],
    feu: Annotated[
        str,
        typer.Argument(
            metavar="FEU", help="Container: demand/replication/ordinal, as in containers.parquet."
        ),
    ],
    data: DataDirs = None,
) -> None:
    """Trace one container and all that it paid."""
    del data  # a run directory holds all names that it needs
    from simulator.report.trace import Journey, trace
    from simulator.results.read import read

    run = read(directory)
    row = _row(run, feu)
    say(
        trace(
            Journey(
                row, run.journeys[row["journey"]], run.fixed[row["journey"]],
                dt.date.fromisoformat(str(run.document["scenario"]["start"])),
                run.document.get("places", {}),
            )
        )
    )  # fmt: skip


def _row(run: Run, feu: str) -> dict[str, Any]:
    demand, _, rest = feu.partition("/")
    replication, _, ordinal = rest.partition("/")
    if not (replication.isdecimal() and ordinal.isdecimal()):
        hint = "write demand/replication/ordinal, for example " + _example(run)
        raise InputError(Problem("trace", f"'{feu}' names no container", hint))
    wanted = [
        ("demand", "=", demand),
        ("replication", "=", int(replication)),
        ("ordinal", "=", int(ordinal)),
    ]
    rows = run.containers(filters=wanted).to_dict("records")
    if not rows:
        raise InputError(_absent(run, demand, int(replication), feu))
    return {str(k): v for k, v in rows[0].items()}


def _example(run: Run) -> str:
    frame = run.containers(["feu_id", "in_window"], [("replication", "=", 0)])
    inside = frame[frame["in_window"]]
    return str(inside["feu_id"].iloc[0]) if len(inside) else "demand/0/0"


def _absent(run: Run, demand: str, replication: int, feu: str) -> Problem:
    frame = run.containers(["demand", "replication", "ordinal"])
    demands = sorted(set(frame["demand"]))
    if demand not in demands:
        hint = near_miss(demand, demands) or f"demands: {', '.join(demands)}"
        return Problem("trace", f"the run has no demand '{demand}'", hint)
    mine = frame[(frame["demand"] == demand) & (frame["replication"] == replication)]
    if mine.empty:
        last = int(frame["replication"].max())
        return Problem("trace", f"the run has no replication {replication}", f"0 to {last}")
    low, high = mine["ordinal"].min(), mine["ordinal"].max()
    hint = f"ordinals of {demand} in replication {replication} run from {low} to {high}"
    return Problem("trace", f"there is no container '{feu}'", hint)
