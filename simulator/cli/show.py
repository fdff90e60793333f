"""`corridorsim show`: one thing of the catalogue, and what its numbers rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs, data_dirs
from simulator.cli.printing import say


def command(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Id or name of a corridor, place, scenario, service, leg, market, demand or "
            "source; `places.NAME` says which kind is meant.",
        ),
    ],
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Every number, with its facts or the reason it is assumed."),
    ] = False,
    data: DataDirs = None,
) -> None:
    """Show one thing, and what it rests on."""
    from simulator.loading.assembly import assemble
    from simulator.loading.catalogue import Catalogue, load_catalogue
    from simulator.loading.evidence import numbers, require
    from simulator.report import sources as evidence
    from simulator.report.finding import find
    from simulator.report.show import Shelf, page

    catalogue: Catalogue = load_catalogue(data_dirs(context, data))
    if name.endswith((".yaml", ".yml")) and Path(name).is_file():
        kind, key = "scenarios", name
    else:
        kind, key = find(catalogue, name)
    if kind == "scenarios":
        _show_scenario(catalogue, key, sources)
        return
    network, problems = assemble(catalogue.tree, catalogue.known)
    require(problems)
    if network is None:  # no problem, so there is a network
        raise AssertionError
    if sources and kind != "sources":
        refs = numbers(network, catalogue.tree.marks)
        objects = evidence.objects_of(network, kind, key)
        say(evidence.sources_page(refs, objects, catalogue.facts))
        return
    say(page(Shelf(catalogue, network), kind, key))


def _show_scenario(catalogue: object, key: str, sources: bool) -> None:
    from simulator.loading.catalogue import Catalogue
    from simulator.loading.scenario import load_scenario
    from simulator.report.show import scenario_page
    from simulator.report.sources import scenario_sources

    assert isinstance(catalogue, Catalogue)
    resolved = load_scenario(key, catalogue=catalogue)
    if sources:
        say(scenario_sources(resolved.scenario, resolved.facts))
    else:
        say(scenario_page(resolved))
