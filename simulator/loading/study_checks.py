"""What can be wrong with a study: paths, values, outputs, and what its method names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.adjust import Setting
from simulator.loading.names import is_pattern, listed, matching, names_in, some_of
from simulator.loading.scenario import Resolved, scenario_key
from simulator.loading.shifting import is_number
from simulator.loading.tree import Tree, dotted
from simulator.loading.variation import Base
from simulator.loading.yaml_reader import DataPath
from simulator.model.study import (
    BreakEven,
    Capacity,
    Discovery,
    Factor,
    Frontier,
    Listed,
    RouteChoice,
    Study,
)

HOW = {"absolute": "set", "relative": "scale", "added": "add"}
"""`as` of a factor → what is done to the base's value."""
_MOST_TRIED = 20
"""Listed values of a factor that are tried before a study runs."""
_FREE_OF_FACTORS = (Capacity, RouteChoice)
"""Methods that move something of their own."""


def check_study(study: Study, base: Base, tree: Tree) -> list[Problem]:
    """Everything wrong with a study whose base is right.

    Parameters
    ----------
    study : built, so right by itself.
    base : its scenario.
    tree : the study file, for marks.
    """
    problems: list[Problem] = []
    claimed: dict[DataPath, str] = {}
    for name, factor in study.factors.items():
        found = list(_factor(base, name, factor, tree, claimed))
        problems += found
        if not found:
            problems += _tried(base, name, factor, tree)
    if not study.factors and not _needs_none(study):
        hint = "name at least one assumption that varies"
        problems.append(Problem("factors", "there are none", hint, tree.mark(("method",))))
    problems += _names(study, base.resolved, tree)
    return problems


def _needs_none(study: Study) -> bool:
    method = study.method
    scenarios = isinstance(method, Listed) and bool(method.scenarios)
    return scenarios or isinstance(method, _FREE_OF_FACTORS)


def _factor(
    base: Base, name: str, factor: Factor, tree: Tree, claimed: dict[DataPath, str]
) -> Iterator[Problem]:
    """Whether its paths hit values, of which no other factor moves any."""
    for i, text in enumerate(factor.all_paths):
        at: DataPath = ("factors", name, *(("path",) if factor.path else ("paths", i)))
        mark, where = tree.mark(at), dotted(at)
        try:
            hits = _hits(base, Setting(text, HOW[factor.how], None), mark)  # type: ignore[arg-type]
        except InputError as error:
            yield from (replace(p, path=where, mark=mark) for p in error.problems)
            continue
        for path in hits:
            other = _claimed(path, claimed)
            if other is not None:
                message = f"{dotted(path)} is moved by the factor '{other}' already"
                yield Problem(where, message, "let one factor move it", mark)
            claimed[path] = name


def _claimed(path: DataPath, claimed: dict[DataPath, str]) -> str | None:
    for other, name in claimed.items():
        shorter = min(len(other), len(path))
        if other[:shorter] == path[:shorter]:
            return name
    return None


def _hits(base: Base, setting: Setting, mark: Mark) -> list[DataPath]:
    key = scenario_key(setting.path, mark)
    if key is not None:
        return [("scenario", *key.split("."))]
    return [target.path for target in base.targets(setting, mark)]


def _tried(base: Base, name: str, factor: Factor, tree: Tree) -> list[Problem]:
    """Whether the scenario is right at the factor's ends, and at each of its values."""
    key = "values" if factor.values is not None else "range"
    mark = tree.mark(("factors", name, key))
    how: Any = HOW[factor.how]
    for value in (factor.range or factor.values or ())[:_MOST_TRIED]:
        try:
            base.vary([Setting(path, how, value) for path in factor.all_paths], mark)
        except InputError as error:
            return [_at_value(p, name, key, value, mark) for p in error.problems]
    return []


def _at_value(problem: Problem, name: str, key: str, value: Any, mark: Mark) -> Problem:
    said = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return Problem(f"factors.{name}.{key}", f"at {value}, {said}", problem.hint, mark)


def _names(study: Study, resolved: Resolved, tree: Tree) -> Iterator[Problem]:
    """What outputs and the method name: corridors, directions, factors, markets, demands."""
    yield from _outputs(study, resolved, tree)
    for key, text in _factor_names(study):
        if text not in study.factors:
            message = f"there is no factor '{text}'"
            hint = near_miss(text, study.factors) or f"there are {listed(study.factors)}"
            yield Problem(f"method.{key}", message, hint, tree.mark(("method", key)))
    named = []
    for at, text in _corridor_names(study):
        named.append(text)
        yield from _corridor(text, ("method", *at), resolved, tree)
    method = study.method
    if isinstance(method, (BreakEven, Frontier, Capacity, Discovery)):
        way: DataPath = ("method", "direction")
        yield from _direction(method.direction, named, way, resolved, tree)
    if isinstance(method, Capacity):
        yield from _some("demands", "demand", method.demands, resolved, tree)
    if isinstance(method, RouteChoice):
        yield from _some("markets", "market", method.markets, resolved, tree)
    if isinstance(method, Listed):
        yield from _listed(study, method, tree)


def _outputs(study: Study, resolved: Resolved, tree: Tree) -> Iterator[Problem]:
    for i, output in enumerate(study.outputs):
        if output.corridor is not None:
            yield from _corridor(output.corridor, ("outputs", i, "corridor"), resolved, tree)
        if output.direction is not None:
            named = [output.corridor] if output.corridor else resolved.corridors
            at: DataPath = ("outputs", i, "direction")
            yield from _direction(output.direction, named, at, resolved, tree)


def _factor_names(study: Study) -> Iterator[tuple[str, str]]:
    method = study.method
    if isinstance(method, BreakEven):
        yield "factor", method.factor
    if isinstance(method, Frontier):
        yield "x", method.x
        yield "y", method.y


def _corridor_names(study: Study) -> Iterator[tuple[DataPath, str]]:
    method = study.method
    if isinstance(method, BreakEven):
        yield ("a",), method.a
        yield ("b",), method.b
    if isinstance(method, (Frontier, Capacity)):
        yield from ((("corridors", i), c) for i, c in enumerate(method.corridors))
    if isinstance(method, Discovery):
        yield ("winner",), method.winner
        yield from ((("rivals", i), c) for i, c in enumerate(method.rivals))


def _corridor(text: str, at: DataPath, resolved: Resolved, tree: Tree) -> Iterator[Problem]:
    if text in resolved.corridors:
        return
    known = {i: (c.name,) for i, c in resolved.network.corridors.items()}
    found = matching(text, known)
    if text not in known:
        message = f"there is no corridor '{text}'"
        hint = f"its id is {found[0]}" if found else near_miss(text, known)
    else:
        message = f"the base does not run the corridor '{text}'"
        hint = f"it runs {listed(resolved.corridors)}; choose with `scenario: {{corridors: …}}`"
    yield Problem(dotted(at), message, hint, tree.mark(at))


def _direction(
    way: str, named: Iterable[str], at: DataPath, resolved: Resolved, tree: Tree
) -> Iterator[Problem]:
    corridors = [resolved.network.corridors[c] for c in named if c in resolved.network.corridors]
    ways = list(dict.fromkeys(c.heading(f) for c in corridors for f in (True, False)))
    if corridors and way not in ways:
        message = f"no such corridor runs {way}"
        yield Problem(dotted(at), message, f"they run {listed(ways)}", tree.mark(at))


def _some(
    key: str, kind: str, texts: Iterable[str], resolved: Resolved, tree: Tree
) -> Iterator[Problem]:
    known = names_in(resolved.tree.data.get(key))
    for i, text in enumerate(texts):
        at: DataPath = ("method", key, i)
        try:
            found = some_of(text, known, kind, path=dotted(at), mark=tree.mark(at))
        except InputError as error:
            yield from error.problems
            continue
        if not is_pattern(text) and found != [text]:
            yield Problem(dotted(at), f"give the id: {found[0]}", mark=tree.mark(at))


def _listed(study: Study, method: Listed, tree: Tree) -> Iterator[Problem]:
    """Points name factors, with values that those can take."""
    for i, row in enumerate(method.points or ()):
        at: DataPath = ("method", "points", i)
        for name, value in row.items() if isinstance(row, dict) else ():
            factor = study.factors.get(name)
            if factor is None:
                hint = near_miss(name, study.factors)
                yield Problem(dotted(at), f"there is no factor '{name}'", hint, tree.mark(at))
            elif factor.values is None and not is_number(value):
                message = f"{name} must be a number, found '{value}'"
                yield Problem(dotted(at), message, mark=tree.mark(at))
