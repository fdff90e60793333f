"""The compiled engine's draws are those of the stream, bit for bit, for every shape."""

import numpy as np
import pytest
from pydantic import TypeAdapter

from simulator.engines.compiled_draws import Gaps, Source, Tables
from simulator.model.distributions import Distribution
from simulator.plan.draws import BLOCK, Draws

PARSE = TypeAdapter(Distribution).validate_python
MIXED = [{"weight": 1, "of": 2}, {"weight": 2, "of": {"shape": "exponential", "mean": 3}}]
SHAPES = {
    "constant": 3, "uniform": {"low": 1, "high": 4}, "triangular": {"low": 0, "mode": 1, "high": 5},
    "pert": {"low": 0, "mode": 1, "high": 5}, "normal": {"mean": 4, "sd": 2},
    "lognormal": {"median": 2, "p95": 7}, "gamma": {"mean": 3, "cv": 0.3},
    "erlang": {"mean": 3, "k": 2}, "exponential": {"mean": 3}, "weibull": {"mean": 3, "cv": 1.5},
    "empirical": {"values": [1, 5, 2], "weights": [1, 0, 2]}, "mixture": {"parts": MIXED},
    "shifted": {"minimum": 2, "excess": {"shape": "gamma", "mean": 1, "cv": 1}},
}  # fmt: skip
INDICES = np.unique(np.concatenate([np.arange(700), 2**33 + np.arange(0, 900, 7)]))


@pytest.fixture(params=[*SHAPES, "tie", "pick", "choice"])
def stream(request):
    draws, kind = Draws(11, 2), request.param
    if kind in SHAPES:
        keys = SHAPES[kind]
        given = {"shape": kind, **keys} if isinstance(keys, dict) else keys
        return draws.streams[draws.duration("x", PARSE(given), 3_600)]
    arguments = {"tie": (), "pick": (0.3,), "choice": ([1, 0, 3],)}[kind]
    return draws.streams[getattr(draws, kind)("x", *arguments)]


def test_the_same_draws_one_by_one_and_many_at_once(stream):
    assert Source(stream, Tables()).values(INDICES).tolist() == [
        stream[k] for k in INDICES.tolist()
    ]


def test_gaps_follow_on_each_other(stream):
    gaps = Gaps(Source(stream, Tables()))
    found = np.concatenate([gaps.fill(block) for block in range(4)])
    assert len(found) > 4 * BLOCK
    assert found.tolist() == [stream[k] for k in range(len(found))]
