"""Random numbers as a function of (seed, replication, stream name, index), never of event order.

Each named stream is a counter-based generator (Philox, Salmon et al. 2011): its key is a hash of
seed, replication and name, its counter the number of a block. A block holds `BLOCK` draws and is
filled when first asked for, the same for every engine.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.model.distributions import Constant, Distribution
from simulator.model.moments import mean_of
from simulator.plan.curves import Floats, Ladder, Scalable
from simulator.plan.inversion import inverse

BLOCK_BITS = 8
BLOCK = 1 << BLOCK_BITS
KEPT_BLOCKS = 64
"""Blocks a stream keeps: indices are asked for roughly in order, so old ones can go."""
TIE_RANGE = 2**31
UNIT_GAP = 10**9
"""Integer units of one mean gap between releases."""

MOST = 2.0**61
"""Largest draw: far beyond the end of any run, and small enough to be added to a tick."""

Ints = npt.NDArray[np.int64]
Transform = Callable[[Floats], Floats]


def key_of(seed: int, replication: int, name: str) -> bytes:
    """Key of a stream: two uint64."""
    return hashlib.blake2b(f"{seed}/{replication}/{name}".encode(), digest_size=16).digest()


def uniforms(seed: int, replication: int, name: str, block: int) -> Floats:
    """Uniforms in (0, 1) of one block: float64, shape (BLOCK,)."""
    key = np.frombuffer(key_of(seed, replication, name), dtype=np.uint64)
    counter = np.array([0, block, 0, 0], dtype=np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key, counter=counter))
    return generator.random(BLOCK) + 2.0**-54


@dataclass
class Stream:
    """Draws of one name, as integers; `draws[index]`, whatever the order of asking."""

    seed: int
    replication: int
    name: str
    transform: Transform
    constant: int | None = None
    """Every draw, where there is no chance in it."""
    expected: float = 0.0
    """Mean of the draws."""
    blocks: OrderedDict[int, list[int]] = field(default_factory=OrderedDict)

    def fill(self, block: int) -> Ints:
        """Make one block: int64, shape (BLOCK,)."""
        if self.constant is not None:
            return np.full(BLOCK, self.constant, dtype=np.int64)
        values = self.transform(uniforms(self.seed, self.replication, self.name, block))
        return np.rint(np.minimum(values, MOST)).astype(np.int64)

    def __getitem__(self, index: int) -> int:
        """The draw at an index."""
        if self.constant is not None:
            return self.constant
        values = self.blocks.get(index >> BLOCK_BITS)
        if values is None:
            number = index >> BLOCK_BITS
            values = self.blocks[number] = self.fill(number).tolist()
            if len(self.blocks) > KEPT_BLOCKS:
                self.blocks.popitem(last=False)
        return values[index & (BLOCK - 1)]


@dataclass(frozen=True)
class Below:
    """1 with probability `share`: where u < share."""

    share: float

    def __call__(self, u: Floats) -> Floats:
        """Ones and zeros: float64, shape of `u`."""
        return (u < self.share).astype(np.float64)


@dataclass(frozen=True)
class Lots:
    """Tie draws, 0 … 2³¹-1, all alike."""

    def __call__(self, u: Floats) -> Floats:
        """Whole numbers: float64, shape of `u`."""
        return np.floor(u * TIE_RANGE)


class Draws:
    """All streams of one replication, by index; a name asked for twice is one stream."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.streams: list[Stream] = []
        self._index: dict[str, int] = {}

    def _add(
        self, name: str, transform: Transform, expected: float, constant: int | None = None
    ) -> int:
        if name not in self._index:
            self._index[name] = len(self.streams)
            self.streams.append(
                Stream(self.seed, self.replication, name, transform, constant, expected)
            )
        return self._index[name]

    def duration(self, name: str, dist: Distribution, ticks_per_unit: int) -> int:
        """Index of the stream of durations in ticks."""
        if isinstance(dist, Constant):
            value = min(round(dist.value * ticks_per_unit), int(MOST))
            return self._add(name, _nothing, float(value), value)
        return self._add(
            name, _in_ticks(inverse(dist), ticks_per_unit), mean_of(dist) * ticks_per_unit
        )

    def pick(self, name: str, share: float) -> int:
        """Index of a stream that is 1 with probability `share`, else 0 (u < share)."""
        return self._add(name, Below(share), share)

    def choice(self, name: str, weights: list[float]) -> int:
        """Index of a stream of positions 0 … n-1 with these weights."""
        if len(weights) == 1:
            return self._add(name, _nothing, 0.0, 0)
        edges = np.cumsum(weights) / sum(weights)
        return self._add(name, Ladder(edges, np.arange(len(edges), dtype=np.float64)), 0.0)

    def tie(self, name: str) -> int:
        """Index of a stream of tie draws, 0 … 2³¹-1."""
        return self._add(name, Lots(), TIE_RANGE / 2)

    def gap(self, name: str, dist: Distribution) -> int:
        """Index of a stream of gaps with mean 1, in units of 1/UNIT_GAP."""
        return self.duration(name, dist, UNIT_GAP)


def trip_luck(vessel: int, round_: int) -> int:
    """Index of a fleet's draws by (vessel, trip): another fleet size leaves them alone."""
    return vessel << 20 | round_


def _in_ticks(quantile: Transform, ticks_per_unit: int) -> Transform:
    if isinstance(quantile, Scalable):
        return quantile.times(ticks_per_unit)
    return lambda u: quantile(u) * ticks_per_unit


def _nothing(u: Floats) -> Floats:
    return np.zeros_like(u)
