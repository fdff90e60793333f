"""A scenario resolved: its own keys, and the network after its changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.errors import InputError, Mark, Problem, near_miss, plain
from simulator.loading.assembly import assemble
from simulator.loading.build import SECTIONS, build
from simulator.loading.catalogue import Catalogue, load_catalogue
from simulator.loading.evidence import Fact, require, unknown_fact_ids
from simulator.loading.overrides import Applied, MarkedChange, apply_changes
from simulator.loading.scenario_effects import apply_closures, apply_demand, apply_shares
from simulator.loading.scenario_files import (
    MergedScenario,
    merged_so_far,
    put_options,
    split_sets,
)
from simulator.loading.selection import nothing_to_do, selected_corridors, with_ids
from simulator.loading.tree import Tree
from simulator.loading.yaml_reader import Marks, parse_value
from simulator.model.scenario import Change, Network, Scenario

_NOT_TO_SET = ("extends", "changes")
"""Scenario keys that make the data before --set comes."""
_SET = Mark("--set")


@dataclass(frozen=True)
class Resolved:
    """What a run needs of the input, and nothing else."""

    scenario: Scenario
    network: Network
    corridors: tuple[str, ...]
    """Ids of the scenario's corridors, in the order of the catalogue."""
    files: dict[str, str] = field(default_factory=dict)
    """File name → SHA-256, of every file used."""
    changes: tuple[Applied, ...] = ()
    """Every value that the scenario and --set replaced: path, old, new."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """The published figures that evidence may name."""
    marks: Marks = field(default_factory=dict)
    """Where each path of the network stands."""
    tree: Tree = field(default_factory=Tree, repr=False, compare=False)
    """The raw data that the network was made of."""


def load_scenario(
    name_or_path: str | Path,
    data_dirs: Sequence[Path | str] = (),
    sets: Sequence[str] = (),
    overrides: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
) -> Resolved:
    """Read a scenario and make the network that it runs on.

    Parameters
    ----------
    name_or_path : name of a scenario of the catalogue, or path of a file.
    data_dirs : folders given with --data.
    sets : PATH=VALUE texts given with --set.
    overrides : scenario keys given by options, e.g. `{"seed": 7}`; None values count as absent.
    catalogue : read already; `data_dirs` is then not looked at.

    Raises
    ------
    InputError
        With every problem of the scenario and of the data under it.
    """
    data = catalogue if catalogue is not None else load_catalogue(data_dirs)
    resolved, problems = resolve_scenario(data, name_or_path, sets, overrides)
    require(problems)
    if resolved is None:  # no problem, so there is a scenario
        raise AssertionError
    return resolved


def resolve_scenario(
    catalogue: Catalogue,
    name_or_path: str | Path,
    sets: Sequence[str] = (),
    overrides: Mapping[str, Any] | None = None,
) -> tuple[Resolved | None, list[Problem]]:
    """Resolve as far as possible: the scenario (None where it cannot be had) and all problems."""
    problems: list[Problem] = []
    try:
        merged, problems = merged_so_far(catalogue, name_or_path)
        whole = not problems
        of_scenario, of_data = _sets(sets)
        problems += _set_keys(merged.tree, of_scenario)
        put_options(merged.tree, overrides or {})
    except InputError as error:
        return None, [*problems, *error.problems]
    resolved, found = resolve_merged(catalogue, merged, of_data)
    return (resolved if whole else None), [*problems, *found]


Adjust = Callable[[Tree], list[Applied]]
"""Changes raw data in place and says what it replaced."""


def resolve_merged(
    catalogue: Catalogue,
    merged: MergedScenario,
    sets: Sequence[MarkedChange] = (),
    adjust: Adjust | None = None,
) -> tuple[Resolved | None, list[Problem]]:
    """Resolve a scenario whose files are merged already; as `resolve_scenario`.

    Parameters
    ----------
    catalogue : the data.
    merged : the scenario.
    sets : changes of the data that come after the scenario's own.
    adjust : changes the data last.
    """
    try:
        scenario = build(Scenario, merged.tree)
    except InputError as error:
        beside = _wrong_beside(catalogue, merged, sets, error.problems)
        return None, [*error.problems, *beside]
    tree = catalogue.tree.copy()
    log, problems = _changed(tree, scenario, merged, list(sets))
    try:
        log += adjust(tree) if adjust is not None else []
    except InputError as error:
        problems += error.problems
    network, wrong = assemble(tree, catalogue.known)
    problems += wrong
    problems += unknown_fact_ids(scenario, catalogue.facts, merged.tree.marks)
    if network is None:
        return None, problems
    scenario, corridors, found = selection(network, scenario, merged.tree)
    problems += found
    if not problems:
        problems = nothing_to_do(network, scenario, merged.tree, corridors)
    files = {**catalogue.files, **merged.files}
    resolved = Resolved(
        scenario, network, corridors, files, tuple(log), catalogue.facts, tree.marks, tree
    )
    return resolved, problems


def selection(
    network: Network, scenario: Scenario, own: Tree
) -> tuple[Scenario, tuple[str, ...], list[Problem]]:
    """Give the scenario with ids in place of names, its corridors, and what is wrong with them."""
    corridors, found = selected_corridors(network, scenario, own)
    scenario, more = with_ids(network, scenario, own)
    return scenario, corridors, [*found, *more]


def _wrong_beside(
    catalogue: Catalogue,
    merged: MergedScenario,
    sets: Sequence[MarkedChange],
    wrong: Sequence[Problem],
) -> list[Problem]:
    """Names and paths that lead nowhere, in the parts of a scenario that are written right."""
    places = [problem.path.split(".") for problem in wrong]
    sound = Tree(dict(merged.tree.data), merged.tree.marks)
    listed = sound.data.get("changes")
    for key in {place[0] for place in places}:
        sound.data.pop(key, None)
    try:
        scenario = build(Scenario, sound)
        changes = dict(enumerate(scenario.changes))
        if not changes and isinstance(listed, list):
            bad = {place[1] for place in places if place[0] == "changes" and len(place) > 1}
            good = {i: c for i, c in enumerate(listed) if str(i) not in bad}
            changes = {i: Change.model_validate(c) for i, c in good.items()}
    except (InputError, ValidationError):  # wrong as a whole: nothing in it can be relied upon
        return []
    tree = catalogue.tree.copy()
    problems = _changed(tree, scenario, merged, list(sets), changes)[1]
    network, _ = assemble(tree, catalogue.known)
    return problems if network is None else problems + selection(network, scenario, sound)[2]


def _changed(
    tree: Tree,
    scenario: Scenario,
    merged: MergedScenario,
    sets: list[MarkedChange],
    changes: Mapping[int, Change] | None = None,
) -> tuple[list[Applied], list[Problem]]:
    """Apply everything that a scenario does to the data: files in order, --set last.

    `changes` : those of the scenario's to apply, by their position; all of them by default.
    """
    wanted = dict(enumerate(scenario.changes)) if changes is None else changes
    log: list[Applied] = []
    problems: list[Problem] = []

    def note(effects: tuple[list[Applied], list[Problem]]) -> None:
        log.extend(effects[0])
        problems.extend(effects[1])

    first = 0
    for count in merged.changes_by_level:
        marked = [
            MarkedChange(wanted[i], merged.tree.mark(("changes", i)), f"changes.{i}")
            for i in range(first, first + count)
            if i in wanted
        ]
        first += count
        note(apply_changes(tree, marked))
    note(apply_demand(tree, scenario, merged.tree, merged.files))
    note(apply_shares(tree, scenario, merged.tree))
    note(apply_closures(tree, scenario, merged.tree))
    note(apply_changes(tree, sets))
    return log, problems


def _sets(sets: Sequence[str]) -> tuple[list[MarkedChange], list[MarkedChange]]:
    """Sort the changes of --set: those of scenario keys, and those of the data."""
    of_scenario, of_data = [], []
    for path, text in split_sets(sets):
        change = Change(path=path, set=parse_value(text, path))
        marked = MarkedChange(change, _SET, path)
        key = scenario_key(path)
        if key is not None:
            inner = change.model_copy(update={"path": key})
            of_scenario.append(MarkedChange(inner, marked.mark, path))
        else:
            of_data.append(marked)
    return of_scenario, of_data


def scenario_key(path: str, mark: Mark = _SET) -> str | None:
    """Key of the scenario that a path of --set means (`scenario.seed` or `seed`), else None.

    Raises
    ------
    InputError
        If it begins with neither a section of the data nor a key of the scenario.
    """
    first, _, rest = path.partition(".")
    if plain(first) == "scenario":
        return rest
    if first in Scenario.model_fields and not (first in SECTIONS and rest):
        return path
    if first in SECTIONS:
        return None
    known = [*SECTIONS, *Scenario.model_fields]
    message = f"'{first}' is neither a section of the data nor a key of the scenario"
    raise InputError(Problem(path, message, near_miss(first, known), mark))


def _set_keys(tree: Tree, changes: list[MarkedChange]) -> list[Problem]:
    """Set scenario keys, making the mappings around them where they are absent."""
    for marked in changes:
        make_room(tree, marked.change.path, marked.mark, marked.where)
    return apply_changes(tree, changes, Scenario)[1]


def make_room(tree: Tree, path: str, mark: Mark, where: str) -> None:
    """Make the mappings around a key of the scenario, where they are absent.

    Raises
    ------
    InputError
        If the key must not be set, or lies in something that is no mapping.
    """
    parts = path.split(".")
    if parts[0] in _NOT_TO_SET:
        message = f"`{parts[0]}` cannot be set here"
        raise InputError(Problem(where, message, "write a scenario file", mark))
    holder = tree.data
    for depth, part in enumerate(parts[:-1], 1):
        if part not in holder:
            tree.marks[tuple(parts[:depth])] = mark
        inner = holder.setdefault(part, {})
        if not isinstance(inner, dict):
            raise InputError(Problem(where, f"`{part}` is not a mapping", mark=mark))
        holder = inner
