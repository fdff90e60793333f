"""Scaling and shifting of numbers and distributions, as raw data."""

from __future__ import annotations

from typing import Any

from simulator.loading.schema import goes_both_ways
from simulator.model.distributions import SCALE_KEYS

_POSITIONS = {
    "constant": ("value",), "uniform": ("low", "high"), "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"), "empirical": ("values",), "shifted": ("minimum",),
}  # fmt: skip
"""Shapes that keep their form when these keys move."""


def is_number(value: Any) -> bool:
    """Whether a raw value is a number (true and false are not)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_distribution(value: Any) -> bool:
    """Whether a raw value is a distribution written as a mapping."""
    return isinstance(value, dict) and "shape" in value


def can_change(value: Any) -> bool:
    """Whether scale and add mean something for a raw value."""
    if goes_both_ways(value):
        return all(can_change(v) for v in value.values())
    return is_number(value) or is_distribution(value)


def scaled(value: Any, factor: float) -> Any:
    """Multiply a number, both directions, or every key of a distribution that has its unit."""
    if isinstance(value, list):
        return [scaled(v, factor) for v in value]
    if is_number(value):
        return _like(value, value * factor)
    if goes_both_ways(value):
        return {k: scaled(v, factor) for k, v in value.items()}
    return {k: _scaled_key(k, v, factor) for k, v in value.items()}


def _scaled_key(key: str, value: Any, factor: float) -> Any:
    if key in SCALE_KEYS and (is_number(value) or isinstance(value, list)):
        return scaled(value, factor)
    if key in ("excess", "of") and can_change(value):
        return scaled(value, factor)
    if key == "parts" and isinstance(value, list):
        return [
            {k: _scaled_key(k, v, factor) for k, v in part.items()}
            if isinstance(part, dict)
            else part
            for part in value
        ]
    return value


def shifted(value: Any, amount: float) -> Any:
    """Add to a number, both directions, or the position of a distribution.

    A shape that is known by its mean and spread only gets a fixed minimum before it, which is
    exact; so it cannot be moved towards zero.

    Raises
    ------
    ValueError
        For a negative amount where the shape cannot move down.
    """
    if isinstance(value, list):
        return [shifted(v, amount) for v in value]
    if is_number(value):
        return _like(value, value + amount)
    if goes_both_ways(value):
        return {k: shifted(v, amount) for k, v in value.items()}
    keys = _POSITIONS.get(value["shape"])
    if keys is not None:
        return {k: shifted(v, amount) if k in keys else v for k, v in value.items()}
    if amount < 0:
        msg = f"a {value['shape']} distribution cannot be moved down by {-amount:g}"
        raise ValueError(msg)
    return {"shape": "shifted", "minimum": amount, "excess": value}


def _like(old: float, new: float) -> float:
    """Keep whole numbers whole where they come out whole."""
    return int(new) if isinstance(old, int) and float(new).is_integer() else new
