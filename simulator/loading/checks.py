"""Cross-checks of a network: references first, then chains, then values; all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from simulator.errors import Problem, near_miss, plain
from simulator.loading.build import BY_ID
from simulator.loading.checking import AnyService, Checker
from simulator.loading.checks_chains import check_chains
from simulator.loading.checks_demand import check_demands
from simulator.loading.checks_fleets import check_fleets
from simulator.loading.checks_values import check_values
from simulator.loading.inherited import at_home
from simulator.loading.names import listed
from simulator.loading.yaml_reader import DataPath, Marks
from simulator.model.places import Charge, Closable, Place, When
from simulator.model.scenario import CargoChange, Network

_ID = re.compile(r"[\w-]+")


def check_network(
    network: Network,
    marks: Marks | None = None,
    known: Mapping[str, frozenset[str]] | None = None,
) -> list[Problem]:
    """Everything in a network that contradicts itself, with marks.

    Parameters
    ----------
    network : built, so each object is right by itself.
    marks : where each path stands.
    known : ids of objects that exist but could not be built; no reference to them is wrong.
    """
    check = Checker(network, marks or {}, known or {})
    _ids(check)
    _references(check)
    check_chains(check)
    check_demands(check)
    check_values(check)
    check_fleets(check)
    return at_home(check.problems, check.marks)


def _ids(check: Checker) -> None:
    for section in BY_ID:
        first: dict[str, str] = {}
        for key in getattr(check.network, section):
            if not _ID.fullmatch(key):
                hint = "use letters, digits, - and _"
                check.say((section, key), f"'{key}' cannot be an id", hint)
            other = first.setdefault(plain(key), key)
            if other != key:
                message = f"the id '{key}' differs from '{other}' only in case or signs"
                check.say((section, key), message)
    for section in ("places", "corridors"):
        _same_names(check, section)


def _same_names(check: Checker, section: str) -> None:
    first: dict[str, str] = {}
    for key, thing in getattr(check.network, section).items():
        other = first.setdefault(plain(thing.name), key)
        if other != key:
            message = f"the name '{thing.name}' belongs to {other} already"
            check.say((section, key, "name"), message)


def _references(check: Checker) -> None:
    for key, leg in check.network.legs.items():
        for end in ("start", "end"):
            check.refer(("legs", key, end), "places", getattr(leg, end))
        _weather(check, ("legs", key), leg)
        _charges(check, ("legs", key), leg.charges)
    for key, place in check.network.places.items():
        _place(check, key, place)
    for key, service in check.network.services.items():
        _service(check, key, service)
    for key, corridor in check.network.corridors.items():
        path: DataPath = ("corridors", key)
        check.refer((*path, "market"), "markets", corridor.market)
        for leg_id, use in corridor.legs.items():
            at = (*path, "legs", leg_id)
            check.refer(at, "legs", leg_id)
            check.refer((*at, "service"), "services", use.service)
            _charges(check, at, use.charges)
    for key, demand in check.network.demands.items():
        _demand_cargo(check, key, list(demand.cargo))


def _weather(check: Checker, path: DataPath, thing: Closable) -> None:
    for i, name in enumerate(thing.weather):
        check.refer((*path, "weather", i), "weather", name)


def _place(check: Checker, key: str, place: Place) -> None:
    path: DataPath = ("places", key)
    _weather(check, path, place)
    _charges(check, path, place.charges)
    if place.sea is not None:
        check.refer((*path, "sea"), "seas", place.sea)
    for name, facility in place.facilities.items():
        _weather(check, (*path, "facilities", name), facility)
    for name, procedure in place.procedures.items():
        at = (*path, "procedures", name)
        _when(check, (*at, "when"), procedure.when)
        if procedure.facility is not None:
            _facility(check, (*at, "facility"), place, key, procedure.facility)


def _facility(check: Checker, path: DataPath, place: Place, place_id: str, name: str) -> bool:
    if name in place.facilities:
        return True
    there = listed(place.facilities)
    hint = near_miss(name, place.facilities) or (f"there are {there}" if there else "it has none")
    check.say(path, f"{place.name} ({place_id}) has no facility '{name}'", hint)
    return False


def _charges(check: Checker, path: DataPath, charges: Mapping[str, Charge]) -> None:
    for name, charge in charges.items():
        _when(check, (*path, "charges", name, "when"), charge.when)


def _when(check: Checker, path: DataPath, when: When) -> None:
    for side in ("came_from", "goes_to"):
        for i, word in enumerate(getattr(when, side)):
            if word not in check.countries and not check.exists("places", word):
                hint = near_miss(word, [*check.network.places, *check.countries])
                message = f"there is no place '{word}', nor a country with places"
                check.say((*path, side, i), message, hint)


def _service(check: Checker, key: str, service: AnyService) -> None:
    path: DataPath = ("services", key)
    _weather(check, path, service)
    for i, leg in enumerate(service.legs):
        check.refer((*path, "legs", i), "legs", leg)
    chain = check.chain(service.legs)
    for place_id, call in service.calls.items():
        at = (*path, "calls", place_id)
        if not check.refer(at, "places", place_id):
            continue
        if chain and chain.breaks_at is None and place_id not in chain.places:
            check.say(at, f"the service does not pass {place_id}", f"it runs {_way(chain.places)}")
        for use in ("facility", "load_facility"):
            name = getattr(call, use)
            if name is not None:
                _facility(check, (*at, use), check.network.places[place_id], place_id, name)


def _way(places: tuple[str, ...]) -> str:
    return " – ".join(places)


def _demand_cargo(check: Checker, key: str, cargo: list[str]) -> None:
    for name in cargo:
        if name not in CargoChange.model_fields:
            hint = near_miss(name, CargoChange.model_fields)
            hint = hint or f"allowed: {', '.join(CargoChange.model_fields)}"
            check.say(("demands", key, "cargo", name), f"unknown key `{name}`", hint)
