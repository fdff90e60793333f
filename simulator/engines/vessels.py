"""Vessels of a fleet, as SimPy processes: vehicles in rotation between two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from simulator.engines.departures import FleetDepartures
from simulator.engines.resources import Key, Room
from simulator.engines.travellers import Process, Vehicle
from simulator.plan.draws import trip_luck
from simulator.plan.tables import VehicleStep
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.engines.reference import Run


class Vessel(Vehicle):
    """A vessel of a fleet, in rotation between two ends for ever."""

    def __init__(self, run: Run, fleet: int, vessel: int) -> None:
        self.fleet = run.plan.fleets[fleet]
        self.vessel, self.round = vessel, 0
        self.side = vessel % 2
        self.board: FleetDepartures = run.fleets[fleet]
        self.ready = 0
        self.answer = self.entry = simpy.Event(run.env)
        self.at_anchorage = self.fleet.at_anchorage
        super().__init__(run, self.fleet.lines[self.side], vessel, 0, [])
        self.luck = trip_luck(vessel, 0)
        self.board.vessels.append(self)

    def rotate(self) -> Process:
        """Trip after trip, end to end."""
        while True:
            yield from self.trip()
            number = self._next_number()
            self.side = 1 - self.side
            self.round += 1
            self._begin(self.fleet.lines[self.side], number, 0)
            self.luck = trip_luck(self.vessel, self.round)

    def _next_number(self) -> int:
        return (self.round + 1) * self.fleet.vessels + self.vessel

    def _over(self, stop: int) -> bool:
        return False

    def oldest(self) -> int:
        """Since when a container has waited for, or aboard, this vessel."""
        return min((unit.key[1] for unit in [*self.hold, *self.claimed]), default=NEVER)

    def _load(self, step: VehicleStep) -> Process:
        self.board.ready(self)
        served, self.start = 0, self.run.env.now if self.berth else -1
        if not self.at_anchorage and self.berth is None:
            served = yield from self._take_berth(step)
        while (yield self.board.next(self)) == "lift":
            if self.berth is None and step.target >= 0:
                served = yield from self._take_berth(step)
            yield from self._lift_next(step.lift)
        if self.start < 0:
            self.start = self.run.env.now
        self.board.gone(self)
        self._record(served, len(self.hold))

    def _depart(self, step: VehicleStep) -> Process:
        yield from super()._depart(step)
        self.leave_berth()

    def _unload(self, step: VehicleStep) -> Process:
        leaving, self.hold = self.hold, []
        served = (yield from self._take_berth(step)) if leaving or not self.at_anchorage else 0
        for unit in leaving:
            yield from self._put_down(unit, step.lift)
        if self.at_anchorage:
            self.leave_berth()
        self.start = max(self.start, self.arrive)
        self._record(served, len(leaving))

    def _wait_for_room(self, room: Room, entry: simpy.Event) -> Process:
        """Alternate discharge and loading box by box while the yard is full."""
        blocked = self.board.blocked[1 - self.side]
        self.entry, self.place_in_queue = entry, self.queue_key()
        blocked.append(self)
        blocked.sort(key=_place)
        self.run.blocked[self] = None
        while not entry.triggered:
            self.waits = room
            answer = self.board.next(self)
            yield simpy.AnyOf(self.run.env, [entry, answer])
            self.waits = None
            if answer.triggered:
                yield from self._lift_next(self._next_lift(), entry)
        blocked.remove(self)
        del self.run.blocked[self]
        if not entry.processed:
            yield entry

    def _next_lift(self) -> int:
        line = self.run.plan.lines[self.fleet.lines[1 - self.side]]
        return line.steps[line.first_step[0]].lift


def _place(vessel: Vessel) -> Key:
    return vessel.place_in_queue
