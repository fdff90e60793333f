"""Quantile functions by shape; smooth ones as tables of cubics, a few multiplications a draw.

A uniform `u` lies at a distance `t` (`u`, or `1 - u` above a half) from the nearer end of (0, 1).
Each octave of `t`, from 2⁻⁵⁴ to 1/2, is cut into equal cells, in each of which the quantile is
the cubic through four exact values; cell and place in it are the leading and the following bits
of `t` as a floating-point number, so no logarithm is taken and both tails are as fine as the
middle (hierarchical segmentation: Lee et al. 2006, *IEEE Transactions on Computers* 55(12)).

A table keeps within `TOLERANCE` of the exact quantile, relative, wherever it is checked (below
`NEGLIGIBLE` times the upper quartile, a difference of that size does not count); the number of
cells doubles until it does. A table depends on its shape alone, never on what was drawn before,
and is made of plain multiplications and additions, so every process makes the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Tail = Callable[[Floats], Floats]
"""Quantile at a distance from 0, or from 1."""

TOLERANCE = 1e-7
NEGLIGIBLE = 1e-8
OCTAVES = 53
FEWEST_BITS, MOST_BITS = 4, 9
"""Binary logarithm of the cells of an octave."""
MANTISSA = 52
LEAST = 2.0**-54
"""Nearest distance to 0 or 1 of any uniform."""
FIRST_EXPONENT = 1023 - 54
_CHECKED = (1 / 6, 1 / 2)
"""Places in a cell at which the exact value is compared."""


@dataclass(frozen=True)
class Curve:
    """A quantile function: `offset + scale` times the table's value; calls take uniforms.

    `cells`: float64, shape (2, cells + 1, 4), the cubics of the lower and the upper half.
    """

    cells: Floats
    bits: int
    scale: float = 1.0
    offset: float = 0.0

    def __call__(self, u: Floats) -> Floats:
        """Quantiles: float64, shape of `u`."""
        upper = u > 0.5
        distance = np.maximum(np.where(upper, 1 - u, u), LEAST).view(np.int64)
        shift = MANTISSA - self.bits
        cell = (distance >> shift) - (FIRST_EXPONENT << self.bits)
        x = (distance & ((1 << shift) - 1)) * 2.0**-shift
        c = self.cells[upper.astype(np.int64), cell]
        value = ((c[..., 3] * x + c[..., 2]) * x + c[..., 1]) * x + c[..., 0]
        return np.asarray(value * self.scale + self.offset)

    def times(self, factor: float) -> Curve:
        """The same in another unit."""
        return replace(self, scale=self.scale * factor, offset=self.offset * factor)

    def plus(self, shift: float) -> Curve:
        """The same, later by a fixed minimum."""
        return replace(self, offset=self.offset + shift)


@dataclass(frozen=True)
class Straight:
    """Quantiles on a straight line: `low + width * u`."""

    low: float
    width: float

    def __call__(self, u: Floats) -> Floats:
        """Quantiles: float64, shape of `u`."""
        return np.asarray(self.low + self.width * u)

    def times(self, factor: float) -> Straight:
        """The same in another unit."""
        return Straight(self.low * factor, self.width * factor)

    def plus(self, shift: float) -> Straight:
        """The same, later by a fixed minimum."""
        return replace(self, low=self.low + shift)


@dataclass(frozen=True)
class Triangle:
    """Quantiles of a triangle from `low` over `mode` to `high`."""

    low: float
    mode: float
    high: float

    @property
    def parts(self) -> tuple[float, float, float]:
        """Share below the mode; what is multiplied below and above it, under the root."""
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        return left / width, width * left, width * right

    def __call__(self, u: Floats) -> Floats:
        """Quantiles: float64, shape of `u`."""
        cut, left, right = self.parts
        low, high = self.low + np.sqrt(u * left), self.high - np.sqrt((1 - u) * right)
        return np.where(u < cut, low, high)

    def times(self, factor: float) -> Triangle:
        """The same in another unit."""
        return Triangle(self.low * factor, self.mode * factor, self.high * factor)

    def plus(self, shift: float) -> Triangle:
        """The same, later by a fixed minimum."""
        return Triangle(self.low + shift, self.mode + shift, self.high + shift)


@dataclass(frozen=True)
class Ladder:
    """One of some values: the first whose edge lies above `u`.

    `edges`: float64, rising to 1, shape (values,). `values`: float64, shape (values,).
    """

    edges: Floats
    values: Floats

    def __call__(self, u: Floats) -> Floats:
        """Values: float64, shape of `u`."""
        found = np.searchsorted(self.edges, u, side="right")
        return np.asarray(self.values[np.minimum(found, len(self.values) - 1)])

    def times(self, factor: float) -> Ladder:
        """The same in another unit."""
        return replace(self, values=self.values * factor)

    def plus(self, shift: float) -> Ladder:
        """The same, later by a fixed minimum."""
        return replace(self, values=self.values + shift)


Scalable = Curve | Straight | Triangle | Ladder
"""What can be put into another unit, or later, without another step for each draw."""


def curve(lower: Tail, upper: Tail) -> Curve:
    """Table of a quantile function.

    Parameters
    ----------
    lower, upper : the quantile at distances from 0 and from 1; positive, smooth and monotone.
    """
    bits = FEWEST_BITS
    cells = np.array([_cubics(tail, bits) for tail in (lower, upper)])
    while bits < MOST_BITS and _worst(cells, (lower, upper), bits) > TOLERANCE:
        bits += 1
        cells = np.array([_cubics(tail, bits) for tail in (lower, upper)])
    return Curve(cells, bits)


def _edges(bits: int) -> tuple[Floats, Floats]:
    """Lower edge and width of every cell."""
    octave = np.repeat(2.0 ** np.arange(-54, -54 + OCTAVES), 1 << bits)
    place = np.tile(np.arange(1 << bits) * 2.0**-bits, OCTAVES)
    return octave * (1 + place), octave * 2.0**-bits


def _cubics(tail: Tail, bits: int) -> Floats:
    """Coefficients by cell; one more for a distance of exactly 1/2."""
    edge, width = _edges(bits)
    ends = tail(np.append(edge, 0.5))
    a, b, c, d = ends[:-1], tail(edge + width / 3), tail(edge + width * 2 / 3), ends[1:]
    cubics = [
        a,
        -5.5 * a + 9 * b - 4.5 * c + d,
        9 * a - 22.5 * b + 18 * c - 4.5 * d,
        -4.5 * a + 13.5 * b - 13.5 * c + 4.5 * d,
    ]
    return np.vstack([np.column_stack(cubics), [ends[-1], 0, 0, 0]])


def _worst(cells: Floats, tails: tuple[Tail, Tail], bits: int) -> float:
    """Largest relative error, seen in every seventh cell."""
    edge, width = (part[::7] for part in _edges(bits))
    least = NEGLIGIBLE * float(tails[1](np.array([0.25]))[0])
    worst = 0.0
    for side, tail in enumerate(tails):
        c = cells[side, :-1:7]
        for x in _CHECKED:
            exact = tail(edge + width * x)
            found = ((c[:, 3] * x + c[:, 2]) * x + c[:, 1]) * x + c[:, 0]
            worst = max(worst, float(np.max(np.abs(found - exact) / np.maximum(exact, least))))
    return worst
