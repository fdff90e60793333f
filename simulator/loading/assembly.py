"""From raw data to a checked network, saying everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.errors import InputError, Problem
from simulator.loading.build import build_network
from simulator.loading.checking import all_known
from simulator.loading.checks import check_network
from simulator.loading.inherited import at_home
from simulator.loading.tree import Tree
from simulator.model.scenario import Network

_ANY_ECONOMY: dict[str, Any] = {
    "price_year": 2025,
    "price_index": {},
    "co2e_kg_per_tkm": {},
    "cargo": {
        "value_usd_per_feu": 1,
        "tonnes_per_feu": 1,
        "value_of_time_usd_per_day": 0,
        "reliability_ratio": 0,
        "stock_share_per_year": 0,
        "price_year": 2025,
    },
}
"""Stands in for a faulty economy while the rest is checked; never used for anything else."""


def assemble(
    tree: Tree, known: Mapping[str, frozenset[str]] | None = None
) -> tuple[Network | None, list[Problem]]:
    """Build and check a network.

    Parameters
    ----------
    tree : merged data, corridors written out.
    known : ids that exist beyond the tree, of objects left out for problems told already.

    Returns
    -------
    The network, or None where an object could not be built, and every problem. Objects that
    could not be built are left out and the rest is still checked against itself.
    """
    ids = _union(all_known(tree.data), known or {})
    try:
        network = build_network(tree)
    except InputError as error:
        told = at_home(error.problems, tree.marks)
        return None, [*told, *_rest(tree, error.problems, ids)]
    return network, check_network(network, tree.marks, ids)


def _rest(tree: Tree, problems: list[Problem], ids: Mapping[str, frozenset[str]]) -> list[Problem]:
    """Problems among the objects that have none of form."""
    good = tree.copy()
    for problem in problems:
        section, _, rest = problem.path.partition(".")
        if section == "economy" or not section:
            good.data["economy"] = _ANY_ECONOMY
        elif rest and isinstance(good.data.get(section), dict):
            good.data[section].pop(rest.split(".")[0], None)
        else:
            good.data.pop(section, None)
    try:
        network = build_network(good)
    except InputError:
        return []
    return check_network(network, tree.marks, ids)


def _union(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    empty: frozenset[str] = frozenset()
    return {k: one.get(k, empty) | other.get(k, empty) for k in {*one, *other}}
