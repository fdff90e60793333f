"""A small reader of TopoJSON polygons: whether a point lies in a country, or how far off."""

import json
import math
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).parents[2] / "simulator/charts/data/countries-50m.json"
KM_PER_DEGREE = 111.195


@cache
def countries():
    """Numeric country code → rings of (lon, lat), holes among them."""
    topology = json.loads(FILE.read_text("utf-8"))
    arcs = _arcs(topology)
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [_ring(arcs, numbers) for polygon in polygons for numbers in polygon]
        found.setdefault(shape.get("id"), []).extend(rings)
    return found


def _arcs(topology):
    (by_lon, by_lat), (lon0, lat0) = (topology["transform"][k] for k in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * by_lon + lon0, y * by_lat + lat0))
        arcs.append(points)
    return arcs


def _ring(arcs, numbers):
    """Join arcs end to start; ~n is arc n backwards."""
    points = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def inside(rings, lon, lat):
    """Whether a point lies in the rings, by the parity of crossings (holes count out)."""
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd


def km_to_border(rings, lon, lat):
    """Distance from a point to the nearest edge, on a plane around the point."""
    narrow = math.cos(math.radians(lat))
    best = math.inf
    for ring in rings:
        flat = [((x - lon) * narrow, y - lat) for x, y in ring]
        for a, b in pairwise(flat):
            best = min(best, _to_segment(a, b))
    return best * KM_PER_DEGREE


def _to_segment(a, b):
    """Distance from the origin to a segment."""
    (x, y), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    length = dx * dx + dy * dy
    t = min(1.0, max(0.0, -(x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x + t * dx, y + t * dy)


def km_outside(code, lon, lat):
    """0 within the country's land, else the distance to it."""
    rings = countries()[code]
    return 0.0 if inside(rings, lon, lat) else km_to_border(rings, lon, lat)
