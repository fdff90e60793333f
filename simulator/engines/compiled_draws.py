"""Many draws at once for the compiled engine: the values that `Stream` gives one by one.

The uniforms come from the same counter-based generator (Philox 4x64, Salmon et al. 2011), so any
index can be made without those before it.
"""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import numba
import numpy as np

from simulator.engines.compiled_jit import ON, jit
from simulator.plan.draws import BLOCK, Stream
from simulator.plan.inversion import Floats
from simulator.plan.tables import Ints

FIRST_BLOCKS, MOST_BLOCKS = 2, 16
"""Blocks of gaps made at once: few at first, since a short run needs no more."""
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ELEVEN, _ZERO, _ONE = np.uint64(11), np.uint64(0), np.uint64(1)


@jit
def _high(a: np.uint64, b: np.uint64) -> np.uint64:
    """Upper half of the product of two 64-bit numbers."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a_high * b_low + (a_low * b_low >> _HALF)
    other = a_low * b_high + (middle & _LOW)
    return a_high * b_high + (middle >> _HALF) + (other >> _HALF)


@numba.njit(cache=True, error_model="numpy")
def _uniforms(key_low: np.uint64, key_high: np.uint64, indices: Ints) -> Floats:
    """Uniforms of rising indices; four neighbours come from one counter."""
    out = np.empty(len(indices))
    block = np.empty(4, dtype=np.uint64)
    made = -1
    for k in range(len(indices)):
        index = indices[k]
        if index >> 2 != made:
            made = index >> 2
            c0 = np.uint64((index & (BLOCK - 1)) >> 2) + _ONE
            c1, c2, c3 = np.uint64(index // BLOCK), _ZERO, _ZERO
            k0, k1 = key_low, key_high
            for turn in range(10):
                if turn > 0:
                    k0, k1 = k0 + _W0, k1 + _W1
                h0, l0, h1, l1 = _high(_M0, c0), _M0 * c0, _high(_M1, c2), _M1 * c2
                c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
            block[0], block[1], block[2], block[3] = c0, c1, c2, c3
        out[k] = (block[index & 3] >> _ELEVEN) * 2.0**-53 + 2.0**-54
    return out


def values(stream: Stream, indices: Ints) -> Ints:
    """Draws of a stream at rising indices: int64, of the same shape."""
    if stream.constant is not None:
        return np.full(len(indices), stream.constant, dtype=np.int64)
    if not len(indices):
        return np.empty(0, dtype=np.int64)
    if not ON or type(stream).fill is not Stream.fill:
        return _by_blocks(stream, indices)
    name = f"{stream.seed}/{stream.replication}/{stream.name}"
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype=np.uint64)
    uniforms = _uniforms(key[0], key[1], np.ascontiguousarray(indices))
    return np.rint(stream.transform(uniforms)).astype(np.int64)


def _by_blocks(stream: Stream, indices: Ints) -> Ints:
    numbers, offsets = np.divmod(indices, BLOCK)
    out = np.empty(len(indices), dtype=np.int64)
    for number in np.unique(numbers).tolist():
        mine = numbers == number
        out[mine] = stream.fill(number)[offsets[mine]]
    return out


class Gaps:
    """A stream whose blocks are made many at a time, for whoever asks for them in order."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.first = self.end = 0
        self.made = np.empty(0, dtype=np.int64)

    def fill(self, block: int) -> Ints:
        """One block, as `Stream.fill`."""
        if not self.first <= block < self.end:
            self.first = block
            self.end = block + min(MOST_BLOCKS, max(FIRST_BLOCKS, block))
            self.made = values(self.stream, np.arange(block * BLOCK, self.end * BLOCK))
        begin = (block - self.first) * BLOCK
        return self.made[begin : begin + BLOCK]


def ahead(streams: list[Stream], index: int) -> SimpleNamespace:
    """What `release_ticks` needs of a plan, with the gaps made many at a time."""
    return SimpleNamespace(draws=SimpleNamespace(streams={index: Gaps(streams[index])}))
