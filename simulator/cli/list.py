"""`corridorsim list`: what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.options import DataDirs, data_dirs
from simulator.cli.printing import say


def command(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[corridors|places|scenarios|markets|sources]", help="What to list."
        ),
    ] = "corridors",
    data: DataDirs = None,
) -> None:
    """List corridors, places, scenarios, sources."""
    from simulator.loading.catalogue import load_catalogue
    from simulator.report.listing import listing, other_kinds

    catalogue = load_catalogue(data_dirs(context, data))
    say(listing(catalogue, kind), other_kinds(catalogue, kind))
