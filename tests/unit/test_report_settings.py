"""How a run was set up, said in words; and numbers that round to nought."""

import math
from pathlib import Path

import pandas as pd
import pytest

from simulator.report.differences import caption
from simulator.report.settings import windows
from simulator.report.text import decimal, percent, plus_minus, signed, tenths, whole
from simulator.results.inputs import setting, typed
from simulator.results.read import Run


def document(**scenario):
    return {"scenario": {"start": "2025-01-01", **scenario}, "seed": 1, "files": []}


@pytest.mark.parametrize(
    ("b", "said"),
    [
        ({}, ""),
        ({"warmup_days": 60.0, "horizon_days": 365.0}, ""),
        (
            {"horizon_days": 60.0, "warmup_days": 10.0},
            "the windows differ: 365 days from 2025-03-02 (after a warm-up of 60 days) against "
            "60 days from 2025-01-11 (after a warm-up of 10 days); volumes are not comparable",
        ),
        (
            {"follow_days": 90.0},
            "the windows differ: 365 days from 2025-03-02 (after a warm-up of 60 days), followed "
            "for the default time against 365 days from 2025-03-02 (after a warm-up of 60 days), "
            "followed for 90 days; some of the differences may come of that",
        ),
    ],
)
def test_windows_that_differ_are_told(b, said):
    assert windows(document(), document(**b)) == said


@pytest.mark.parametrize(
    ("pairs", "same", "said"),
    [
        (2, True, "over 2 pairs of replications with the same luck."),
        (2, False, "over 2 pairs of replications of one seed."),
        (1, True, "one pair of replications gives no interval."),
        (0, True, "no row has figures in both."),
    ],
)
def test_the_caption_says_what_is_paired(pairs, same, said):
    frame = pd.DataFrame({"replications": [0, pairs]})
    other = document() if same else document(horizon_days=60.0)
    told = caption(frame, Run(Path("one"), document()), Run(Path("two"), other))
    told = " ".join(told.split())
    assert told.startswith("A is one, B is two; ")
    assert said in told
    assert ("The windows differ: 365 days from" in told) != same


def test_what_was_typed_is_told_as_it_is_typed():
    assert typed(document()) == []
    given = {**document(), "sets": ["corridors=[silk]"], "options": {"seed": 7}}
    assert typed(given) == ["--set corridors=[silk]", "--seed 7"]


def test_settings_have_their_defaults():
    assert setting(document(), "warmup_days") == 60
    assert setting(document(horizon_days=9), "horizon_days") == 9
    assert setting(document(), "promised_days") == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (whole(-0.4), "0"), (tenths(-0.04), "0.0"), (tenths(-0.06), "−0.1"),
        (percent(-0.004), "0 %"), (percent(-0.156), "−16 %"), (percent(math.nan), "–"),
        (decimal(-1234.5678, 2), "−1,234.57"), (plus_minus(-0.01, 0.2, 1), "0.0 ± 0.2"),
        (signed(0.3, whole), "0"), (signed(-0.3, whole), "0"), (signed(0.6, whole), "+1"),
        (signed(-0.6, whole), "−1"), (signed(math.nan, whole), "–"),
    ],
)  # fmt: skip
def test_nought_has_no_sign(written, said):
    assert written == said
