"""What travellers of the reference engine wait for: facilities, yards and train paths.

Nothing is granted when it is asked for. A resource that changed is *touched*; when every other
event of the instant is done, the floor settles the touched resources in index order, each
granting by (priority, arrival tick, tie draw, name rank, ordinal). Grants may cause events in the
same instant, which are followed by another settling, until the instant is quiet. Departures are
settled only when facilities, yards and paths are quiet, so that whoever can still come to a stop
in the instant of a departure is on it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import simpy

from simulator import rules
from simulator.plan.tables import Calendar, Facility, Grid, Yard

Key = tuple[int, int, int, int, int]
"""(priority, arrival tick, tie draw, name rank, ordinal)."""
SETTLE, DEPART, QUIET, STOP = 6, 7, 8, 9
"""SimPy priorities: after all other events of an instant, settle facilities, yards and paths; then
departures; after all settling the instant is quiet, and the run may stop."""


class Floor:
    """The clock, and the list of what must be settled before it moves on."""

    def __init__(self) -> None:
        self.env = simpy.Environment(initial_time=0)
        self._touched: dict[int, dict[int, Resource]] = {SETTLE: {}, DEPART: {}}
        self._turns = {turn: partial(self._settle, turn) for turn in self._touched}
        self.blocked: dict[Any, None] = {}
        """Vehicles held by a full yard."""
        self.when_blocked: Callable[[], None] | None = None
        """What to do, while any are, at the end of every instant in which something was settled."""
        self._quiet_due = False

    def at(self, delay: int, action: Callable[[Any], None], priority: int = 1) -> None:
        """Call `action` after `delay` ticks."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        event.callbacks = [action]
        self.env.schedule(event, priority, delay)

    def touch(self, resource: Resource) -> None:
        """Settle this resource before the instant ends."""
        touched = self._touched[resource.turn]
        if not touched:
            self.at(0, self._turns[resource.turn], resource.turn)
        touched[resource.rank] = resource

    def _settle(self, turn: int, _: Any) -> None:
        touched, self._touched[turn] = self._touched[turn], {}
        for rank in sorted(touched) if len(touched) > 1 else touched:
            touched[rank].settle()
        if self.blocked and not self._quiet_due:
            self._quiet_due = True
            self.at(0, self._quiet, QUIET)

    def _quiet(self, _: Any) -> None:
        self._quiet_due = False
        if self.when_blocked is not None:
            self.when_blocked()


class Resource:
    """Something that can be touched and settled; `rank` is its place in the index order."""

    turn = SETTLE

    def __init__(self, floor: Floor, rank: int, label: str) -> None:
        self.floor = floor
        self.env = floor.env
        self.rank = rank
        self.label = label
        self._wake_at = -1

    def settle(self) -> None:
        """Grant what can be granted now."""
        raise NotImplementedError

    def wake(self, tick: int) -> None:
        """Settle again at a tick to come (the same tick is asked for once)."""
        if tick != self._wake_at:
            self._wake_at = tick
            self.floor.at(tick - self.env.now, self._woken)

    def _woken(self, _: Any) -> None:
        self._wake_at = -1
        self.floor.touch(self)


class Opening:
    """A calendar as plain lists; `None` is always open."""

    def __init__(self, calendar: Calendar | None) -> None:
        self.starts: list[int] = [] if calendar is None else calendar.starts.tolist()
        self.ends: list[int] = [] if calendar is None else calendar.ends.tolist()

    def next(self, tick: int) -> int:
        """First open tick from `tick` on."""
        return rules.next_open(self.starts, self.ends, tick) if self.starts else tick


class Pool(Resource):
    """A facility: identical servers, first come first served within a priority."""

    def __init__(self, floor: Floor, rank: int, facility: Facility, opening: Opening) -> None:
        super().__init__(floor, rank, f"{facility.place}.{facility.name}")
        self.free = facility.servers
        self.opening = opening
        self.rule = int(facility.rule)
        self.waiting: list[tuple[Key, int, simpy.Event, Any]] = []
        self.holders: dict[Any, None] = {}

    def request(self, key: Key, servers: int, who: Any) -> simpy.Event:
        """Ask for servers; the event happens when they are all there."""
        event = simpy.Event(self.env)
        heapq.heappush(self.waiting, (key, servers, event, who))
        self.floor.touch(self)
        return event

    def release(self, servers: int, who: Any) -> None:
        """Give servers back."""
        self.free += servers
        self.holders.pop(who, None)
        if self.waiting:
            self.floor.touch(self)

    def settle(self) -> None:
        """Serve the head of the queue while it fits; nobody passes it."""
        if not self.waiting:
            return
        if self.opening.starts:
            opens = self.opening.next(self.env.now)
            if opens > self.env.now:
                self.wake(opens)
                return
        while self.waiting and self.waiting[0][1] <= self.free:
            _, servers, event, who = heapq.heappop(self.waiting)
            self.free -= servers
            self.holders[who] = None
            event.succeed()

    def delay(self, ticks: int) -> int:
        """Ticks until a service that starts now is over, closures included."""
        if not self.opening.starts:
            return ticks
        now: int = self.env.now
        end = rules.service_end(self.opening.starts, self.opening.ends, self.rule, now, ticks)
        return end - now

    def blockers(self, _: Any) -> Iterable[Any] | None:
        """Travellers whose leaving would make room; `None` while closed: it looks when it opens."""
        opens = self.opening.next(self.env.now)
        if opens > self.env.now:
            self.wake(opens)  # then those who wait may be stuck
            return None
        return self.holders


class Room(Resource):
    """A yard: capacity, and quotas by direction."""

    def __init__(self, floor: Floor, rank: int, yard: Yard) -> None:
        super().__init__(floor, rank, f"{yard.place}.yard")
        self.capacity = yard.capacity
        self.quota = yard.quota
        self.inside: dict[Any, int] = {}
        self.by_direction = [0] * len(yard.quota)
        self.waiting: list[tuple[Key, int, simpy.Event, Any]] = []

    def enter(self, key: Key, direction: int, who: Any) -> simpy.Event:
        """Ask for room for one container."""
        event = simpy.Event(self.env)
        heapq.heappush(self.waiting, (key, direction, event, who))
        self.floor.touch(self)
        return event

    def leave(self, who: Any) -> None:
        """Give its room back."""
        self.by_direction[self.inside.pop(who)] -= 1
        if self.waiting:
            self.floor.touch(self)

    def exchange(self, leaving: Any, entry: simpy.Event) -> None:
        """Give the room of one who leaves to one who waits, if the quota allows it.

        A vessel that lifts a container out of a full yard puts its own next one in its place.
        """
        for k, (_, direction, event, who) in enumerate(self.waiting):
            others = self.by_direction[direction] - (self.inside[leaving] == direction)
            if event is entry and not 0 <= self.quota[direction] <= others:
                del self.waiting[k]
                heapq.heapify(self.waiting)
                self.leave(leaving)
                self._admit(who, direction, event)
                return
        self.leave(leaving)

    def _admit(self, who: Any, direction: int, event: simpy.Event) -> None:
        self.inside[who] = direction
        self.by_direction[direction] += 1
        event.succeed()

    def settle(self) -> None:
        """Let in whoever fits, in order; a full quota holds back its own direction only."""
        passed_over = []
        while self.waiting and len(self.inside) < self.capacity:
            entry = heapq.heappop(self.waiting)
            _, direction, event, who = entry
            quota = self.quota[direction]
            if 0 <= quota <= self.by_direction[direction]:
                passed_over.append(entry)
                continue
            self._admit(who, direction, event)
        for entry in passed_over:
            heapq.heappush(self.waiting, entry)

    def blockers(self, who: Any) -> Iterable[Any]:
        """Travellers whose leaving would make room for a container in the direction of `who`."""
        way = who.direction
        if not 0 <= self.quota[way] <= self.by_direction[way]:
            return self.inside
        return (unit for unit, direction in self.inside.items() if direction == way)


class Paths(Resource):
    """Train paths of one direction of a line of rail.

    At its tick a path goes to the first train in the queue that may leave then, so that a train
    whose own service is closed holds no other back.
    """

    def __init__(self, floor: Floor, rank: int, grid: Grid) -> None:
        super().__init__(floor, rank, f"{grid.leg} {'forward' if grid.forward else 'backward'}")
        self.p, self.q = grid.p, grid.q
        self.last_slot = -1
        self.last_arrival = 0
        self.waiting: dict[Opening, list[tuple[Key, simpy.Event]]] = {}
        """Trains by the calendar that they heed."""

    def request(self, key: Key, opening: Opening) -> simpy.Event:
        """Ask for a path; the event happens at its tick."""
        event = simpy.Event(self.env)
        heapq.heappush(self.waiting.setdefault(opening, []), (key, event))
        self.floor.touch(self)
        return event

    def settle(self) -> None:
        """Give this tick's path, and come back at the next one that a waiting train can use."""
        while due := [self._next(opening) for opening, queue in self.waiting.items() if queue]:
            tick, _, slot, opening = min(due)
            if tick > self.env.now:
                self.wake(tick)
                return
            self.last_slot = slot
            heapq.heappop(self.waiting[opening])[1].succeed()

    def _next(self, opening: Opening) -> tuple[int, Key, int, Opening]:
        """Tick and number of the next path for the first train that has this calendar."""
        slot = rules.next_path(
            self.p, self.q, self.last_slot, self.env.now, opening.starts, opening.ends
        )
        return rules.path_tick(self.p, self.q, slot), self.waiting[opening][0][0], slot, opening

    def arrival(self, tick: int) -> int:
        """Arrival of the train that has just left, behind the one in front."""
        self.last_arrival = max(self.last_arrival, tick)
        return self.last_arrival
