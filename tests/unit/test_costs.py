"""What a container pays, to the cent."""

from collections import defaultdict

import pytest
from worlds import compiled, corridor, demand, network, place, rail, sea


def tariffed(**keys):
    charges = {
        "fee": {"item": "border", "usd_per_feu": 12.5, "price_year": 2025,
                "when": {"visit": ["transfer"]}},
        "crane": {"item": "handling", "usd_per_tonne": 1.25, "price_year": 2024},
        "slot": {"item": "handling", "usd_per_vehicle": 900, "price_year": 2025,
                 "when": {"visit": ["origin"]}},
        "aid": {"item": "subsidy", "usd_per_feu": -200, "price_year": 2025,
                "when": {"direction": ["westbound"], "visit": ["destination"]}},
    }  # fmt: skip
    storage = {"tiers": [{"from_day": 3, "usd_per_feu_day": 10},
                         {"from_day": 10, "usd_per_feu_day": 51}], "price_year": 2024}  # fmt: skip
    costs = {
        "price_year": 2024, "equipment_usd_per_day": 5,
        "empty_return_usd": {"forward": 1000, "backward": 0},
        "empty_return_share": {"forward": 0.25, "backward": 0},
        "insurance_share_of_value": 0.004,
    }  # fmt: skip
    legs = {
        "ab": rail("A", "B", km=300, tariff_usd_per_feu={"forward": 500, "backward": 400},
                   price_year=2024),
        "bc": sea("B", "C", km=100, tariff_usd_per_tonne=7, price_year=2025,
                  charges={"transit": {"item": "transit", "usd_per_feu": 30, "price_year": 2025}}),
    }  # fmt: skip
    services = {"s": {"kind": "timetable", "legs": ["ab"], "capacity_feu": 45,
                      "timetable": {"every_hours": 24}},
                "t": {"kind": "fleet", "legs": ["bc"], "vessels": 1, "vessel": {"slots_feu": 50},
                      "longest_wait_hours": 9}}  # fmt: skip
    places = {"A": place(charges=charges), "B": place(charges=charges, storage=storage),
              "C": place(charges=charges)}  # fmt: skip
    return network(places, legs, services,
                   {"west": demand("A", "C"), "east": demand("C", "A"),
                    "part": demand("A", "B")},
                   {"c": corridor({"ab": "s", "bc": "t"}, costs=costs, **keys)})  # fmt: skip


def journey(data, name):
    return next(j for j in compiled(data).book().journeys if j.demand == name)


def items(j):
    total = defaultdict(float)
    for line in j.fixed:
        total[line.item] += line.usd
    return dict(total)


def test_every_item_westbound():
    assert items(journey(tariffed(), "west")) == pytest.approx({
        "rail": 510.0,  # 500 of 2024 × 102 / 100
        "sea": 70.0,
        "border": 12.5,
        "handling": 3 * 12.75 + 900 / 45,
        "subsidy": -200.0,
        "transit": 30.0,
        "empty_return": 255.0,
        "insurance": 200.0,
    })  # fmt: skip


def test_every_item_eastbound():
    assert items(journey(tariffed(), "east")) == pytest.approx({
        "rail": 408.0, "sea": 70.0, "border": 12.5, "handling": 3 * 12.75 + 900 / 50,
        "transit": 30.0, "insurance": 200.0,
    })  # fmt: skip


def test_part_of_the_way_bears_its_part_of_insurance_and_empties():
    got = items(journey(tariffed(), "part"))
    assert got["insurance"] == pytest.approx(150)
    assert got["empty_return"] == pytest.approx(255 * 0.75)
    assert "sea" not in got


def test_every_cost_carries_its_place_or_leg():
    j = journey(tariffed(), "west")
    assert {(c.place, c.leg) for c in j.fixed if c.item in ("rail", "insurance")} == {
        ("A", "ab"), ("B", "bc"),
    }  # fmt: skip
    assert {c.place for c in j.fixed if c.item == "border"} == {"B"}


def test_a_corridors_own_tariff_takes_the_place_of_the_legs():
    data = tariffed()
    legs = data["corridors"]["c"]["legs"]
    legs["ab"] = {**legs["ab"], "tariff_usd_per_feu": 600, "price_year": 2025}
    legs["bc"] = {**legs["bc"], "charges": {
        "transit": {"item": "transit", "usd_per_feu": 45, "price_year": 2025}}}  # fmt: skip
    got = items(journey(data, "west"))
    assert got["rail"] == 600
    assert got["transit"] == 45, "one with the same id replaces the leg's"


def test_storage_equipment_and_emissions():
    j = journey(tariffed(), "west")
    assert [(s.visit, s.place) for s in j.stays] == [(1, "B")]
    assert j.stays[0].tiers == ((3, pytest.approx(10.2)), (10, pytest.approx(52.02)))
    assert j.equipment_usd_per_day == pytest.approx(5.1)
    kg = {leg: sum(x for _, where, x in j.co2e if where == leg) for leg in ("ab", "bc", "")}
    assert kg == pytest.approx({"ab": 300 * 14 * 0.02, "bc": 100 * 14 * 0.01, "": 4 * 5.0})


def on_lorries(**detention):
    """A lorry A – B – C that stops at the border B, where a gate may hold it."""
    data = tariffed()
    data["places"]["B"]["charges"] = data["places"]["A"]["charges"] = {}
    data["places"]["B"]["procedures"] = {
        "exit": {"per": "vehicle", "hours": 30, "includes_waiting": False},
        "entry": {"per": "vehicle", "hours": 6, "includes_waiting": False},
    }
    data["legs"] = {k: {**leg, "mode": "road", "gauge": None} for k, leg in data["legs"].items()}
    data["services"] = {"s": {"kind": "on_demand", "legs": ["ab", "bc"], "detention": detention}}
    data["corridors"]["c"]["legs"] = {"ab": {"service": "s"}, "bc": {"service": "s"}}
    return data


def test_detention_counts_the_time_aboard_at_a_place_after_the_free_hours():
    j = journey(on_lorries(free_hours=36, usd_per_feu_day=100, price_year=2024), "west")
    stays = {(s.place, s.item): s for s in j.stays if s.item != "storage"}
    border = stays["B", "equipment"]
    assert border.tiers == ((1.5, pytest.approx(102.0)),)  # 100 of 2024 × 102 / 100
    assert [j.stages[k].name for k in border.stages] == ["exit", "entry", "gate"]
    counted = {k for s in stays.values() for k in s.stages}
    assert not any(j.stages[k].leg for k in counted), "running is no standing"


def test_standing_is_free_without_a_rate_for_it():
    data = on_lorries(free_hours=0, usd_per_feu_day=1, price_year=2025)
    del data["services"]["s"]["detention"]
    assert {s.item for s in journey(data, "west").stays} <= {"storage"}


def test_a_charge_per_vehicle_is_shared_by_the_containers_of_the_vehicle_that_pays():
    data = tariffed()
    data["services"]["s"]["capacity_feu"] = {"forward": 45, "backward": 30}
    due = {"item": "border", "usd_per_vehicle": 900, "price_year": 2025}
    data["places"]["B"]["charges"] = {"dues": due}
    # Westbound the train (45) brings the box to B and a ship of 50 takes it on; eastbound the ship
    # brings it and the train back, which has room for 30, takes it.
    assert items(journey(data, "west"))["border"] == pytest.approx(900 / 45)
    assert items(journey(data, "east"))["border"] == pytest.approx(900 / 50)
    assert items(journey(data, "part"))["border"] == pytest.approx(900 / 45)
    data["places"]["B"]["charges"] = {"dues": {**due, "vehicle": "leaving"}}
    assert items(journey(data, "west"))["border"] == pytest.approx(900 / 50)
    assert items(journey(data, "east"))["border"] == pytest.approx(900 / 30)


def test_a_charge_may_be_a_share_of_what_the_leg_costs():
    data = tariffed()
    data["legs"]["ab"]["charges"] = {
        "margin": {"item": "rail", "share_of_tariff": 0.1},
        "aid": {"item": "subsidy", "share_of_tariff": -0.5, "when": {"direction": ["westbound"]}},
    }
    west, east = items(journey(data, "west")), items(journey(data, "east"))
    assert west["rail"] == pytest.approx(510 * 1.1)
    assert west["subsidy"] == pytest.approx(-200 - 255)
    assert east["rail"] == pytest.approx(408 * 1.1)
    assert "subsidy" not in east
    data["corridors"]["c"]["legs"]["ab"] |= {"tariff_usd_per_feu": 300, "price_year": 2025}
    assert items(journey(data, "west"))["rail"] == pytest.approx(330), "of what is paid"


def test_only_a_charge_per_vehicle_names_the_vehicle():
    data = tariffed()
    data["places"]["B"]["charges"] = {
        "dues": {"item": "border", "usd_per_feu": 9, "price_year": 2025, "vehicle": "leaving"}
    }
    with pytest.raises(ValueError, match="whom usd_per_vehicle is for"):
        compiled(data)


def test_money_of_an_unknown_year_stays_and_is_marked():
    data = tariffed()
    data["legs"]["ab"]["price_year"] = 2019
    j = journey(data, "west")
    assert items(j)["rail"] == 500
    assert j.unindexed == ("legs.ab.tariff (2019)",)


def test_cargo_of_the_scenario_and_of_the_demand():
    data = tariffed()
    data["demands"]["west"]["cargo"] = {"tonnes_per_feu": 20}
    book = compiled(data, cargo={"tonnes_per_feu": 5}).book()
    by = {j.demand: items(j)["handling"] for j in book.journeys}
    assert by["west"] == pytest.approx(3 * 25.5 + 20)
    assert by["east"] == pytest.approx(3 * 6.375 + 18)
