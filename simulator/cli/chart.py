"""`corridorsim chart`: charts of a run, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs, data_dirs
from simulator.cli.printing import say


def command(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Run directory.")],
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND…]",
            help="compare, time-distance, cost-stack; all without any.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="svg|png|pdf", help="Format of the files.")
    ] = "svg",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write to.", show_default="DIR/charts"),
    ] = None,
    data: DataDirs = None,
) -> None:
    """Draw charts of a run."""
    from simulator.charts.drawing import draw

    written = draw(directory, kinds or (), format_, out, data_dirs(context, data))
    say("\n".join(str(path) for path in written))
