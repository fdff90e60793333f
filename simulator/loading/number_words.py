"""Numbers written as they are not read here: `470,5`, `1,200`, `14h`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from simulator.loading.key_units import unit_of
from simulator.loading.schema import BOTH_WAYS
from simulator.loading.tree import Tree
from simulator.loading.yaml_reader import DataPath
from simulator.loading.yaml_scalars import POINTS_ONLY

_THOUSANDS = re.compile(r"[-+]?\d{1,3}([,' _\u00a0\u202f]\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_BOTH = re.compile(r"[-+]?\d{1,3}(\.\d{3})+,\d+|[-+]?\d{1,3}(\.\d{3}){2,}")
_PARTS = frozenset(
    ("forward", "backward", "mean", "sd", "low", "mode", "high", "minimum", "maximum", "value")
)
"""Keys of a value, in the unit that the key around them names."""


def readings(text: str) -> list[str]:
    """Numbers that a text with commas or other separators may stand for, as they are written."""
    text = text.strip()
    found = []
    if _THOUSANDS.fullmatch(text):
        found.append(re.sub(r"[^-+.\d]", "", text))
    if _DECIMAL_COMMA.fullmatch(text):
        found.append(text.replace(",", "."))
    if _BOTH.fullmatch(text):
        found.append(text.replace(".", "").replace(",", "."))
    return found


def number_hint(value: Any, path: DataPath = ()) -> str:
    """Say how a number is written, to somebody whose value at a path is none."""
    if not isinstance(value, str):
        return ""
    meant = readings(value)
    if meant:
        return f"{POINTS_ONLY}: {' or '.join(meant)}"
    unit = unit_at(path)
    if unit and re.match(r"[-+.\d]", value):
        return f"the key's unit is {unit}; leave it out of the value"
    return ""


def unit_at(path: DataPath) -> str:
    """Unit of the value at a path, which the key around a direction or a distribution names."""
    keys = [key for key in path if isinstance(key, str)]
    while keys and keys[-1] in _PARTS:
        keys.pop()
    return unit_of(keys[-1]) if keys else ""


def split_number(tree: Tree, path: DataPath) -> tuple[DataPath, str] | None:
    """Path and text of a number that its comma cuts in two: `{km: 470,5}` has a key `5`.

    path : of what is wrong: the key that is left over, a mapping that has one, or a direction
        beside it.
    """
    value = tree.value(path)
    inside = [(*path, key) for key in _left_over(value)]
    if path and path[-1] in BOTH_WAYS:  # `{forward: 1,5, backward: 2}` is taken for one value
        beside = tree.value(path[:-1])
        inside += [(*path[:-1], key) for key in _left_over(beside)]
    for *way, key in ([path] if path else []) + inside:
        holder = tree.value(tuple(way))
        if key in _left_over(holder):
            return _joined(tuple(way), holder, str(key))
    return None


def _left_over(holder: Any) -> Iterator[str | int]:
    """Keys of a mapping that are digits without a value, behind a number."""
    behind = False
    for key, value in holder.items() if isinstance(holder, dict) else ():
        if behind and value is None and key.isdecimal():
            yield key
        else:
            behind = isinstance(value, (int, float)) and not isinstance(value, bool)


def _joined(way: DataPath, holder: dict[str, Any], key: str) -> tuple[DataPath, str]:
    keys: list[str] = list(holder)
    over = set(_left_over(holder))
    first = last = keys.index(key)
    while keys[first] in over:
        first -= 1
    while last + 1 < len(keys) and keys[last + 1] in over:
        last += 1
    text = ",".join([f"{holder[keys[first]]}", *keys[first + 1 : last + 1]])
    return (*way, keys[first]), text
