"""From the values of factors to the settings of a point, and the values a factor can take."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulator.errors import InputError, Mark
from simulator.loading.adjust import targets
from simulator.loading.scenario import Resolved, scenario_key
from simulator.loading.shifting import is_number
from simulator.model.study import Factor, Study
from simulator.plan.inversion import inverse
from simulator.study.points import Floats, Point, Setting, Value

_HOW = {"absolute": "set", "relative": "scale", "added": "add"}
ENDS = (0.05, 0.95)
"""Probabilities of the low and the high end of a distribution."""


def at(factor: Factor, uniform: Floats | Sequence[float]) -> list[Value]:
    """Values at given probabilities in [0, 1], by inversion; listed values are alike likely."""
    u = np.asarray(uniform, float)
    if factor.range is not None:
        low, high = factor.range
        return [float(v) for v in low + (high - low) * u]
    if factor.values is not None:
        last = len(factor.values) - 1
        return [shown(factor.values[min(int(p * len(factor.values)), last)]) for p in u]
    assert factor.distribution is not None
    inside = np.clip(u, 2.0**-54, 1 - 2.0**-53)
    return [float(v) for v in inverse(factor.distribution)(inside)]


def ends(factor: Factor) -> tuple[Value, Value]:
    """Low and high end of a factor.

    Of a range its ends, of values the least and greatest (of texts the first and last), of a
    distribution its P5 and P95.
    """
    if factor.range is not None:
        return factor.range
    if factor.values is not None:
        if all(is_number(v) for v in factor.values):
            return float(min(factor.values)), float(max(factor.values))
        return shown(factor.values[0]), shown(factor.values[-1])
    low, high = at(factor, ENDS)
    return low, high


def levels(factor: Factor, count: int) -> list[Value]:
    """Values of a grid: those listed, else `count` of them evenly spaced in probability.

    A range has both ends among them, a distribution the middles of equal slices.
    """
    if factor.values is not None:
        return [shown(v) for v in factor.values]
    if factor.range is not None:
        return at(factor, np.linspace(0.0, 1.0, count))
    return at(factor, (np.arange(count) + 0.5) / count)


def neutral(factor: Factor, base: Resolved) -> Value | None:
    """Value at which a factor changes nothing; None where the base has no single one."""
    if factor.how != "absolute":
        return 1.0 if factor.how == "relative" else 0.0
    found = {v for path in factor.all_paths for v in _values(base, path)}
    return found.pop() if len(found) == 1 else None


def _values(base: Resolved, path: str) -> list[Value | None]:
    """What the base has at a path: numbers and texts; None for anything else, and for nothing."""
    mark = Mark("factors")
    key = scenario_key(path, mark)
    raw: list[Any]
    if key is not None:
        raw = [getattr(base.scenario, key, None)]
    else:
        try:
            found = targets(base.tree, Setting(path, "set", None), mark)
        except InputError:
            return [None]
        raw = [base.tree.value(target.path) for target in found]
    return [shown(v) if is_number(v) or isinstance(v, str) else None for v in raw]


def point(study: Study, number: int, values: Mapping[str, Value], stage: str = "") -> Point:
    """Make the point at which factors take these values; those not named stay as in the base."""
    settings = [s for name, v in values.items() for s in settings_of(study.factors[name], v)]
    return Point(number, dict(values), tuple(settings), stage)


def settings_of(factor: Factor, value: Value) -> list[Setting]:
    """Settings that give a factor a value."""
    given: Any = value
    if factor.values is not None:
        given = next((v for v in factor.values if shown(v) == value), value)
    how: Any = _HOW[factor.how]
    return [Setting(path, how, given) for path in factor.all_paths]


def shown(value: Any) -> Value:
    """A value as points.csv has it: numbers and texts as they are, the rest as JSON."""
    if is_number(value):
        return float(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
