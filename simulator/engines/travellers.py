"""The two kinds of traveller, as SimPy processes: units (containers) and vehicles.

Vessels of a fleet, which make trip after trip, are in `vessels`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

import simpy

from simulator.engines.departures import Departures
from simulator.engines.resources import Key, Pool, Room
from simulator.plan.draws import Stream
from simulator.plan.runlog import STEP
from simulator.plan.tables import Itinerary, Line, LineKind, Move, Step, UnitStep, VehicleStep

if TYPE_CHECKING:
    from simulator.engines.reference import Run

Process = Generator[simpy.Event, Any, None]


class Unit:
    """A container (or a unit of other traffic) on its itinerary.

    `key` is its place in the queue it stands in; `waits` the resource, or the trip, without
    which it cannot go on (`None` while something is under way).
    """

    __slots__ = (
        "alight", "direction", "flow", "history", "itinerary", "key", "landed", "ordinal",
        "release", "row", "run", "served", "start", "trip", "waits", "yard", "yard_next",
    )  # fmt: skip

    def __init__(self, run: Run, flow: int, ordinal: int, itinerary: int) -> None:
        self.run = run
        self.flow, self.ordinal, self.itinerary = flow, ordinal, itinerary
        self.direction = run.directions[itinerary]
        self.release = run.env.now
        self.yard: Room | None = None
        self.waits: Any = None
        self.row = self.start = self.trip = -1
        self.served = 0
        self.history = run.no_steps[itinerary][:]

    def journey(self) -> Process:
        """Walk the itinerary; log every step that takes place."""
        run, env, ordinal = self.run, self.run.env, self.ordinal
        for row, walk, step, times, picks in run.journeys[self.itinerary]:
            if picks is None or picks[ordinal]:
                self.row = row
                self.start = self.trip = -1
                self.served = 0
                yield from walk(self, step, times)
                self.note(self.served, env.now)
        if self.yard is not None:
            self.yard.leave(self)
        run.delivered(self)

    def note(self, served: int, end: int) -> None:
        """Write the step that is over (or open) into its history."""
        at = self.row * len(STEP)
        self.history[at : at + len(STEP)] = served, self.trip, self.start, end

    def queue_key(self) -> Key:
        """Where it stands in a queue that it joins now."""
        run, flow, ordinal = self.run, self.flow, self.ordinal
        return run.priorities[flow], run.env.now, run.flow_ties[flow][ordinal], flow, ordinal

    def _enter(self, step: UnitStep, _: Any) -> Process:
        self.waits = self.yard = self.run.rooms[step.target]
        yield self.yard.enter(self.queue_key(), self.direction, self)
        self.waits = None
        self.start = self.run.env.now

    def _hold(self, _: UnitStep, times: Any) -> Process:
        self.start = self.run.env.now
        self.served = times[self.ordinal]
        yield self.run.env.timeout(self.served)

    def _use(self, step: UnitStep, times: Any) -> Process:
        pool = self.run.pools[step.target]
        self.waits = pool
        yield pool.request(self.queue_key(), step.servers, self)
        self.waits = None
        self.start = self.run.env.now
        self.served = times[self.ordinal]
        yield self.run.env.timeout(pool.delay(self.served))
        pool.release(step.servers, self)

    def _board(self, step: UnitStep, _: Any) -> Process:
        self.key = self.queue_key()
        self.alight = step.alight
        self.yard_next = self.run.rooms[step.yard] if step.yard >= 0 else None
        self.landed = simpy.Event(self.run.env)
        self.waits = self.run.join(step.target, step.stop, self)
        yield self.landed

    def lift_on(self, trip: int, lift: int, instead: simpy.Event | None = None) -> None:
        """Come aboard: leave the yard, to whoever waits with `instead` if that is given."""
        if self.yard is not None and instead is not None and not instead.triggered:
            self.yard.exchange(self, instead)
        elif self.yard is not None:
            self.yard.leave(self)
        self.yard = None
        self.start, self.trip, self.served = self.run.env.now, trip, lift

    def blockers(self) -> Iterable[Any] | None:
        """Who would have to move before this one can; `None` if it can go on by itself."""
        if isinstance(self.waits, Vehicle):
            return [self.waits]
        return None if self.waits is None else self.waits.blockers(self)


_UNIT_STEPS: dict[Step, Callable[[Unit, UnitStep, Any], Process]] = {
    Step.ENTER: Unit._enter,
    Step.HOLD: Unit._hold,
    Step.USE: Unit._use,
    Step.BOARD: Unit._board,
}


def steps_to_walk(streams: list[Stream], itinerary: Itinerary) -> list[tuple[Any, ...]]:
    """Row, what is done, the step, its times and whether it takes place: for every step of one."""
    return [
        (row, _UNIT_STEPS[step.kind], step, streams[step.time] if step.time >= 0 else None,
         streams[step.pick] if step.pick >= 0 else None)
        for row, step in enumerate(itinerary.steps)
        if step.kind != Step.END
    ]  # fmt: skip


class Vehicle:
    """A trip of a line; vessels of a fleet make one after another."""

    def __init__(self, run: Run, line: int, number: int, stop: int, units: list[Unit]) -> None:
        self.run = run
        self.claimed: list[Unit] = []
        self.hold: list[Unit] = []
        self.berth: Pool | None = None
        self.waits: Any = None
        self.direction = -1
        """That of the container it is putting down."""
        self.claim(units)
        self._begin(line, number, stop)

    def _begin(self, line: int, number: int, stop: int) -> None:
        self.line_index, self.number, self.stop = line, number, stop
        self.line: Line = self.run.plan.lines[line]
        self.row = self.line.first_step[stop]
        self.luck = number  # index of its draws
        self.begun = self.arrive = self.run.env.now
        self.history = [-1] * len(STEP) * len(self.line.steps)

    def trip(self) -> Process:
        """Make one trip, from its stop to the last one that anybody needs."""
        steps = self.line.steps
        while self.row < len(steps):
            step = steps[self.row]
            if step.pick < 0 or self.run.streams[step.pick][self.luck]:
                self.arrive, self.start = self.run.env.now, -1
                yield from _VEHICLE_STEPS[step.kind](self, step)
            if step.kind == Move.UNLOAD and self._over(step.stop):
                break
            self.row += 1
        self.run.log_trip(self, self.run.env.now)

    def _over(self, stop: int) -> bool:
        more = self.line.kind == LineKind.TIMETABLE and any(s >= stop for s in self.line.loads)
        return not self.hold and not more

    def queue_key(self) -> Key:
        """Where it stands in a queue that it joins now: behind no one by priority."""
        run = self.run
        tie = run.streams[self.line.tie][self.luck]
        return 0, run.env.now, tie, len(run.plan.flows) + self.line_index, self.number

    def note(self, served: int, feu: int, end: int) -> None:
        """Write the step that is over (or open) into its history."""
        at = self.row * len(STEP)
        self.history[at : at + len(STEP)] = served, feu, self.start, end

    def _record(self, served: int, feu: int = 0) -> None:
        self.note(served, feu, self.run.env.now)

    def _hold_step(self, step: VehicleStep) -> Process:
        self.start = self.run.env.now
        ticks = self.run.streams[step.time][self.luck]
        yield self.run.env.timeout(ticks)
        self._record(ticks)

    def _use(self, step: VehicleStep) -> Process:
        pool = self.run.pools[step.target]
        yield from self._queue(pool, step.servers)
        ticks = self.run.streams[step.time][self.luck]
        yield self.run.env.timeout(pool.delay(ticks))
        pool.release(step.servers, self)
        self._record(ticks)

    def _queue(self, pool: Pool, servers: int) -> Process:
        self.waits = pool
        yield pool.request(self.queue_key(), servers, self)
        self.waits = None
        self.start = self.run.env.now

    def _depart(self, step: VehicleStep) -> Process:
        env, opening = self.run.env, self.run.openings[step.calendar]
        if step.target >= 0:
            yield self.run.paths[step.target].request(self.queue_key(), opening)
        elif opening.next(env.now) > env.now:
            yield env.timeout(opening.next(env.now) - env.now)
        self.start = env.now
        self._record(0)

    def _run(self, step: VehicleStep) -> Process:
        env = self.run.env
        self.start = env.now
        ticks = self.run.streams[step.time][self.luck]
        arrival = env.now + ticks
        if step.target >= 0:
            arrival = self.run.paths[step.target].arrival(arrival)
        yield env.timeout(arrival - env.now)
        self._record(ticks)

    def _take_berth(self, step: VehicleStep) -> Generator[simpy.Event, Any, int]:
        """Get the facility (if any) and stand the turnaround; give the turnaround's ticks."""
        if step.target >= 0:
            self.berth = self.run.pools[step.target]
            yield from self._queue(self.berth, 1)
        else:
            self.start = self.run.env.now
        ticks = self.run.streams[step.time][self.luck] if step.time >= 0 else 0
        if ticks:
            yield from self._work(ticks)
        return ticks

    def _work(self, ticks: int) -> Process:
        """Work at the berth, closures included."""
        yield self.run.env.timeout(ticks if self.berth is None else self.berth.delay(ticks))

    def leave_berth(self) -> None:
        """Free the berth or track, if it has one."""
        if self.berth is not None:
            self.berth.release(1, self)
            self.berth = None

    def _load(self, step: VehicleStep) -> Process:
        line = self.run.boards[self.line_index]
        if step.stop != self.stop and isinstance(line, Departures):
            room = line.room() - len(self.hold)
            self.claim((yield line.collect(self.queue_key(), step.stop, room)))
            if not self.claimed:
                return
        served = yield from self._take_berth(step)
        feu = len(self.claimed)
        while self.claimed:
            yield from self._lift_next(step.lift)
        self.leave_berth()
        self._record(served, feu)

    def _lift_next(self, lift: int, instead: simpy.Event | None = None) -> Process:
        """Lift the next claimed container aboard, in exchange for one that waits to land."""
        trip = self.number if instead is None else self._next_number()
        if lift:
            yield from self._work(lift)
        unit = self.claimed.pop(0)
        unit.waits = None
        unit.lift_on(trip, lift, instead)
        self.hold.append(unit)

    def _unload(self, step: VehicleStep) -> Process:
        leaving = [unit for unit in self.hold if unit.alight == step.stop]
        if not leaving:
            return
        served = yield from self._take_berth(step)
        self.hold = [unit for unit in self.hold if unit.alight != step.stop]
        for unit in leaving:
            yield from self._put_down(unit, step.lift)
        self.leave_berth()
        self._record(served, len(leaving))

    def _put_down(self, unit: Unit, lift: int) -> Process:
        if lift:
            yield from self._work(lift)
        if unit.yard_next is not None:
            room = unit.yard = unit.yard_next
            self.direction = unit.direction
            entry = room.enter(unit.queue_key(), unit.direction, unit)
            yield from self._wait_for_room(room, entry)
        unit.landed.succeed()

    def _wait_for_room(self, room: Room, entry: simpy.Event) -> Process:
        self.waits = room
        self.run.blocked[self] = None
        yield entry
        self.waits = None
        del self.run.blocked[self]

    def _next_number(self) -> int:
        """Number of the trip after this one."""
        return self.number

    def claim(self, units: list[Unit]) -> None:
        """Take on containers that will be lifted aboard."""
        self.claimed.extend(units)
        for unit in units:
            unit.waits = self

    def blockers(self) -> Iterable[Any] | None:
        """Who would have to move before this one can; `None` if it can go on by itself."""
        return None if self.waits is None else self.waits.blockers(self)


_VEHICLE_STEPS: dict[Move, Callable[[Any, VehicleStep], Process]] = {
    Move.LOAD: lambda v, s: v._load(s),
    Move.HOLD: Vehicle._hold_step,
    Move.USE: Vehicle._use,
    Move.DEPART: lambda v, s: v._depart(s),
    Move.RUN: Vehicle._run,
    Move.UNLOAD: lambda v, s: v._unload(s),
}
