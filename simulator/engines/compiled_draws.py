"""Many draws at once for the compiled engine: the values that `Stream` gives one by one.

The uniforms come from the same counter-based generator (Philox 4x64, Salmon et al. 2011), so any
index can be made without those before it; what is made of them is added and multiplied in the
order of `simulator.plan.curves`, so that every bit agrees.

The compiled functions read a *source*: cells that say what its stream draws (KIND …). They work
through a block of the stream at a time, first all uniforms, then what is made of them, so that both
loops are short, free of branches, and in the innermost cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.engines.compiled_jit import ON, entry, inlined, jit, memory, once, product
from simulator.engines.compiled_layout import Memory
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
CONSTANT, CURVE, STRAIGHT, TRIANGLE, LADDER, BELOW, LOTS = range(7)
KIND, KEY, KEY_2, BITS, TABLE, COUNT, PARTS = range(7)
"""TABLE: the address of the cubics, or of the edges and values of a ladder, COUNT how many of them;
PARTS: floating-point numbers, of a constant its value as it is."""
MOST_PARTS = 5
SOURCE_SIZE = PARTS + MOST_PARTS
UNIFORMS, CUBICS, DRAWS, PLACES, VALUES, LAST = range(0, 6 * BLOCK, BLOCK)
ROOM_SIZE = LAST + 1
"""Cells to work in, by place in a block: uniforms, cubics in the table, draws; then places that
are wanted, room for values that callers keep, and the last counter."""
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_ELEVEN, _ZERO = np.uint64(11), np.uint64(0)


# --- uniforms -------------------------------------------------------------------------------
@inlined
def real(m: Memory, cell: int) -> float:
    """A cell as a floating-point number."""
    return np.int64(m[cell]).view(np.float64)


@inlined
def put_real(m: Memory, cell: int, value: float) -> None:
    """Set a cell to a floating-point number."""
    m[cell] = int(np.float64(value).view(np.int64))


@inlined
def _philox(c0: Any, c1: Any, k0: Any, k1: Any) -> Any:
    """Four random words of a counter."""
    c2 = c3 = _ZERO
    for _ in range(10):
        (h0, l0), (h1, l1) = product(_M0, c0), product(_M1, c2)
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0, k1 = k0 + _W0, k1 + _W1
    return c0, c1, c2, c3


@jit
def make_uniforms(
    form: Memory, source: int, block: int, first: int, end: int, room: Memory
) -> None:
    """Uniforms of the places from `first` to before `end` of a block; four share a counter.

    Where the first loop ends is read anew each time: the compiler then keeps the words in ordinary
    registers, which multiply faster than those for several numbers.
    """
    k0, k1 = np.uint64(form[source + KEY]), np.uint64(form[source + KEY_2])
    number = np.uint64(block)
    counter, room[LAST] = first >> 2, (end - 1) >> 2
    while counter <= room[LAST]:
        w0, w1, w2, w3 = _philox(np.uint64(counter + 1), number, k0, k1)
        place = UNIFORMS + 4 * counter
        room[place], room[place + 1] = int(w0 >> _ELEVEN), int(w1 >> _ELEVEN)
        room[place + 2], room[place + 3] = int(w2 >> _ELEVEN), int(w3 >> _ELEVEN)
        counter += 1
    for k in range(first, end):
        put_real(room, UNIFORMS + k, room[UNIFORMS + k] * 2.0**-53 + 2.0**-54)


# --- what is made of them -------------------------------------------------------------------
@inlined
def _whole(value: float) -> int:
    return int(np.rint(value if value < MOST else MOST))


@once
def _curves(form: Memory, source: int, room: Memory, first: int, end: int) -> None:
    """Draws from a table of cubics.

    Three loops, of which the compiler does the first and the last for several places at once.
    """
    bits, table = form[source + BITS], memory(form[source + TABLE])
    scale, offset = real(form, source + PARTS), real(form, source + PARTS + 1)
    unit, shift, upper = real(form, source + PARTS + 2), MANTISSA - bits, form[source + COUNT]
    lowest, mask = FIRST_EXPONENT << bits, (1 << shift) - 1
    for k in range(first, end):
        u = real(room, UNIFORMS + k)
        near = u if u < 1 - u else 1 - u
        distance = int(np.float64(near if near > LEAST else LEAST).view(np.int64))
        room[CUBICS + k] = 4 * ((distance >> shift) - lowest + (upper if u > 0.5 else 0))
        put_real(room, UNIFORMS + k, (distance & mask) * unit)
    for k in range(first, end):
        x, c = real(room, UNIFORMS + k), room[CUBICS + k]
        value = ((real(table, c + 3) * x + real(table, c + 2)) * x + real(table, c + 1)) * x
        put_real(room, UNIFORMS + k, value + real(table, c))
    for k in range(first, end):
        room[DRAWS + k] = _whole(real(room, UNIFORMS + k) * scale + offset)


@jit
def _step_of(table: Memory, last: int, u: float) -> float:
    """Value of a ladder."""
    k = 0
    while k < last and real(table, k) <= u:
        k += 1
    return real(table, last + 1 + k)


@once
def _others(form: Memory, source: int, room: Memory, first: int, end: int) -> None:
    """Draws of all other shapes."""
    kind, table, last = form[source + KIND], memory(form[source + TABLE]), form[source + COUNT] - 1
    p0, p1 = real(form, source + PARTS), real(form, source + PARTS + 1)
    cut, left = real(form, source + PARTS + 2), real(form, source + PARTS + 3)
    right = real(form, source + PARTS + 4)
    for k in range(first, end):
        u = real(room, UNIFORMS + k)
        if kind == LOTS:
            value = np.floor(u * p0)
        elif kind == BELOW:
            value = 1.0 if u < p0 else 0.0
        elif kind == STRAIGHT:
            value = p0 + p1 * u
        elif kind == LADDER:
            value = _step_of(table, last, u)
        elif u < cut:
            value = p0 + np.sqrt(u * left)
        else:
            value = p1 - np.sqrt((1 - u) * right)
        room[DRAWS + k] = _whole(value)


@jit
def draw(
    form: Memory, source: int, block: int, first: int, end: int, room: Memory, count: int,
    rows: Memory, base: int, width: int,
) -> None:  # fmt: skip
    """Draw for the first `count` of the PLACES of a block, all from `first` to before `end`.

    What is drawn for a place goes to the row of that number, `base` and so many widths on.
    """
    together = count == end - first  # then a place is found by counting
    if form[source + KIND] == CONSTANT:
        value, cell = form[source + PARTS], base + first * width
        for k in range(count):
            rows[cell if together else base + room[PLACES + k] * width] = value
            cell += width
        return
    make_uniforms(form, source, block, first, end, room)
    if form[source + KIND] == CURVE:
        _curves(form, source, room, first, end)
    else:
        _others(form, source, room, first, end)
    for k in range(count):
        place = first + k if together else room[PLACES + k]
        rows[base + place * width] = room[DRAWS + place]


@entry
def _values(form_at: int, indices: Ints, values: Ints, room_at: int) -> None:
    """Draws of one source at rising indices."""
    form, room = memory(form_at), memory(room_at)
    done = 0
    while done < len(indices):
        block, count = indices[done] // BLOCK, 0
        while done + count < len(indices) and indices[done + count] // BLOCK == block:
            room[PLACES + count] = indices[done + count] & (BLOCK - 1)
            count += 1
        first, end = room[PLACES], room[PLACES + count - 1] + 1
        draw(form, 0, block, first, end, room, count, room, VALUES, 1)
        for k in range(count):
            values[done + k] = room[VALUES + room[PLACES + k]]
        done += count


# --- sources --------------------------------------------------------------------------------
_PARTS: dict[type, tuple[int, Callable[[Any], tuple[float, ...]]]] = {
    Curve: (CURVE, lambda c: (c.scale, c.offset, 2.0 ** (c.bits - MANTISSA), 0.0, 0.0)),
    Straight: (STRAIGHT, lambda c: (c.low, c.width, 0.0, 0.0, 0.0)),
    Triangle: (TRIANGLE, lambda c: (c.low, c.high, *c.parts)),
    Ladder: (LADDER, lambda c: (0.0, 0.0, 0.0, 0.0, 0.0)),
    Below: (BELOW, lambda c: (c.share, 0.0, 0.0, 0.0, 0.0)),
    Lots: (LOTS, lambda c: (float(TIE_RANGE), 0.0, 0.0, 0.0, 0.0)),
}
_CELLS, _CONSTANT = Struct("=q16s3q5d"), Struct("=q40xq32x")


def constant(value: int) -> bytes:
    """The cells of a source that always gives the same."""
    return _CONSTANT.pack(CONSTANT, value)


class Source:
    """A stream, ready to make many draws at once."""

    room = np.zeros(ROOM_SIZE, dtype=np.int64)
    """To work in, one for all: whoever draws holds Python's lock."""
    room_at = room.ctypes.data

    def __init__(self, stream: Stream, tables: Tables) -> None:
        self.stream, self.last = stream, (-1, np.empty(0, dtype=np.int64))
        self.cells = self._cells(tables) if ON and type(stream).fill is Stream.fill else None
        """What the compiled functions read; None for what NumPy has to do."""

    def _cells(self, tables: Tables) -> bytes | None:
        stream, transform = self.stream, self.stream.transform
        if stream.constant is not None:
            return constant(stream.constant)
        if type(transform) not in _PARTS:
            return None
        kind, parts_of = _PARTS[type(transform)]
        bits = count = table = 0
        if isinstance(transform, Curve):
            bits, count = transform.bits, transform.cells.shape[1]
            table = tables.address(transform.cells)
        elif isinstance(transform, Ladder):
            count = len(transform.edges)
            table = tables.address(np.concatenate([transform.edges, transform.values]))
        key = key_of(stream.seed, stream.replication, stream.name)
        return _CELLS.pack(kind, key, bits, table, count, *parts_of(transform))

    def values(self, indices: Ints) -> Ints:
        """Draws at rising indices: int64, of the same shape."""
        if self.stream.constant is not None:
            return np.full(len(indices), self.stream.constant, dtype=np.int64)
        values = np.empty(len(indices), dtype=np.int64)
        if self.cells is not None:
            form = np.frombuffer(self.cells, dtype=np.int64)
            _values(form.ctypes.data, indices, values, self.room_at)
        else:
            self._by_blocks(indices, values)
        return values

    def _by_blocks(self, indices: Ints, values: Ints) -> None:
        """Take what is wanted out of whole blocks, of which the last is kept."""
        numbers, offsets = np.divmod(indices, BLOCK)
        for number in np.unique(numbers).tolist():
            if number != self.last[0]:
                self.last = number, self.stream.fill(number)
            mine = numbers == number
            values[mine] = self.last[1][offsets[mine]]


class Tables:
    """Where tables lie; they are kept for as long as somebody may read them there."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Floats, int]] = {}

    def address(self, table: Floats) -> int:
        """Address of the first number; asking NumPy takes long, and most tables are shared."""
        if id(table) not in self.known:
            self.known[id(table)] = table, table.ctypes.data
        return self.known[id(table)][1]


class Sources(dict[int, Source]):
    """Sources of a plan's streams by index, made when first asked for."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        super().__init__()
        self.streams, self.tables = streams, Tables()

    def __missing__(self, index: int) -> Source:
        self[index] = made = Source(self.streams[index], self.tables)
        return made


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
