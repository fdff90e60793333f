"""Land and borders of Natural Earth, read from the TopoJSON in `data`."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Rows of longitude and latitude, degrees."""


def _document(name: str) -> Any:
    path = resources.files("simulator.charts") / "data" / name
    return json.loads(path.read_text(encoding="utf-8"))


def lanes() -> Any:
    """Points of the sea, the ways between them, and passages that may be shut."""
    return _document("sea-lanes.json")


@cache
def _topology() -> tuple[dict[str, Any], tuple[Points, ...]]:
    topology = _document("countries-50m.json")
    scale, origin = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    arcs = tuple(np.cumsum(np.array(a), axis=0) * scale + origin for a in topology["arcs"])
    return topology["objects"], arcs


@cache
def land() -> tuple[Points, ...]:
    """Rings of all land; holes run the other way round."""
    objects, arcs = _topology()
    rings = (ring for polygon in _polygons(objects["land"]) for ring in polygon)
    return tuple(_joined(arcs, ring) for ring in rings)


@cache
def borders() -> tuple[Points, ...]:
    """Lines that two countries share."""
    objects, arcs = _topology()
    used = Counter(
        number if number >= 0 else ~number
        for polygon in _polygons(objects["countries"])
        for ring in polygon
        for number in ring
    )
    return tuple(arcs[number] for number, times in sorted(used.items()) if times > 1)


def _polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    if shape["type"] == "GeometryCollection":
        return [polygon for part in shape["geometries"] for polygon in _polygons(part)]
    found: list[list[list[int]]] = shape["arcs"]
    return found if shape["type"] == "MultiPolygon" else [found]  # type: ignore[list-item]


def _joined(arcs: tuple[Points, ...], numbers: list[int]) -> Points:
    """Join arcs end to start; ~n is arc n backwards."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
