"""Tornado, lists, break-even, frontier, capacity and discovery against known answers."""

import math

import numpy as np
import pytest
from studies_in_memory import Broken, drive, noise, study_of

from simulator.errors import InputError
from simulator.study.factors import neutral
from simulator.study.methods import break_even, capacity, design_of, frontier, naming
from simulator.study.methods.columns import BREAKEVEN, CAPACITY, COMPARISON, DISCOVERY, FRONTIER


@pytest.fixture(autouse=True)
def base_values(monkeypatch):
    """Relative factors need no base; the design is given none."""
    for module in (break_even, frontier):
        monkeypatch.setattr(module, "neutral", lambda f, base: None if f.how == "absolute" else
                            neutral(f, base))  # fmt: skip


def relative(low, high):
    return {"range": [low, high], "as": "relative"}


def run(method, factors, evaluate, replications=1, **keys):
    design = design_of(study_of(method, factors, **keys), None)
    return design, drive(design, evaluate, replications)


# one at a time, grid, list


def additive(point, replication):
    v = point.values
    value = 100 + 5 * v.get("x", 1.0) - 2 * v.get("y", 1.0) + noise(1, replication, 50)
    return {"toy": {"usd_mean": value}}


def test_a_tornado_has_paired_intervals_without_the_common_noise():
    factors = {"y": relative(0, 3), "x": relative(0, 2)}
    design, done = run({"kind": "one_at_a_time"}, factors, additive, 3)
    assert [p.stage for p in done.points] == ["base", "y low", "y high", "x low", "x high"]
    table = design.tables(done)["sensitivity"]
    swing = table[table["index"] == "swing"]
    assert list(swing.factor) == ["x", "y"]
    assert swing.value.tolist() == pytest.approx([10, -6])
    assert swing.ci_low.tolist() == pytest.approx([10, -6])
    low = table[(table["index"] == "low_effect") & (table.factor == "x")]
    assert low.value.item() == pytest.approx(-5)
    (said,) = design.words(done)
    assert "Widest swings: x from 0 times the base to 2 times the base: +10.0 USD" in said


def test_a_tornado_says_which_point_failed():
    def broken(point, replication):
        if point.number == 2:
            raise Broken("no berth")
        return additive(point, replication)

    factors = {"x": relative(0, 2), "y": relative(0, 3)}
    design, done = run({"kind": "one_at_a_time"}, factors, broken)
    table = design.tables(done)["sensitivity"].set_index(["factor", "index"])
    assert math.isnan(table.value["x", "swing"])
    assert table.note["x", "swing"] == "x 2 times the base (point 2) failed: no berth"
    assert table.value["x", "low_effect"] == pytest.approx(-5)
    assert table.value["y", "swing"] == pytest.approx(-6)
    said = design.words(done)
    assert said[0].endswith("No figure (saturated, closed or failed) at x 2 times the base.")
    assert said[1] == "One point failed; effects blank for that: x 2 times the base (point 2)."


def test_a_grid_compares_every_combination_with_the_base():
    factors = {"x": {"values": [1.0, 2.0]}, "y": relative(0, 3)}
    design, done = run({"kind": "grid", "levels": 4}, factors, additive, 2)
    assert len(done.points) == design.total() == 9
    table = design.tables(done)["comparison"]
    assert list(table.columns) == list(COMPARISON)
    at = {(p.values["x"], p.values["y"]): p.number for p in done.points[1:]}
    row = table.set_index("point").loc[at[2.0, 3.0]]
    assert row.difference == pytest.approx(5 - 4)
    assert row.difference_ci_low == pytest.approx(1)
    assert "lowest" in design.words(done)[0]
    assert design.words(done)[0].endswith(
        "is lowest 121 USD at x 1, y 3 times the base (point 4), and highest 132 USD at x 2, y 0 "
        "times the base (point 5); between the two: +11.0 USD (95 % 11.0 to 11.0)."
    )
    names = design.tables(done)["comparison"]["name"]
    assert list(names)[:2] == ["base", "x 1, y 0 times the base"]


def shaky(point, replication):
    """A share that the first factor moves by more than chance, the second by less."""
    v = point.values
    share = 0.5 + 0.1 * v.get("x", 1.0) + 0.001 * v.get("y", 0.0) * (replication - 0.8)
    return {"toy": {"on_time_share": share}}


def test_a_grid_names_points_by_their_values_and_says_what_chance_explains():
    factors = {"x": {"values": [1.0, 2.0], "label": "ferries"}, "y": {"values": [0, 1, 12]}}
    outputs = [{"quantity": "on_time_share"}]
    design, done = run({"kind": "grid"}, factors, shaky, 3, outputs=outputs)
    (said,) = design.words(done)
    assert said == (
        "The share on time of toy, westbound is lowest 60.0 % in the base, the same at 1 "
        "other point, not distinguishable from 2 other points, and highest 70.2 % at ferries 2, "
        "y 12 (point 6), not distinguishable from 2 other points; between the two: "
        "+10.2 percentage points (95 % 7.26 to 13.2)."
    )
    few, done = run({"kind": "grid"}, {"y": factors["y"]}, shaky, 3, outputs=outputs)
    said = few.words(done)[0]
    assert "60.0 % in the base; 60.0 % at y 0 (point 1), no difference; " in said
    unclear = "no clear difference (+0.240 percentage points, 95 % −2.74 to 3.22)."
    assert said.endswith(f"60.2 % at y 12 (point 3), {unclear}")


def by_feeders(point, replication):
    """Days that the first factor alone moves, but for one dear point of the second."""
    v = point.values
    days = 30.0 - v.get("x", 0.0) + (v.get("y") == 9 and v.get("x") == 6) + 0.1 * replication
    return {"toy": {"days_mean": days}}


def test_a_grid_names_the_factors_that_matter_where_points_are_equal():
    factors = {"x": {"values": [4, 6, 8], "label": "feeders"},
               "y": {"values": [7, 8, 9], "label": "tariffs"}}  # fmt: skip
    outputs = [{"quantity": "days_mean"}]
    design, done = run({"kind": "grid"}, factors, by_feeders, 2, outputs=outputs)
    assert design.words(done) == [
        "The time of toy, westbound is lowest 22.1 days at feeders 8, whatever the tariffs (points "
        "7, 8 and 9), and highest 30.1 days in the base; between the two: +8.00 days (95 % 8.00 to "
        "8.00)."
    ]


def test_points_that_are_equal_in_no_pattern_are_counted():
    days = {(1, 1): 20, (2, 2): 20}
    factors = {"x": {"values": [1, 2]}, "y": {"values": [1, 2, 3]}}
    design, done = run(
        {"kind": "grid"}, factors,
        lambda p, _: {"toy": {"days_mean": float(days.get(tuple(p.values.values()), 30))}}, 2,
        outputs=[{"quantity": "days_mean"}],
    )  # fmt: skip
    (said,) = design.words(done)
    assert "is lowest 20.0 days at x 1, y 1 (point 1), the same at 1 other point, and" in said
    assert "highest 30.0 days in the base, the same at 4 other points; between" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(4.0, "4"), (0.67, "0.67"), (1.025, "1.025"), (44000, "44,000"), (2.5e6, "2,500,000"),
     (-3.0, "−3"), (1 / 3, "0.333"), (7.0000001, "7")],
)  # fmt: skip
def test_a_chosen_number_has_no_needless_noughts(value, said):
    assert naming.number(value) == said


def test_a_list_of_scenarios_is_compared_with_the_first():
    usd = {"calm": 10.0, "storm": 13.0}
    design, done = run(
        {"kind": "list", "scenarios": ["calm", "storm"]}, {},
        lambda p, k: {"toy": {"usd_mean": usd[p.settings[0].value] + k}}, 2,
    )  # fmt: skip
    assert [p.settings[0].path for p in done.points] == ["base", "base"]
    assert design.words(done) == [
        "Cost of toy, westbound: 10.5 USD in calm; 13.5 USD in storm, +3.00 USD (95 % 3.00 to "
        "3.00)."
    ]


def test_a_list_of_points_starts_from_the_base():
    points = [{"x": 2.0}, {"x": 0.0, "y": 0.0}]
    design, done = run(
        {"kind": "list", "points": points}, {"x": relative(0, 2), "y": relative(0, 2)}, additive
    )
    assert [dict(p.values) for p in done.points] == [{}, *points]
    assert design.tables(done)["comparison"].difference.tolist() == pytest.approx([0, 5, -3])


# break-even


EVEN = {"kind": "break_even", "factor": "x", "a": "a", "b": "b", "direction": "westbound"}


def two(difference):
    """Corridors a and b, with much noise in common and `difference(x, replication)` between."""

    def evaluate(point, replication):
        b = 1000 + noise(2, replication, 300)
        gap = difference(point.values["x"], replication)
        return {"a": {"usd_mean": b + gap}, "b": {"usd_mean": b}}

    return evaluate


def breakeven(difference, replications=4, low=0.0, high=10.0, **method):
    design, done = run(
        {**EVEN, **method}, {"x": relative(low, high)}, two(difference), replications
    )
    table = design.tables(done)["breakeven"]
    assert list(table.columns) == list(BREAKEVEN)
    return table, design.words(done), done


def test_break_even_finds_a_known_root():
    table, said, done = breakeven(lambda x, k: (x**2 - 10) + noise(3, k, 0.5), 6)
    (row,) = table.to_dict("records")
    assert row["result"] == "switch"
    assert row["value"] == pytest.approx(math.sqrt(10), abs=0.15)
    assert row["ci_low"] < math.sqrt(10) < row["ci_high"]
    assert (row["cheaper_below"], row["cheaper_above"]) == ("a", "b")
    assert row["monotone"]
    assert len(done.points) <= 18
    assert said[0].startswith("a and b have the same cost (westbound) where x is 3.1")


def test_a_bracket_is_narrower_than_the_tolerance():
    _, _, done = breakeven(lambda x, k: x - 7.3, 1, tolerance=0.001)
    tried = np.sort([p.values["x"] for p in done.points])
    below, above = tried[tried < 7.3].max(), tried[tried >= 7.3].min()
    assert above - below <= 0.01


def test_the_interval_covers_the_root_as_often_as_it_says():
    covered = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        slopes, gaps = 1 + 0.2 * rng.normal(size=5), rng.normal(size=5)

        def difference(x, k, slopes=slopes, gaps=gaps):
            return slopes[k] * (x - 5) + gaps[k]

        # no search: the set from points near the root, as the search puts them there
        x = np.linspace(0, 10, 41)
        found = break_even.roots(
            break_even.curve(x, np.array([[difference(v, k) for k in range(5)] for v in x]))
        )
        (root,) = found
        low = -np.inf if math.isnan(root.low) else root.low
        high = np.inf if math.isnan(root.high) else root.high
        covered += low <= 5 <= high
    assert 0.95 - 3 * math.sqrt(0.95 * 0.05 / 300) <= covered / 300 <= 0.985


def test_the_search_gives_the_interval_of_a_fine_grid():
    def difference(x, k):
        return (1 + 0.1 * noise(4, k)) * (x - 5) + noise(5, k)

    table, _, _ = breakeven(difference, 5)
    x = np.linspace(0, 10, 2001)
    (fine,) = break_even.roots(
        break_even.curve(x, np.array([[difference(v, k) for k in range(5)] for v in x]))
    )
    assert table.value.item() == pytest.approx(fine.value, abs=0.05)
    assert table.ci_low.item() == pytest.approx(fine.low, abs=0.1)
    assert table.ci_high.item() == pytest.approx(fine.high, abs=0.1)


def test_without_a_switch_it_says_who_wins():
    table, said, _ = breakeven(lambda x, k: -50 - x + noise(6, k, 0.1))
    (row,) = table.to_dict("records")
    assert (row["result"], row["cheaper_below"], row["cheaper_above"]) == ("none", "a", "a")
    assert math.isnan(row["value"])
    assert row["difference_low"] == pytest.approx(-50, abs=0.5)
    assert said[0].startswith("No switch in this range: a has the lower cost (westbound) than b")
    assert "by 50.0 USD at 0" in said[0] or "by 49.9" in said[0]


def test_several_crossings_are_all_told():
    table, said, _ = breakeven(lambda x, k: (x - 2) * (x - 8))
    assert table.value.tolist() == pytest.approx([2, 8], abs=0.1)
    assert table.cheaper_below.tolist() == ["b", "a"]
    assert not table.monotone.any()
    assert said[-1] == "2 crossings."


def test_values_without_a_figure_are_left_out_and_told():
    table, said, _ = breakeven(lambda x, k: np.nan if x > 6 else x - 3)
    assert table.value.item() == pytest.approx(3, abs=0.05)
    assert table.high.item() == 5
    assert "points failed or lack a figure of one corridor" in said[-1]


def test_a_gap_in_the_figures_does_not_stall_the_search():
    table, _, done = breakeven(lambda x, k: np.nan if 4 < x < 6 else x - 5)
    assert table.value.item() == pytest.approx(5)
    assert len(done.points) < 20


def test_break_even_refuses_listed_values():
    with pytest.raises(InputError, match="needs a factor with a range"):
        design_of(study_of(EVEN, {"x": {"values": [1, 2]}}), None)


# frontier


FRONT = {
    "kind": "frontier", "x": "x", "y": "y", "corridors": ["a", "b"], "direction": "westbound",
    "resolution": 13,
}  # fmt: skip


def diagonal(point, replication):
    """A wins where x + y < 2; both have the same noise."""
    v = point.values
    common = noise(7, replication, 100)
    gap = v.get("x", 1.0) + v.get("y", 1.0) - 2.031
    return {
        "a": {"usd_mean": common + gap},
        "b": {"usd_mean": common + noise(8, replication, 1e-3)},
    }


def test_a_frontier_is_refined_where_the_winner_changes():
    factors = {"x": relative(0, 2), "y": relative(0, 2)}
    design, done = run(FRONT, factors, diagonal, 3)
    table = design.tables(done)["frontier"]
    assert list(table.columns) == list(FRONTIER)
    grid = table[table.source != "base"]
    assert len(grid) == 13 * 13
    assert (grid.winner == np.where(grid.x + grid.y < 2.031, "a", "b")).all()
    assert len(done.points) < 13 * 13 * 0.7
    base = table[table.source == "base"].iloc[0]
    assert (base.x, base.y, base.winner) == (1, 1, "a")
    said = design.words(done)
    assert "the lowest cost (westbound) has" in said[0]
    assert said[2].startswith("In the base a leads b by 0.03")
    assert "At y 1 the winner changes along x: from a to b between 1 and 1.17." in said


def test_uncertain_nodes_are_flagged():
    def noisy(point, replication):
        gap = point.values.get("x", 1.0) - 1
        return {"a": {"usd_mean": gap + noise(9, replication, 0.2)}, "b": {"usd_mean": 0.0}}

    design, done = run(FRONT, {"x": relative(0, 2), "y": relative(0, 2)}, noisy, 4)
    grid = design.tables(done)["frontier"]
    assert grid[grid.x.sub(1).abs() < 0.05].uncertain.all()
    assert not grid[grid.x == 0].uncertain.any()


def test_a_corridor_without_a_figure_cannot_win():
    def blank(point, replication):
        a = np.nan if point.values.get("x", 0) > 1 else -1.0
        return {"a": {"usd_mean": a}, "b": {"usd_mean": 0.0 * replication}}

    design, done = run({**FRONT, "resolution": 5}, {"x": relative(0, 2), "y": relative(0, 2)},
                       blank, 2)  # fmt: skip
    table = design.tables(done)["frontier"]
    right = table[table.x > 1]
    assert (right.winner == "b").all()
    assert (right[right.source == "run"].no_figure == "a").all()


# capacity


SERVERS, PER_DAY = 2, 10.0
"""M/M/c: each server serves 10 a day; demand at scale 1 is 4 a day, so it saturates at 5."""


class QueueLoads:
    """Loads of the toy queue, in the place of those that the simulator's inputs give."""

    def busiest(self, scale, corridor, direction):
        return "HERE.gate", 4 * scale / (SERVERS * PER_DAY)

    def used(self, corridor, direction):
        return frozenset({"HERE.gate"})

    def feu_per_year(self, scale, corridor, direction):
        return 365 * 4 * scale


def mmc_days(per_day):
    """Mean time in an M/M/c (Erlang C)."""
    a = per_day / PER_DAY
    rho = a / SERVERS
    top = a**SERVERS / math.factorial(SERVERS) / (1 - rho)
    wait = top / (sum(a**k / math.factorial(k) for k in range(SERVERS)) + top)
    return wait / (SERVERS * PER_DAY - per_day) + 1 / PER_DAY


def queue(point, replication):
    per_day = 4 * point.values["demand"]
    if per_day >= SERVERS * PER_DAY:
        return {"toy": {"days_mean": np.nan, "warnings": "unstable: HERE.gate"}}
    return {"toy": {"days_mean": mmc_days(per_day) + noise(10, replication, 3)}}


def saturation(delay_days, to=9.0, steps=9, evaluate=queue):
    method = {
        "kind": "capacity", "corridors": ["toy"], "direction": "westbound", "demands": ["toy-*"],
        "from": 1.0, "to": to, "steps": steps, "delay_days": delay_days,
    }  # fmt: skip
    from types import SimpleNamespace as Space

    base = Space(network=Space(demands={"toy-west": None, "other": None}))
    study = study_of(method)
    design = capacity.CapacityDesign(study, study.method, base, QueueLoads())
    done = drive(design, evaluate, 3)
    table = design.tables(done)["capacity"]
    assert list(table.columns) == list(CAPACITY)
    return table, design.words(done), done


def test_capacity_of_a_queue_is_where_its_load_reaches_one():
    table, said, done = saturation(delay_days=100)
    first = table[table["first"]].iloc[0]
    assert first.scale == pytest.approx(5, abs=1 / 16)
    assert first.scale >= 5
    assert first.reason == "unstable"
    assert not table[table.scale < first.scale].saturated.any()
    assert table[table.scale >= first.scale].saturated.all()
    assert len(done.points) <= 9 + capacity.HALVINGS
    assert "the first to give way is HERE.gate, with an offered load of 1.0" in said[0]


def test_capacity_by_delay_is_where_the_formula_says():
    limit = 0.5
    table, said, _ = saturation(delay_days=limit, to=4.9, steps=8)
    first = table[table["first"]].iloc[0]
    assert mmc_days(4 * first.scale) - mmc_days(4) > limit
    assert mmc_days(4 * (first.scale - 0.05)) - mmc_days(4) < limit
    assert first.delay_ci_low == pytest.approx(first.delay_days)
    assert "mean days pass the limit of 0.5 more" in said[0]


def test_the_curve_is_that_of_the_queue():
    table, _, _ = saturation(delay_days=100)
    some = table[table.scale < 5]
    expected = [mmc_days(4 * s) - mmc_days(4) for s in some.scale]
    assert some.delay_days.tolist() == pytest.approx(expected)


def test_it_says_when_nothing_saturates():
    table, said, done = saturation(delay_days=10, to=2.0, steps=3)
    assert len(done.points) == 3
    assert not table.saturated.any()
    assert "does not saturate up to 2 times the demand (2,920 FEU a year): mean days " in said[0]
    assert "days against the lowest demand: +0.015 days (95 % 0.015 to 0.015)" in said[0]


def test_it_says_when_the_lowest_demand_is_too_much():
    def always(point, replication):
        return {"toy": {"days_mean": np.nan, "warnings": "unstable: HERE.gate"}}

    _, said, _ = saturation(delay_days=10, steps=3, evaluate=always)
    assert "is saturated at the lowest demand already" in said[0]


def test_only_the_demands_named_are_scaled():
    _, _, done = saturation(delay_days=10, to=2.0, steps=3)
    assert [s.path for s in done.points[2].settings] == ["demands.toy-west.feu_per_year"]
    assert (done.points[2].settings[0].how, done.points[2].settings[0].value) == ("scale", 2.0)


# discovery


FIND = {
    "kind": "discovery", "samples": 200, "winner": "a", "rivals": ["b", "c"],
    "direction": "westbound", "min_mass": 0.05,
}  # fmt: skip


def corner(point, replication):
    """A beats b where x > 0.6 and c where y < 0.4; z does nothing."""
    v = point.values
    return {
        "a": {"usd_mean": 0.0}, "b": {"usd_mean": v["x"] - 0.6}, "c": {"usd_mean": 0.4 - v["y"]}
    }  # fmt: skip


def test_discovery_finds_the_corner_in_which_a_corridor_wins():
    pytest.importorskip("prim")
    design, done = run(FIND, dict.fromkeys("xyz", (0.0, 1.0)), corner)
    table = design.tables(done)["discovery"]
    assert list(table.columns) == list(DISCOVERY)
    box = table[table.box == 1].set_index("factor")
    assert set(box.index) == {"x", "y"}
    assert box.low["x"] == pytest.approx(0.6, abs=0.06)
    assert box.high["y"] == pytest.approx(0.4, abs=0.06)
    assert (box.density >= 0.8).all()
    assert (box.coverage > 0.8).all()
    won, _ = design.won(done)
    assert design.words(done)[0] == (
        f"a has a lower cost (westbound) than b and c in {won.sum()} of 200 points."
    )


def test_discovery_without_a_win_has_no_box():
    pytest.importorskip("prim")
    design, done = run(FIND, dict.fromkeys("xyz", (0.0, 1.0)),
                       lambda p, k: {c: {"usd_mean": float(c == "a")} for c in "abc"})  # fmt: skip
    assert len(design.tables(done)["discovery"]) == 0
    assert "in 0 of 200 points" in design.words(done)[0]


def test_failed_points_are_known_to_be_unknown():
    pytest.importorskip("prim")

    def broken(point, replication):
        if point.number == 3:
            raise Broken("no")
        return corner(point, replication)

    design, done = run(FIND, dict.fromkeys("xyz", (0.0, 1.0)), broken)
    assert set(design.tables(done)["discovery"].missing) == {1}
    assert design.words(done)[-1] == "1 points failed or have no figure."
