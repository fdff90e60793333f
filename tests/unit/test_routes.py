"""Corridors as routes, services as chains, and what `when` matches."""

import pytest
from worlds import corridor, demand, network, place, rail, sea

from simulator.model.places import When
from simulator.model.scenario import Network
from simulator.plan import routes


@pytest.fixture(scope="module")
def net():
    """XI (CN) — KH (gauge change) — AK (KZ) ~ BK (AZ) — TB (GE); the sea leg backwards."""
    places = {
        "XI": place("CN"), "KH": place("KZ", gauges=[1435, 1520]), "AK": place("KZ"),
        "BK": place("AZ"), "TB": place("GE"),
    }  # fmt: skip
    legs = {
        "xi-kh": rail("XI", "KH", gauge=1435), "kh-ak": rail("KH", "AK"),
        "bk-ak": sea("BK", "AK"), "bk-tb": rail("BK", "TB"),
    }  # fmt: skip
    full = {"kind": "fill_and_go", "capacity_feu": 5}
    services = {"s0": {**full, "legs": ["xi-kh"]}, "s1": {**full, "legs": ["kh-ak"]},
                "s2": {**full, "legs": ["bk-ak"]}, "s3": {**full, "legs": ["bk-tb"]}}  # fmt: skip
    carrier = dict(zip(legs, services, strict=True))
    data = network(places, legs, services, {"d": demand("XI", "TB")}, {"c": corridor(carrier)})
    return Network.model_validate(data)


def test_a_corridor_goes_both_ways_and_takes_legs_backwards_where_they_join_so(net):
    forward, backward = (routes.corridor_route(net, "c", f) for f in (True, False))
    assert forward.places == ("XI", "KH", "AK", "BK", "TB")
    assert [(h.id, h.forward) for h in forward.hops] == [
        ("xi-kh", True), ("kh-ak", True), ("bk-ak", False), ("bk-tb", True),
    ]  # fmt: skip
    assert backward.places == forward.places[::-1]
    assert [(h.id, h.forward, h.start, h.end) for h in backward.hops][1] == (
        "bk-ak", True, "BK", "AK",
    )  # fmt: skip


def test_part_of_a_route(net):
    part = routes.corridor_route(net, "c", True).part("KH", "BK")
    assert part.places == ("KH", "AK", "BK")
    assert part.services == ("s1", "s2")
    assert [part.visit_kind(k) for k in range(3)] == ["origin", "transfer", "destination"]


def test_stretches_end_where_the_service_changes(net):
    assert [(s.service, s.first, s.last)
            for s in routes.corridor_route(net, "c", True).stretches] == [
        ("s0", 0, 1), ("s1", 1, 2), ("s2", 2, 3), ("s3", 3, 4),
    ]  # fmt: skip


def test_gauge_change_is_between_rail_legs_only(net):
    route = routes.corridor_route(net, "c", True)
    assert [route.gauge_change(k) for k in range(5)] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("place_id", "forward", "when", "expected"),
    [
        ("KH", True, {}, True),
        ("KH", True, {"visit": ["transfer"]}, True),
        ("KH", True, {"visit": ["passing", "origin"]}, False),
        ("XI", True, {"visit": ["origin"]}, True),
        ("XI", False, {"visit": ["destination"]}, True),
        ("KH", True, {"came_from": ["CN"]}, True),
        ("KH", True, {"came_from": ["XI"]}, True),
        ("KH", False, {"came_from": ["CN"]}, False),
        ("KH", False, {"goes_to": ["CN"]}, True),
        ("XI", True, {"came_from": ["CN"]}, False),
        ("TB", True, {"goes_to": ["GE"]}, False),
        ("AK", True, {"arrives_by": ["rail"], "leaves_by": ["sea"]}, True),
        ("AK", False, {"arrives_by": ["rail"]}, False),
        ("AK", True, {"goes_to": ["AZ", "GE"]}, True),
        ("KH", True, {"gauge_change": True}, True),
        ("KH", True, {"gauge_change": False}, False),
        ("AK", True, {"gauge_change": False}, True),
        ("AK", True, {"direction": ["westbound"]}, True),
        ("AK", False, {"direction": ["westbound"]}, False),
        ("AK", True, {"direction": ["westbound"], "visit": ["origin"]}, False),
    ],
)
def test_every_condition_given_must_hold(net, place_id, forward, when, expected):
    route = routes.corridor_route(net, "c", forward)
    heading = net.corridors["c"].heading(forward)
    met = routes.passage(net, route, route.places.index(place_id), heading)
    assert routes.matches(net, When(**when), met) is expected


def test_a_service_knows_its_own_direction(net):
    backward = routes.corridor_route(net, "c", False)
    assert routes.service_forward(net, "s2", backward.hops[1]) is True
    assert routes.service_forward(net, "s3", backward.hops[0]) is False


def test_passing_means_staying_aboard():
    legs = {"ab": rail("A", "B"), "bc": rail("B", "C")}
    services = {"s": {"kind": "fill_and_go", "capacity_feu": 1, "legs": ["ab", "bc"]}}
    data = network({"A": None, "B": None, "C": None}, legs, services, {"d": demand("A", "C")})
    route = routes.corridor_route(Network.model_validate(data), "c", True)
    assert route.visit_kind(1) == "passing"
    assert len(route.stretches) == 1
