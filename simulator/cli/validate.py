"""`corridorsim validate`: everything that is wrong with data and scenarios, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs, data_dirs
from simulator.cli.printing import complain, say


def command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE…]",
            help="Data and scenario files; without any, the whole catalogue is checked.",
            show_default=False,
        ),
    ] = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            help="Say, too, what the numbers rest on, and which values and facts nothing uses.",
        ),
    ] = False,
    data: DataDirs = None,
) -> None:
    """Say what is wrong with data and scenarios.

    All problems at once, each with file, line and column. Where there are none, warnings name
    what is hardly meant, such as a corridor that no demand uses or a train at walking pace.
    """
    from simulator.errors import told
    from simulator.loading.validation import catalogue_with, validate, warnings
    from simulator.report.listing import catalogue_size
    from simulator.report.text import counted

    paths = files or []
    folders = data_dirs(context, data)
    problems = validate(paths, folders)
    if problems:
        complain("\n".join([*told(problems), counted(len(problems), "problem")]))
        raise typer.Exit(2)
    catalogue = catalogue_with(paths, folders)
    doubts = warnings(catalogue)
    if doubts:
        complain("\n".join(map(str, doubts)))
    what = counted(len(paths), "file") if paths else catalogue_size(catalogue)
    page = ""
    if evidence:
        from simulator.loading.validation import load_all
        from simulator.report.evidence import evidence_page

        whole, scenarios = load_all(paths, folders)
        page = evidence_page(whole, scenarios, [str(path) for path in paths])
    say(f"{what}: no problem", page)
