"""The networks of the benchmarks, as ordinary data."""

from simulator.model.scenario import Network, Scenario
from simulator.plan.compile import compile_plan

STATIONS, SERVERS = 6, 2
PER_DAY = 24
SERVICE_HOURS, TRAVEL_HOURS, TRAVEL_CV = 1.7, 3.0, 0.3
TRAIN, EVERY_HOURS, RIDE_HOURS = 50, 40, 24
ECONOMY = {
    "price_year": 2025, "price_index": {2025: 100},
    "co2e_kg_per_tkm": {"rail": 0.02, "sea": 0.01, "road": 0.08}, "co2e_kg_per_lift": 5,
    "container_tare_t": 4,
    "cargo": {
        "value_usd_per_feu": 50_000, "tonnes_per_feu": 10, "value_of_time_usd_per_day": 40,
        "reliability_ratio": 1, "stock_share_per_year": 0.1, "price_year": 2025,
    },
}  # fmt: skip


def stations(boxes):
    """Six facilities of two servers in series, a hold after each; then a train a day for all."""
    facilities = {f"desk{k}": {"servers": SERVERS} for k in range(STATIONS)}
    procedures = {}
    for k in range(STATIONS):
        service = {"shape": "exponential", "mean": SERVICE_HOURS}
        travel = {"shape": "lognormal", "mean": TRAVEL_HOURS, "cv": TRAVEL_CV}
        at = {"includes_waiting": False, "when": {"visit": ["origin"]}}
        procedures[f"a{k}-service"] = {**at, "hours": service, "facility": f"desk{k}"}
        procedures[f"a{k}-travel"] = {**at, "hours": travel}
    places = {
        "A": _place(facilities=facilities, procedures=procedures), "B": _place(),
    }  # fmt: skip
    legs = {"ab": _leg("A", "B", "rail", RIDE_HOURS, gauge=1520)}
    services = {"train": _train("ab", ("A", "B"), 1_000, 24, 0)}
    return _plan(places, legs, services, {"ab": "train"}, "A", "B", boxes)


def trains(boxes, desks=0):
    """Six legs in series, each with a train of fifty every forty hours.

    desks : servers of a facility that each container passes before each train, 0 for none.
    """
    names = [f"P{k}" for k in range(STATIONS + 1)]
    legs, services, carrier = {}, {}, {}
    for k in range(STATIONS):
        leg, ends = f"leg{k}", names[k : k + 2]
        legs[leg] = _leg(*ends, "rail", RIDE_HOURS, gauge=1520)
        services[f"train{k}"] = _train(leg, ends, TRAIN, EVERY_HOURS, k)
        carrier[leg] = f"train{k}"
    service = {"shape": "exponential", "mean": SERVICE_HOURS}
    desk = {
        "facilities": {"desk": {"servers": desks}},
        "procedures": {"service": {
            "hours": service, "facility": "desk", "includes_waiting": False,
            "when": {"visit": ["origin", "transfer"]},
        }},
    } if desks else {}  # fmt: skip
    places = {name: _place(**desk) for name in names[:-1]} | {names[-1]: _place()}
    return _plan(places, legs, services, carrier, names[0], names[-1], boxes)


def terminals(boxes):
    """Six facilities of two servers in series, a train of fifty behind each."""
    return trains(boxes, desks=SERVERS)


def _train(leg, ends, capacity, every_hours, offset_hours):
    timetable = {"every_hours": every_hours, "offset_hours": offset_hours}
    return {
        "kind": "timetable", "capacity_feu": capacity, "legs": [leg], "timetable": timetable,
        "calls": {place: {} for place in ends},
    }  # fmt: skip


def _place(**keys):
    return {"name": "X", "country": "KZ", "lat": 45, "lon": 60, "gauges": [1520], **keys}


def _leg(start, end, mode, hours, **keys):
    return {"start": start, "end": end, "mode": mode, "km": 100, "move_hours": hours, **keys}


def _plan(places, legs, services, carrier, start, end, boxes):
    corridor = {
        "name": "C", "market": "m", "direction": "westbound", "costs": {"price_year": 2025},
        "legs": {leg: {"service": service} for leg, service in carrier.items()},
    }  # fmt: skip
    demand = {
        "name": "D", "start": start, "end": end, "shares": {"c": 1},
        "feu_per_year": 365 * PER_DAY, "arrivals": {"process": "poisson"},
    }  # fmt: skip
    network = Network.model_validate({
        "economy": ECONOMY, "markets": {"m": {"name": "M"}}, "places": places, "legs": legs,
        "services": services, "corridors": {"c": corridor}, "demands": {"d": demand},
    })  # fmt: skip
    scenario = Scenario(
        start="2025-01-01", horizon_days=boxes / PER_DAY, warmup_days=0, follow_days=20, seed=1
    )
    return lambda: compile_plan(network, scenario, ("c",), 0).plan
