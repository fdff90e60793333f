"""Ways (corridor, direction and ends) that one of two runs has alone: nothing to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.report.scopes import Row
from simulator.report.text import sentence
from simulator.report.words import SCOPES, Names, place_name
from simulator.results.words import listing

Alone = Mapping[str, Sequence[Row]]
"""`A` or `B` → a row for each way that it has alone."""
_WAY = ["corridor", "direction", "scope", "origin", "destination"]


def apart(frame: pd.DataFrame) -> tuple[pd.DataFrame, Alone]:
    """Split what `compare` gives: ways of both runs, and those that A or B has alone.

    A way is in a run where that has a number of containers for it.
    """
    counts = frame[frame["metric"] == "feu"]
    alone = {
        letter: list(counts[counts[own].notna() & counts[other].isna()].itertuples(index=False))
        for letter, own, other in (("A", "a", "b"), ("B", "b", "a"))
    }
    ways = {_way(row) for rows in alone.values() for row in rows}
    keys = zip(*(frame[c] for c in _WAY), strict=True)
    both: pd.DataFrame = frame[[tuple(key) not in ways for key in keys]]
    return both, alone


def _way(row: Row) -> tuple[str, ...]:
    return tuple(str(getattr(row, column)) for column in _WAY)


def only_words(alone: Alone, both: pd.DataFrame, names: Names) -> str:
    """Say in a sentence what one run has alone; empty where there is nothing.

    `alone` and `both` as `apart` gives them. A corridor of which the other run has no way is
    named alone.
    """
    shared = set(both["corridor"])
    parts = []
    for letter, rows in alone.items():
        said = dict.fromkeys(_called(row, row.corridor in shared, names) for row in rows)
        if said:
            parts.append(f"only {letter} has {listing(list(said))}")
    words = "; ".join(parts)
    return f"{sentence(words)} What one run has alone is not compared." if words else ""


def _called(row: Row, in_both: bool, names: Names) -> str:
    if not in_both:
        return str(row.corridor)
    if row.scope != "section":
        return f"{row.corridor} {row.direction} ({SCOPES[row.scope]})"
    ends = (place_name(names, place) for place in (row.origin, row.destination))
    return f"{row.corridor} {row.direction} ({' – '.join(ends)})"
