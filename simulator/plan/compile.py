"""From a network and a scenario to the plan of one replication, and the book about it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

from simulator.model.movement import FleetService
from simulator.model.places import Facility as PlaceFacility
from simulator.model.scenario import Network, Scenario, cargo_of
from simulator.plan.calendars import CalendarBook, Interval
from simulator.plan.costs import CostMaker, co2e
from simulator.plan.draws import Draws
from simulator.plan.flows import (
    Path,
    PathMaker,
    demand_flow,
    traffic_flow,
    traffic_itinerary,
)  # fmt: skip
from simulator.plan.journeys import Book, Journey, Section
from simulator.plan.lines import LineMaker, Shelf, fleets_of, path_grid
from simulator.plan.loads import offered_loads
from simulator.plan.routes import Route, corridor_route, service_forward
from simulator.plan.tables import (
    Facility,
    Flow,
    Itinerary,
    Line,
    Plan,
    WhenClosed,
    Yard,
)  # fmt: skip
from simulator.units import TICKS_PER_DAY, ticks

DIRECTIONS = ("westbound", "eastbound", "northbound", "southbound")
RULES = {"finish": WhenClosed.FINISH, "suspend": WhenClosed.SUSPEND, "restart": WhenClosed.RESTART}
LEAST_FOLLOW_DAYS = 120.0
FOLLOW_AFTER_CLOSURE_DAYS = 60.0


@dataclass(frozen=True)
class Use:
    """One demand on one corridor, in one direction, with its share of the demand."""

    demand: str
    corridor: str
    forward: bool
    share: float


def uses_of(network: Network, corridors: tuple[str, ...]) -> tuple[Use, ...]:
    """Who travels where, among the corridors that are simulated; by demand and corridor."""
    found = []
    for name, demand in sorted(network.demands.items()):
        for corridor, share in sorted(demand.shares.items()):
            if corridor in corridors and share > 0 and demand.feu_per_year > 0:
                places = corridor_route(network, corridor, True).places
                forward = places.index(demand.start) < places.index(demand.end)
                found.append(Use(name, corridor, forward, share))
    return tuple(found)


def follow_days(network: Network, scenario: Scenario) -> float:
    """How long each container is followed."""
    if scenario.follow_days is not None:
        return scenario.follow_days
    return max(LEAST_FOLLOW_DAYS, longest_closure_days(network) + FOLLOW_AFTER_CLOSURE_DAYS)


def longest_closure_days(network: Network) -> float:
    """Length of the longest dated closure anywhere, in days."""
    places = network.places.values()
    things = [*places, *(f for p in places for f in p.facilities.values()),
              *network.legs.values(), *network.services.values()]  # fmt: skip
    lengths = [
        c.days if c.days is not None else float((c.end - c.start).days)  # type: ignore[operator]
        for thing in things
        for c in thing.closures.values()
    ]
    return max(lengths, default=0.0)


class Compiler:
    """Builds one replication; everything is numbered in order of name."""

    def __init__(
        self, network: Network, scenario: Scenario, corridors: tuple[str, ...], replication: int
    ) -> None:
        self.network, self.scenario, self.corridors = network, scenario, corridors
        self.replication = replication
        self.window_start = ticks(scenario.warmup_days, TICKS_PER_DAY)
        self.window_end = self.window_start + ticks(scenario.horizon_days, TICKS_PER_DAY)
        self.follow = ticks(follow_days(network, scenario), TICKS_PER_DAY)
        self.last = self.window_end + self.follow
        self.draws = Draws(scenario.seed, replication)
        self.uses = uses_of(network, corridors)
        self.places = self._used_places()
        self.shelf = self._shelf()
        self.lines, self.numbers = self._lines()
        self.paths: list[tuple[Use, Path]] = []
        self.weights: dict[int, list[float]] = {}
        self.plan = self._plan()

    def _used_places(self) -> list[str]:
        return sorted({
            p for c in self.corridors for p in corridor_route(self.network, c, True).places
        })  # fmt: skip

    def _facility_keys(self) -> list[tuple[str, str]]:
        return sorted((p, f) for p in self.places for f in self.network.places[p].facilities)

    def _shelf(self) -> Shelf:
        calendars = CalendarBook(self.network, self.draws, self.scenario.start, self.last)
        keys = self._facility_keys()
        yards = [p for p in self.places if self.network.places[p].yard is not None]
        shelf = Shelf(
            self.network, self.draws, calendars, self.scenario.start, self.last,
            facilities={key: k for k, key in enumerate(keys)},
            yards={p: k for k, p in enumerate(yards)}, grids={},
        )  # fmt: skip
        for place in self.places:
            shelf.place_spans[place] = calendars.of(self.network.places[place], f"places.{place}")
        for place, name in keys:
            facility = self.network.places[place].facilities[name]
            own = calendars.of(facility, f"places.{place}.facilities.{name}", facility.hours)
            shelf.facility_spans[place, name] = own + shelf.place_spans[place]
        return shelf

    def _grids(self, used: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
        legs = {leg for s, _ in used for leg in self.network.services[s].legs}
        return [(leg, fwd) for leg in sorted(legs) for fwd in (True, False)
                if path_grid(leg, self.network.legs[leg], fwd) is not None]  # fmt: skip

    def _lines(self) -> tuple[tuple[Line, ...], dict[tuple[str, bool], int]]:
        used = self._used_lines()
        self.shelf.grids.update({key: k for k, key in enumerate(self._grids(list(used)))})
        keys = sorted(used, key=lambda k: f"{k[0]}:{'forward' if k[1] else 'backward'}")
        fleets = sorted({s for s, _ in keys
                         if isinstance(self.network.services[s], FleetService)})  # fmt: skip
        lines = tuple(
            LineMaker(self.shelf, service, forward, used[service, forward]).make(
                fleets.index(service) if service in fleets else -1
            )
            for service, forward in keys
        )
        return lines, {key: k for k, key in enumerate(keys)}

    def _used_lines(self) -> dict[tuple[str, bool], str]:
        """Services by direction that somebody boards (both for a fleet) → heading."""
        used: dict[tuple[str, bool], str] = {}
        for use in self.uses:
            heading = self.network.corridors[use.corridor].heading(use.forward)
            other = self.network.corridors[use.corridor].heading(not use.forward)
            route = self._part(use)
            for stretch in route.stretches:
                forward = service_forward(self.network, stretch.service, route.hops[stretch.first])
                used.setdefault((stretch.service, forward), heading)
                if isinstance(self.network.services[stretch.service], FleetService):
                    used.setdefault((stretch.service, not forward), other)
        return used

    def _part(self, use: Use) -> Route:
        demand = self.network.demands[use.demand]
        route = corridor_route(self.network, use.corridor, use.forward)
        return route.part(demand.start, demand.end)

    def _plan(self) -> Plan:
        facilities = tuple(self._facility(p, f) for p, f in self.shelf.facilities)
        yards = tuple(self._yard(p) for p in self.shelf.yards)
        itineraries, flows = self._flows()
        grids = tuple(
            g for leg, fwd in self.shelf.grids
            if (g := path_grid(leg, self.network.legs[leg], fwd)) is not None
        )  # fmt: skip
        services = list({line.service for line in self.lines})
        return Plan(
            seed=self.scenario.seed, replication=self.replication,
            window_start=self.window_start, window_end=self.window_end, follow=self.follow,
            facilities=facilities, yards=yards, grids=grids, lines=self.lines,
            fleets=fleets_of(self.network, services, self.numbers), flows=flows,
            itineraries=itineraries, calendars=tuple(self.shelf.calendars.calendars),
            draws=self.draws, directions=DIRECTIONS,
        )  # fmt: skip

    def _facility(self, place: str, name: str) -> Facility:
        given: PlaceFacility = self.network.places[place].facilities[name]
        spans: list[Interval] = self.shelf.facility_spans[place, name]
        calendar = self.shelf.calendars.number(spans)
        return Facility(place, name, given.servers, calendar, RULES[given.when_closed])

    def _yard(self, place: str) -> Yard:
        yard = self.network.places[place].yard
        assert yard is not None
        quota = tuple(yard.quota_feu.get(d, -1) for d in DIRECTIONS)  # type: ignore[call-overload]
        return Yard(place, yard.capacity_feu, quota)

    def _flows(self) -> tuple[tuple[Itinerary, ...], tuple[Flow, ...]]:
        itineraries: list[Itinerary] = []
        flows: list[tuple[Flow, list[float]]] = []
        start, last = self.scenario.start, self.last
        for name in dict.fromkeys(use.demand for use in self.uses):
            numbers, weights = [], []
            for use in (u for u in self.uses if u.demand == name):
                path = PathMaker(self.shelf, self.lines, self.numbers, name, use.corridor,
                                 use.forward).make(DIRECTIONS)  # fmt: skip
                numbers.append(len(itineraries))
                weights.append(use.share)
                itineraries.append(path.itinerary)
                self.paths.append((use, path))
            demand = self.network.demands[name]
            flows.append((demand_flow(self.draws, name, demand, numbers, weights, start, last),
                          weights))  # fmt: skip
        for key in self.shelf.facilities:
            place, facility = key
            traffics = self.network.places[place].facilities[facility].other_traffic
            for label, traffic in traffics.items():
                name = f"other/{place}.{facility}.{label}"
                number = len(itineraries)
                itineraries.append(traffic_itinerary(self.shelf, name, key, traffic))
                flow = traffic_flow(self.draws, name, traffic, number, start, last)
                flows.append((flow, [1.0]))
        flows.sort(key=lambda entry: entry[0].name)
        self.weights = {k: weights for k, (_, weights) in enumerate(flows)}
        return tuple(itineraries), tuple(flow for flow, _ in flows)

    def repriced(self, network: Network, scenario: Scenario) -> Compiler:
        """The same plan with the money of another input, which must not differ otherwise."""
        other = copy.copy(self)
        other.network, other.scenario = network, scenario
        other.paths = [(use, replace(path, route=other._part(use))) for use, path in self.paths]
        return other

    def book(
        self,
        extra: tuple[tuple[str, str, str], ...] = (),
        only: tuple[str, ...] = (),
        brief: bool = False,
    ) -> Book:
        """Describe the plan for results.

        Parameters
        ----------
        extra : sections to report beside terminal and border: (corridor, place, place).
        only : corridors to report (all if empty).
        brief : leave out the journeys on other corridors.
        """
        reported = only or self.corridors
        told = reported if brief else self.corridors
        return Book(
            scenario=self.scenario.name or "scenario", start_day=self.scenario.start.isoformat(),
            price_year=self.network.economy.price_year,
            journeys=tuple(
                self._journey(number, use, path)
                for number, (use, path) in enumerate(self.paths) if use.corridor in told
            ),
            sections=self._sections(reported, extra),
            loads=offered_loads(self.plan, self.weights),
            place_names={p: self.network.places[p].name for p in self.places},
            window_days=self.scenario.horizon_days, corridor_order=reported,
            longest_dated_closure_days=longest_closure_days(self.network),
        )  # fmt: skip

    def _journey(self, number: int, use: Use, path: Path) -> Journey:
        demand, corridor = self.network.demands[use.demand], self.network.corridors[use.corridor]
        cargo = cargo_of(self.network.economy, self.scenario, demand)
        full = corridor_route(self.network, use.corridor, use.forward)
        maker = CostMaker(self.network, use.corridor, use.forward, full, path.route, cargo)
        journey = Journey(
            itinerary=number, market=corridor.market, corridor=use.corridor, forward=use.forward,
            direction=corridor.heading(use.forward), demand=use.demand, visits=path.visits,
            stages=path.stages, fixed=maker.fixed(),
            stays=maker.storage() + maker.detention(path.stages, self.plan.lines),
            equipment_usd_per_day=maker.equipment(), co2e=co2e(self.network, path.route, cargo),
            value_usd=maker.price(cargo.value_usd_per_feu, cargo.price_year, "cargo value"),
            tonnes=cargo.tonnes_per_feu, stock_share_per_year=cargo.stock_share_per_year,
            value_of_time_usd_per_day=maker.price(
                cargo.value_of_time_usd_per_day, cargo.price_year, "value of time"),
            reliability_ratio=cargo.reliability_ratio, promised_days=self._promise(use),
            leg_km=tuple(h.leg.km for h in path.route.hops),
            leg_modes=tuple(h.leg.mode for h in path.route.hops),
        )  # fmt: skip
        return replace(journey, unindexed=tuple(sorted(maker.price.unindexed)))

    def _promise(self, use: Use) -> float | None:
        heading = self.network.corridors[use.corridor].heading(use.forward)
        promised = self.scenario.promised_days
        given = promised.get(f"{use.corridor}/{heading}", promised.get(use.corridor))
        return given if given is not None else self.network.demands[use.demand].promised_days

    def _sections(
        self, reported: tuple[str, ...], extra: tuple[tuple[str, str, str], ...]
    ) -> tuple[Section, ...]:
        found: list[Section] = []
        for name in reported:
            for forward in (True, False):
                found += self._corridor_sections(name, forward, extra)
        return tuple(found)

    def _corridor_sections(
        self, name: str, forward: bool, extra: tuple[tuple[str, str, str], ...]
    ) -> list[Section]:
        corridor = self.network.corridors[name]
        places = corridor_route(self.network, name, True).places
        spans = [("terminal", places[0], places[-1])]
        if corridor.border is not None:
            spans.append(("border", corridor.border.start, corridor.border.end))
        for where, a, b in extra:
            if where == name:
                ends = sorted((a, b), key=places.index)
                spans.append(("section", ends[0], ends[1]))
        heading = corridor.heading(forward)
        promises = {
            self._promise(use)
            for use in self.uses
            if use.corridor == name
            and use.forward == forward
            and {self.network.demands[use.demand].start, self.network.demands[use.demand].end}
            == {places[0], places[-1]}
        }
        promise = promises.pop() if len(promises) == 1 else None
        return [
            Section(corridor.market, name, forward, heading, scope,
                    a if forward else b, b if forward else a,
                    promise if scope == "terminal" else None)
            for scope, a, b in spans
        ]  # fmt: skip


def compile_plan(
    network: Network, scenario: Scenario, corridors: tuple[str, ...], replication: int
) -> Compiler:
    """Compile one replication; `.plan` is for engines, `.book()` for results."""
    return Compiler(network, scenario, corridors, replication)
