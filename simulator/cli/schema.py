"""`corridorsim schema`: JSON Schema for editors."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from simulator.cli.options import DataDirs
from simulator.cli.printing import say


def command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[KIND]",
            help="scenario, corridor (a data file as it stands in corridors/), or one kind of "
            "object: place, leg, service, demand, …",
        ),
    ] = "corridor",
    data: DataDirs = None,
) -> None:
    """Print the JSON Schema of a kind of file or object."""
    del data  # the schema does not depend on the data
    from simulator.report.schema import json_schema

    say(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
