"""What is said of a published figure beside the model's mean and its interval."""

import math
from dataclasses import replace

import pytest

from simulator.model.trade import Target
from simulator.report.checks import checks_table, verdict
from simulator.study.check import Check

NAMES = {"A": "Aa", "B": "Bb"}


def check(mean, half, **keys):
    target = Target(
        corridor="c", direction="westbound", start="A", end="B", quantity="days", low=10, high=20,
        facts=("X1",), **keys,
    )  # fmt: skip
    return Check("x", target, 10, 20, mean, mean - half, mean + half)


@pytest.mark.parametrize(
    ("mean", "half", "said", "undecided"),
    [
        (15, 4, "in range", False),
        (15, 5, "in range", False),  # touches both ends, reaches over neither
        (19, 2, "undecided (mean in range)", True),
        (15, 9, "undecided (mean in range)", True),
        (22, 3, "undecided (mean 10 % above)", True),
        (9, 2, "undecided (mean 10 % below)", True),
        (22, 1, "off by 10 % (above)", False),
        (8, 1, "off by 20 % (below)", False),
        (15, math.nan, "in range", False),  # a single replication has no interval
        (25, math.nan, "off by 25 % (above)", False),
    ],
)
def test_verdict_by_the_interval(mean, half, said, undecided):
    one = check(mean, half)
    assert one.undecided is undecided
    assert checks_table([one], NAMES, 250).splitlines()[-1].rstrip().endswith(said)


def test_the_mean_alone_decides_whether_the_model_missed():
    assert not check(19, 2).missed
    assert check(22, 3).missed
    assert not check(22, 3, sets_a_parameter=True).missed


def test_summing_up_counts_the_undecided_apart():
    said = verdict([check(15, 1), check(19, 2), check(22, 3), check(30, 1)])
    assert said == "1 of 4 checks in range, 2 undecided: the 95 % interval reaches over an end."
    assert verdict([check(15, 1)]) == "1 of 1 check in range."


def test_a_run_that_no_target_concerns():
    absent = replace(check(math.nan, math.nan), simulated=False)
    assert checks_table([absent, absent], NAMES, 250) == ""
    said = "No target concerns this run: it lacks the corridor or section of 2 published figures."
    assert verdict([absent, absent]) == said
