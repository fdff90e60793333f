"""Hypothesis strategies of random small networks, as ordinary data.

A network is a chain of places, cut into stretches that each have a service of their own, with
demands between any two places in either direction. Times are mostly whole hours, many of them
nothing, so that much happens in one instant.
"""

import itertools

from hypothesis import strategies as st
from worlds import corridor, demand, network, place, rail, road, sea

DAYS = 8
START = "2025-01-01"
few = st.integers(1, 3)


def hours(least=0):
    """A duration: often a whole number of hours, sometimes a draw."""
    fixed = st.sampled_from([0, 1, 2, 6]).map(lambda h: max(h, least))
    drawn = st.sampled_from([
        {"shape": "exponential", "mean": 3},
        {"shape": "uniform", "low": 1, "high": 5},
        {"shape": "empirical", "values": [1, 2, 8]},
        {"shape": "gamma", "mean": 3, "cv": 0.5},
        {"shape": "lognormal", "mean": 2, "cv": 0.8},
        {"shape": "pert", "low": 0, "mode": 1, "high": 4},
        {"shape": "triangular", "low": 0, "mode": 1, "high": 2},
        {"shape": "shifted", "minimum": 1, "excess": {"shape": "erlang", "mean": 1, "k": 2}},
        {"shape": "mixture", "parts": [{"weight": 1, "of": 1}, {"weight": 1, "of": 2}]},
    ])  # fmt: skip
    return st.one_of(fixed, fixed, drawn)


@st.composite
def closable(draw, weather=True):
    """Closures of any kind, or none."""
    kind = draw(st.sampled_from(["", "", "", "dated", "random", "weather"]))
    if kind == "dated":
        day = draw(st.integers(1, DAYS))
        length = draw(st.sampled_from([0.25, 1, 2]))
        return {"closures": {"x": {"start": f"2025-01-0{day}", "days": length}}}
    if kind == "random":
        shape = {"shape": "exponential", "mean": 2}
        return {"random_closures": {"y": {"open_days": shape, "shut_days": 0.5}}}
    if kind == "weather" and weather:
        return {"weather": ["storms"]}
    return {}


@st.composite
def facilities(draw):
    """A pool with hours, a rule and perhaps other traffic."""
    found = {"servers": draw(few), **draw(closable())}
    found["when_closed"] = draw(st.sampled_from(["finish", "suspend", "restart"]))
    if draw(st.booleans()):
        found["hours"] = draw(st.sampled_from([
            {"open": "06:00", "close": "18:00"},
            {"open": "20:00", "close": "04:00"},
            {"days": ["mon", "wed", "thu", "fri"]},
        ]))  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        found["other_traffic"] = {"local": {
            "per_day": draw(st.sampled_from([0.5, 3])), "erlang_k": draw(few),
            "size": draw(st.integers(1, 2)), "service_hours": draw(hours()),
            "servers": draw(st.integers(1, found["servers"])),
        }}  # fmt: skip
    return found


@st.composite
def berths(draw):
    """A facility where vehicles stand."""
    minutes = st.sampled_from([0, 10, 60])
    return {
        **draw(facilities()), "load_minutes_per_feu": draw(minutes),
        "unload_minutes_per_feu": draw(minutes),
        "turnaround_hours": draw(st.sampled_from([0, 0, 1])),
    }  # fmt: skip


@st.composite
def procedures(draw, servers):
    """Something that takes time, for a box or a vehicle."""
    found = {"hours": draw(hours()), "includes_waiting": False}
    if draw(st.booleans()):
        found.update(facility="desk", servers=draw(st.integers(1, servers)))
    if draw(st.integers(0, 2)) == 0:
        found["share"] = 0.5
    if draw(st.booleans()):
        found.update(per="vehicle", at=draw(st.sampled_from(["arrival", "departure"])))
    elif draw(st.booleans()):
        found["when"] = {"visit": [draw(st.sampled_from(["origin", "transfer", "destination"]))]}
    return found


@st.composite
def places(draw):
    """A place with a desk, a berth, perhaps a yard."""
    desk = draw(facilities())
    found = {"facilities": {"desk": desk, "berth": draw(berths())}, **draw(closable(False))}
    count = draw(st.integers(0, 2))
    found["procedures"] = {f"p{k}": draw(procedures(desk["servers"])) for k in range(count)}
    if draw(st.booleans()):
        room = draw(st.integers(2, 6))
        found["yard"] = {"capacity_feu": room}
        if draw(st.integers(0, 2)) == 0:
            found["yard"]["quota_feu"] = {"westbound": 2}
    return place(**found)


def timetable(draw):
    days = {"days": ["mon", "wed", "fri", "sat"], "at": "06:00"}
    every = {"every_hours": draw(st.sampled_from([6, 24])), "offset_hours": draw(few)}
    return {
        "kind": "timetable", "capacity_feu": draw(few),
        "timetable": draw(st.sampled_from([days, every])),
    }  # fmt: skip


def fill_and_go(draw):
    return {
        "kind": "fill_and_go", "capacity_feu": draw(few),
        "longest_wait_hours": draw(st.sampled_from([None, 0, 12])),
    }  # fmt: skip


def on_demand(draw):
    return {"kind": "on_demand"}


def fleet(draw):
    return {
        "kind": "fleet", "vessels": draw(few), "vessel": {"slots_feu": draw(few)},
        "least_load_feu": draw(st.integers(0, 2)),
        "longest_wait_hours": draw(st.sampled_from([0, 12, 24])),
        "waits_at": draw(st.sampled_from(["berth", "anchorage"])),
        "needs_both_open": draw(st.booleans()),
    }  # fmt: skip


KINDS = {
    "road": (road, [on_demand, fill_and_go]),
    "rail": (rail, [timetable, fill_and_go]),
    "sea": (sea, [fleet, fleet, timetable]),
}


@st.composite
def stretches(draw, chain):
    """Legs and service over some places in a row."""
    mode = draw(st.sampled_from(sorted(KINDS)))
    make_leg, makers = KINDS[mode]
    service = draw(st.sampled_from(makers))(draw)
    legs = {}
    for a, b in itertools.pairwise(chain):
        keys = draw(closable(False))
        if mode == "rail" and draw(st.booleans()):
            keys["paths_per_day"] = draw(st.sampled_from([1, 3.5, 24]))
        ends = (a, b) if draw(st.booleans()) else (b, a)
        length = draw(hours(1 if service["kind"] == "fleet" else 0))
        legs[f"{a}{b}"] = make_leg(*ends, length, **keys)
    service["legs"] = list(legs)
    service["calls"] = _calls(draw, chain, service["kind"])
    return legs, {**service, **draw(closable(False))}


def _calls(draw, chain, kind):
    stops = [chain[0], chain[-1]]
    if kind in ("timetable", "fill_and_go"):
        stops += [p for p in chain[1:-1] if draw(st.booleans())]
    berth = st.sampled_from([{}, {"facility": "berth"}])
    return {p: draw(berth) for p in stops}


def _boardable(chain, cuts, services):
    """Places where a journey may begin or end."""
    named = {p for service in services.values() for p in service["calls"]}
    return [p for p in chain if p in named or p in cuts]


@st.composite
def demands(draw, stops):
    """Boxes between two of the stops, one way or the other."""
    first, last = draw(st.lists(st.sampled_from(stops), min_size=2, max_size=2, unique=True))
    process = draw(st.sampled_from(["poisson", "fixed", "erlang"]))
    return demand(
        first, last, per_day=draw(st.sampled_from([0.5, 2, 4])),
        arrivals={"process": process, "group": draw(st.integers(1, 2))},
        priority=draw(st.integers(-1, 1)),
    )  # fmt: skip


@st.composite
def networks(draw):
    """Network data with one corridor `c`."""
    count = draw(st.integers(2, 4))
    chain = [f"P{k}" for k in range(count)]
    cuts = [0, *(k for k in range(1, count - 1) if draw(st.booleans())), count - 1]
    legs, services, carrier = {}, {}, {}
    for number, (a, b) in enumerate(itertools.pairwise(cuts)):
        own, service = draw(stretches(chain[a : b + 1]))
        legs.update(own)
        services[f"s{number}"] = service
        carrier.update(dict.fromkeys(own, f"s{number}"))
    stops = _boardable(chain, [chain[k] for k in cuts], services)
    made = {f"d{k}": draw(demands(stops)) for k in range(draw(few))}
    weather = {"storms": {"name": "Storms", "open_days": 1.5, "shut_days": 0.75}}
    return network(
        {p: draw(places()) for p in chain}, legs, services, made, {"c": corridor(carrier)},
        weather=weather,
    )  # fmt: skip


SETTINGS = {"horizon_days": DAYS, "follow_days": 4, "start": START}
