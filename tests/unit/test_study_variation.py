"""A point changes the network in place of reading it again, and gets the same one."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import InputError, Mark
from simulator.loading.adjust import Setting
from simulator.loading.catalogue import load_catalogue
from simulator.loading.evidence import numbers
from simulator.loading.scenario_files import merged_scenario
from simulator.loading.variation import Base
from simulator.plan.compile import compile_plan
from simulator.study import variation
from simulator.study.points import Outcomes
from simulator.study.sweep import prepare_study
from simulator.study.variation import is_money

MARK = Mark("point 7")


@pytest.fixture(scope="module")
def base() -> Base:
    catalogue = load_catalogue()
    return Base(catalogue, merged_scenario(catalogue, "baseline"))


@pytest.fixture(scope="module")
def paths(base) -> list[str]:
    """Every number of the data, and patterns that hit many."""
    found = [n.path for n in numbers(base.resolved.network, base.resolved.marks)]
    return [
        *found, "services.*.vessels", "places.*.facilities.*.servers", "legs.*.tariff_usd_per_feu",
        "demands.*.feu_per_year", "places.*.procedures.*.hours",
    ]  # fmt: skip


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_fast_equals_full(base, paths, data):
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True))
    given_settings = []
    for path in chosen:
        how = data.draw(st.sampled_from(["scale", "scale", "add", "set"]))
        value = data.draw(st.floats(0.4, 2.5) if how == "scale" else st.floats(0, 9))
        given_settings.append(Setting(path, how, value))
    fast = base._changed(given_settings, MARK)
    if fast is None:  # something is wrong then, which the full way tells
        with pytest.raises(InputError, match=r"point 7|\.yaml:\d+") as full_way:
            base.resolve(given_settings, MARK)
        with pytest.raises(InputError, match=r"point 7|\.yaml:\d+") as caught:
            base.vary(given_settings, MARK)
        assert caught.value.problems == full_way.value.problems
        return
    full = base.resolve(given_settings, MARK)
    assert fast.resolved.network == full.resolved.network
    assert fast.resolved.scenario == full.resolved.scenario
    assert fast.resolved.corridors == full.resolved.corridors
    assert fast.resolved.changes == full.resolved.changes
    assert fast.rounded == full.rounded


def test_base_is_left_as_it_was(base):
    before = base.resolved.network.model_copy(deep=True)
    data = base.resolved.tree.data["services"]["caspian-feeder"]["vessels"]
    base.vary([Setting("services.caspian-feeder.vessels", "add", 2)], MARK)
    assert base.resolved.network == before
    assert base.resolved.tree.data["services"]["caspian-feeder"]["vessels"] == data


def test_whole_numbers_are_rounded_and_told(base):
    old = base.resolved.network.services["caspian-feeder"].vessels
    varied = base.vary([Setting("services.caspian-feeder.vessels", "scale", 1.51)], MARK)
    new = varied.resolved.network.services["caspian-feeder"].vessels
    assert new == int(old * 1.51 + 0.5) != old * 1.51
    assert varied.rounded == {"services.caspian-feeder.vessels": new}
    exact = base.vary([Setting("services.caspian-feeder.vessels", "set", 7.0)], MARK)
    assert exact.resolved.network.services["caspian-feeder"].vessels == 7
    assert exact.rounded == {}


def test_scenario_keys_resolve_anew(base):
    some = base.vary(
        [Setting("scenario.horizon_days", "scale", 0.5), Setting("warmup_days", "set", 10)], MARK
    )
    assert some.resolved.scenario.horizon_days == base.resolved.scenario.horizon_days / 2
    assert some.resolved.scenario.warmup_days == 10
    assert some.resolved.network == base.resolved.network
    with pytest.raises(
        InputError, match=r"point 7: scenario.changes: `changes` cannot be set here"
    ):
        base.vary([Setting("scenario.changes", "set", [])], MARK)


def test_one_direction_of_a_single_value(base):
    path = "legs.aktau-alat.tariff_usd_per_feu.forward"
    varied = base.vary([Setting(path, "scale", 2.0)], MARK).resolved.network
    old = base.resolved.network.legs["aktau-alat"].tariff_usd_per_feu
    new = varied.legs["aktau-alat"].tariff_usd_per_feu
    assert (new.forward, new.backward) == (2 * old.forward, old.backward)


def test_shares_can_be_set_whole(base):
    name, demand = next(
        (k, d) for k, d in base.resolved.network.demands.items() if len(d.shares) > 1
    )
    first, *others = demand.shares
    shares = {first: 1.0, **dict.fromkeys(others, 0.0)}
    varied = base.vary([Setting(f"demands.{name}.shares", "set", shares)], MARK)
    assert varied.resolved.network.demands[name].shares == shares


def test_travels_between_processes(base):
    setting = [Setting("services.caspian-feeder.vessels", "add", 1)]
    there = pickle.loads(pickle.dumps(base))
    assert there.vary(setting, MARK).resolved.network == base.vary(setting, MARK).resolved.network


# --- what is kept of one point for the next ---------------------------------------------------
def laid_out(network, base):
    """A plan as bytes, its streams without what they have made so far."""
    plan = compile_plan(network, base.resolved.scenario, base.resolved.corridors, 0).plan
    streams = [(s.name, s.constant, s.expected) for s in plan.draws.streams]
    return pickle.dumps((replace(plan, draws=None), streams))


def test_money_moves_nobody(base, paths):
    """A plan is taken over where only values with `usd` in their path differ."""
    money = [path for path in paths if is_money(path)]
    assert len(money) > 100
    varied = base.vary([Setting(path, "scale", 1.7) for path in money], MARK)
    assert varied.resolved.network != base.resolved.network
    assert laid_out(varied.resolved.network, base) == laid_out(base.resolved.network, base)
    scenario, corridors = base.resolved.scenario, base.resolved.corridors
    anew = compile_plan(varied.resolved.network, scenario, corridors, 0)
    taken_over = compile_plan(base.resolved.network, scenario, corridors, 0)
    assert taken_over.book() != anew.book()
    assert taken_over.repriced(varied.resolved.network, scenario).book() == anew.book()
    slower = base.vary([Setting("legs.*.speed_km_per_day", "scale", 0.9)], MARK)
    assert laid_out(slower.resolved.network, base) != laid_out(base.resolved.network, base)


def test_points_do_not_depend_on_those_before(monkeypatch):
    job = prepare_study({
        "base": "baseline", "replications": 2, "method": {"kind": "grid"}, "report": ["middle"],
        "scenario": {"horizon_days": 20, "warmup_days": 5, "corridors": ["middle"]},
        "factors": {
            "speed": {"path": "legs.*.speed_km_per_day", "values": [1, 0.8], "as": "relative"},
            "tariff": {"path": "legs.*.tariff_usd_per_feu", "values": [1, 1.2], "as": "relative"},
            "value": {"path": "scenario.cargo.value_usd_per_feu", "values": [20_000, 90_000]},
        },
    })  # fmt: skip
    points = job.design.propose(Outcomes(2))[-8:]  # without the base's
    points.append(points[0])
    made = []
    compile_one = variation.compiled
    monkeypatch.setattr(variation, "compiled", lambda *a: (made.append(a[1]), compile_one(*a))[1])
    one_after_another = [job.work.piece(point)[0] for point in points]
    assert made == [0, 1, 0, 1, 0, 1]  # where the speed has changed, for both replications
    alone = [pickle.loads(pickle.dumps(job.work)).piece(point)[0] for point in points]
    assert alone == one_after_another
    assert len(set(alone[:8])) == 8


@pytest.mark.parametrize(
    ("path", "money"),
    [
        ("legs.a.tariff_usd_per_feu", True), ("corridors.c.costs.empty_return_usd.forward", True),
        ("places.p.storage.tiers.0.usd_per_feu_day", True),
        ("economy.cargo.value_usd_per_feu", True),
        ("places.x.facilities.usda-inspection.servers", False), ("legs.busdepot.km", False),
        ("random_closures.usd_strike.open_days", False), ("demands.*.feu_per_year", False),
    ],
)  # fmt: skip
def test_money_is_told_by_the_name_of_the_field(path, money):
    assert is_money(path) is money
