"""Lanes of the string lines: containers that stand at one place at one time lie side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.charts.rows import records

LANE_MM = 0.9
"""From one lane to the next, where there is room."""
LEAST_MM = 2.4
"""What the lanes of a place may take together, however near the next place is."""
_APART_MM = 1.0
"""Between two stands in a lane, which would else be read as one."""
_SHARE = 0.8
"""Of the way to the next place, that lanes may take."""
Floats = npt.NDArray[np.float64]


@dataclass
class _Stand:
    """A container at a group of places, from its first row there to its last."""

    group: int
    start: float
    end: float
    rows: list[int]
    lane: int = 0


def shifts(
    boxes: pd.DataFrame, places: Sequence[float], km_per_mm: float, days_per_mm: float
) -> tuple[Floats, Floats]:
    """How far below its place each row begins and ends, and how much room it has, both in mm.

    Places on one line, such as both sides of a border, share their lanes.

    Parameters
    ----------
    boxes : stands and moves of containers, as `stringline.table` makes them.
    places : km of the places.
    km_per_mm, days_per_mm : scales of the chart.

    Returns
    -------
    Array (rows, 2) of the shifts of both ends, and (rows,) of the distance between lanes.
    """
    groups = _groups(sorted({*places, *boxes["from_km"], *boxes["to_km"]}), LANE_MM * km_per_mm)
    stands = _stands(boxes, groups)
    shift, step = np.zeros((len(boxes), 2)), np.full(len(boxes), LANE_MM)
    last = max(groups.values())
    for group in {s.group for s in stands}:
        mine = [s for s in stands if s.group == group]
        lanes = _allot(mine, _APART_MM * days_per_mm)
        room = max(LEAST_MM, _SHARE * _gap(groups, group) / km_per_mm)
        each = min(LANE_MM, room / max(1, lanes - 1))
        first = {0: 0.0, last: -(lanes - 1.0)}.get(group, -(lanes - 1) / 2)
        for stand in mine:
            shift[stand.rows] = (first + stand.lane) * each
            step[stand.rows] = each
    _join(boxes, stands, shift)
    return shift, step


def _groups(known: Sequence[float], close: float) -> dict[float, int]:
    """Number of the group of each place (rising km): those that lie closer together are one."""
    out: dict[float, int] = {known[0]: 0} if known else {}
    for before, km in pairwise(known):
        out[km] = out[before] + (km - before >= close)
    return out


def _gap(groups: Mapping[float, int], group: int) -> float:
    """Kilometres from a group to the next place."""
    mine = [km for km, number in groups.items() if number == group]
    others = [km for km, number in groups.items() if number != group]
    return min((abs(a - b) for a in mine for b in others), default=0.0)


def _stands(boxes: pd.DataFrame, groups: Mapping[float, int]) -> list[_Stand]:
    """Stands of all containers; rows at one group of places that follow each other are one."""
    out: list[_Stand] = []
    before: object = None
    for n, row in enumerate(records(boxes)):
        group = groups[row["from_km"]]
        if group == groups[row["to_km"]]:
            last = out[-1] if out else None
            if last is not None and before == row["id"] and last.rows[-1] == n - 1:
                last.rows.append(n)
                last.end = row["to_day"]
            else:
                out.append(_Stand(group, row["from_day"], row["to_day"], [n]))
        before = row["id"]
    return out


def _allot(stands: list[_Stand], apart: float) -> int:
    """Give each stand of a place the first lane that is free; how many lanes there are."""
    free: list[float] = []
    for stand in sorted(stands, key=lambda s: (s.start, s.end)):
        lane = next((n for n, day in enumerate(free) if day + apart <= stand.start), len(free))
        free[lane : lane + 1] = [stand.end]
        stand.lane = lane
    return len(free)


def _join(boxes: pd.DataFrame, stands: list[_Stand], shift: Floats) -> None:
    """Let moves begin and end in the lanes of the stands beside them."""
    standing = {n for stand in stands for n in stand.rows}
    ids = boxes["id"].tolist()
    for n, following in pairwise(range(len(boxes))):
        if ids[n] != ids[following]:
            continue
        if n in standing and following not in standing:
            shift[following, 0] = shift[n, 1]
        elif n not in standing and following in standing:
            shift[n, 1] = shift[following, 0]
