"""Many draws at once for the compiled engine: the values that `Stream` gives one by one.

The uniforms come from the same counter-based generator (Philox 4x64, Salmon et al. 2011), so any
index can be made without those before it; what is made of them is added and multiplied in the
order of `simulator.plan.curves`, so that every bit agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.engines.compiled_jit import ON, entry, high_product, jit
from simulator.plan.curves import (
    FIRST_EXPONENT,
    LEAST,
    MANTISSA,
    Curve,
    Floats,
    Ladder,
    Straight,
    Triangle,
)
from simulator.plan.draws import BLOCK, MOST, TIE_RANGE, Below, Lots, Stream, key_of
from simulator.plan.tables import Ints

FIRST_BLOCKS, MOST_BLOCKS = 2, 32
"""Blocks of gaps made at once: few at first, since a short run needs no more."""
CURVE, STRAIGHT, TRIANGLE, LADDER, BELOW, LOTS = range(6)
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_ELEVEN, _ZERO, _ONE = np.uint64(11), np.uint64(0), np.uint64(1)
_NO_CELLS = np.zeros((1, 1, 4))


@jit
def _made_of(u: float, kind: int, bits: int, parts: Floats, cells: Any) -> int:
    """One draw from one uniform."""
    if kind == CURVE:
        side = 1 if u > 0.5 else 0
        distance = np.float64(max(1 - u if side else u, LEAST)).view(np.int64)
        shift = MANTISSA - bits
        c = cells[side, (distance >> shift) - (FIRST_EXPONENT << bits)]
        x = (distance & ((1 << shift) - 1)) * parts[2]
        value = (((c[3] * x + c[2]) * x + c[1]) * x + c[0]) * parts[0] + parts[1]
    elif kind == LOTS:
        value = np.floor(u * parts[0])
    elif kind == BELOW:
        value = 1.0 if u < parts[0] else 0.0
    elif kind == STRAIGHT:
        value = parts[0] + parts[1] * u
    elif kind == TRIANGLE and u < parts[2]:
        value = parts[0] + np.sqrt(u * parts[3])
    elif kind == TRIANGLE:
        value = parts[1] - np.sqrt((1 - u) * parts[4])
    else:
        k, last = 0, len(parts) // 2 - 1
        while k < last and parts[k] <= u:
            k += 1
        value = parts[last + 1 + k]
    return int(np.rint(min(value, MOST)))


@entry
def _fill(
    rows: Ints, column: int, places: Ints, indices: Ints, key: Any,
    kind: int, bits: int, parts: Floats, cells: Any,
) -> None:  # fmt: skip
    """Draws at rising indices, into a column of some rows; four neighbours share a counter."""
    block = np.empty(4, dtype=np.uint64)
    made = -1
    for k in range(len(places)):
        index = indices[k]
        if index >> 2 != made:
            made = index >> 2
            c0 = np.uint64((index & (BLOCK - 1)) >> 2) + _ONE
            c1, c2, c3 = np.uint64(index // BLOCK), _ZERO, _ZERO
            k0, k1 = key[0], key[1]
            for turn in range(10):
                if turn > 0:
                    k0, k1 = k0 + _W0, k1 + _W1
                h0, l0 = high_product(_M0, c0), _M0 * c0
                h1, l1 = high_product(_M1, c2), _M1 * c2
                c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
            block[0], block[1], block[2], block[3] = c0, c1, c2, c3
        u = (block[index & 3] >> _ELEVEN) * 2.0**-53 + 2.0**-54
        rows[places[k], column] = _made_of(u, kind, bits, parts, cells)


_PARTS: dict[type, tuple[int, Callable[[Any], tuple[float, ...]]]] = {
    Curve: (CURVE, lambda c: (c.scale, c.offset, 2.0 ** (c.bits - MANTISSA))),
    Straight: (STRAIGHT, lambda c: (c.low, c.width)),
    Triangle: (TRIANGLE, lambda c: (c.low, c.high, *c.parts)),
    Ladder: (LADDER, lambda c: (*c.edges, *c.values)),
    Below: (BELOW, lambda c: (c.share,)),
    Lots: (LOTS, lambda c: (float(TIE_RANGE),)),
}


def _described(transform: Any) -> tuple[int, int, Floats, Floats] | None:
    """A transform as `_made_of` takes it; None for one that NumPy has to do."""
    if type(transform) not in _PARTS:
        return None
    kind, parts = _PARTS[type(transform)]
    bits, cells = getattr(transform, "bits", 0), getattr(transform, "cells", _NO_CELLS)
    return kind, bits, np.array(parts(transform), dtype=np.float64), cells


class Source:
    """A stream, ready to make many draws at once."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.constant = stream, stream.constant
        native = ON and type(stream).fill is Stream.fill
        self.made_of = _described(stream.transform) if native and self.constant is None else None
        if self.made_of is not None:
            self.key = key_of(stream.seed, stream.replication, stream.name)

    def fill(self, rows: Ints, column: int, places: Ints, indices: Ints) -> None:
        """Write the draws at rising indices into a column of the rows at `places`."""
        if self.made_of is not None:
            _fill(rows, column, places, indices, self.key, *self.made_of)
        elif self.constant is not None:
            rows[places, column] = self.constant
        elif len(indices):
            rows[places, column] = self._by_blocks(indices)

    def values(self, indices: Ints) -> Ints:
        """Draws at rising indices: int64, of the same shape."""
        rows = np.empty((len(indices), 1), dtype=np.int64)
        self.fill(rows, 0, np.arange(len(indices)), indices)
        return rows[:, 0]

    def _by_blocks(self, indices: Ints) -> Ints:
        numbers, offsets = np.divmod(indices, BLOCK)
        out = np.empty(len(indices), dtype=np.int64)
        for number in np.unique(numbers).tolist():
            mine = numbers == number
            out[mine] = self.stream.fill(number)[offsets[mine]]
        return out


class Gaps:
    """A stream of gaps in blocks of its own, larger and larger, for whoever takes them in order."""

    def __init__(self, source: Source) -> None:
        self.source, self.end = source, 0

    def fill(self, _: int) -> Ints:
        """The gaps that follow on those given before."""
        begin = self.end
        self.end = begin + min(MOST_BLOCKS, max(FIRST_BLOCKS, begin)) * BLOCK
        return self.source.values(np.arange(begin, self.end))


def ahead(source: Source, index: int) -> SimpleNamespace:
    """What `release_ticks` needs of a plan, with the gaps made many at a time."""
    return SimpleNamespace(draws=SimpleNamespace(streams={index: Gaps(source)}))
