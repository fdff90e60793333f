"""Raw data to model objects, every problem collected and said plainly."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.errors import InputError, Problem
from simulator.loading.number_words import number_hint
from simulator.loading.schema import goes_both_ways
from simulator.loading.tree import Tree, dotted
from simulator.loading.wording import problems_of, shown
from simulator.loading.yaml_reader import DataPath
from simulator.model.base import Directional
from simulator.model.distributions import Constant
from simulator.model.scenario import Network

M = TypeVar("M", bound=BaseModel)

SECTIONS = tuple(Network.model_fields)
"""Top-level keys of a data file."""
BY_ID = tuple(s for s in SECTIONS if s != "economy")
"""Sections that are mappings by id."""


def build_network(tree: Tree, *, moved: bool = False) -> Network:
    """Make the network from merged data (corridors' `extends` resolved).

    moved : it was made of these data before, but for numbers that were scaled or added to since.

    Raises
    ------
    InputError
        With every problem of form: unknown and missing keys, types, ranges.
    """
    return _validated(Network, tree) if moved else build(Network, tree)


def _validated(model: type[M], tree: Tree, prefix: str = "") -> M:
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        raise InputError(problems_of(error, model, tree, prefix)) from None


def build(model: type[M], tree: Tree, prefix: str = "") -> M:
    """Make one model object from a tree; `prefix` goes before every path of its problems."""
    made = _validated(model, tree, prefix)
    wrong = [
        Problem(prefix + dotted(path), message, hint, tree.mark(path))
        for path, message, hint in _mistaken(tree.data, made, ())
    ]
    if wrong:
        raise InputError(dict.fromkeys(wrong))
    return made


Mistake = tuple[DataPath, str, str]
_SCALARS = frozenset((str, float, int, bool))


def _mistaken(raw: Any, made: Any, path: DataPath) -> list[Mistake]:
    """Values that pydantic took kindly for another type: `km: "12"`, `servers: true`."""
    if type(raw) is type(made) and type(raw) in _SCALARS:
        return []
    if isinstance(made, Directional) and not goes_both_ways(raw):
        return _mistaken(raw, made.forward, path)
    if isinstance(made, Constant) and not isinstance(raw, dict):
        return _mistaken(raw, made.value, path)
    if isinstance(raw, dict):
        return [
            mistake
            for key, value in raw.items()
            for mistake in _mistaken(value, _part(made, key), (*path, key))
        ]
    if isinstance(raw, list):
        parts = made if isinstance(made, (tuple, list)) else [None] * len(raw)
        return [
            mistake
            for i, (value, part) in enumerate(zip(raw, parts, strict=False))
            for mistake in _mistaken(value, part, (*path, i))
        ]
    return _mistaken_scalar(raw, made, path)


def _part(made: Any, key: str) -> Any:
    if isinstance(made, BaseModel):
        return getattr(made, key, None)
    if isinstance(made, dict):
        return made.get(key, made.get(int(key)) if key.isdecimal() else None)
    return None


def _mistaken_scalar(raw: Any, made: Any, path: DataPath) -> list[Mistake]:
    if isinstance(made, bool):
        if isinstance(raw, bool) or raw in ("yes", "no"):
            return []
        return [(path, f"expected true or false, found {shown(raw)}", "")]
    if isinstance(made, (int, float)) and isinstance(raw, (str, bool)):
        hint = number_hint(raw) or ("without quotes" if isinstance(raw, str) else "")
        return [(path, f"expected a number, found {shown(raw)}", hint)]
    if isinstance(made, dt.date) and not isinstance(raw, str):
        return [(path, f"expected a date like 2025-01-31, found {shown(raw)}", "")]
    return []
