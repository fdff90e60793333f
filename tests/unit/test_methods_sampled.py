"""Sensitivity methods against functions whose indices are known."""

import math

import numpy as np
import pytest
from studies_in_memory import Broken, drive, study_of

from simulator.study.methods import design_of
from simulator.study.methods.columns import SENSITIVITY
from simulator.study.points import Outcomes

ISHIGAMI = {
    "first": {"a": 0.3139, "b": 0.4424, "c": 0.0},
    "total": {"a": 0.5576, "b": 0.4424, "c": 0.2437},
}
"""Exact indices for a = 7, b = 0.1 (Ishigami and Homma 1990)."""
PI3 = dict.fromkeys("abc", (-math.pi, math.pi))


def ishigami(point, replication):
    a, b, c = (point.values[f] for f in "abc")
    return {"toy": {"usd_mean": math.sin(a) + 7 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)}}


WEIGHTS = {"big": 4.0, "mid": -2.0, "small": 1.0, "none": 0.0}
"""Of a linear model of factors on [0, 1]: first = total = w² / Σ w²."""


def linear(point, replication):
    value = 100.0 + sum(WEIGHTS[f] * point.values.get(f, 0.5) for f in WEIGHTS)
    return {"toy": {"usd_mean": value + 10 * replication}}


UNIT4 = dict.fromkeys(WEIGHTS, (0.0, 1.0))
UNIT2 = dict.fromkeys(["big", "none"], (0.0, 1.0))


def indices(design, done, name):
    table = design.tables(done)["sensitivity"]
    assert list(table.columns) == list(SENSITIVITY)
    return table[table["index"] == name].set_index("factor")


def run(method, factors, evaluate, replications=1):
    design = design_of(study_of(method, factors, seed=3), None)
    return design, drive(design, evaluate, replications)


@pytest.fixture(scope="module")
def sobol_of_ishigami():
    return run({"kind": "sobol", "samples": 1024, "second_order": False}, PI3, ishigami)


@pytest.mark.parametrize("index", ["first", "total"])
def test_sobol_finds_ishigami(sobol_of_ishigami, index):
    found = indices(*sobol_of_ishigami, index)
    for factor, exact in ISHIGAMI[index].items():
        assert found.value[factor] == pytest.approx(exact, abs=0.03)
        assert found.ci_low[factor] - 0.02 <= exact <= found.ci_high[factor] + 0.02


def test_sobol_finds_a_pure_interaction():
    def product(point, replication):
        return {"toy": {"usd_mean": (point.values["big"] - 0.5) * (point.values["mid"] - 0.5)}}

    factors = dict.fromkeys(["big", "mid", "none"], (0.0, 1.0))
    design, done = run({"kind": "sobol", "samples": 128}, factors, product)
    second = indices(design, done, "second").set_index("other_factor", append=True).value
    assert second["big", "mid"] == pytest.approx(1, abs=0.15)
    assert second["big", "none"] == pytest.approx(0, abs=0.1)
    assert indices(design, done, "first").value["big"] == pytest.approx(0, abs=0.1)


def test_sobol_says_what_moves_the_output(sobol_of_ishigami):
    design, done = sobol_of_ishigami
    assert design.total() == len(done.points) == 1024 * 5
    (said,) = design.words(done)
    assert said.startswith("What moves the cost of toy, westbound: a ")


def test_sobol_finds_a_linear_model_without_interactions():
    design, done = run({"kind": "sobol", "samples": 128, "second_order": False}, UNIT4, linear)
    whole = sum(w * w for w in WEIGHTS.values())
    for index in ("first", "total"):
        found = indices(design, done, index).value
        for factor, w in WEIGHTS.items():
            assert found[factor] == pytest.approx(w * w / whole, abs=0.04)


def test_morris_finds_the_slopes_of_a_linear_model():
    design, done = run({"kind": "morris", "trajectories": 8}, UNIT4, linear)
    for factor, w in WEIGHTS.items():
        assert indices(design, done, "mu").value[factor] == pytest.approx(w)
        assert indices(design, done, "mu_star").value[factor] == pytest.approx(abs(w))
        assert indices(design, done, "sigma").value[factor] == pytest.approx(0, abs=1e-9)


def test_latin_hypercube_regresses_a_linear_model():
    design, done = run({"kind": "latin_hypercube", "samples": 200}, UNIT4, linear, 2)
    norm = math.sqrt(sum(w * w for w in WEIGHTS.values()))
    found = indices(design, done, "regression").value
    for factor, w in WEIGHTS.items():
        assert found[factor] == pytest.approx(w / norm, abs=0.05)
    table = design.tables(done)["sensitivity"]
    assert table[table["index"] == "r_squared"].value.item() == pytest.approx(1)
    ranks = indices(design, done, "spearman")
    assert (ranks.ci_low <= ranks.value).all()
    assert ranks.ci_low["none"] < 0 < ranks.ci_high["none"]
    assert ranks.ci_low["big"] > 0 > ranks.ci_high["mid"]


@pytest.mark.parametrize("kind", ["pawn", "delta"])
def test_moment_independent_indices_rank_the_factors(kind):
    samples = 300 if kind == "pawn" else 100
    design, done = run({"kind": kind, "samples": samples}, UNIT2, linear)
    name = {"pawn": "median", "delta": "delta"}[kind]
    found = indices(design, done, name).value
    assert found["big"] > 0.4
    assert found["none"] < 0.2


def test_listed_values_are_drawn_alike():
    factors = {"big": {"values": [0.0, 1.0]}, "mid": (0.0, 1.0), "small": (0.0, 1.0)}
    _, done = run({"kind": "latin_hypercube", "samples": 50}, factors, linear)
    drawn = [p.values["big"] for p in done.points]
    assert drawn.count(0.0) == drawn.count(1.0) == 25


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_structured_samples_decline_with_one_failed_point(kind):
    def broken(point, replication):
        if point.number == 5:
            raise Broken("no such train")
        return linear(point, replication)

    method = {"kind": kind, **({"samples": 16} if kind == "sobol" else {})}
    design, done = run(method, UNIT4, broken)
    table = design.tables(done)["sensitivity"]
    assert len(table) == 0 or table.value.isna().all()
    assert set(table.missing) == {1}
    assert "1 of" in design.words(done)[0]
    assert "failed or have no figure" in design.words(done)[0]


def test_given_samples_say_what_they_rest_on():
    def blank(point, replication):
        gone = point.number in (5, 7)
        return {"toy": {"usd_mean": np.nan}} if gone else linear(point, replication)

    design, done = run({"kind": "latin_hypercube", "samples": 60}, UNIT4, blank)
    table = design.tables(done)["sensitivity"]
    assert table.value.notna().all()
    assert set(table.points) == {58}
    assert set(table.missing) == {2}
    assert "rests on the 58 of 60 points that have a figure" in design.words(done)[0]


def test_given_samples_decline_with_many_failures():
    def blank(point, replication):
        gone = point.number % 5 == 0
        return {"toy": {"usd_mean": np.nan}} if gone else linear(point, replication)

    design, done = run({"kind": "pawn", "samples": 50, "slices": 5}, UNIT4, blank)
    assert design.tables(done)["sensitivity"].value.isna().all()


def test_an_output_that_never_moves_has_no_index():
    design, done = run(
        {"kind": "sobol", "samples": 8}, UNIT4, lambda p, k: {"toy": {"usd_mean": 1}}
    )
    assert "the same in every point" in design.words(done)[0]


def test_the_sample_follows_from_the_seed_and_leaves_no_trace():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - what SALib seeds
    points = [
        design_of(study_of({"kind": "delta", "samples": 20}, UNIT4, seed=seed), None).propose(
            Outcomes(1)
        )
        for seed in (0, 0, 1)
    ]
    assert points[0] == points[1] != points[2]
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
