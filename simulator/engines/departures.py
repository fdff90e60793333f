"""How departures come about: timetables, fill-and-go trains, fleets in rotation."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import simpy

from simulator import rules
from simulator.engines.resources import DEPART, Floor, Key, Opening, Resource
from simulator.plan.tables import Line, LineKind
from simulator.units import NEVER, TICKS_PER_DAY

if TYPE_CHECKING:
    from simulator.engines.travellers import Unit
    from simulator.engines.vessels import Vessel


class Stop:
    """Containers that wait at one stop of a line, in order."""

    def __init__(self) -> None:
        self.waiting: deque[Unit] = deque()
        self._new: list[tuple[Key, Unit]] = []

    def join(self, key: Key, unit: Unit) -> None:
        """Queue up; the place in the queue is settled at the end of the instant."""
        self._new.append((key, unit))

    def order(self) -> None:
        """Put those who came in this instant behind the rest, in order."""
        if self._new:
            self._new.sort(key=_first)
            merged = self.waiting and self.waiting[-1].key > self._new[0][0]
            self.waiting.extend(unit for _, unit in self._new)
            self._new.clear()
            if merged:  # a better priority goes before those who wait already
                self.waiting = deque(sorted(self.waiting, key=_key))

    def take(self, most: int) -> list[Unit]:
        """The first in the queue, up to a number."""
        return [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]

    def oldest(self) -> int:
        """Arrival of the one who has waited longest, `NEVER` where nobody waits."""
        if not self.waiting:
            return NEVER
        first, last = self.waiting[0].key, self.waiting[-1].key
        if first[0] == last[0]:  # one priority: the queue is in order of arrival
            return first[1]
        return min(unit.key[1] for unit in self.waiting)


def _first(entry: tuple[Any, ...]) -> Any:
    return entry[0]


def _key(unit: Unit) -> Key:
    return unit.key


class Departures(Resource):
    """A line whose vehicles come from nowhere and go nowhere: timetable or fill-and-go."""

    turn = DEPART

    def __init__(self, floor: Floor, rank: int, line: Line, closed: Opening,
                 start_trip: Callable[[int, int, list[Unit]], None]) -> None:  # fmt: skip
        super().__init__(floor, rank, line.name)
        self.line = line
        self.closed = closed
        self.start_trip = start_trip
        self.stops = [Stop() for _ in line.stops]
        self.capacity: list[int] = line.capacity.tolist()
        self.formed = 0
        self.collecting: list[tuple[Key, int, int, simpy.Event]] = []

    def join(self, stop: int, unit: Unit) -> None:
        """Queue a container for a departure."""
        self.stops[stop].join(unit.key, unit)
        self.floor.touch(self)

    def collect(self, key: Key, stop: int, room: int) -> simpy.Event:
        """A timetabled train asks for the containers waiting at a stop on its way."""
        event = simpy.Event(self.env)
        self.collecting.append((key, stop, room, event))
        self.floor.touch(self)
        return event

    def settle(self) -> None:
        """Form the departures that are due."""
        for stop in self.stops:
            stop.order()
        self.collecting.sort(key=_first)
        for _, number, room, event in self.collecting:
            event.succeed(self.stops[number].take(room))
        self.collecting.clear()
        self._form()

    def _form(self) -> None:
        raise NotImplementedError

    def room(self) -> int:
        """Capacity of a vehicle that leaves today."""
        return rules.day_value(self.capacity, self.env.now)

    def blockers(self, _: Unit) -> None:
        """None: waiting here can always end, since a departure needs nobody's leave."""
        return


class Timetable(Departures):
    """Leaves at its slot with what is there."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.slot = 0
        self.wake(self._tick())

    def _tick(self) -> int:
        return rules.slot_tick(self.line.slots, self.line.slot_cycle, self.slot)

    def _form(self) -> None:
        if self.env.now < self._tick():
            return
        units = self.stops[0].take(self.room()) if self._open() else []
        later_stops = any(self.stops[s].waiting for s in self.line.loads[1:])
        if units or (later_stops and self._open()):
            self.start_trip(self.slot, 0, units)
        self.slot += 1
        self.wake(self._tick())

    def _open(self) -> bool:
        return bool(self.closed.next(self.env.now) == self.env.now)


class FillAndGo(Departures):
    """Leaves when full, or after the longest wait of its first container."""

    def _form(self) -> None:
        opens = self.closed.next(self.env.now)
        if opens > self.env.now:
            self.wake(opens)
            return
        room = self.room()
        if room == 0:  # no draught today: look again tomorrow
            self.wake((self.env.now // TICKS_PER_DAY + 1) * TICKS_PER_DAY)
            return
        due = NEVER
        for number in self.line.loads:
            stop = self.stops[number]
            while len(stop.waiting) >= room:
                self._start(number, stop.take(room))
            due = min(due, self._overdue(number, stop))
        if due < NEVER:
            self.wake(due)

    def _overdue(self, number: int, stop: Stop) -> int:
        """Send what has waited longest; give the tick of the next such departure."""
        if self.line.longest_wait < 0 or not stop.waiting:
            return NEVER
        deadline = stop.oldest() + self.line.longest_wait
        if deadline > self.env.now:
            return deadline
        self._start(number, stop.take(len(stop.waiting)))
        return NEVER

    def _start(self, stop: int, units: list[Unit]) -> None:
        self.start_trip(self.formed, stop, units)
        self.formed += 1


class FleetDepartures(Resource):
    """Both ends of a fleet: who loads what, and who must sail.

    A vessel that may load (or is at anchorage) asks `next`; the answer, given when the instant
    is settled, is "lift" (a container has been claimed for it) or "sail".
    """

    turn = DEPART

    def __init__(self, floor: Floor, rank: int, name: str, lines: tuple[Line, Line]) -> None:
        super().__init__(floor, rank, name)
        self.lines = lines
        self.stops = (Stop(), Stop())
        self.capacity = tuple(line.capacity.tolist() for line in lines)
        self.asking: tuple[list[Vessel], list[Vessel]] = ([], [])
        self.blocked: tuple[list[Vessel], list[Vessel]] = ([], [])
        self.vessels: list[Vessel] = []

    def join(self, side: int, unit: Unit) -> None:
        """Queue a container at one end."""
        self.stops[side].join(unit.key, unit)
        self.floor.touch(self)

    def next(self, vessel: Vessel) -> simpy.Event:
        """Ask what to do next; see the class."""
        vessel.answer = simpy.Event(self.env)
        self.floor.touch(self)
        return vessel.answer

    def ready(self, vessel: Vessel) -> None:
        """A vessel is empty and may load from now on."""
        vessel.ready = self.env.now
        self.asking[vessel.side].append(vessel)
        self.asking[vessel.side].sort(key=lambda v: (v.ready, v.number))

    def gone(self, vessel: Vessel) -> None:
        """A vessel leaves its end."""
        self.asking[vessel.side].remove(vessel)

    def settle(self) -> None:
        """Give waiting containers to vessels in order of readiness, then answer them."""
        for stop in self.stops:
            stop.order()
        for side in (0, 1):
            for vessel in self.blocked[side]:
                self._swap(vessel, side)
            for vessel in self.asking[side]:
                free = self._room(side) - len(vessel.hold) - len(vessel.claimed)
                vessel.claim(self.stops[side].take(max(0, free)))
        due = min((self._answer(v, s) for s in (0, 1) for v in self.asking[s]), default=NEVER)
        if due < NEVER:
            self.wake(due)

    def _swap(self, vessel: Vessel, side: int) -> None:
        """Where the yard is full, a container comes aboard to make room for the next."""
        fits = len(vessel.hold) + len(vessel.claimed) < self._room(side)
        if vessel.entry.triggered or vessel.answer.triggered or not fits:
            return
        units = self.stops[side].take(1) or self._promised(side)
        if units:
            vessel.claim(units)
            vessel.answer.succeed("lift")

    def _promised(self, side: int) -> list[Unit]:
        """Take a container back from the last vessel that has no berth yet to load it at."""
        for other in reversed(self.asking[side]):
            if other.berth is None and other.claimed:
                return [other.claimed.pop()]
        return []

    def _answer(self, vessel: Vessel, side: int) -> int:
        """Answer a vessel if it can do something; give the tick when it must sail."""
        if vessel.answer.triggered:
            return NEVER
        line = self.lines[side]
        due = rules.sailing_deadline(
            vessel.ready, min(vessel.oldest(), self.stops[side].oldest()),
            self.stops[1 - side].oldest(), line.longest_wait,
        )  # fmt: skip
        load = len(vessel.hold) + len(vessel.claimed)
        full = 0 < self._room(side) <= load
        may_sail = full or load >= line.least_load or due <= self.env.now
        if vessel.claimed and (may_sail or not vessel.at_anchorage):
            vessel.answer.succeed("lift")
        elif may_sail:
            vessel.answer.succeed("sail")
        else:
            return due
        return NEVER

    def _room(self, side: int) -> int:
        return rules.day_value(self.capacity[side], self.env.now)

    def blockers(self, _: Unit) -> list[Vessel]:
        """Waiting here ends only through a vessel."""
        return self.vessels


LINE_KINDS = {LineKind.TIMETABLE: Timetable, LineKind.FILL_AND_GO: FillAndGo}
