"""Values that cannot be meant: faster than trains, shorter than the straight line, never open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simulator.loading.checking import AnyService, Checker
from simulator.loading.yaml_reader import DataPath
from simulator.model.base import Directional
from simulator.model.moments import mean_of
from simulator.model.movement import FleetService, Leg
from simulator.model.places import Charge, Closable, Facility, Hours, Place, Procedure

FASTEST_KM_PER_DAY = {"rail": 2_500.0, "sea": 1_500.0, "road": 1_500.0}
MOST_USD_PER_FEU = 50_000.0
MOST_USD_PER_TONNE = 2_500.0
LONGEST_PROCEDURE_DAYS = 90.0
SHORTEST_SHARE = 0.98
"""Of the straight line (great circle)."""
LONGEST_SHARE = {"rail": 3.0, "road": 3.0, "sea": 6.0}
"""Ships sail round continents."""
_CLOSE_BY_KM = 50.0
_EARTH_RADIUS_KM = 6_371.0


def check_values(check: Checker) -> None:
    """Check every leg, place, service and calendar by itself."""
    for key, leg in check.network.legs.items():
        _leg(check, ("legs", key), leg)
    for key, place in check.network.places.items():
        _place(check, ("places", key), place)
    for key, service in check.network.services.items():
        _service(check, ("services", key), service)
    for key, weather in check.network.weather.items():
        _opens(check, ("weather", key), weather.open_days)
    for key, corridor in check.network.corridors.items():
        for leg_id, use in corridor.legs.items():
            path = ("corridors", key, "legs", leg_id)
            _tariffs(check, path, use)
            _charges(check, path, use.charges)


def _leg(check: Checker, path: DataPath, leg: Leg) -> None:
    _distance(check, path, leg)
    _speed(check, path, leg)
    _tariffs(check, path, leg)
    _charges(check, path, leg.charges)
    if leg.price_year is None:
        _no_tariff(check, path, leg.charges, "there is no tariff here to take a share of")
    _closable(check, path, leg)
    if not leg.includes_waiting:
        return
    if leg.weather or leg.random_closures:
        key = "weather" if leg.weather else "random_closures"
        message = "the running time includes waiting, so closures would count it twice"
        hint = f"drop `{key}`, or give the free-flow time and `includes_waiting: false`"
        check.say((*path, key), message, hint)
    if any(n is not None for n in (leg.paths_per_day.forward, leg.paths_per_day.backward)):
        message = "the running time includes waiting, so the wait for a path would count twice"
        hint = "drop `paths_per_day`, or give the free-flow time and `includes_waiting: false`"
        check.say((*path, "paths_per_day"), message, hint)


def _distance(check: Checker, path: DataPath, leg: Leg) -> None:
    start, end = (check.network.places.get(p) for p in (leg.start, leg.end))
    if start is None or end is None:
        return
    straight = great_circle_km(start, end)
    between = f"between {start.name} and {end.name}"
    if leg.km < SHORTEST_SHARE * straight:
        message = f"{leg.km:g} km is shorter than the straight line {between}, {straight:,.0f} km"
        check.say((*path, "km"), message, "check the distance, lat and lon")
    elif leg.km > max(LONGEST_SHARE[leg.mode] * straight, _CLOSE_BY_KM):
        message = (
            f"{leg.km:g} km is more than {LONGEST_SHARE[leg.mode]:g} times the straight line"
            f" {between}, {straight:,.0f} km"
        )
        check.say((*path, "km"), message, "check the distance, lat and lon")


def great_circle_km(one: Place, other: Place) -> float:
    """Shortest way over the sphere (haversine)."""
    lat, lat2 = math.radians(one.lat), math.radians(other.lat)
    half = math.radians(other.lon - one.lon) / 2
    a = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin(half) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


def _ways(value: Directional[Any]) -> list[Any]:
    """Give the one value, or the two that differ."""
    same = value.forward == value.backward
    return [value.forward] if same else [value.forward, value.backward]


def _speed(check: Checker, path: DataPath, leg: Leg) -> None:
    limit = FASTEST_KM_PER_DAY[leg.mode]
    if leg.speed_km_per_day is not None:
        for speed in _ways(leg.speed_km_per_day):
            if speed > limit:
                message = f"{speed:,g} km a day is too fast for {leg.mode}"
                check.say((*path, "speed_km_per_day"), message, f"at most {limit:,g}")
    for hours in _ways(leg.move_hours) if leg.move_hours is not None else ():
        mean = mean_of(hours)
        if mean * limit < leg.km * 24:
            speed_text = f"{leg.km * 24 / mean:,.0f} km a day" if mean else "no time at all"
            message = f"{mean:g} hours for {leg.km:g} km is {speed_text}, too fast for {leg.mode}"
            check.say((*path, "move_hours"), message, f"at most {limit:,g} km a day")


def _tariffs(check: Checker, path: DataPath, thing: Any) -> None:
    limits = {"tariff_usd_per_feu": MOST_USD_PER_FEU, "tariff_usd_per_tonne": MOST_USD_PER_TONNE}
    for key, limit in limits.items():
        tariff = getattr(thing, key)
        for amount in _ways(tariff) if tariff is not None else ():
            if amount > limit:
                unit = "FEU" if key.endswith("feu") else "tonne"
                message = f"{amount:,g} USD per {unit} cannot be meant"
                check.say((*path, key), message, f"at most {limit:,g}")


def _charges(check: Checker, path: DataPath, charges: Mapping[str, Charge]) -> None:
    limits = {"usd_per_feu": MOST_USD_PER_FEU, "usd_per_tonne": MOST_USD_PER_TONNE}
    for name, charge in charges.items():
        for key, limit in limits.items():
            amount = getattr(charge, key)
            if amount is not None and abs(amount) > limit:
                at = (*path, "charges", name, key)
                check.say(at, f"{amount:,g} USD cannot be meant", f"at most {limit:,g}")


def _no_tariff(check: Checker, path: DataPath, charges: Mapping[str, Charge], message: str) -> None:
    for name, charge in charges.items():
        if charge.share_of_tariff is not None:
            hint = "give usd_per_feu, usd_per_tonne or usd_per_vehicle"
            check.say((*path, "charges", name, "share_of_tariff"), message, hint)


def _closable(check: Checker, path: DataPath, thing: Closable) -> None:
    for name, closure in thing.random_closures.items():
        _opens(check, (*path, "random_closures", name), closure.open_days)


def _opens(check: Checker, path: DataPath, open_days: Any) -> None:
    if mean_of(open_days) <= 0:
        check.say((*path, "open_days"), "is zero: it would never be open")


def _place(check: Checker, path: DataPath, place: Place) -> None:
    _closable(check, path, place)
    _charges(check, path, place.charges)
    _no_tariff(check, path, place.charges, "only a leg has a tariff to take a share of")
    for name, facility in place.facilities.items():
        _facility(check, (*path, "facilities", name), facility)
    for name, procedure in place.procedures.items():
        _procedure(check, (*path, "procedures", name), procedure, place)
    if place.yard is None:
        return
    for direction, quota in place.yard.quota_feu.items():
        if quota > place.yard.capacity_feu:
            message = f"a quota of {quota} FEU in a yard of {place.yard.capacity_feu}"
            check.say((*path, "yard", "quota_feu", direction), message)


def _facility(check: Checker, path: DataPath, facility: Facility) -> None:
    _closable(check, path, facility)
    if facility.hours is not None and _open_minutes(facility.hours) <= 0:
        hours = facility.hours
        message = f"never opens: {hours.open} to {hours.close}"
        hint = "for day and night write open: '00:00', close: '24:00'"
        check.say((*path, "hours"), message, hint)
    for name, traffic in facility.other_traffic.items():
        at = (*path, "other_traffic", name)
        _enough(check, (*at, "servers"), traffic.servers, facility.servers)
        if traffic.includes_waiting:
            message = "a time that includes waiting may not take servers: waiting would count twice"
            check.say((*at, "includes_waiting"), message, "give the free-flow service_hours")


def _open_minutes(hours: Hours) -> int:
    opens, closes = (int(t[:2]) * 60 + int(t[3:]) for t in (hours.open, hours.close))
    if opens == closes:
        return 0
    return closes - opens if closes > opens else closes + 1440 - opens


def _enough(check: Checker, path: DataPath, needed: int, there: int) -> None:
    if needed > there:
        check.say(path, f"needs {needed} servers at once where there are {there}")


def _procedure(check: Checker, path: DataPath, procedure: Procedure, place: Place) -> None:
    if procedure.facility in place.facilities:
        there = place.facilities[str(procedure.facility)].servers
        _enough(check, (*path, "servers"), procedure.servers, there)
    mean = mean_of(procedure.hours) / 24
    if mean > LONGEST_PROCEDURE_DAYS:
        message = f"takes {mean:,.0f} days on average, which cannot be meant"
        check.say(
            (*path, "hours"), message, f"the unit is hours; at most {LONGEST_PROCEDURE_DAYS:g} days"
        )


def _service(check: Checker, path: DataPath, service: AnyService) -> None:
    _closable(check, path, service)
    if not isinstance(service, FleetService):
        return
    for load in _ways(service.least_load_feu):
        if load > service.vessel.slots_feu:
            message = (
                f"can never leave by its load: the least load is {load:g} FEU"
                f" and a vessel holds {service.vessel.slots_feu}"
            )
            check.say((*path, "least_load_feu"), message, "at most vessel.slots_feu")
