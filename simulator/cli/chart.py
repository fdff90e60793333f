"""`corridorsim chart`: charts of a run or study, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import DataDirs, RunOrStudy, check_folder, data_dirs
from simulator.cli.printing import complain, say

if TYPE_CHECKING:
    from simulator.errors import Problem


def command(
    context: typer.Context,
    directory: RunOrStudy,
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND…]",
            help="Kinds of charts, all without any; a wrong word lists them.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="svg|png|pdf", help="Format of the files.")
    ] = "svg",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write to.", show_default="DIR-charts"),
    ] = None,
    width: Annotated[
        str, typer.Option("--width", metavar="page|column", help="Width of the figures.")
    ] = "page",
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="DIR", help="Draw the difference to this run.", show_default=False
        ),
    ] = None,
    data: DataDirs = None,
) -> None:
    """Draw charts of a run or study."""
    missing: list[Problem] = []
    check_folder(out, _out_hint(out, format_))
    try:
        from simulator.charts.drawing import draw
        from simulator.report.progress import status_line

        folders = data_dirs(context, data)
        with status_line("charts") as step:
            written = draw(
                directory, kinds or (), format_, out, folders, width=width, against=against,
                missing=missing.append, step=step,
            )  # fmt: skip
    except KeyboardInterrupt as stop:
        complain(str(stop) or "nothing was written")
        raise
    for problem in missing:
        complain(str(problem))
    say("\n".join(str(path) for path in written))


def _out_hint(out: Path | None, format_: str) -> str:
    """What to write instead of the name of a picture."""
    if out is None:
        return ""
    ending = out.suffix.lower().removeprefix(".")
    ending = ending if ending in ("svg", "png", "pdf") else format_
    return f"charts bear the names of their kinds: --out {out.with_suffix('')} --format {ending}"
