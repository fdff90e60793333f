"""Outlines of SVG written short: relative, in tenths of a point, without needless points."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?")
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_TENTHS = 10
LONG, CLOSE = 150, 3
"""Of an outline of more points than `LONG`, those within `CLOSE` tenths of the last go (0.1 mm)."""
Point = tuple[int, int]
Box = tuple[float, float, float, float]


def shortened(outline: str, box: Box | None = None) -> str:
    """Write the `d` of a path that has straight lines alone anew; of others, round the numbers.

    Parameters
    ----------
    outline : the `d` of a path, in points.
    box : left, top, right and bottom beyond which areas need not be kept.

    Points are rounded to 0.1 (0.04 mm); points that then coincide, or that lie on a level or
    upright line between their neighbours, are left out.
    """
    tokens = _TOKEN.findall(outline)
    if any(t.isalpha() and t not in "MLzZ" for t in tokens):
        return _LONG.sub(lambda m: f"{float(m[0]):.2f}", " ".join(outline.split()))
    out = ""
    at = (0, 0)
    for points, closed in _pieces(tokens):
        kept = _thinned(_inside(points, box) if box is not None and closed else points)
        if not kept:
            continue
        out += f"m{_pair(kept[0], at)}"
        at = kept[0]
        steps = []
        for point in kept[1:]:
            steps.append(_pair(point, at))
            at = point
        out += "l" + _joined(steps) if steps else ""
        if closed:
            out += "z"
            at = kept[0]
    return out


def _pieces(tokens: list[str]) -> Iterator[tuple[list[Point], bool]]:
    """Unbroken lines, and whether each is closed."""
    points: list[Point] = []
    numbers: list[int] = []
    for token in tokens:
        if token == "M" and points:
            yield points, False
            points = []
        elif token in "zZ" and points:
            yield points, True
            points = []
        elif not token.isalpha():
            numbers.append(round(float(token) * _TENTHS))
            if len(numbers) == 2:
                points.append((numbers[0], numbers[1]))
                numbers = []
    if points:
        yield points, False


def _inside(points: list[Point], box: Box) -> list[Point]:
    """Part of an area within a box (Sutherland and Hodgman 1974: cut at one side after another)."""
    for axis, side, sign in ((0, 0, 1), (1, 1, 1), (0, 2, -1), (1, 3, -1)):
        limit = round(box[side] * _TENTHS)
        kept: list[Point] = []
        for one, two in zip([points[-1], *points[:-1]] if points else [], points, strict=True):
            within = [sign * (p[axis] - limit) >= 0 for p in (one, two)]
            if within[0] != within[1]:
                kept.append(_cut(one, two, axis, limit))
            if within[1]:
                kept.append(two)
        points = kept
    return points


def _cut(one: Point, two: Point, axis: int, limit: int) -> Point:
    """Where the line between two points crosses a side."""
    share = (limit - one[axis]) / (two[axis] - one[axis])
    other = round(one[1 - axis] + share * (two[1 - axis] - one[1 - axis]))
    return (limit, other) if axis == 0 else (other, limit)


def _thinned(points: list[Point]) -> list[Point]:
    near = CLOSE if len(points) > LONG else 0
    kept = points[:1]
    for point in points[1:]:
        apart = max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1]))
        if apart <= near and len(points) > 2:
            continue
        if len(kept) > 1 and _between(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return kept if len(kept) > 1 or len(points) < 2 else [*kept, points[-1]]


def _between(a: Point, b: Point, c: Point) -> bool:
    """Whether b lies between a and c on a level or an upright line."""
    for same, along in ((0, 1), (1, 0)):
        if a[same] == b[same] == c[same] and (b[along] - a[along]) * (c[along] - b[along]) >= 0:
            return True
    return False


def _pair(point: Point, at: Point) -> str:
    return _joined([_tenths(point[0] - at[0]), _tenths(point[1] - at[1])])


def _tenths(value: int) -> str:
    text = f"{value / _TENTHS:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _joined(numbers: list[str]) -> str:
    """Numbers with as few signs between them as can be read."""
    out = numbers[0] if numbers else ""
    for number in numbers[1:]:
        out += number if number.startswith("-") else f" {number}"
    return out
