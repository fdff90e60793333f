"""Laying out: spreading, wrapping and placing labels; cumulative sums along the way."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path

from simulator.charts import land, sea_lanes
from simulator.charts.about import About, digest_of, is_forward, reason
from simulator.charts.page import key_rows, spread, text_mm, wrapped
from simulator.charts.placing import Placer, overlap
from simulator.charts.projection import EARTH_KM, Projection, great_circle
from simulator.charts.time_distance import _quantiles, along, by_way, pages

PLACES = {"KZAAU": "Aktau"}


@given(st.lists(st.floats(0, 100), min_size=1, max_size=25), st.floats(0.5, 4))
def test_spread_boxes_do_not_overlap_and_stay_inside(wanted, size):
    wanted = sorted(wanted)
    sizes = [size] * len(wanted)
    centres = spread(wanted, sizes, 0, 100)
    assert all(b - a >= size - 1e-6 for a, b in pairwise(centres))
    assert centres[0] >= size / 2 - 1e-6
    assert centres[-1] <= 100 - size / 2 + 1e-6


def test_spread_leaves_what_does_not_collide():
    assert spread([10, 50], [4, 4], 0, 100) == [10, 50]
    assert spread([50, 50], [4, 4], 0, 100) == [48, 52]
    assert spread([1, 99], [4, 4], 0, 100) == [2, 98]
    assert spread([], [], 0, 1) == []


def test_spread_overruns_where_there_is_no_room():
    assert spread([1, 2, 3], [4, 4, 4], 0, 10) == [2, 6, 10]


def test_wrapped_lines_fit():
    words = "a long text of many words that must be broken into several lines"
    lines = wrapped(words, 40)
    assert " ".join(lines) == words
    assert all(text_mm(line) <= 40 for line in lines)
    assert wrapped("", 40) == []
    assert wrapped("unbreakable", 1) == ["unbreakable"]


def test_keys_go_on_a_further_row():
    rows = key_rows(["some words"] * 5, 6, 60)
    assert [len(r) for r in rows] == [2, 2, 1]
    assert {r[0] for r in rows} == {0.0}


@given(st.lists(st.tuples(st.floats(5, 95), st.floats(5, 55)), min_size=1, max_size=9))
def test_placed_labels_never_overlap(points):
    placer = Placer((0, 0, 150, 70))
    boxes = [placer.place(p, (30, 8)) for p in points]
    assert None not in boxes
    for n, box in enumerate(boxes):
        assert all(overlap(box, other) == 0 for other in boxes[:n])
        assert box[0] >= 0
        assert box[3] <= 70


def test_a_label_without_room_is_not_placed():
    assert Placer((0, 0, 20, 20)).place((10, 10), (30, 8)) is None


def _stage(place, leg="", km=np.nan, wait=0.0, service=0.0, move=0.0, usd=0.0, mode=""):
    return {"place": place, "leg": leg, "km": km, "mode": mode, "wait_days_mean": wait,
            "service_days_mean": service, "move_days_mean": move, "usd_mean": usd}  # fmt: skip


def test_along_puts_stops_at_places_and_slopes_on_legs():
    rows = [
        _stage("A", wait=1, usd=10), _stage("A", service=0.5),
        _stage("A", "ab", 100, move=2, usd=300, mode="rail"),
        _stage("B", "bc", 50, move=1, usd=40, mode="sea"),
    ]  # fmt: skip
    way = along(pd.DataFrame(rows).assign(order=range(1, 5)))
    assert way["place"].tolist() == ["A", "B", ""]
    assert way["km"].tolist() == [0, 100, 150]
    assert way["arrive_days"].tolist() == [0, 3.5, 4.5]
    assert way["leave_days"].tolist() == [1.5, 3.5, 4.5]
    assert way["arrive_usd"].tolist() == [0, 310, 350]
    assert way["mode"].tolist() == ["rail", "sea", ""]


def test_quantiles_rank_the_undelivered_last():
    found = _quantiles("x", [np.arange(1.0, 10.0)], 10)
    assert found == {"x_p10": 1.0, "x_p90": 9.0}
    found = _quantiles("x", [np.arange(1.0, 9.0)], 10)
    assert np.isnan(found["x_p90"])


def test_corridors_that_do_not_fit_go_on_a_further_page():
    row = {"direction": "westbound", "no_stable_mean": "", "name": "A place", "arrive_days": 0.0,
           "leave_days": 1.0, "arrive_usd": 0.0, "leave_usd": 9.0, "km": 0.0,
           "mode": "rail"}  # fmt: skip
    data = pd.DataFrame([{**row, "corridor": name} for name in "abcde"])
    many = pages(data)
    assert [one.rows["corridor"].iloc[0] for page in many for one in page] == list("abcde")
    assert len(many) > 1


@pytest.mark.parametrize(
    ("warnings", "feu", "delivered", "words"),
    [
        ("unstable: KZAAU.berth", 9, 9, "overloaded: Aktau berth"),
        ("unstable: KZAAU.berth; unstable: ship", 9, 9, "overloaded: Aktau berth and 1 more"),
        ("closed: ship; censored: 3", 9, 6, "closed: ship"),
        ("empty: no FEU released", 0, 0, "no FEU released"),
        ("censored: 1200; deadlock: a → b → a", 4000, 2800,
         "deadlock; 1,200 of 4,000 FEU not delivered"),
        ("censored: 3", 9, 6, "3 of 9 FEU not delivered in time"),
        ("", 9, 9, "none delivered"),
    ],
)  # fmt: skip
def test_reasons_of_blanks(warnings, feu, delivered, words):
    assert reason(warnings, PLACES, feu, delivered) == words


def test_the_main_direction_is_the_corridors_own_or_the_first_listed():
    rows = pd.DataFrame({"corridor": ["a", "b", "b"],
                         "direction": ["eastbound", "southbound", "northbound"]})  # fmt: skip
    known = About("s", "0", "1", 1, 1, forward={"a": "westbound"})
    assert is_forward(known, rows).tolist() == [False, True, False]


def test_the_hash_is_of_the_input_alone():
    base = {"scenario": {"name": "x"}, "inputs": {"a.yaml": "1"}}
    assert digest_of(base) == digest_of({**base, "engine": "simpy", "versions": {}})
    assert digest_of(base) != digest_of({**base, "inputs": {"a.yaml": "2"}})
    assert len(digest_of(base)) == 8


def test_ocean_routes_do_not_share_an_axis_with_others():
    rows = [
        {"corridor": name, "direction": "west", "km": km, "mode": mode}
        for name, legs in (("ocean", ((0, "rail"), (100, "sea"), (900, ""))),
                           ("land", ((0, "rail"), (300, "sea"), (400, ""))))
        for km, mode in legs
    ]  # fmt: skip
    groups = by_way(pd.DataFrame(rows))
    assert [set(g["corridor"]) for g in groups] == [{"land"}, {"ocean"}]


def test_the_projection_keeps_areas_and_its_centre():
    seen = Projection(50.0, 40.0)
    assert seen(np.array([[50.0, 40.0]])) == pytest.approx(np.zeros((1, 2)))
    for lat in (10.0, 40.0, 70.0):  # a small square on the sphere keeps its area
        step = 0.01
        corners = np.array([[80, lat], [80 + step, lat], [80, lat + step]])
        a, b, c = seen(corners)
        area = abs(np.cross(np.append(b - a, 0), np.append(c - a, 0))[2])
        side = np.radians(step) * EARTH_KM
        assert area == pytest.approx(side**2 * np.cos(np.radians(lat)), rel=1e-3)


def test_great_circles_end_where_they_should():
    line = great_circle(np.array([[121.5, 31.2], [4.5, 51.9]]))
    assert line[0] == pytest.approx([121.5, 31.2])
    assert line[-1] == pytest.approx([4.5, 51.9])
    assert line[:, 1].max() > 60  # it bends north


def test_a_sea_leg_takes_the_passage_that_fits_its_length():
    shanghai, rotterdam = (122.0, 30.6), (4.1, 52.0)
    by_suez = sea_lanes.route(shanghai, rotterdam, 19_500)
    by_cape = sea_lanes.route(shanghai, rotterdam, 25_500)
    assert by_suez[:, 1].min() > 0
    assert by_cape[:, 1].min() < -30
    assert len(sea_lanes.route((51.2, 43.6), (49.5, 40.2), 470)) == 2  # straight over the Caspian


def test_land_lies_where_it_should():
    rings = [Path(ring) for ring in land.land()]
    on_land = [(66.9, 48.0), (51.0, 51.2), (10.0, 50.0)]
    at_sea = [(50.5, 41.5), (34.0, 43.0), (-30.0, 40.0)]
    assert all(sum(r.contains_point(p) for r in rings) % 2 == 1 for p in on_land)
    assert all(sum(r.contains_point(p) for r in rings) % 2 == 0 for p in at_sea)
    assert len(land.borders()) > 100
