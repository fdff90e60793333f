"""What the findings call values of factors, and points by them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from simulator.model.study import Factor, Study
from simulator.results import display
from simulator.study.points import Outcomes, Point, Value

LONGEST = 60
"""Characters of a value that is a text; a longer one is cut."""
MOST_POINTS = 4
"""Points that a sentence names."""
_DIGITS = 6
"""Significant digits of a number that somebody chose; one that needs more was computed."""
_LARGE = 1e6

Factors = Mapping[str, Factor]


def number(value: float) -> str:
    """A factor's number: as it was given, without needless noughts; a computed one rounded."""
    if math.isnan(value):
        return "unknown"
    if float(f"{value:.{_DIGITS}g}") != value:
        text = display.figure(value)
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:,.{_DIGITS}g}"
    return text.replace("-", display.MINUS)


def value_words(factor: Factor, value: Value) -> str:
    """A factor's value for a sentence, with what it does to the base."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    if factor.how == "relative":
        return f"{number(value)} times the base"
    if factor.how == "added":
        return f"the base {'plus' if value >= 0 else 'minus'} {number(abs(value))}"
    return number(value)


def values_words(factors: Factors, values: Mapping[str, Value]) -> str:
    """A point by what it varies: `ferries 4, border hours 12`; empty where it varies nothing."""
    return ", ".join(_pair(factors.get(name), name, value) for name, value in values.items())


def _pair(factor: Factor | None, name: str, value: Value) -> str:
    if factor is not None:
        return f"{factor.label or name} {value_words(factor, value)}"
    return f"{name} {value if isinstance(value, str) else number(value)}"


def name_of(study: Study, point: Point) -> str:
    """A point's values, else the method's word for it, else its number."""
    return values_words(study.factors, point.values) or point.stage or f"point {point.number}"


def where(study: Study, point: Point) -> str:
    """`in the base`, `in russia-shut`, `at ferries 4 (point 3)`: a point in a sentence."""
    if not point.values:
        return "in the base" if point.stage == "base" else f"in {name_of(study, point)}"
    return f"at {name_of(study, point)} (point {point.number})"


def points_words(study: Study, done: Outcomes, numbers: Iterable[int]) -> str:
    """Some points by their values, their numbers in brackets; the first few of them."""
    some = list(numbers)
    names = [f"{name_of(study, done.points[n])} (point {n})" for n in some[:MOST_POINTS]]
    more = len(some) - MOST_POINTS
    return "; ".join([*names, *([f"and {more} more"] if more > 0 else [])])


def failed_words(study: Study, done: Outcomes, bad: Sequence[int], then: str = "") -> str:
    """A sentence about points that failed, and what comes of that."""
    head = "One point failed" if len(bad) == 1 else f"{len(bad)} points failed"
    return f"{head}{then}: {points_words(study, done, bad)}."
