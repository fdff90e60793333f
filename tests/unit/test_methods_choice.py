"""Route choice against equilibria that can be computed."""

import math

import numpy as np
import pandas as pd
import pytest
import shipped_data
from scipy import optimize
from studies_in_memory import Broken, study_of
from studies_in_memory import result_of as made_by

from simulator.errors import InputError
from simulator.study.methods import route_choice
from simulator.study.methods.choice import Choice, choices, cost_of, logit
from simulator.study.methods.columns import SHARES
from simulator.study.methods.route_choice import RouteChoiceDesign
from simulator.study.points import Outcomes

DEMAND = 8.0
"""Arrivals a day, to be split between two queues."""
SERVED = {"fast": 7.0, "slow": 5.0}
FREIGHT = {"fast": 300.0, "slow": 100.0}
VALUE_OF_DAY = 100.0
SCALE = 0.01


def cost(corridor, share):
    """Freight and the value of the mean time in an M/M/1."""
    return FREIGHT[corridor] + VALUE_OF_DAY / (SERVED[corridor] - DEMAND * share)


def equilibrium(scale=SCALE):
    """Share of `fast` at which the logit of the two costs is that share."""

    def gap(p):
        return logit({"fast": cost("fast", p), "slow": cost("slow", 1 - p)}, scale)["fast"] - p

    return optimize.brentq(gap, 1 - SERVED["slow"] / DEMAND + 1e-9, SERVED["fast"] / DEMAND - 1e-9)


def choice(**shares):
    return Choice("m", "westbound", "A", "B", tuple(shares), ("d",), 2920.0, shares)


@pytest.fixture
def design_for(monkeypatch):
    """A design whose scenarios offer the choices given, without any network."""

    def make(choices, **method):
        monkeypatch.setattr(route_choice, "choices", lambda resolved, *_: choices[resolved])
        given = {"kind": "route_choice", "markets": ["m"], "scale_per_usd": SCALE, **method}
        study = study_of(given)
        names = study.method.scenarios or ("baseline",)
        return RouteChoiceDesign(study, study.method, names[0], lambda name: name)

    return make


def shares_at(point):
    return next(s.value for s in point.settings if s.path.endswith(".shares"))


def queues(point, replication):
    found = {}
    for corridor, share in shares_at(point).items():
        per_day = DEMAND * share
        if per_day >= SERVED[corridor]:
            found[corridor] = {
                "generalised_usd_mean": np.nan, "warnings": f"unstable: {corridor}.gate",
                "usd_p50": FREIGHT[corridor], "usd_p05": 0.0,
                "days_p50": 20 * (per_day / SERVED[corridor] - 0.9),
                "days_p05": 0.0, "days_p95": 0.0, "value_of_time_usd_per_day": VALUE_OF_DAY,
                "reliability_ratio": 0.5,
            }  # fmt: skip
        else:
            found[corridor] = {"generalised_usd_mean": cost(corridor, share)}
    keys = {key for given in found.values() for key in given}
    blank = {key: "" if key == "warnings" else np.nan for key in keys}
    return {corridor: blank | given for corridor, given in found.items()}


def drive(design, evaluate, most=200):
    """As the helper, with warnings and quantiles of each corridor kept."""
    done = Outcomes(1)
    while batch := design.propose(done):
        assert len(done.points) < most
        for point in batch:
            done.add(point, made_by(point, evaluate, 1))
    return done


@pytest.mark.parametrize("start", [0.5, 0.05, 0.95])
def test_two_queues_settle_where_the_formula_says(design_for, start):
    design = design_for({"baseline": [choice(fast=start, slow=1 - start)]}, tolerance=0.001)
    done = drive(design, queues)
    table = design.tables(done)["shares"]
    assert list(table.columns) == list(SHARES)
    last = table[table.settled].set_index("corridor")
    assert last.share["fast"] == pytest.approx(equilibrium(), abs=0.002)
    assert last.residual.abs().max() <= 0.001
    assert last.generalised_usd["slow"] == pytest.approx(cost("slow", 1 - equilibrium()), abs=1)
    assert len(done.points) <= 25
    assert design.words(done)[1].startswith("baseline: settled after")


def test_a_steeper_choice_settles_too(design_for):
    design = design_for(
        {"baseline": [choice(fast=0.5, slow=0.5)]},
        tolerance=0.002,
        scale_per_usd=0.05,
        most_iterations=90,
    )
    done = drive(design, queues)
    last = design.tables(done)["shares"].query("settled").set_index("corridor")
    assert last.share["fast"] == pytest.approx(equilibrium(0.05), abs=0.004)


def test_congestion_moves_freight(design_for):
    """Without feedback the logit on free costs would give another share."""
    free = logit({c: FREIGHT[c] + VALUE_OF_DAY / SERVED[c] for c in SERVED}, SCALE)["fast"]
    assert abs(free - equilibrium()) > 0.05


def test_each_scenario_settles_by_itself(design_for):
    both = [choice(fast=0.5, slow=0.5)]
    three = [choice(fast=0.4, slow=0.4, new=0.2)]
    design = design_for({"now": both, "later": three}, scenarios=["now", "later"])

    def with_new(point, replication):
        shares = dict(shares_at(point))
        new = shares.pop("new", None)
        found = {c: {"generalised_usd_mean": cost(c, min(s, 0.6))} for c, s in shares.items()}
        return found if new is None else {**found, "new": {"generalised_usd_mean": 250.0}}

    done = drive(design, with_new)
    assert [s.value for s in done.points[1].settings if s.path == "base"] == ["later"]
    last = design.tables(done)["shares"].query("settled").set_index(["scenario", "corridor"])
    assert last.share["later", "new"] > 0.2
    assert last.share["later", "slow"] < last.share["now", "slow"]
    assert last.share.groupby("scenario").sum().tolist() == pytest.approx([1, 1])


def test_a_closed_corridor_gets_no_share(design_for):
    def shut(point, replication):
        return {
            "fast": {"generalised_usd_mean": np.nan, "warnings": "closed: fast.gate"},
            "slow": {"generalised_usd_mean": 100.0, "warnings": ""},
        }

    design = design_for({"baseline": [choice(fast=0.9, slow=0.1)]})
    done = drive(design, shut)
    assert shares_at(done.points[1]) == {"fast": 0.0, "slow": 1.0}
    assert len(done.points) == 2
    assert "fast 0.0 % (closed; in the data 90.0 %)" in design.words(done)[0]


def test_a_failed_point_stops_its_scenario(design_for):
    def broken(point, replication):
        if point.number == 1:
            raise Broken("no train")
        return queues(point, replication)

    design = design_for({"baseline": [choice(fast=0.9, slow=0.1)]})
    done = drive(design, broken)
    assert len(done.points) == 2
    assert design.words(done)[0] == ("baseline: point 1 failed, so it goes no further: no train.")


def test_without_rest_it_stops_and_says_what_is_left(design_for):
    def contrary(point, replication):
        share = shares_at(point)["fast"]
        return {
            "fast": {"generalised_usd_mean": 1e5 if share > 0.5 else 0.0},
            "slow": {"generalised_usd_mean": 1e3},
        }

    design = design_for({"baseline": [choice(fast=0.6, slow=0.4)]}, most_iterations=7)
    done = drive(design, contrary)
    assert len(done.points) == 7
    assert "not settled after 7 iterations: a share would still move by" in design.words(done)[1]
    assert not design.tables(done)["shares"].settled.any()


def test_a_scenario_without_a_choice_is_refused(design_for):
    design = design_for({"baseline": []})
    with pytest.raises(InputError, match="in 'baseline' no two corridors compete"):
        design.propose(Outcomes(1))


def test_the_logit_is_that_of_mcfadden():
    found = logit({"a": 1000.0, "b": 1100.0, "c": math.nan}, 0.01)
    assert found["a"] / found["b"] == pytest.approx(math.e)
    assert found["c"] == 0
    assert sum(found.values()) == pytest.approx(1)
    assert logit({"a": math.nan}, 0.01) == {"a": 0.0}


def row(**given):
    return pd.Series({"warnings": "", "feu": 10, "generalised_usd_mean": math.nan, **given})


LATE = {"reliability_ratio": 0.5, "value_of_time_usd_per_day": 100, "usd_p05": 900, "days_p05": 10}


def test_the_cost_of_a_saturated_corridor_comes_from_quantiles():
    found = cost_of(row(usd_p50=1000, days_p50=20, days_p95=42.9, **LATE), 0, 120)
    assert found.usd == pytest.approx(1000 + 100 * (20 + 0.5 * 10))
    assert found.note.startswith("saturated")


def test_what_has_not_arrived_took_as_long_as_it_was_followed():
    nan = math.nan
    spread = 0.5 * (120 - 10) / 3.29
    found = cost_of(row(usd_p50=1000, days_p50=20, days_p95=nan, **LATE), 0, 120)
    assert found.usd == pytest.approx(1000 + 100 * (20 + spread))
    found = cost_of(row(usd_p50=nan, days_p50=nan, days_p95=nan, **LATE), 0, 120)
    assert found.usd == pytest.approx(900 + 100 * (120 + spread))
    none = {**LATE, "usd_p05": nan, "days_p05": nan}
    found = cost_of(row(usd_p50=nan, days_p50=nan, days_p95=nan, **none), 20_000, 120)
    assert found.usd == 20_000


def test_a_corridor_without_containers_keeps_its_last_cost():
    assert cost_of(row(feu=0), 77.0, 120).usd == 77.0
    assert math.isnan(cost_of(None, 77.0, 120).usd)


def the_choice(name):
    resolved = shipped_data.resolved(name)
    (found,) = choices(resolved, ["china-eu"], ["westbound"])
    return found, resolved.network


def test_through_boxes_choose_among_the_corridors_with_their_ends():
    found, network = the_choice("baseline")
    assert (found.origin, found.destination) == ("CNXIY", "DEDUI")
    assert {"northern", "middle", "middle-btk", "ocean-cape"} <= set(found.corridors)
    assert "tripp" not in found.corridors
    assert "china-azerbaijan-west" not in found.demands
    assert "china-eu-tripp-west" not in found.demands
    volumes = [network.demands[d].feu_per_year for d in found.demands]
    assert found.feu_per_year == pytest.approx(sum(volumes))
    assert sum(found.in_data.values()) == pytest.approx(1)


def test_an_open_tripp_joins_the_choice_with_its_boxes():
    found, _ = the_choice("tripp-open")
    assert "tripp" in found.corridors
    assert "china-eu-tripp-west" in found.demands


def test_boxes_of_a_closed_corridor_choose_among_the_others():
    before, after = the_choice("baseline")[0], the_choice("russia-shut")[0]
    assert not {"northern", "northern-dostyk"} & set(after.corridors)
    assert after.feu_per_year == pytest.approx(before.feu_per_year)


def test_a_corridor_without_boxes_in_the_data_is_not_offered():
    assert "ocean-suez" in the_choice("baseline")[0].corridors
    assert "ocean-suez" not in the_choice("suez-shut")[0].corridors


def test_directions_may_be_left_open():
    both = list(choices(shipped_data.resolved("baseline"), ["china-eu"], []))
    assert [c.direction for c in both] == ["westbound", "eastbound"]
