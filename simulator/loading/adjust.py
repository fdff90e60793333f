"""Settings of a point applied to raw data: set, scale or add, whole numbers kept whole."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from simulator.errors import InputError, Mark, Problem
from simulator.loading.overrides import Applied, target_paths
from simulator.loading.schema import goes_both_ways, is_directional, schema_of
from simulator.loading.shifting import can_change, is_number, scaled, shifted
from simulator.loading.tree import Tree, dotted
from simulator.loading.wording import shown
from simulator.loading.yaml_reader import DataPath
from simulator.model.scenario import Network


@dataclass(frozen=True)
class Setting:
    """One change of the input."""

    path: str
    """Data path or scenario key, as --set takes it; `base` for the scenario itself."""
    how: Literal["set", "scale", "add"]
    value: Any


@dataclass(frozen=True)
class Target:
    """One value that a setting changes."""

    path: DataPath
    whole: bool
    """Whether the model wants a whole number there."""


def targets(
    tree: Tree, setting: Setting, mark: Mark, model: type[BaseModel] = Network
) -> list[Target]:
    """Find what a setting changes.

    Splits values in place that the path wants for one direction only.

    Raises
    ------
    InputError
        If the path hits nothing, or something that cannot be scaled or added to.
    """
    text, put = setting.path, setting.how == "set"
    paths = target_paths(tree, text, mark, text, setting=put, model=model)
    for path in paths:
        old = tree.value(path)
        if not put and not can_change(old):
            verb = "scaled" if setting.how == "scale" else "added to"
            message = f"{dotted(path)} cannot be {verb}: it is {shown(old)}, not a number"
            raise InputError(Problem(text, message, "use `as: absolute`", mark))
    return [Target(path, _wants_whole(tree, path, model)) for path in paths]


def _wants_whole(tree: Tree, path: DataPath, model: type[BaseModel]) -> bool:
    schema = schema_of(model)
    node = schema.at(tree.data, path)
    if is_directional(node):
        node = schema.resolved(node["properties"]["forward"], None)
    return node.get("type") == "integer"


def apply(tree: Tree, target: Target, setting: Setting, mark: Mark) -> Applied:
    """Change one value in place.

    Raises
    ------
    InputError
        If the value cannot be moved that far.
    """
    old = tree.value(target.path)
    new = _moved(old, target.path, setting, mark)
    if target.whole:
        new = _rounded(new)
    tree.put(target.path, new, mark)
    return Applied(dotted(target.path), old, new)


def rounded(applied: Applied, setting: Setting, target: Target) -> float | None:
    """Whole number that took the place of a fraction; None where nothing was rounded."""
    if not target.whole or not is_number(applied.new):
        return None
    exact = {"set": lambda o, v: v, "scale": lambda o, v: o * v, "add": lambda o, v: o + v}
    wanted = exact[setting.how](applied.old, setting.value)
    return None if wanted == applied.new else float(applied.new)


def _moved(old: Any, path: DataPath, setting: Setting, mark: Mark) -> Any:
    if setting.how == "set":
        return copy.deepcopy(setting.value)
    if setting.how == "scale":
        return scaled(old, setting.value)
    try:
        return shifted(old, setting.value)
    except ValueError as error:
        message = f"{dotted(path)}: {error}"
        raise InputError(Problem(setting.path, message, "use `as: relative`", mark)) from None


def _rounded(value: Any) -> Any:
    """The nearest whole number (halves go up), in both directions."""
    if goes_both_ways(value):
        return {way: _rounded(part) for way, part in value.items()}
    return math.floor(value + 0.5) if is_number(value) else value
