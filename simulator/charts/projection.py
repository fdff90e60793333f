"""Equal-area projection of a map, and lines along great circles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.charts.land import Points

EARTH_KM = 6371.0
_FAR = math.radians(120.0)
"""Points further from the centre are drawn at this distance; maps end well before it."""


@dataclass(frozen=True)
class Projection:
    """Lambert azimuthal equal-area on a sphere, centred on a longitude and latitude (degrees).

    Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), equations 22-4,
    22-5 and 24-2. Lengths are in kilometres.
    """

    lon: float
    lat: float

    def __call__(self, points: Points) -> Points:
        """Project rows of (lon, lat) to rows of (x, y)."""
        turn, lat = np.radians(points[:, 0] - self.lon), np.radians(points[:, 1])
        lat0 = math.radians(self.lat)
        x = np.cos(lat) * np.sin(turn)
        y = math.cos(lat0) * np.sin(lat) - math.sin(lat0) * np.cos(lat) * np.cos(turn)
        near = math.sin(lat0) * np.sin(lat) + math.cos(lat0) * np.cos(lat) * np.cos(turn)
        far = np.minimum(np.arccos(np.clip(near, -1.0, 1.0)), _FAR)
        length = np.hypot(x, y)
        scale = np.divide(2.0 * np.sin(far / 2), length, out=np.ones_like(x), where=length > 1e-12)
        out: Points = EARTH_KM * np.column_stack([x * scale, y * scale])
        return out


def centred(points: Points) -> Projection:
    """Projection around the middle of some points."""
    low, high = points.min(axis=0), points.max(axis=0)
    lon, lat = (low + high) / 2
    return Projection(float(lon), float(lat))


def _vectors(points: Points) -> Points:
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    out: Points = np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )
    return out


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (lon, lat)."""
    u, v = _vectors(np.array([a, b]))
    return EARTH_KM * math.atan2(float(np.linalg.norm(np.cross(u, v))), float(u @ v))


def great_circle(points: Points, step_km: float = 120.0) -> Points:
    """Line through points along great circles."""
    out = [points[:1]]
    for a, b in pairwise(points):
        u, v = _vectors(np.array([a, b]))
        far = distance_km((a[0], a[1]), (b[0], b[1])) / EARTH_KM
        many = max(2, int(far * EARTH_KM / step_km) + 1)
        t = np.linspace(0.0, 1.0, many)[1:, None]
        w = u + t * (v - u) if far < 1e-9 else (np.sin((1 - t) * far) * u + np.sin(t * far) * v)
        w /= np.linalg.norm(w, axis=1)[:, None]
        out.append(np.degrees(np.column_stack([np.arctan2(w[:, 1], w[:, 0]), np.arcsin(w[:, 2])])))
    return np.concatenate(out)
