"""What a scenario does to the data: volumes, shares and closures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.errors import InputError, Mark, Problem, plain
from simulator.loading.names import (
    Names,
    fits,
    hint_for,
    is_pattern,
    listed,
    matching,
    names_in,
    one_of,
)
from simulator.loading.overrides import Applied, find_paths
from simulator.loading.shifting import is_number
from simulator.loading.tree import Tree, dotted
from simulator.loading.yaml_reader import DataPath
from simulator.model.scenario import DemandChange, Scenario, ScenarioClosure

Effects = tuple[list[Applied], list[Problem]]


def apply_demand(tree: Tree, scenario: Scenario, own: Tree, files: Iterable[str]) -> Effects:
    """Apply `demand`: other volumes, of demands named by id, pattern, corridor or market.

    Of two entries that hit the same demand, the one from the later file of the chain holds;
    two from the same file are a mistake.

    Parameters
    ----------
    tree : the data, changed here.
    own : the merged scenario, for marks.
    files : the scenario's files, the root of the chain first.
    """
    order = {file: level for level, file in enumerate(files)}
    chosen: dict[str, tuple[int, str, DemandChange]] = {}
    problems: list[Problem] = []
    for key, change in scenario.demand.items():
        mark = own.mark(("demand", key))
        level = order.get(mark.file, len(order))
        try:
            hits = _demands(tree, key, mark)
        except InputError as error:
            problems += error.problems
            continue
        for demand in hits:
            other = chosen.get(demand)
            if other is not None and other[0] == level:
                message = f"the demand '{demand}' is changed by `{other[1]}` already"
                problems.append(Problem(f"demand.{key}", message, "keep one of them", mark))
            elif other is None or other[0] < level:
                chosen[demand] = (level, key, change)
    marks = {key: own.mark(("demand", key)) for key in scenario.demand}
    log = [_volume(tree, d, change, marks[key]) for d, (_, key, change) in chosen.items()]
    return [entry for entry in log if entry is not None], problems


def _demands(tree: Tree, key: str, mark: Mark) -> list[str]:
    """Demands by id or name, else all of a corridor, else all of a market."""
    demands = _section(tree, "demands")
    for section in ("demands", "corridors", "markets"):
        names = names_in(tree.data.get(section))
        found = [i for i in names if fits(i, key)] if is_pattern(key) else matching(key, names)
        if found:
            if section == "demands":
                return found
            return [d for d, raw in demands.items() if _uses(tree, raw, section, found)]
    names = {**names_in(demands), **names_in(tree.data.get("corridors"))}
    message = f"no demand, corridor or market is called '{key}'"
    hint = hint_for(key, {**names, **names_in(tree.data.get("markets"))})
    raise InputError(Problem(f"demand.{key}", message, hint, mark))


def _uses(tree: Tree, demand: Any, section: str, ids: list[str]) -> bool:
    shares = demand.get("shares") if isinstance(demand, dict) else None
    if not isinstance(shares, dict):
        return False
    if section == "corridors":
        return any(i in shares for i in ids)
    return any(tree.value(("corridors", c, "market")) in ids for c in shares)


def _volume(tree: Tree, demand: str, change: DemandChange, mark: Mark) -> Applied | None:
    path: DataPath = ("demands", demand, "feu_per_year")
    old = tree.value(path)
    if change.scale is not None and not is_number(old):
        return None  # told when the demand is built
    if not isinstance(tree.value(path[:-1]), dict):
        return None
    new = change.feu_per_year if change.scale is None else old * change.scale
    tree.put(path, new, mark)
    return Applied(dotted(path), old, new)


def apply_shares(tree: Tree, scenario: Scenario, own: Tree) -> Effects:
    """Apply `shares`: other shares of a demand among corridors."""
    log: list[Applied] = []
    problems: list[Problem] = []
    demands, corridors = (names_in(tree.data.get(s)) for s in ("demands", "corridors"))
    for key, shares in scenario.shares.items():
        mark = own.mark(("shares", key))
        try:
            demand = one_of(key, demands, "demand", path=f"shares.{key}", mark=mark)
            new = {_corridor(c, corridors, key, own): share for c, share in shares.items()}
        except InputError as error:
            problems += error.problems
            continue
        path: DataPath = ("demands", demand, "shares")
        if isinstance(tree.value(path[:-1]), dict):
            log.append(Applied(dotted(path), tree.value(path), new))
            tree.put(path, new, mark)
    return log, problems


def _corridor(text: str, names: Names, demand: str, own: Tree) -> str:
    mark = own.mark(("shares", demand, text))
    return one_of(text, names, "corridor", path=f"shares.{demand}.{text}", mark=mark)


def apply_closures(tree: Tree, scenario: Scenario, own: Tree) -> Effects:
    """Apply `closures`: dated closures of places, facilities, legs and services."""
    log: list[Applied] = []
    problems: list[Problem] = []
    for key, closure in scenario.closures.items():
        try:
            targets = [
                target
                for target in _targets(tree, key, closure, own)
                if isinstance(tree.value(target), dict)  # else told when it is built
            ]
            log.extend(_close(tree, target, key, closure, own) for target in targets)
        except InputError as error:
            problems += error.problems
    return log, problems


def _targets(tree: Tree, key: str, closure: ScenarioClosure, own: Tree) -> list[DataPath]:
    where = f"closures.{key}.target"
    mark = own.mark(("closures", key, "target"))
    paths = find_paths(tree, closure.target, mark, where)
    for path in paths:
        if len(path) == 2 and path[0] in ("places", "legs", "services"):
            continue
        if len(path) == 4 and path[0] == "places" and path[2] == "facilities":
            continue
        message = f"{dotted(path)} cannot be closed"
        hint = "close places.X, places.X.facilities.Y, legs.X or services.X"
        if path[0] == "corridors" and len(path) == 2:
            legs = listed(f"legs.{leg}" for leg in _section(tree, *path, "legs"))
            hint = f"close some of its legs, or their services: {legs}"
        raise InputError(Problem(where, message, hint, mark))
    return paths


def _close(tree: Tree, target: DataPath, key: str, closure: ScenarioClosure, own: Tree) -> Applied:
    mark = own.mark(("closures", key))
    if not isinstance(tree.value((*target, "closures")), dict):
        tree.put((*target, "closures"), {}, mark)
    path: DataPath = (*target, "closures", key)
    if any(plain(k) == plain(key) for k in _section(tree, *target, "closures")):
        message = f"{dotted(target)} has a closure '{key}' already"
        hint = "give this one another name"
        raise InputError(Problem(f"closures.{key}", message, hint, mark))
    new = closure.model_dump(mode="json", exclude={"target"}, exclude_unset=True)
    tree.put(path, new, mark)
    return Applied(dotted(path), None, new)


def _section(tree: Tree, *path: str | int) -> dict[str, Any]:
    value = tree.value(path)
    return value if isinstance(value, dict) else {}
