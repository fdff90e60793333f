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
    assert [(s.visit, s.place) for s in j.storage] == [(1, "B")]
    assert j.storage[0].tiers == ((3, pytest.approx(10.2)), (10, pytest.approx(52.02)))
    assert j.equipment_usd_per_day == pytest.approx(5.1)
    kg = {leg: sum(x for _, where, x in j.co2e if where == leg) for leg in ("ab", "bc", "")}
    assert kg == pytest.approx({"ab": 300 * 14 * 0.02, "bc": 100 * 14 * 0.01, "": 4 * 5.0})


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
