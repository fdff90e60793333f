"""Which corridors a scenario is about, and names in it written out as ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.errors import InputError, Problem
from simulator.loading.names import Names, listed, some_of
from simulator.loading.tree import Tree, dotted
from simulator.loading.yaml_reader import DataPath
from simulator.model.scenario import Network, Scenario

RUNNING = ("open", "disrupted")
"""Statuses of corridors that a scenario takes unless it names others."""
_OF_A_FILE = "the folder of its file is given by --data"


def selected_corridors(
    network: Network, scenario: Scenario, own: Tree
) -> tuple[tuple[str, ...], list[Problem]]:
    """Ids of the scenario's corridors, in the order of the catalogue.

    Named corridors are taken whatever their status; of a named market, and of all without any
    name, those that are open or disrupted.
    """
    look = _Lookup(network, own)
    wanted = {
        c for i, t in enumerate(scenario.corridors) for c in look.corridors(t, "corridors", i)
    }
    markets = {m for i, t in enumerate(scenario.markets) for m in look.markets(t, "markets", i)}
    by_default = not scenario.corridors and not scenario.markets
    if by_default:
        look.empty_lists()
    for key, corridor in network.corridors.items():
        if corridor.status in RUNNING and (by_default or corridor.market in markets):
            wanted.add(key)
    chosen = tuple(key for key in network.corridors if key in wanted)
    return chosen, look.problems


class _Lookup:
    """Looks names of a scenario up, collecting those that name nothing."""

    def __init__(self, network: Network, own: Tree) -> None:
        self.network, self.own = network, own
        self.problems: list[Problem] = []

    def corridors(self, text: str, *at: str | int) -> list[str]:
        """Ids of the corridors that a name or pattern at a path of the scenario stands for."""
        names = {i: (c.name,) for i, c in self.network.corridors.items()}
        return self._some(text, names, "corridor", at)

    def markets(self, text: str, *at: str | int) -> list[str]:
        """Ids of the markets."""
        names = {i: (m.name,) for i, m in self.network.markets.items()}
        return self._some(text, names, "market", at)

    def _some(self, text: str, names: Names, kind: str, at: DataPath) -> list[str]:
        try:
            return some_of(text, names, kind, path=dotted(at), mark=self.own.mark(at))
        except InputError as error:
            self.problems += [p if p.hint else replace(p, hint=_OF_A_FILE) for p in error.problems]
            return []

    def empty_lists(self) -> None:
        """Complain of lists that are there and name nothing, rather than take all."""
        for key in ("corridors", "markets"):
            if self.own.data.get(key) == []:
                hint = "leave the key out for every corridor that is open or disrupted"
                message = f"the list is empty, so it names no {key.removesuffix('s')}"
                self.problems.append(Problem(key, message, hint, self.own.mark((key,))))

    def promised(self, key: str) -> list[str]:
        """Keys of `promised_days` with ids for a name: `corridor` or `corridor/direction`."""
        name, _, way = key.partition("/")
        found = self.corridors(name, "promised_days", key)
        for corridor in found if way else ():
            ways = [self.network.corridors[corridor].heading(f) for f in (True, False)]
            if way not in ways:
                message = f"the corridor '{corridor}' runs {ways[0]} and {ways[1]}, not '{way}'"
                mark = self.own.mark(("promised_days", key))
                self.problems.append(Problem(f"promised_days.{key}", message, mark=mark))
        return [f"{corridor}/{way}" if way else corridor for corridor in found]


def nothing_to_do(
    network: Network, scenario: Scenario, own: Tree, chosen: tuple[str, ...]
) -> list[Problem]:
    """Say so if no corridor is chosen, or no demand uses those that are."""
    key = "corridors" if scenario.corridors else "markets"
    mark = own.mark((key,)) if (key,) in own.marks else own.marks[()]
    if not chosen:
        where = f"of the markets {listed(scenario.markets)} " if scenario.markets else ""
        hint = "name corridors under `corridors:`"
        return [Problem(key, f"no corridor {where}is open", hint, mark)]
    shares = (d.shares for d in network.demands.values() if d.feu_per_year > 0)
    if any(s.get(c, 0) > 0 for s in shares for c in chosen):
        return []
    message = f"no demand uses {listed(chosen)}: nothing would move"
    return [Problem(key, message, "give a demand, or shares of one", mark)]


def idle(network: Network) -> list[str]:
    """Corridors that scenarios take by themselves although no demand ever uses them."""
    used = {c for d in network.demands.values() for c, share in d.shares.items() if share > 0}
    return [k for k, c in network.corridors.items() if c.status in RUNNING and k not in used]


def with_ids(network: Network, scenario: Scenario, own: Tree) -> tuple[Scenario, list[Problem]]:
    """Give the scenario with ids for names in `promised_days` and `precision`."""
    look = _Lookup(network, own)
    changed: dict[str, Any] = {}
    if scenario.promised_days:
        promised = scenario.promised_days.items()
        changed["promised_days"] = {k: days for key, days in promised for k in look.promised(key)}
    precision = scenario.precision
    if precision is not None and precision.corridors:
        given = enumerate(precision.corridors)
        found = [c for i, t in given for c in look.corridors(t, "precision", "corridors", i)]
        ids = tuple(dict.fromkeys(found))
        changed["precision"] = precision.model_copy(update={"corridors": ids})
    return scenario.model_copy(update=changed), look.problems
