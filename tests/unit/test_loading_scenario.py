import datetime as dt

import pytest
from loading_tiny import changed, rail, tiny, write

from simulator.errors import InputError
from simulator.loading.evidence import (
    check_sources_keys,
    numbers,
    unknown_fact_ids,
    unsourced,
    unused_facts,
)

HEADER = (
    "id,corridor,kind,place_from,place_to,quantity,value,low,high,unit,year,basis,source,url,note"
)


def test_a_plain_scenario(shipped):
    found = shipped.load()
    assert found.scenario.name == "base"
    assert found.scenario.horizon_days == 30
    assert found.corridors == ("main",)
    assert set(found.files) == {"corridors/tiny.yaml", "scenarios/base.yaml"}
    assert found.changes == ()


def test_a_chain_of_scenarios(shipped):
    shipped.scenario("mother", {
        "extends": "base", "title": "Mother", "replications": 9, "cargo": {"tonnes_per_feu": 20},
        "changes": [{"path": "services.feeder.vessels", "set": 5}],
    })  # fmt: skip
    shipped.scenario("child", {
        "extends": "Mother", "cargo": {"value_usd_per_feu": 1},
        "changes": [{"path": "services.feeder.vessels", "add": 2}],
    })  # fmt: skip
    found = shipped.load("child")
    assert found.scenario.replications == 9
    assert found.scenario.title is None
    assert found.scenario.cargo.tonnes_per_feu == 20
    assert found.scenario.cargo.value_usd_per_feu == 1
    assert found.network.services["feeder"].vessels == 7
    assert [(c.path, c.old, c.new) for c in found.changes] == [
        ("services.feeder.vessels", 3, 5), ("services.feeder.vessels", 5, 7)
    ]  # fmt: skip


def test_circular_scenarios_show_the_circle(shipped):
    shipped.scenario("one", {"extends": "two"})
    shipped.scenario("two", {"extends": "three"})
    shipped.scenario("three", {"extends": "one"})
    assert shipped.refusal("one") == (
        "scenarios/three.yaml:1:1: extends: runs in a circle: one → two → three → one"
    )


def test_scenarios_that_are_none(shipped, tmp_path):
    assert shipped.refusal("bas") == "there is no scenario 'bas' (did you mean base?)"
    shipped.scenario("x", {"extends": "bse"})
    assert shipped.refusal("x") == (
        "scenarios/x.yaml:1:1: extends: there is no scenario 'bse' (did you mean base?)"
    )
    data = write(tmp_path / "data.yaml", {"places": {}})
    assert shipped.refusal(data) == (
        f"{data}:1:1: places: is a data file, not a scenario "
        "(give the folder that holds it with --data)"
    )


def test_options_and_sets_of_scenario_keys(shipped):
    found = shipped.load(
        "base", "horizon_days=10", "scenario.replications=4", "cargo.tonnes_per_feu=20",
        "demand.west.scale=2", "corridors=[main]", "start=2026-03-01", seed=7,
    )  # fmt: skip
    made = found.scenario
    assert (made.horizon_days, made.replications, made.seed) == (10, 4, 7)
    assert made.start == dt.date(2026, 3, 1)
    assert found.network.demands["west"].feu_per_year == 10_000


def test_set_wins_over_the_scenario(shipped):
    shipped.scenario("x", {"changes": [{"path": "services.feeder.vessels", "set": 5}]})
    found = shipped.load("x", "services.feeder.vessels=8", "places.Alpha.lat=40.1")
    assert found.network.services["feeder"].vessels == 8
    assert found.network.places["ALPHA"].lat == 40.1


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (["legs.alpha-beta.km=600", "legs.*.km=700"],
         "--set: legs.*.km: legs.alpha-beta.km is changed twice (`legs.alpha-beta.km` changes it "
         "already; keep one of them)"),
        (["sevices.feeder.vessels=1"], "--set: sevices.feeder.vessels: 'sevices' is neither a "
         "section of the data nor a key of the scenario (did you mean services?)"),
        (["services.feeder.vessels"],
         "--set: 'services.feeder.vessels' sets nothing (write --set PATH=VALUE)"),
        (["services.feeder.vessels="], "--set: services.feeder.vessels: is given no value "
         "(write PATH=VALUE; `null` for nothing)"),
        (["services.feeder.vessels=many"],
         "--set: services.feeder.vessels: expected a whole number, found 'many'"),
        (["services.feeder.vesels=3"],
         "--set: services.feeder.vesels: unknown key `vesels` (did you mean vessels?)"),
        (["services.feeder.vessel=3"], "--set: services.feeder.vessel: expected a mapping "
         "(`key: value` lines), found 3 (did you mean vessels?)"),
        (["replications=0"], "--set: replications: must be at least 1, found 0"),
        (["corridors=main"], "--set: corridors: expected a list, found 'main' (write [main])"),
        (["corridors=[xyz]"], "--set: corridors.0: there is no corridor 'xyz' "
         "(the folder of its file is given by --data)"),
        (["horizon_days=0"], "--set: horizon_days: must be above 0, found 0 (in days)"),
        (["extends=base"], "--set: extends: `extends` cannot be set here (write a scenario file)"),
        (["corridors=[]"], "--set: corridors: the list is empty, so it names no corridor "
         "(leave the key out for every corridor that is open or disrupted)"),
        (["markets=[]"], "--set: markets: the list is empty, so it names no market "
         "(leave the key out for every corridor that is open or disrupted)"),
        (["corridors=[mian]"],
         "--set: corridors.0: there is no corridor 'mian' (did you mean main?)"),
        (["demand.wst.scale=2"], "--set: demand.wst: no demand, corridor or market is called 'wst' "
         "(did you mean west?)"),
        (["services.feeder.least_load_feu=500"],
         "--set: services.feeder.least_load_feu: can never leave by its load: the least load is "
         "500 FEU and a vessel holds 100 (at most vessel.slots_feu)"),
    ],
)  # fmt: skip
def test_bad_sets(shipped, sets, message):
    assert shipped.refusal("base", *sets) == message


def test_options_are_named_once(shipped):
    assert shipped.refusal(replications=0) == "--replications: must be at least 1, found 0"


def test_names_and_paths_are_looked_up_beside_wrong_keys(shipped):
    content = {
        "replicatons": 4,
        "corridors": ["mian"],
        "changes": [
            {"path": "legs.alpha-bta.km", "set": 3},
            {"path": "legs.alpha-beta.km", "sett": 3},
            {"path": "legs.alpha-beta.km", "set": 3},
            {"path": "legs.beta-gama.km", "scale": 2},
        ],
        "closures": {"a": {"target": "places.Gamm", "start": "2025-01-05", "days": 3}},
    }
    shipped.scenario("x", content)
    said = shipped.refusal("x").splitlines()
    wanted = (
        "replicatons: unknown key", "corridors.0: there is no corridor 'mian'",
        "changes.0: 'legs.alpha-bta.km' hits nothing", "changes.1.sett: unknown key",
        "changes.3: 'legs.beta-gama.km' hits nothing", "closures.a.target: 'places.Gamm' hits",
    )  # fmt: skip
    assert len(said) >= len(wanted)
    for words in wanted:
        assert sum(words in line for line in said) == 1, words
    assert not any("changes.2" in line for line in said)


def test_a_wrong_extends_hides_nothing(shipped):
    content = {
        "extends": "bse",
        "replicatons": 4,
        "corridors": ["mian"],
        "changes": [{"path": "legs.alpha-bta.km", "set": 3}],
    }
    shipped.scenario("x", content)
    said = shipped.refusal("x").splitlines()
    assert len(said) == 4
    assert said[0] == (
        "scenarios/x.yaml:1:1: extends: there is no scenario 'bse' (did you mean base?)"
    )
    assert "replicatons: unknown key" in said[1]
    assert "corridors.0: there is no corridor 'mian'" in said[2]
    assert "changes.0: 'legs.alpha-bta.km' hits nothing" in said[3]
    shipped.scenario("x", {"extends": 3, "replicatons": 4})
    said = shipped.refusal("x").splitlines()
    assert [line.split(": ")[1] for line in said] == ["extends", "replicatons"]
    shipped.scenario("x", {"extends": "bse"})
    assert shipped.refusal("x", "replicatons=3").count("\n") == 1


def test_an_empty_list_beside_names_takes_the_place_of_those_above(shipped):
    shipped.scenario("mother", {"extends": "base", "markets": ["m"]})
    shipped.scenario("x", {"extends": "mother", "markets": [], "corridors": ["main"]})
    assert shipped.load("x").corridors == ("main",)


def test_a_study_is_not_run_as_a_scenario(shipped):
    write(shipped.base / "scenarios" / "studies" / "tornado.yaml", {"base": "base"})
    said = shipped.refusal("tornado")
    hint = "tornado is a study: corridorsim sweep tornado"
    assert said == f"there is no scenario 'tornado' ({hint})"


def test_a_study_file_is_not_run_as_a_scenario(shipped, tmp_path):
    file = write(tmp_path / "small.yaml", {"base": "base", "factors": {}, "method": {}})
    said = f"{file}: is a study, not a scenario (run it with `corridorsim sweep {file}`)"
    assert shipped.refusal(str(file)) == said


def test_many_problems_of_one_cause_are_told_in_short(shipped):
    data = tiny()
    data["legs"] |= {f"leg-{i}": rail("ALPHA", "BETA", 1435) for i in range(9)}
    shipped.data(data)
    lines = shipped.refusal("base", "legs.*.tariff_usd=3", "services.feeder.vesels=2").splitlines()
    assert len([line for line in lines if "unknown key `tariff_usd`" in line]) == 5
    assert lines[5:] == [
        "--set: and 7 more like these",
        "--set: services.feeder.vesels: unknown key `vesels` (did you mean vessels?)",
    ]
    with pytest.raises(InputError, match="tariff_usd") as caught:
        shipped.load("base", "legs.*.tariff_usd=3")
    assert len(caught.value.problems) == 12


def test_demand_by_name_corridor_and_market(shipped):
    for key in ("west", "Westbound", "w*", "main", "Main corridor", "east-west", "East to West"):
        shipped.scenario("x", {"demand": {key: {"scale": 3}}})
        assert shipped.load("x").network.demands["west"].feu_per_year == 15_000
    shipped.scenario("x", {"demand": {"west": {"feu_per_year": 12}}})
    assert shipped.load("x").network.demands["west"].feu_per_year == 12
    shipped.scenario("y", {"extends": "x", "demand": {"main": {"feu_per_year": 14}}})
    assert shipped.load("y").network.demands["west"].feu_per_year == 14


SCENARIOS = [
    ({"demand": {"west": {"scale": 2}, "main": {"scale": 3}}},
     "4:3: demand.main: the demand 'west' is changed by `west` already (keep one of them)"),
    ({"demand": {"west": {"scale": 2, "feu_per_year": 3}}},
     "2:3: demand.west: give either feu_per_year or scale"),
    ({"shares": {"wst": {"main": 1}}},
     "2:3: shares.wst: there is no demand 'wst' (did you mean west?)"),
    ({"shares": {"west": {"mian": 1}}},
     "3:5: shares.west.mian: there is no corridor 'mian' (did you mean main?)"),
    ({"horizon_days": 0}, "1:1: horizon_days: must be above 0, found 0 (in days)"),
    ({"horizon": 5}, "1:1: horizon: unknown key `horizon` (with its unit: `horizon_days`)"),
    ({"seed": "a"}, "1:1: seed: expected a whole number, found 'a'"),
    ({"start": 20250101}, None),
    ({"corridors": ["main", "north"]}, "3:3: corridors.1: there is no corridor 'north' "
     "(the folder of its file is given by --data)"),
    ({"markets": ["east-wst"]},
     "2:3: markets.0: there is no market 'east-wst' (did you mean east-west?)"),
    ({"corridors": "main"}, "1:1: corridors: expected a list, found 'main' (write [main])"),
    ({"promised_days": {"main/northbound": 5}}, "2:3: promised_days.main/northbound: the corridor "
     "'main' runs westbound and eastbound, not 'northbound'"),
    ({"changes": [{"path": "legs.alpha-beta.km"}]},
     "2:3: changes.0: give exactly one of set, scale, add"),
    ({"changes": [{"path": "legs.alpha-beta.km", "scale": 2, "set": 3}]},
     "2:3: changes.0: give exactly one of set, scale, add"),
    ({"changes": [{"path": "legs.alpha-bta.km", "set": 3}]}, "2:3: changes.0: 'legs.alpha-bta.km' "
     "hits nothing: there is no 'alpha-bta' in legs (did you mean alpha-beta?)"),
    ({"changes": [{"path": "legs.alpha-beta.km", "set": -3}]},
     "2:3: legs.alpha-beta.km: must be above 0, found -3 (in km)"),
    ({"closures": {"a": {"target": "corridors.main", "start": "2025-01-05", "days": 3}}},
     "3:5: closures.a.target: corridors.main cannot be closed (close some of its legs, or their "
     "services: legs.alpha-beta, legs.beta-gamma, legs.gamma-delta)"),
    ({"closures": {"a": {"target": "legs.alpha-beta.km", "start": "2025-01-05", "days": 3}}},
     "3:5: closures.a.target: legs.alpha-beta.km cannot be closed (close places.X, "
     "places.X.facilities.Y, legs.X or services.X)"),
    ({"closures": {"a": {"target": "places.Gamm", "start": "2025-01-05", "days": 3}}},
     "3:5: closures.a.target: 'places.Gamm' hits nothing: there is no 'Gamm' in places "
     "(did you mean GAMMA?)"),
    ({"closures": {"a": {"target": "places.GAMMA", "start": "2025-01-05", "end": "2025-01-01"}}},
     "2:3: closures.a: ends on 2025-01-01, not after its start 2025-01-05"),
    ({"demand": {"west": {"feu_per_year": 0}}},
     "no demand uses main: nothing would move (give a demand, or shares of one)"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), SCENARIOS)
def test_bad_scenarios(shipped, content, message):
    shipped.scenario("x", content)
    said = shipped.refusal("x")
    if message is None:
        assert (
            said == "scenarios/x.yaml:1:1: start: expected a date like 2025-01-31, found 20250101"
        )
    else:
        assert said.startswith("scenarios/x.yaml:")
        assert said.endswith(message)


def test_closures_reach_their_objects(shipped):
    week = {"start": "2025-02-01", "days": 7}
    shipped.scenario("x", {"closures": {
        "port": {"target": "places.Port Gamma", **week},
        "berth": {"target": "places.GAMMA.facilities.berth", **week},
        "line": {"target": "legs.alpha-*", **week},
        "strike": {"target": "services.feeder", "start": "2025-02-01", "end": "2025-02-03"},
    }})  # fmt: skip
    network = shipped.load("x").network
    assert network.places["GAMMA"].closures["port"].days == 7
    assert network.places["GAMMA"].facilities["berth"].closures["berth"].days == 7
    assert network.legs["alpha-beta"].closures["line"].start == dt.date(2025, 2, 1)
    assert network.services["feeder"].closures["strike"].end == dt.date(2025, 2, 3)
    shipped.scenario("y", {"extends": "x", "changes": [
        {"path": "places.GAMMA.closures", "set": {"port": week}}]})  # fmt: skip
    assert "closures.port: places.GAMMA has a closure 'port' already (give this one" in (
        shipped.refusal("y")
    )


def test_which_corridors(shipped):
    data = changed("corridors/main/status", "planned")
    data["corridors"]["second"] = {**data["corridors"]["main"], "name": "Second", "status": "open"}
    data["demands"]["west"]["shares"]["second"] = 1
    shipped.data(data)
    assert shipped.load().corridors == ("second",)
    assert shipped.load("base", "corridors=[MAIN]").corridors == ("main",)
    assert shipped.load("base", "corridors=['*']").corridors == ("main", "second")
    assert shipped.load("base", "markets=[East to west]").corridors == ("second",)
    data["corridors"]["second"]["status"] = "proposed"
    shipped.data(data)
    assert "no corridor is open (name corridors under `corridors:`)" in shipped.refusal()


def test_names_become_ids(shipped):
    shipped.scenario("x", {
        "promised_days": {"Main Corridor/westbound": 30, "MAIN": 40},
        "precision": {"half_width": 0.1, "corridors": ["Main corridor"]},
    })  # fmt: skip
    made = shipped.load("x").scenario
    assert made.promised_days == {"main/westbound": 30, "main": 40}
    assert made.precision.corridors == ("main",)


def with_facts(shipped, *ids):
    rows = [f"{i},,,,,,,,,,,,A source,," for i in ids]
    shipped.base.joinpath("corridors/facts.csv").write_text("\n".join([HEADER, *rows]) + "\n")


def test_evidence_of_every_number(shipped):
    data = tiny()
    data["legs"]["alpha-beta"]["sources"] = {
        "km": ["MC001"], "speed_km_per_day": {"facts": ["MC002"], "range": [700, 900]},
    }  # fmt: skip
    with_facts(shipped, "MC001", "MC002", "MC003")
    shipped.data(data)
    found = shipped.load()
    refs = {ref.path: ref for ref in numbers(found.network, found.marks)}
    km = refs["legs.alpha-beta.km"]
    assert (km.value, km.unit, km.evidence.facts) == (500, "km", ("MC001",))
    assert km.mark.file == "corridors/tiny.yaml"
    assert refs["legs.alpha-beta.speed_km_per_day"].evidence.range.along(True) == (700, 900)
    assert refs["legs.gamma-delta.move_hours.mean"].unit == "hours"
    assert refs["services.first-train.timetable.every_hours"].evidence.assumed
    assert "places.ALPHA.lat" not in refs
    assert [p.path for p in unsourced(refs.values())] == ["legs.alpha-beta.tariff_usd_per_feu"]
    assert unused_facts([found.network], found.facts) == ["MC003"]
    assert unknown_fact_ids(found.network, found.facts, found.marks) == []
    assert [p.split(": ", 1)[1] for p in shipped.problems()] == [
        "legs.alpha-beta.tariff_usd_per_feu: names no source "
        "(under `sources:` give fact ids, or `assumed: why`)"
    ]


def test_own_data_may_leave_sources_out(shipped, tmp_path):
    data = changed("legs/alpha-beta/sources", None)
    file = write(tmp_path / "tiny.yaml", data)
    assert shipped.problems(file) == []


def test_unknown_facts_and_keys(shipped):
    with_facts(shipped, "MC001")
    data = changed("legs/alpha-beta/sources", {"kms": ["MC01"], "all": ["MC001"]})
    shipped.data(data)
    found = shipped.load()
    assert len(check_sources_keys(found.network, found.marks)) == 1
    assert [p.split(": ", 1)[1] for p in shipped.problems()] == [
        "legs.alpha-beta.sources.kms: there is no fact 'MC01' (did you mean MC001?)",
        "legs.alpha-beta.sources.kms: `kms` is no key of this object (did you mean km?)",
    ]


def test_bad_fact_tables(shipped):
    with_facts(shipped, "MC001", "MC001", "")
    assert shipped.problems() == [
        "corridors/facts.csv:3: the id 'MC001' stands here for the second time (first in line 2)",
        "corridors/facts.csv:4: a fact has no id",
    ]
    shipped.base.joinpath("corridors/facts.csv").write_text("id,value\n")
    assert shipped.problems()[0].startswith("corridors/facts.csv:1: lacks the columns corridor, ")


@pytest.mark.parametrize("junk", [None, "", "x", 7, [], [1], {}, {"x": 1}, {"kind": ["a"]}])
def test_junk_in_any_object_is_only_refused(shipped, junk):
    closing = {"a": {"target": "legs.alpha-beta", "start": "2025-01-01", "days": 3}}
    shipped.scenario("x", {
        "closures": closing, "demand": {"west": {"feu_per_year": 5}},
        "shares": {"west": {"main": 1}},
    })  # fmt: skip
    for path in ("legs/alpha-beta", "demands/west", "places/GAMMA", "corridors/main",
                 "services/feeder/vessel", "economy", "places/GAMMA/procedures"):  # fmt: skip
        data = tiny()
        *way, last = path.split("/")
        inner = data
        for key in way:
            inner = inner[key]
        inner[last] = junk
        shipped.data(data)
        said = shipped.problems()
        assert said or junk in ({}, None)
        assert all(": " in line for line in said)
