"""What two runs' differences are said to be: beyond chance, or larger but within it."""

from pathlib import Path

import pandas as pd
import pytest

from simulator.report import chance
from simulator.report.differences import span, summary
from simulator.report.document.parts import ends
from simulator.report.text import near_nought, points, tenths, whole
from simulator.results.columns import COMPARE
from simulator.results.inputs import brief_changes, names
from simulator.results.read import Run


def row(corridor, metric, a, difference, low, high, replications=6):
    return {
        "market": "m", "corridor": corridor, "direction": "westbound", "scope": "terminal",
        "origin": "A", "destination": "B", "metric": metric, "a": a, "b": a + difference,
        "difference": difference, "ci_low": low, "ci_high": high, "replications": replications,
    }  # fmt: skip


NAN = float("nan")
CLEAR = row("btk", "days_mean", 30.6, 0.2, 0.04, 0.4)
WIDE = row("middle", "days_mean", 34.2, -2.5, -5.5, 0.6)
FEU = [row(c, "feu", 100, 0, NAN, NAN) for c in ("btk", "middle", "kuryk")]


def frame_of(*rows):
    return pd.DataFrame(rows)[list(COMPARE)]


def rows_of(*rows):
    return list(frame_of(*rows).itertuples(index=False))


def said(*rows):
    run = Run(Path("one"), {"scenario": {"name": "base"}})
    return " ".join(summary(frame_of(*rows, *FEU), run, run).split())


def test_compare_names_larger_changes_that_chance_may_explain():
    told = said(CLEAR, WIDE, row("kuryk", "days_mean", 32.0, -0.1, -0.3, 0.1))
    assert "beyond chance (at most 5 of dollars and of days, 3 of others):" in told
    assert "btk westbound days 30.6 30.8 +0.2 0.04 to 0.4" in told
    assert (
        "Larger, but within chance with 6 replications: middle westbound days −2.5 (−5.5 to +0.6); "
        "more replications would tell."
    ) in told
    assert "kuryk" not in told
    assert told.endswith(
        "Of the 3 figures compared that differ at all, about 5 % would be beyond chance by luck "
        "alone."
    )


def test_without_any_change_beyond_chance_the_largest_are_named_all_the_same():
    told = said(WIDE, row("middle", "usd_mean", 8745, -20, -54, 14))
    assert "by more than chance explains, terminal to terminal. The largest changes are" in told
    assert told.endswith(
        "are within chance with 6 replications: middle westbound days −2.5 (−5.5 to +0.6); more "
        "replications would tell."
    )


def test_one_pair_of_replications_has_nothing_within_chance():
    told = said(row("middle", "days_mean", 34.2, -2.5, NAN, NAN, 1))
    assert "The largest changes, terminal to terminal (at most" in told
    assert "chance" not in told


def test_changes_within_chance_are_the_largest_of_each_figure_first():
    rows = rows_of(
        CLEAR, WIDE, row("batumi", "days_mean", 34.4, -2.4, -5.3, 0.4),
        row("middle", "days_p95", 47.6, -8.0, -17.8, 1.7),
        row("middle", "generalised_usd_mean", 13511, -492, -1136, 153),
        row("middle", "on_time_share", 0.77, 0.05, -0.02, 0.12),
    )  # fmt: skip
    found = [(r.corridor, r.metric) for r in chance.hidden(rows)]
    assert found == [("middle", "days_mean"), ("middle", "days_p95"), ("middle", "on_time_share")]
    clearer = rows_of(row("batumi", "days_mean", 34.4, -2.6, -4, -1), WIDE)
    assert chance.hidden(clearer) == []


def test_the_caveat_counts_figures_that_luck_can_move():
    rows = [row(f"c{n}", "days_mean", 30, 0.1, -0.1, 0.3) for n in range(40)]
    same, other = row("same", "days_mean", 30, 0, 0, 0), row("c", "feu", 100, 1, 0, 2)
    assert chance.caveat(rows_of(*rows, same, other)) == (
        "Of the 40 figures compared that differ at all, about 5 % (some 2) would be beyond chance "
        "by luck alone."
    )
    assert chance.caveat(rows_of(same)) == ""


@pytest.mark.parametrize(
    ("low", "high", "write", "told"),
    [
        (0.038, 0.414, tenths, "0.04 to 0.4"),
        (-1.2, -0.4, whole, "−1 to −0.4"),
        (-1.2, 0.4, whole, "−1 to 0"),
        (-0.2, 0.0002, tenths, "−0.2 to 0.0"),
        (0.0002, 0.02, points, "0.02 to 2.0 pp"),
        (0.0, 0.4, tenths, "0.0 to 0.4"),
    ],
)
def test_an_interval_that_leaves_out_zero_is_not_written_with_it(low, high, write, told):
    assert span(low, high, write) == told


def test_reports_write_such_an_interval_alike():
    assert [n.text for n in ends(0.038, 0.414, "days", difference=True)] == ["+0.04", "+0.4"]
    assert [n.text for n in ends(-1.2, -0.4, "usd")] == ["−1", "−0.4"]
    assert [n.text for n in ends(-1.2, 0.4, "usd", difference=True)] == ["−1", "0"]
    assert near_nought(0.0, tenths) == "0.0"


def run_in(folder, name="base", changes=()):
    return Run(Path(folder), {"scenario": {"name": name}, "changes": list(changes)})


@pytest.mark.parametrize(
    ("a", "b", "called"),
    [
        (("runs/base", "base"), ("runs/nine", "tripp"), ("base", "tripp")),
        (("runs/base", "base"), ("runs/nine", "base"), ("base", "nine")),
        (("old/base", "base"), ("new/base", "base"), ("old/base", "new/base")),
        (("runs/base", "base"), ("runs/base", "base"), ("base (A)", "base (B)")),
    ],
)
def test_runs_of_one_scenario_are_called_by_their_directories(a, b, called):
    assert names(run_in(*a), run_in(*b)) == called


def test_what_differs_in_the_input_fits_a_headline():
    feeders = {"path": "services.feeder.vessels", "old": 6, "new": 9}
    more = [{"path": f"legs.l{n}.km", "old": "x" * 50, "new": n} for n in range(3)]
    base = run_in("a").document
    assert brief_changes(base, run_in("b", changes=[feeders]).document, "b") == (
        "services.feeder.vessels: 6 → 9"
    )
    assert brief_changes(base, run_in("b", changes=[feeders, *more]).document, "b") == (
        f"services.feeder.vessels: 6 → 9, legs.l0.km: {'x' * 39}… → 0 and 2 more changes"
    )
    corridors = [{**run_in("a").document, "corridors": these} for these in (["m"], ["m", "n"])]
    assert brief_changes(*corridors, "nine") == "corridors: nine with n"
    assert brief_changes(base, {**base, "replications": 9}, "b") == ""
