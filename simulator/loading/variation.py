"""A scenario varied: the network changed where a setting touches it, not read again.

Changing one object costs a sixth of resolving the whole scenario, and gives the same network: the
objects touched go through the same validation, and the same checks run over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.errors import InputError, Mark, Problem
from simulator.loading.adjust import Setting, Target, apply, rounded, targets
from simulator.loading.build import build_network
from simulator.loading.catalogue import Catalogue
from simulator.loading.checks import check_network
from simulator.loading.overrides import Applied
from simulator.loading.scenario import (
    Resolved,
    make_room,
    resolve_merged,
    scenario_key,
    selection,
)
from simulator.loading.scenario_files import MergedScenario
from simulator.loading.selection import nothing_to_do
from simulator.loading.tree import Tree, copied
from simulator.loading.yaml_reader import DataPath
from simulator.model.scenario import Network, Scenario


@dataclass(frozen=True)
class Varied:
    """A scenario with the settings of a point."""

    resolved: Resolved
    rounded: dict[str, float]
    """Data path → whole number used, where a value was rounded."""


class Base:
    """A scenario that points start from; picklable, as nothing in it is a model object."""

    def __init__(self, catalogue: Catalogue, merged: MergedScenario) -> None:
        self.catalogue, self.merged = catalogue, merged
        self._resolved: Resolved | None = None
        self._found: dict[tuple[str, bool], list[Target]] = {}

    def __reduce__(self) -> tuple[type[Base], tuple[Catalogue, MergedScenario]]:
        """Leave out what can be made again: generic model classes cannot be pickled."""
        return Base, (self.catalogue, self.merged)

    @property
    def resolved(self) -> Resolved:
        """The scenario without any setting."""
        if self._resolved is None:
            self._resolved = _required(*resolve_merged(self.catalogue, self.merged))
        return self._resolved

    def vary(self, settings: Sequence[Setting], mark: Mark) -> Varied:
        """Give the scenario with these settings; `mark` stands before problems.

        Raises
        ------
        InputError
            With everything that is wrong then.
        """
        if not settings:
            return Varied(self.resolved, {})
        if all(scenario_key(s.path, mark) is None for s in settings):
            varied = self._changed(settings, mark)
            if varied is not None:
                return varied
        return self.resolve(settings, mark)

    def resolve(self, settings: Sequence[Setting], mark: Mark) -> Varied:
        """As `vary`, but resolve everything anew."""
        of_scenario = [s for s in settings if scenario_key(s.path, mark) is not None]
        of_data = [s for s in settings if scenario_key(s.path, mark) is None]
        whole: dict[str, float] = {}
        merged = replace(self.merged, tree=self.merged.tree.copy())
        for setting in of_scenario:
            whole |= _set_key(merged.tree, setting, mark)

        def adjust(tree: Tree) -> list[Applied]:
            log = []
            for setting in of_data:
                for target in targets(tree, setting, mark):
                    log.append(apply(tree, target, setting, mark))
                    whole.update(_note(log[-1], setting, target))
            return log

        return Varied(_required(*resolve_merged(self.catalogue, merged, (), adjust)), whole)

    def targets(self, setting: Setting, mark: Mark) -> list[Target]:
        """Values of the data that a setting changes; looked up once for each path.

        Raises
        ------
        InputError
            If the path hits nothing.
        """
        key = setting.path, setting.how == "set"
        if key not in self._found:
            self._found[key] = targets(self.resolved.tree, setting, mark)
        return self._found[key]

    def _changed(self, settings: Sequence[Setting], mark: Mark) -> Varied | None:
        """Change the objects touched; None where something is wrong, for `resolve` to tell."""
        base = self.resolved
        part = Tree({}, {})
        log: list[Applied] = []
        whole: dict[str, float] = {}
        try:
            for setting in settings:
                for target in self.targets(setting, mark):
                    _take(part, base.tree, target.path)
                    log.append(apply(part, target, setting, mark))
                    whole.update(_note(log[-1], setting, target))
            part.data.setdefault("economy", base.network.economy)
            made = build_network(part, moved=all(s.how != "set" for s in settings))
            network = _joined(base.network, made, part.data)
        except InputError:
            return None
        if check_network(network, base.marks):
            return None
        own = self.merged.tree
        scenario, corridors, problems = selection(network, base.scenario, own)
        if problems or nothing_to_do(network, scenario, own, corridors):
            return None
        changes = (*base.changes, *log)
        resolved = replace(
            base, network=network, scenario=scenario, corridors=corridors, changes=changes
        )
        return Varied(resolved, whole)


def _required(resolved: Resolved | None, problems: Iterable[Problem]) -> Resolved:
    every = list(problems)
    if every or resolved is None:
        raise InputError(every)
    return resolved


def _take(part: Tree, whole: Tree, path: DataPath) -> None:
    """Copy the object around a path, unless it is there already."""
    if path[0] == "economy":
        part.data.setdefault("economy", copied(whole.data["economy"]))
        return
    section, key = str(path[0]), str(path[1])
    there = part.data.setdefault(section, {})
    if key not in there:
        there[key] = copied(whole.data[section][key])


def _joined(network: Network, part: Network, touched: dict[str, object]) -> Network:
    """The network with the objects of another in place of its own."""
    sections = {
        name: {**getattr(network, name), **getattr(part, name)}
        for name in touched
        if name != "economy"
    }
    return network.model_copy(update={**sections, "economy": part.economy})


def _set_key(tree: Tree, setting: Setting, mark: Mark) -> dict[str, float]:
    """Apply a setting to a key of the scenario; gives what was rounded."""
    key = scenario_key(setting.path, mark)
    assert key is not None
    if setting.how == "set":
        make_room(tree, key, mark, setting.path)
    inner = replace(setting, path=key)
    notes: dict[str, float] = {}
    for target in targets(tree, inner, mark, Scenario):
        notes.update(_note(apply(tree, target, inner, mark), inner, target))
    return notes


def _note(applied: Applied, setting: Setting, target: Target) -> dict[str, float]:
    used = rounded(applied, setting, target)
    return {} if used is None else {applied.path: used}
