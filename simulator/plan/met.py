"""What of the data a run can meet, and what nothing in it ever uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.model.distributions import Constant
from simulator.model.movement import FleetService, Leg
from simulator.model.places import Charge, Facility, Place
from simulator.model.scenario import Network, Scenario
from simulator.plan.compile import Compiler, Use, compile_plan
from simulator.plan.flows import Path
from simulator.plan.journeys import Source
from simulator.plan.routes import Hop, Passage, Route, matches, passage
from simulator.plan.tables import Line, Move, Step

_BY_ID = ("markets", "places", "seas", "weather", "legs", "services", "demands", "corridors")
_TARIFFS = ("tariff_usd_per_feu", "tariff_usd_per_tonne")
_LIFTS = {Move.LOAD: "load_minutes_per_feu", Move.UNLOAD: "unload_minutes_per_feu"}


def met(network: Network, scenario: Scenario, corridors: tuple[str, ...]) -> set[str]:
    """Paths of the data that containers or vehicles meet in a run, whatever the draws."""
    return _Meeting(compile_plan(network, scenario, corridors, 0)).paths


def unused(network: Network, used: set[str]) -> list[str]:
    """Paths that no run met; of a thing that is not used, nothing inside is told again."""
    found: list[str] = []
    for path in _things(network):
        if path not in used and not any(path.startswith(f"{outer}.") for outer in found):
            found.append(path)
    return found


class _Meeting:
    """Walks the lines and journeys of a plan, and notes what they pass."""

    def __init__(self, compiler: Compiler) -> None:
        self.network = compiler.network
        self.facilities = list(compiler.shelf.facilities)
        self.yards = list(compiler.shelf.yards)
        self.lines = compiler.lines
        self.paths: set[str] = set()
        cargo = self.network.economy.cargo
        self.years = {self.network.economy.price_year, cargo.price_year}
        self.years |= {t.year for t in self.network.checks.values() if t.year is not None}
        for line in self.lines:
            self._line(line)
        for use, path in compiler.paths:
            self._journey(use, path)
        self.paths |= {f"economy.price_index.{year}" for year in self.years}

    def _line(self, line: Line) -> None:
        for row, step in enumerate(line.steps):
            if line.labels[row]:
                self.paths.add(f"places.{line.stops[step.stop]}.procedures.{line.labels[row]}")
            if step.kind in (Move.LOAD, Move.USE, Move.UNLOAD) and step.target >= 0:
                facility = self._facility(step.target)
                if step.kind in _LIFTS:
                    self.paths |= {
                        f"{facility}.{_LIFTS[step.kind]}",
                        f"{facility}.turnaround_hours",
                    }
        self.paths.add(f"services.{line.service}")
        service = self.network.services[line.service]
        if service.detention is not None:
            self.years.add(service.detention.price_year)
        self._weather(service.weather)
        for leg in line.legs:
            self.paths.add(f"legs.{leg}")
            self._weather(self.network.legs[leg].weather)
        if isinstance(service, FleetService) and service.vessel.deadweight_t is not None:
            for place in (line.stops[0], line.stops[-1]):
                self._draught(place)

    def _draught(self, place: str) -> None:
        self.paths.add(f"places.{place}.depth_m")
        if self.network.places[place].depth_m is not None:
            self.paths.add(f"seas.{self.network.places[place].sea}")

    def _facility(self, number: int) -> str:
        place, name = self.facilities[number]
        path = f"places.{place}.facilities.{name}"
        self.paths.add(path)
        self._weather(self.network.places[place].facilities[name].weather)
        return path

    def _weather(self, names: Iterable[str]) -> None:
        self.paths |= {f"weather.{name}" for name in names}

    def _journey(self, use: Use, path: Path) -> None:
        corridor = self.network.corridors[use.corridor]
        heading = corridor.heading(use.forward)
        self.paths |= {
            f"demands.{use.demand}",
            f"demands.{use.demand}.shares.{use.corridor}",
            f"corridors.{use.corridor}",
            f"markets.{corridor.market}",
        }
        self.years.add(corridor.costs.price_year)
        for stage in path.stages:
            if stage.source == Source.UNIT:
                self.paths.add(f"places.{stage.place}.procedures.{stage.name}")
        for step in path.itinerary.steps:
            yard = step.yard if step.kind == Step.BOARD else -1
            if step.kind == Step.USE:
                self._facility(step.target)
            elif step.kind == Step.ENTER:
                yard = step.target
            elif step.kind == Step.BOARD:
                line = self.lines[step.target]
                ends = line.stops[step.stop], line.stops[step.alight]
                self.paths |= {f"services.{line.service}.calls.{place}" for place in ends}
            if yard >= 0:
                room = f"places.{self.yards[yard]}.yard"
                self.paths |= {room, f"{room}.quota_feu.{heading}"}
        for visit in range(len(path.route.places)):
            self._visit(path.route, visit, heading)
        for hop in path.route.hops:
            self._hop(use.corridor, hop, heading)

    def _visit(self, route: Route, visit: int, heading: str) -> None:
        name = route.places[visit]
        place = self.network.places[name]
        self.paths.add(f"places.{name}")
        self._weather(place.weather)
        self._charges(f"places.{name}", place.charges, passage(self.network, route, visit, heading))
        if place.storage is not None and route.visit_kind(visit) != "passing":
            self.paths.add(f"places.{name}.storage")
            self.years.add(place.storage.price_year)

    def _charges(self, owner: str, charges: dict[str, Charge], way: Passage) -> None:
        for key, charge in charges.items():
            if matches(self.network, charge.when, way):
                self.paths.add(f"{owner}.charges.{key}")
                if charge.price_year is not None:
                    self.years.add(charge.price_year)

    def _hop(self, corridor: str, hop: Hop, heading: str) -> None:
        own = self.network.corridors[corridor].legs[hop.id]
        here = f"corridors.{corridor}.legs.{hop.id}"
        given, where = (hop.leg, f"legs.{hop.id}") if own.price_year is None else (own, here)
        self.paths |= {here, *(f"{where}.{key}" for key in _TARIFFS)}
        self.paths.add(f"economy.co2e_kg_per_tkm.{hop.leg.mode}")
        if given.price_year is not None:
            self.years.add(given.price_year)
        way = Passage(
            "passing", hop.start, hop.end, hop.leg.mode, hop.leg.mode, heading, False
        )  # fmt: skip
        left = {key: charge for key, charge in hop.leg.charges.items() if key not in own.charges}
        self._charges(f"legs.{hop.id}", left, way)
        self._charges(here, own.charges, way)


def _things(network: Network) -> Iterator[str]:
    """Paths of all that could go unused, the outer before the inner."""
    for section in _BY_ID:
        yield from (f"{section}.{key}" for key in getattr(network, section))
    for key, place in network.places.items():
        yield from (f"places.{key}.{rest}" for rest in _in_place(place))
    for key, leg in network.legs.items():
        yield from (f"legs.{key}.{rest}" for rest in _in_leg(leg))
    for key, service in network.services.items():
        yield from (f"services.{key}.calls.{place}" for place in service.calls)
    for key, demand in network.demands.items():
        yield from (
            f"demands.{key}.shares.{name}" for name, share in demand.shares.items() if share
        )
    for key, corridor in network.corridors.items():
        for name, use in corridor.legs.items():
            yield f"corridors.{key}.legs.{name}"
            yield from (f"corridors.{key}.legs.{name}.charges.{charge}" for charge in use.charges)
    yield from (f"economy.price_index.{year}" for year in network.economy.price_index)
    yield from (f"economy.co2e_kg_per_tkm.{mode}" for mode in network.economy.co2e_kg_per_tkm)


def _in_place(place: Place) -> Iterator[str]:
    for key, facility in place.facilities.items():
        yield f"facilities.{key}"
        yield from (f"facilities.{key}.{name}" for name in _in_facility(facility))
    yield from (f"procedures.{key}" for key in place.procedures)
    yield from (f"charges.{key}" for key in place.charges)
    yield from (key for key in ("yard", "storage", "depth_m") if getattr(place, key) is not None)
    if place.yard is not None:
        yield from (f"yard.quota_feu.{heading}" for heading in place.yard.quota_feu)


def _in_facility(facility: Facility) -> Iterator[str]:
    yield from (key for key in _LIFTS.values() if getattr(facility, key))
    if facility.turnaround_hours != Constant(value=0.0):
        yield "turnaround_hours"


def _in_leg(leg: Leg) -> Iterator[str]:
    yield from (key for key in _TARIFFS if getattr(leg, key) is not None)
    yield from (f"charges.{key}" for key in leg.charges)
