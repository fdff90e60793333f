"""Demands and other traffic as flows: clocks of releases, itineraries, stages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from simulator.model.distributions import Constant, Distribution, Erlang, Exponential
from simulator.model.places import OtherTraffic
from simulator.model.trade import Arrivals, Demand
from simulator.plan.draws import UNIT_GAP, Draws
from simulator.plan.journeys import Source, Stage, Visit
from simulator.plan.lines import Shelf
from simulator.plan.routes import Route, Stretch, corridor_route, matches, passage, service_forward
from simulator.plan.tables import Flow, Ints, Itinerary, Line, Move, Step, UnitStep
from simulator.units import DAYS_PER_YEAR, TICKS_PER_DAY, TICKS_PER_HOUR

_FIRST_WEEKDAY = dt.date(1970, 1, 1).weekday()
"""Of day 0 of NumPy's calendar (0: Monday)."""


def clock(arrivals: Arrivals, per_day: float, start: dt.date, last: int) -> Ints:
    """Expected groups by the end of each day, cumulative, in 1/UNIT_GAP: shape (days + 1,)."""
    month = np.array(arrivals.monthly) / (sum(arrivals.monthly) / 12)
    week = np.array(arrivals.weekly) / (sum(arrivals.weekly) / 7)
    days = np.datetime64(start.isoformat()) + np.arange(last // TICKS_PER_DAY + 1)
    months = days.astype("datetime64[M]").astype(np.int64) % 12
    weekdays = (days.astype(np.int64) + _FIRST_WEEKDAY) % 7
    level = month[months] * week[weekdays]
    groups = np.concatenate([[0.0], np.cumsum(level)]) * per_day / arrivals.group
    return np.rint(groups * UNIT_GAP).astype(np.int64)


def gap_distribution(process: str, erlang_k: int) -> Distribution:
    """Gaps between groups, mean 1."""
    if process == "fixed":
        return Constant(value=1.0)
    if process == "erlang":
        return Erlang(shape="erlang", mean=1.0, k=erlang_k)
    return Exponential(shape="exponential", mean=1.0)


def demand_flow(
    draws: Draws, name: str, demand: Demand, itineraries: list[int], weights: list[float],
    start: dt.date, last: int,
) -> Flow:  # fmt: skip
    """Make the flow of a demand that chooses among its corridors by weight."""
    a = demand.arrivals
    kept = sum(weights) / sum(demand.shares.values())
    return Flow(
        name=name, ours=True, itineraries=tuple(itineraries),
        choice=draws.choice(f"{name}/corridor", weights), tie=draws.tie(f"{name}/tie"),
        group=a.group, priority=demand.priority,
        gap=draws.gap(f"{name}/gap", gap_distribution(a.process, a.erlang_k)),
        clock=clock(a, demand.feu_per_year / DAYS_PER_YEAR * kept, start, last),
    )  # fmt: skip


def traffic_flow(
    draws: Draws, name: str, traffic: OtherTraffic, itinerary: int, start: dt.date, last: int
) -> Flow:
    """Make the flow of other traffic at a facility."""
    arrivals = Arrivals(group=traffic.size)
    return Flow(
        name=name, ours=False, itineraries=(itinerary,), choice=draws.choice(f"{name}/-", [1.0]),
        tie=draws.tie(f"{name}/tie"), group=traffic.size, priority=0,
        gap=draws.gap(f"{name}/gap", gap_distribution("erlang", traffic.erlang_k)),
        clock=clock(arrivals, traffic.per_day * traffic.size, start, last),
    )  # fmt: skip


def traffic_itinerary(shelf: Shelf, name: str, key: tuple[str, str], t: OtherTraffic) -> Itinerary:
    """One use of a facility, and away."""
    time = shelf.draws.duration(f"{name}/service", t.service_hours, TICKS_PER_HOUR)
    use = UnitStep(Step.USE, target=shelf.facilities[key], time=time, servers=t.servers)
    return Itinerary(name, (use, UnitStep(Step.END)), 0)


@dataclass(frozen=True)
class Path:
    """A journey's route with the rows that it became."""

    route: Route
    itinerary: Itinerary
    visits: tuple[Visit, ...]
    stages: tuple[Stage, ...]


class PathMaker:
    """Turns one demand's use of a corridor into steps, visits and stages."""

    def __init__(
        self, shelf: Shelf, lines: tuple[Line, ...], numbers: dict[tuple[str, bool], int],
        demand: str, corridor: str, forward: bool,
    ) -> None:  # fmt: skip
        self.shelf, self.network = shelf, shelf.network
        self.lines, self.numbers = lines, numbers
        self.demand = demand
        ends = self.network.demands[demand]
        self.route = corridor_route(self.network, corridor, forward).part(ends.start, ends.end)
        self.direction = self.network.corridors[corridor].heading(forward)
        self.name = f"{demand}@{corridor}"
        self.steps: list[UnitStep] = []
        self.stages: list[Stage] = []
        self.visits: list[Visit] = []
        self.km = 0.0

    def make(self, directions: tuple[str, ...]) -> Path:
        """Build the journey."""
        origin = self.route.places[0]
        if origin in self.shelf.yards:
            self._own(0, "gate-in", UnitStep(Step.ENTER, target=self.shelf.yards[origin]))
        self._procedures(0)
        self.visits.append(self._departing(Visit(origin, 0.0), 0))
        for number, stretch in enumerate(self.route.stretches):
            self._ride(stretch)
            self._procedures(stretch.last)
            if number + 1 < len(self.route.stretches):
                self.visits[-1] = self._departing(self.visits[-1], stretch.last)
        self.steps.append(UnitStep(Step.END))
        itinerary = Itinerary(self.name, tuple(self.steps), directions.index(self.direction))
        return Path(self.route, itinerary, tuple(self.visits), tuple(self.stages))

    def _own(self, visit: int, name: str, step: UnitStep) -> None:
        place = self.route.places[visit]
        self.stages.append(
            Stage(visit, place, "", name, "", 0.0, Source.UNIT, step=len(self.steps))
        )
        self.steps.append(step)

    def _procedures(self, visit: int) -> None:
        place = self.route.places[visit]
        met = passage(self.network, self.route, visit, self.direction)
        for name, procedure in self.network.places[place].procedures.items():
            if procedure.per != "feu" or not matches(self.network, procedure.when, met):
                continue
            stream = f"{self.demand}/{place}/{name}"
            draws = self.shelf.draws
            time = draws.duration(stream, procedure.hours, TICKS_PER_HOUR)
            pick = draws.pick(f"{stream}/pick", procedure.share) if procedure.share < 1 else -1
            if procedure.facility is None:
                step = UnitStep(Step.HOLD, time=time, pick=pick)
            else:
                target = self.shelf.facilities[place, procedure.facility]
                step = UnitStep(Step.USE, target, time, procedure.servers, pick)
            self._own(visit, name, step)

    def _line(self, stretch: Stretch) -> tuple[int, Line, int, int]:
        """Line number, line, and the stops where a stretch begins and ends."""
        forward = service_forward(self.network, stretch.service, self.route.hops[stretch.first])
        number = self.numbers[stretch.service, forward]
        line = self.lines[number]
        hop_ids = [h.id for h in self.route.hops[stretch.first : stretch.last]]
        first = line.legs.index(hop_ids[0])
        return number, line, first, first + len(hop_ids)

    def _departing(self, visit: Visit, at: int) -> Visit:
        stretch = next(s for s in self.route.stretches if s.first == at)
        number, line, first, _ = self._line(stretch)
        return Visit(
            **{**visit.__dict__, "departure_step": len(self.steps),
               "departure_row": line.first_step[first], "departure_line": number}
        )  # fmt: skip

    def _ride(self, stretch: Stretch) -> None:
        """Board, the rows aboard, and landing."""
        number, line, first, last = self._line(stretch)
        board = len(self.steps)
        end_place = self.route.places[stretch.last]
        yard = self.shelf.yards.get(end_place, -1)
        self.steps.append(UnitStep(Step.BOARD, target=number, stop=first, alight=last, yard=yard))
        start_place = self.route.places[stretch.first]
        self.stages.append(
            Stage(stretch.first, start_place, "", "departure", "", 0.0, Source.BOARD, board,
                  line.first_step[first], number)
        )  # fmt: skip
        self._aboard(stretch, number, board, line.first_step[first] + 1, line.unload_step[last])
        row = line.unload_step[last]
        self.stages.append(
            Stage(stretch.last, end_place, "", "discharge", "", 0.0, Source.LAND, board, row,
                  number, line.steps[row].lift)
        )  # fmt: skip

    def _aboard(self, stretch: Stretch, number: int, board: int, begin: int, end: int) -> None:
        line, visit = self.lines[number], stretch.first
        for row in range(begin, end):
            step = line.steps[row]
            hop = self.route.hops[visit] if visit < stretch.last else None
            if step.kind == Move.RUN and hop is not None:
                self.km += hop.leg.km
                self.stages.append(
                    Stage(visit, hop.start, hop.id, "run", hop.leg.mode, hop.leg.km,
                          Source.VEHICLE, board, row, number)
                )  # fmt: skip
                visit += 1
                self._arrive(visit, stretch, board, row, number)
            else:
                name = _row_name(line, row)
                self.stages.append(
                    Stage(visit, self.route.places[visit], "", name, "", 0.0, Source.VEHICLE,
                          board, row, number)
                )  # fmt: skip

    def _arrive(self, visit: int, stretch: Stretch, board: int, row: int, number: int) -> None:
        landed = board if visit == stretch.last else -1
        self.visits.append(
            Visit(self.route.places[visit], self.km, board, row, number, landed,
                  gauge_change=self.route.gauge_change(visit))
        )  # fmt: skip


def _row_name(line: Line, row: int) -> str:
    step = line.steps[row]
    if step.kind == Move.DEPART:
        return "path" if step.target >= 0 else "gate"
    if step.kind in (Move.LOAD, Move.UNLOAD):
        return "stop"
    return line.labels[row]
