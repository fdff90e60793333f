"""Changes to raw data by path: set, scale and add, with `*` for any key."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.names import fits as _fits
from simulator.loading.names import hint_for, is_pattern, listed, matching, names_in
from simulator.loading.schema import BOTH_WAYS, goes_both_ways, is_directional, schema_of
from simulator.loading.shifting import can_change, scaled, shifted
from simulator.loading.tree import Tree, dotted
from simulator.loading.wording import shown
from simulator.loading.yaml_reader import DataPath
from simulator.model.scenario import Change, Network

_NAMED = ("places", "corridors", "markets", "services", "demands")
"""Sections whose objects may be called by name."""


@dataclass(frozen=True)
class MarkedChange:
    """A change and where it stands."""

    change: Change
    mark: Mark
    where: str
    """Path of the change itself, for messages: `changes.3`, or the text of --set."""


@dataclass(frozen=True)
class Applied:
    """One value that a change replaced."""

    path: str
    old: Any
    new: Any


def apply_changes(
    tree: Tree, changes: Iterable[MarkedChange], model: type[BaseModel] = Network
) -> tuple[list[Applied], list[Problem]]:
    """Apply one level of changes to a tree, in place.

    Parameters
    ----------
    tree : raw data, changed here.
    changes : those of one scenario file, or all of --set.
    model : whose keys the paths are.

    Returns
    -------
    The values replaced, and what is wrong with changes that could not be applied. Within one
    level no value may be changed twice.
    """
    log: list[Applied] = []
    problems: list[Problem] = []
    taken: dict[DataPath, str] = {}
    for marked in changes:
        try:
            for path in _targets(tree, marked, model):
                _claim(path, marked, taken)
                log.append(_apply(tree, path, marked))
        except InputError as error:
            problems += error.problems
    return log, problems


def find_paths(tree: Tree, text: str, mark: Mark, where: str) -> list[DataPath]:
    """Exact paths of the existing values that a path with names and `*` stands for."""
    wanted = _Search(tree, text, mark, where, Network)
    found = list(wanted.walk(_segments(text, mark, where), ()))
    if not found:
        raise wanted.nothing()
    return found


def _segments(text: str, mark: Mark, where: str) -> list[str]:
    parts = [part.strip() for part in text.split(".")]
    if not all(parts):
        hint = "write it like places.KZAAU.facilities.berth.servers"
        raise InputError(Problem(where, f"'{text}' is not a path", hint, mark))
    return parts


def target_paths(
    tree: Tree, text: str, mark: Mark, where: str, *, setting: bool, model: type[BaseModel]
) -> list[DataPath]:
    """Exact paths that a change hits; with `setting` the last key may be new.

    Splits values in place that the path wants for one direction only.

    Raises
    ------
    InputError
        If the path hits nothing.
    """
    search = _Search(tree, text, mark, where, model)
    parts = _segments(text, mark, where)
    may_be_new = 0
    if setting and not is_pattern(parts[-1]):
        may_be_new = 2 if parts[-1] in BOTH_WAYS and len(parts) > 2 else 1
    found = list(search.walk(parts[: len(parts) - may_be_new], ()))
    for part in parts[len(parts) - may_be_new :]:
        found = [path for parent in found for path in search.last(parent, part)]
    if not found:
        raise search.nothing()
    return found


def _targets(tree: Tree, marked: MarkedChange, model: type[BaseModel]) -> list[DataPath]:
    change = marked.change
    setting = "set" in change.model_fields_set
    return target_paths(tree, change.path, marked.mark, marked.where, setting=setting, model=model)


def _claim(path: DataPath, marked: MarkedChange, taken: dict[DataPath, str]) -> None:
    for other, earlier in taken.items():
        shorter = min(len(other), len(path))
        if other[:shorter] == path[:shorter]:
            message = f"{dotted(path)} is changed twice"
            hint = f"`{earlier}` changes it already; keep one of them"
            raise InputError(Problem(marked.where, message, hint, marked.mark))
    taken[path] = marked.change.path


def _apply(tree: Tree, path: DataPath, marked: MarkedChange) -> Applied:
    change = marked.change
    old = tree.value(path)
    new = change.set if "set" in change.model_fields_set else _moved(old, path, marked)
    tree.put(path, copy.deepcopy(new), marked.mark)
    return Applied(dotted(path), copy.deepcopy(old), copy.deepcopy(new))


def _moved(old: Any, path: DataPath, marked: MarkedChange) -> Any:
    change = marked.change
    verb = "scale" if change.scale is not None else "add to"
    if not can_change(old):
        message = f"cannot {verb} {dotted(path)}: it is {shown(old)}, not a number"
        raise InputError(Problem(marked.where, message, "use `set`", marked.mark))
    if change.scale is not None:
        return scaled(old, change.scale)
    try:
        return shifted(old, change.add or 0.0)
    except ValueError as error:
        message = f"{dotted(path)}: {error}"
        raise InputError(Problem(marked.where, message, "use `scale`", marked.mark)) from None


class _Search:
    """Walks a path with names and patterns through the data, remembering where it got stuck."""

    def __init__(
        self, tree: Tree, text: str, mark: Mark, where: str, model: type[BaseModel]
    ) -> None:
        self.tree, self.text, self.mark, self.where = tree, text, mark, where
        self.schema = schema_of(model)
        self.stuck: tuple[DataPath, str, Any] = ((), "", tree.data)

    def walk(self, parts: list[str], at: DataPath) -> Iterator[DataPath]:
        """Exact paths of existing values."""
        if not parts:
            yield at
            return
        keys = list(self._keys(at, parts[0]))
        if not keys and len(at) >= len(self.stuck[0]):
            self.stuck = (at, parts[0], self.tree.value(at))
        for key in keys:
            yield from self.walk(parts[1:], (*at, key))

    def last(self, parent: DataPath, part: str) -> Iterator[DataPath]:
        """Path of a key that may be new, in an existing mapping."""
        keys = list(self._keys(parent, part))
        value = self.tree.value(parent)
        if (not keys and part in BOTH_WAYS and self._split(parent, value)) or (
            not keys and isinstance(value, dict)
        ):
            keys = [part]
        if not keys:
            self.stuck = (parent, part, value)
        for key in keys:
            yield (*parent, key)

    def _keys(self, at: DataPath, part: str) -> Iterable[str | int]:
        value = self.tree.value(at)
        if part in BOTH_WAYS and not goes_both_ways(value) and self._split(at, value):
            return [part]
        if isinstance(value, list):
            return _positions(len(value), part)
        if not isinstance(value, dict):
            return []
        if part in value:
            return [part]
        if is_pattern(part):
            return [key for key in value if _fits(_folded(key), _folded(part))]
        return self._by_name(at, part, value)

    def _by_name(self, at: DataPath, part: str, value: dict[str, Any]) -> list[str]:
        named = len(at) == 1 and at[0] in _NAMED
        found = matching(part, names_in(value) if named else dict.fromkeys(value, ()))
        if len(found) > 1:
            message = f"'{part}' may be {' or '.join(found)}"
            raise InputError(Problem(self.where, message, "give the id", self.mark))
        return found

    def _split(self, at: DataPath, value: Any) -> bool:
        """Write a single value once for each direction, where the model has a value for each."""
        node = self.schema.at(self.tree.data, at)
        if not is_directional(node):
            return False
        if value is None:
            value = node.get("default")
        if value is None:
            return False
        if not goes_both_ways(value):
            value = {"forward": value, "backward": copy.deepcopy(value)}
        self.tree.put(at, value, self.tree.mark(at))
        return True

    def nothing(self) -> InputError:
        """Say where the path stops being one."""
        at, part, value = self.stuck
        keys = list(value) if isinstance(value, dict) else []
        place = f" in {dotted(at)}" if at else " in the data"
        if isinstance(value, dict) and len(at) == 1 and at[0] in _NAMED:
            hint = hint_for(part, names_in(value))
        else:
            hint = near_miss(part, keys)
        few = f"there are {listed(keys)}" if 0 < len(keys) <= 12 else ""
        if is_pattern(self.text):
            message = f"'{self.text}' hits nothing: no '{part}'{place}"
        elif keys:
            message = f"'{self.text}' hits nothing: there is no '{part}'{place}"
        else:
            message = f"'{self.text}' hits nothing: {dotted(at)} is {shown(value)}"
        return InputError(Problem(self.where, message, hint or few, self.mark))


def _positions(length: int, part: str) -> list[str | int]:
    if part == "*":
        return list(range(length))
    return [int(part)] if part.isdecimal() and int(part) < length else []


def _folded(text: str) -> str:
    plain_form = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain_form if not unicodedata.combining(c))
