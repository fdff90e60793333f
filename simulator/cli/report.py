"""`corridorsim report`: a report of a run, of two runs, or of a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs, RunOrStudy, data_dirs
from simulator.cli.printing import complain, say


def command(
    context: typer.Context,
    directory: RunOrStudy,
    other: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR_B]", help="Run directory to compare with the first.", show_default=False
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|pdf|md",
            help="Format; told by --out's ending if not given.",
            show_default="html",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="File to write.", show_default="<DIR>-report.<format>"
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help="Your own Jinja (html, md) or Typst (pdf) template.",
            show_default=False,
        ),
    ] = None,
    data: DataDirs = None,
) -> None:
    """Write a report with tables, charts and sources.

    Of a run, of what run DIR_B changes against run DIR, or of a study.
    """
    from simulator.report.document.write import write_report
    from simulator.report.progress import status_line

    folders = data_dirs(context, data)
    lacking: list[str] = []
    with status_line("report") as step:
        written = write_report(
            directory, other, format=format_, out=out, template=template, data=folders,
            tell=lacking.append, step=step,
        )  # fmt: skip
    for words in lacking:
        complain(words)
    say(f"Written to {written[0]}")
