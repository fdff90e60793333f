"""Put labels beside points so that none covers another; boxes are (left, top, right, bottom) mm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

Box = tuple[float, float, float, float]
_REACH_MM = (1.8, 4.0, 7.0, 11.0, 16.0, 22.0, 30.0, 40.0, 55.0)
_SHY = 4.0
"""What covering a square millimetre of a line costs, in mm of distance."""
_ALONG = 1.5
"""What a leader over a square millimetre of a line costs, in mm of distance."""
_DOUBT = 12.0
"""What another point nearer to a label costs, in mm of distance."""
_CROSSING = 60.0
"""What a leader across another label or marker costs, in mm of distance."""
_APART = 0.9
"""Between two labels side by side, mm, so that they are not read as one."""
_SIDES = ((1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1))


def overlap(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


@dataclass
class Placer:
    """Places labels one after another inside a frame.

    taken : boxes that a label must not touch (labels placed so far are added).
    shy : boxes that a label should rather not cover (lines, markers).
    labels : those placed so far, and markers: what no leader should cross.
    points : all that are named; a label is read as that of the nearest.
    """

    frame: Box
    taken: list[Box] = field(default_factory=list)
    shy: list[Box] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    def place(self, at: tuple[float, float], size: tuple[float, float]) -> Box | None:
        """Take the best box of a size for a label of a point; None where there is no room."""
        best: tuple[float, Box] | None = None
        for far, side in product(_REACH_MM, _SIDES):
            box = _beside(at, size, side, far)
            if not self._free(box):
                continue
            cost = far + 0.3 * _SIDES.index(side)
            if best is None or cost < best[0]:
                cost += _SHY * sum(overlap(box, s) for s in self.shy)
            if best is None or cost < best[0]:
                cost += self._doubt(box, at) + self._leader(strip(nearest(box, at), at))
            if best is None or cost < best[0]:
                best = (cost, box)
        if best is None:
            best = self._anywhere(at, size)
        if best is not None:
            left, top, right, bottom = best[1]
            apart = (left - _APART, top, right + _APART, bottom)
            self.taken += [apart, *strip(nearest(best[1], at), at)]
            self.labels.append(best[1])
        return None if best is None else best[1]

    def _doubt(self, box: Box, at: tuple[float, float]) -> float:
        """What a label costs that lies nearer to other points than to its own."""
        own = math.dist(nearest(box, at), at)
        return _DOUBT * sum(math.dist(nearest(box, p), p) < own - 0.05 for p in self.points)

    def _leader(self, leader: Sequence[Box]) -> float:
        """What a leader costs that crosses labels, or runs along lines, in mm of distance."""
        crossed = any(overlap(b, label) for b in leader for label in self.labels)
        along = sum(overlap(b, s) for b in leader for s in self.shy)
        return (_CROSSING if crossed else 0.0) + _ALONG * along

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = self.frame
        inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
        return inside and not any(overlap(box, t) for t in self.taken)

    def _anywhere(
        self, at: tuple[float, float], size: tuple[float, float]
    ) -> tuple[float, Box] | None:
        """Look through the whole frame on a grid of 4 mm."""
        left, top, right, bottom = self.frame
        found = []
        for i, j in product(range(int((right - left) / 4) + 1), range(int((bottom - top) / 4) + 1)):
            x, y = left + 4 * i, top + 4 * j
            box = (x, y, x + size[0], y + size[1])
            if self._free(box):
                found.append((abs(x - at[0]) + abs(y - at[1]), box))
        return min(found, default=None)


def _beside(
    at: tuple[float, float], size: tuple[float, float], side: tuple[int, int], far: float
) -> Box:
    x = at[0] + side[0] * far + (0.0, -size[0] / 2, -size[0])[(1, 0, -1).index(side[0])]
    y = at[1] + side[1] * far + (0.0, -size[1] / 2, -size[1])[(1, 0, -1).index(side[1])]
    return x, y, x + size[0], y + size[1]


def nearest(box: Box, at: tuple[float, float]) -> tuple[float, float]:
    """Point of a box that is nearest to another point."""
    return min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3])


def strip(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """Small boxes along a line but its last 2 mm, which the point itself takes."""
    far = math.dist(start, end)
    steps = [k / far for k in range(int(far) - 1)] if far >= 2.0 else []
    ways = [(start[k], end[k] - start[k]) for k in (0, 1)]
    return [
        around([(ways[0][0] + ways[0][1] * t, ways[1][0] + ways[1][1] * t)], 0.4) for t in steps
    ]


def around(points: Sequence[tuple[float, float]], pad: float) -> Box:
    """Smallest box around points, with a margin."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad
