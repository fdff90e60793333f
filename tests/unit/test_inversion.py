"""Each distribution against SciPy's: quantiles, mean, and one uniform for one rising draw."""

import subprocess
import sys

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import integrate, stats

from simulator.model.distributions import Distribution
from simulator.model.moments import mean_of
from simulator.plan.curves import MOST_BITS, OCTAVES, Curve
from simulator.plan.draws import uniforms
from simulator.plan.inversion import inverse

PARSE = TypeAdapter(Distribution)
U = np.array([1e-6, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.9999])


def lognormal(mu, sigma):
    return stats.lognorm(s=sigma, scale=np.exp(mu))


def pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


SIGMA = np.sqrt(np.log(1.25))
CASES = {
    "uniform": ({"shape": "uniform", "low": 2, "high": 5}, stats.uniform(2, 3)),
    "triangular": ({"shape": "triangular", "low": 1, "mode": 2, "high": 5},
                   stats.triang(0.25, 1, 4)),
    "triangular, mode at the low end": (
        {"shape": "triangular", "low": 1, "mode": 1, "high": 5}, stats.triang(0, 1, 4)),
    "triangular, mode at the high end": (
        {"shape": "triangular", "low": 1, "mode": 5, "high": 5}, stats.triang(1, 1, 4)),
    "pert": ({"shape": "pert", "low": 1, "mode": 2, "high": 9}, pert(1, 2, 9)),
    "normal": ({"shape": "normal", "mean": 5, "sd": 2}, stats.truncnorm(-2.5, np.inf, 5, 2)),
    "normal with a minimum": ({"shape": "normal", "mean": 5, "cv": 0.4, "minimum": 4},
                              stats.truncnorm(-0.5, np.inf, 5, 2)),
    "lognormal, mean and cv": ({"shape": "lognormal", "mean": 3, "cv": 0.5},
                               lognormal(np.log(3) - SIGMA**2 / 2, SIGMA)),
    "lognormal, mean and sd": ({"shape": "lognormal", "mean": 3, "sd": 1.5},
                               lognormal(np.log(3) - SIGMA**2 / 2, SIGMA)),
    "lognormal, median and cv": ({"shape": "lognormal", "median": 3, "cv": 0.5},
                                 lognormal(np.log(3), SIGMA)),
    "lognormal, median and p95": (
        {"shape": "lognormal", "median": 3, "p95": 9},
        lognormal(np.log(3), np.log(3) / stats.norm.ppf(0.95))),
    "gamma": ({"shape": "gamma", "mean": 6, "cv": 0.5}, stats.gamma(4, scale=1.5)),
    "gamma, by sd": ({"shape": "gamma", "mean": 6, "sd": 12}, stats.gamma(0.25, scale=24)),
    "erlang": ({"shape": "erlang", "mean": 6, "k": 3}, stats.gamma(3, scale=2)),
    "exponential": ({"shape": "exponential", "mean": 4}, stats.expon(scale=4)),
    "shifted": ({"shape": "shifted", "minimum": 2, "excess": {"shape": "exponential", "mean": 4}},
                stats.expon(2, 4)),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reference"), CASES.values(), ids=CASES.keys())
def test_quantiles_and_mean(data, reference):
    dist = PARSE.validate_python(data)
    np.testing.assert_allclose(inverse(dist)(U), reference.ppf(U), rtol=1e-7)
    assert mean_of(dist) == pytest.approx(reference.mean(), rel=1e-3)


ENDS = 2.0 ** -np.random.default_rng(5).uniform(1, 53, 500)
"""Distances from 0 and 1, as many from every octave."""


@pytest.mark.parametrize(("data", "reference"), CASES.values(), ids=CASES.keys())
def test_quantiles_far_out_in_both_tails(data, reference):
    draw = inverse(PARSE.validate_python(data))
    ends = ENDS[ENDS > 1e-13] if "normal" in data["shape"] else ENDS  # SciPy's own limit
    np.testing.assert_allclose(draw(ends), reference.ppf(ends), rtol=1.1e-7, atol=1e-9)
    near_one = 1 - ends
    np.testing.assert_allclose(draw(near_one), reference.isf(1 - near_one), rtol=1.1e-7)


SPREADS = [0.02, 0.3, 1.0, 1.9]


@pytest.mark.parametrize("cv", SPREADS)
@pytest.mark.parametrize("shape", ["gamma", "lognormal", "weibull", "normal"])
def test_tables_hold_their_tolerance_for_narrow_and_wide_shapes(shape, cv):
    draw = inverse(PARSE.validate_python({"shape": shape, "mean": 1, "cv": cv}))
    assert isinstance(draw, Curve)
    cells = draw.cells.shape[1] - 1
    assert cells < (OCTAVES << MOST_BITS), "the finest table is for shapes no source has"


def test_a_shape_is_tabulated_once():
    one, two = (inverse(PARSE.validate_python({"shape": "gamma", "mean": m, "cv": 0.31}))
                for m in (3, 4))  # fmt: skip
    assert one.cells is two.cells
    np.testing.assert_allclose(one(U) / 3, two(U) / 4, rtol=1e-14)


PRINT_TABLE = """
import hashlib
from simulator.plan.inversion import _beta, _cut_normal, _exp_normal, _unit_gamma
tables = [_beta(2.0, 4.0), _cut_normal(0.4, 0.8), _exp_normal(0.3), _unit_gamma(11.1)]
print(hashlib.sha256(b"".join(t.cells.tobytes() for t in tables)).hexdigest())
"""


def test_every_process_makes_the_same_tables():
    prints = {
        subprocess.run(
            [sys.executable, "-c", PRINT_TABLE], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(prints) == 1


def test_lognormal_by_mean_and_p95():
    dist = PARSE.validate_python({"shape": "lognormal", "mean": 4, "p95": 9})
    assert inverse(dist)(np.array([0.95]))[0] == pytest.approx(9)
    total, _ = integrate.quad(lambda u: float(inverse(dist)(np.array([u]))[0]), 0, 1, limit=400)
    assert total == pytest.approx(4, rel=1e-3)


@pytest.mark.parametrize("cv", [0.05, 0.3, 1.0, 2.5])
def test_weibull_has_the_mean_and_spread_asked_for(cv):
    dist = PARSE.validate_python({"shape": "weibull", "mean": 7, "cv": cv})
    draw = inverse(dist)
    median = float(draw(np.array([0.5]))[0])
    p90 = float(draw(np.array([0.9]))[0])
    shape = np.log(np.log(10) / np.log(2)) / np.log(p90 / median)
    fitted = stats.weibull_min(shape, scale=median / np.log(2) ** (1 / shape))
    assert fitted.mean() == pytest.approx(7, rel=1e-6)
    assert fitted.std() / fitted.mean() == pytest.approx(cv, rel=1e-6)


def test_constants_and_observed_values():
    assert inverse(PARSE.validate_python(3))(U).tolist() == [3.0] * len(U)
    draw = inverse(PARSE.validate_python({"shape": "empirical", "values": [5, 1, 3]}))
    assert draw(np.array([0.0, 0.33, 0.34, 0.66, 0.67, 0.9999])).tolist() == [1, 1, 3, 3, 5, 5]
    weighted = PARSE.validate_python(
        {"shape": "empirical", "values": [5, 1, 3], "weights": [1, 2, 0]}
    )
    assert inverse(weighted)(np.array([0.1, 0.66, 0.67])).tolist() == [1, 1, 5]
    assert mean_of(weighted) == pytest.approx(7 / 3, rel=1e-3)


def test_a_mixture_picks_a_part_then_draws_from_it():
    dist = PARSE.validate_python({"shape": "mixture", "parts": [
        {"weight": 3, "of": 1}, {"weight": 1, "of": {"shape": "uniform", "low": 10, "high": 20}},
    ]})  # fmt: skip
    draws = inverse(dist)(np.array([0.1, 0.7499, 0.75, 0.875, 0.9999999]))
    np.testing.assert_allclose(draws, [1, 1, 10, 15, 20], rtol=1e-5)
    assert mean_of(dist) == pytest.approx(0.75 + 0.25 * 15)


@pytest.mark.parametrize("data", [c[0] for c in CASES.values()], ids=CASES.keys())
def test_draws_rise_with_the_uniform_and_stay_finite(data):
    draw = inverse(PARSE.validate_python(data))
    u = np.sort(np.concatenate([uniforms(1, 0, f"x{k}", 0) for k in range(20)]))
    values = draw(np.concatenate([[2.0**-54], u, [1 - 2.0**-53]]))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize(("data", "reference"), CASES.values(), ids=CASES.keys())
def test_samples_follow_the_distribution(data, reference):
    u = np.concatenate([uniforms(7, 3, "sample", k) for k in range(20)])
    sample = inverse(PARSE.validate_python(data))(u)
    assert stats.kstest(sample, reference.cdf).pvalue > 1e-4
