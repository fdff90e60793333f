"""How a sea leg is drawn: along the lanes that ships take."""

from __future__ import annotations

import heapq
from functools import cache

import numpy as np

from simulator.charts import land
from simulator.charts.land import Points
from simulator.charts.projection import distance_km

_DIRECT = 1.3
"""A leg up to so many times the great circle is drawn straight."""
_ENTRIES = 3
"""Lane points near a port that a ship may take first."""
Place = tuple[float, float]


@cache
def _lanes() -> tuple[dict[str, Place], dict[str, dict[str, float]], frozenset[str]]:
    found = land.lanes()
    points = {name: (float(lon), float(lat)) for name, (lon, lat) in found["points"].items()}
    ways: dict[str, dict[str, float]] = {name: {} for name in points}
    for a, b in found["ways"]:
        ways[a][b] = ways[b][a] = distance_km(points[a], points[b])
    return points, ways, frozenset(found["passages"])


def route(start: Place, end: Place, km: float) -> Points:
    """Points (lon, lat) of a sea leg of a length.

    Of the shortest ways with and without the passages that may be shut (Suez) the one whose
    length is nearer to the leg's.
    """
    straight = distance_km(start, end)
    best: tuple[float, list[Place]] = (abs(km - straight), [start, end])
    if km <= _DIRECT * straight:
        return np.array(best[1])
    points, _, passages = _lanes()
    for shut in (frozenset[str](), passages):
        length, names = _shortest(start, end, shut)
        if names and abs(km - length) < best[0]:
            best = (abs(km - length), [start, *(points[name] for name in names), end])
    return np.array(best[1])


def _near(port: Place, points: dict[str, Place], shut: frozenset[str]) -> dict[str, float]:
    far = {name: distance_km(port, at) for name, at in points.items() if name not in shut}
    return {name: far[name] for name in sorted(far, key=lambda n: far[n])[:_ENTRIES]}


def _shortest(start: Place, end: Place, shut: frozenset[str]) -> tuple[float, list[str]]:
    """Dijkstra's shortest way between two ports: km, and names of the lane points."""
    points, ways, _ = _lanes()
    last = _near(end, points, shut)
    heap = [(km, [name]) for name, km in _near(start, points, shut).items()]
    heapq.heapify(heap)
    done: set[str] = set()
    while heap:
        km, names = heapq.heappop(heap)
        here = names[-1]
        if here == "":
            return km, names[:-1]
        if here in done:
            continue
        done.add(here)
        if here in last:
            heapq.heappush(heap, (km + last[here], [*names, ""]))
        for there, far in ways[here].items():
            if there not in done and there not in shut:
                heapq.heappush(heap, (km + far, [*names, there]))
    return float("inf"), []
