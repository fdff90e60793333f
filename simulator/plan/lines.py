"""Services as lines: the rows of steps that their vehicles follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from simulator import rules
from simulator.model.distributions import Constant, Distribution, Gamma
from simulator.model.movement import (
    Call,
    FillAndGoService,
    FleetService,
    Leg,
    OnDemandService,
    Service,
    Timetable,
    TimetableService,
)  # fmt: skip
from simulator.model.places import WEEKDAYS, Place, Procedure
from simulator.model.scenario import Network
from simulator.model.trade import Economy
from simulator.plan.calendars import CalendarBook, Interval
from simulator.plan.draws import Draws
from simulator.plan.routes import Hop, Passage, matches, service_chain
from simulator.plan.tables import Fleet, Grid, Ints, Line, LineKind, Move, VehicleStep
from simulator.units import TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, ticks

HOURS_PER_DAY = 24


def run_time(leg: Leg, forward: bool) -> Distribution:
    """Running time of a leg in hours."""
    if leg.move_hours is not None:
        return leg.move_hours.along(forward)
    assert leg.speed_km_per_day is not None
    mean = leg.km / leg.speed_km_per_day.along(forward) * HOURS_PER_DAY
    if leg.move_cv == 0:
        return Constant(value=mean)
    return Gamma(shape="gamma", mean=mean, cv=leg.move_cv)


@dataclass
class Shelf:
    """Numbers of facilities, yards and grids by name, shared by lines and itineraries."""

    network: Network
    draws: Draws
    calendars: CalendarBook
    start: dt.date
    last: int
    facilities: dict[tuple[str, str], int]
    yards: dict[str, int]
    grids: dict[tuple[str, bool], int]
    facility_spans: dict[tuple[str, str], list[Interval]] = field(default_factory=dict)
    place_spans: dict[str, list[Interval]] = field(default_factory=dict)


class LineMaker:
    """Makes the line of one service in one direction."""

    def __init__(self, shelf: Shelf, service_id: str, forward: bool, direction: str) -> None:
        self.shelf, self.network = shelf, shelf.network
        self.id, self.forward, self.direction = service_id, forward, direction
        self.service: Service = shelf.network.services[service_id]
        self.places, self.hops = service_chain(shelf.network, service_id, forward)
        self.name = f"{service_id}:{'forward' if forward else 'backward'}"
        self.steps: list[VehicleStep] = []
        self.labels: dict[int, str] = {}
        self.first = [-1] * len(self.places)
        self.unload = [-1] * len(self.places)
        self.run = [-1] * len(self.places)

    def make(self, fleet: int) -> Line:
        """Build the line; `fleet` is its fleet's number or -1."""
        for stop in range(len(self.places)):
            if stop > 0:
                self._move(stop)
                self._procedures(stop, "arrival")
                self._lift(stop, Move.UNLOAD)
            if stop < len(self.places) - 1:
                self._lift(stop, Move.LOAD)
                self._procedures(stop, "departure")
        kind, longest, slots, cycle, least = self._rule()
        spans = self.shelf.calendars.of(self.service, f"services.{self.id}")
        return Line(
            name=self.name, service=self.id, forward=self.forward, kind=kind, stops=self.places,
            legs=tuple(h.id for h in self.hops), steps=tuple(self.steps),
            first_step=tuple(self.first), unload_step=tuple(self.unload),
            run_step=tuple(self.run), capacity=self._capacity(),
            closed=self.shelf.calendars.number(spans),
            tie=self.shelf.draws.tie(f"{self.name}/tie"), longest_wait=longest, slots=slots,
            slot_cycle=cycle, least_load=least, fleet=fleet,
            labels=tuple(self.labels.get(row, "") for row in range(len(self.steps))),
        )  # fmt: skip

    def _call(self, stop: int) -> Call | None:
        ends = (0, len(self.places) - 1)
        return self.service.calls.get(self.places[stop], Call() if stop in ends else None)

    def _berth_spans(self, stop: int, loading: bool) -> list[Interval]:
        call = self._call(stop)
        facility = call.place_of_work(loading) if call else None
        return self.shelf.facility_spans[self.places[stop], facility] if facility else []

    def _move(self, stop: int) -> None:
        """Departure from the stop before, and the run to this one."""
        hop = self.hops[stop - 1]
        calendars, shelf = self.shelf.calendars, self.shelf
        spans = calendars.of(hop.leg, f"legs.{hop.id}")
        spans += calendars.of(self.service, f"services.{self.id}")
        spans += shelf.place_spans[hop.start]
        if hop.leg.mode == "sea":
            spans += self._berth_spans(stop - 1, loading=True)
        if isinstance(self.service, FleetService) and self.service.needs_both_open:
            spans += self._berth_spans(stop, loading=False) + shelf.place_spans[hop.end]
        grid = shelf.grids.get((hop.id, hop.forward), -1)
        self.steps.append(
            VehicleStep(Move.DEPART, target=grid, stop=stop - 1, calendar=calendars.number(spans))
        )
        time = shelf.draws.duration(
            f"{self.name}/{hop.id}/run", run_time(hop.leg, hop.forward), TICKS_PER_HOUR
        )
        self.run[stop] = len(self.steps)
        self.steps.append(VehicleStep(Move.RUN, target=grid, time=time, stop=stop))

    def _procedures(self, stop: int, at: str) -> None:
        place = self.network.places[self.places[stop]]
        for name, procedure in place.procedures.items():
            if procedure.per == "vehicle" and procedure.at == at and self._met(procedure, stop):
                self._procedure(self.places[stop], name, procedure, stop)

    def _met(self, procedure: Procedure, stop: int) -> bool:
        before: Hop | None = self.hops[stop - 1] if stop > 0 else None
        after: Hop | None = self.hops[stop] if stop < len(self.hops) else None
        passage = Passage(
            "passing" if before and after else None,
            before.start if before else None, after.end if after else None,
            before.leg.mode if before else None, after.leg.mode if after else None,
            self.direction, False,
        )  # fmt: skip
        return matches(self.network, procedure.when, passage)

    def _procedure(self, place: str, name: str, procedure: Procedure, stop: int) -> None:
        stream = f"{self.name}/{place}/{name}"
        draws = self.shelf.draws
        time = draws.duration(stream, procedure.hours, TICKS_PER_HOUR)
        pick = draws.pick(f"{stream}/pick", procedure.share) if procedure.share < 1 else -1
        self.labels[len(self.steps)] = name
        if procedure.facility is None:
            self.steps.append(VehicleStep(Move.HOLD, time=time, pick=pick, stop=stop))
        else:
            target = self.shelf.facilities[place, procedure.facility]
            self.steps.append(VehicleStep(
                Move.USE, target=target, time=time, servers=procedure.servers, pick=pick, stop=stop
            ))  # fmt: skip

    def _lift(self, stop: int, kind: Move) -> None:
        call = self._call(stop)
        if call is None or not (call.unload if kind == Move.UNLOAD else call.load):
            return
        place, target, lift, time = self.places[stop], -1, 0, -1
        name = call.place_of_work(kind == Move.LOAD)
        if name is not None:
            facility = self.network.places[place].facilities[name]
            target = self.shelf.facilities[place, name]
            minutes = (
                facility.unload_minutes_per_feu
                if kind == Move.UNLOAD
                else facility.load_minutes_per_feu
            )
            lift = ticks(minutes, TICKS_PER_MINUTE)
            if facility.turnaround_hours != Constant(value=0.0):
                word = "unload" if kind == Move.UNLOAD else "load"
                time = self.shelf.draws.duration(
                    f"{self.name}/{place}/{word}/turnaround",
                    facility.turnaround_hours,
                    TICKS_PER_HOUR,
                )
        (self.unload if kind == Move.UNLOAD else self.first)[stop] = len(self.steps)
        self.steps.append(VehicleStep(kind, target=target, time=time, stop=stop, lift=lift))

    def _rule(self) -> tuple[LineKind, int, tuple[int, ...], int, int]:
        """Kind, longest wait, slots, slot cycle, least load."""
        s, fwd = self.service, self.forward
        if isinstance(s, TimetableService):
            slots, cycle = timetable_slots(s.timetable.along(fwd), self.shelf.start)
            return LineKind.TIMETABLE, -1, slots, cycle, 0
        if isinstance(s, FleetService):
            wait = ticks(s.longest_wait_hours.along(fwd), TICKS_PER_HOUR)
            return LineKind.FLEET, wait, (), 0, int(np.ceil(s.least_load_feu.along(fwd)))
        if isinstance(s, FillAndGoService):
            hours = s.longest_wait_hours.along(fwd)
            wait = -1 if hours is None else ticks(hours, TICKS_PER_HOUR)
            return LineKind.FILL_AND_GO, wait, (), 0, 0
        return LineKind.FILL_AND_GO, 0, (), 0, 0

    def _capacity(self) -> Ints:
        if isinstance(self.service, OnDemandService):
            return np.ones(1, dtype=np.int64)
        if isinstance(self.service, FleetService):
            return fleet_capacity(self.network, self.service, self.places, self.shelf)
        return np.array([self.service.capacity_feu.along(self.forward)], dtype=np.int64)


def timetable_slots(timetable: Timetable, start: dt.date) -> tuple[tuple[int, ...], int]:
    """Slots from the scenario's start, and the cycle with which they come again."""
    if timetable.every_hours is not None:
        offset = ticks(timetable.offset_hours, TICKS_PER_HOUR)
        return (offset,), max(1, ticks(timetable.every_hours, TICKS_PER_HOUR))
    hour, minute = timetable.at.split(":")
    clock = (int(hour) * 60 + int(minute)) * TICKS_PER_MINUTE
    days = {(WEEKDAYS.index(d) - start.weekday()) % 7 for d in timetable.days}
    return tuple(sorted(d * TICKS_PER_DAY + clock for d in days)), 7 * TICKS_PER_DAY


def path_grid(leg_id: str, leg: Leg, forward: bool) -> Grid | None:
    """Paths of one direction of a leg, or none where the line never holds a train back."""
    per_day = leg.paths_per_day.along(forward)
    if per_day is None:
        return None
    ratio = Fraction(per_day).limit_denominator(1000)
    return Grid(leg_id, forward, ratio.numerator, ratio.denominator)


def gross_tonnes(economy: Economy, tonnes: float) -> float:
    """Weight of a loaded container."""
    return tonnes + economy.container_tare_t


def fleet_capacity(
    network: Network, service: FleetService, places: tuple[str, ...], shelf: Shelf
) -> Ints:
    """FEU that a vessel can take, by day: int64, shape (days,), or (1,) without a draught.

    Slots, or deadweight at the draught available that day at the shallower end.
    """
    vessel = service.vessel
    if vessel.deadweight_t is None or vessel.full_draught_m is None or vessel.tonnes_per_cm is None:
        return np.array([vessel.slots_feu], dtype=np.int64)
    tonnes = gross_tonnes(network.economy, network.economy.cargo.tonnes_per_feu)
    ends = [network.places[p] for p in (places[0], places[-1])]
    days = range(shelf.last // TICKS_PER_DAY + 1)
    values = [
        rules.vessel_capacity(
            vessel.slots_feu, tonnes, vessel.deadweight_t, vessel.tonnes_per_cm,
            vessel.full_draught_m,
            min(available_draught(network, p, shelf.start, d) for p in ends) - vessel.under_keel_m,
        )
        for d in days
    ]  # fmt: skip
    return np.array(values, dtype=np.int64)


def available_draught(network: Network, place: Place, start: dt.date, day: int) -> float:
    """Depth at a port on a day, in metres: depth at the reference level, plus the sea's level."""
    if place.depth_m is None:
        return float("inf")
    if place.sea is None:
        return place.depth_m
    sea = network.seas[place.sea]
    month = (start + dt.timedelta(days=day)).month - 1
    level = sea.level_m + sea.trend_m_per_year * day / 365 + sea.seasonal_m[month]
    return place.depth_m + level - sea.reference_level_m


def fleets_of(
    network: Network, services: list[str], line_numbers: dict[tuple[str, bool], int]
) -> tuple[Fleet, ...]:
    """Fleets of these services, in order of their ids."""
    fleets = []
    for name in sorted(services):
        service = network.services[name]
        if isinstance(service, FleetService):
            lines = (line_numbers[name, True], line_numbers[name, False])
            fleets.append(Fleet(name, lines, service.vessels, service.waits_at == "anchorage"))
    return tuple(fleets)
