"""The plan of one replication: everything an engine needs, as arrays, and nothing else.

Two kinds of traveller walk through rows of steps. A *flow* releases units (containers of a
demand, or units of other traffic); each unit follows an *itinerary* of steps. A *line* is a
service in one direction; each of its trips is a vehicle that follows the line's steps.

All times are ticks (seconds) from the scenario's start; `-1` means none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from simulator.plan.draws import Draws

Ints = npt.NDArray[np.int64]


class Step(IntEnum):
    """What a container or a unit of other traffic does."""

    ENTER = 0
    """Wait for room in yard `target`, then stand there."""
    HOLD = 1
    """Stay for a drawn time; needs no server."""
    USE = 2
    """Queue for `servers` of facility `target`, hold them for a drawn time."""
    BOARD = 3
    """Queue at stop `stop` of line `target`; wake when put down at stop `alight`, where yard
    `yard` (if any) must have room."""
    END = 4
    """Leave the yard and the model."""


class Move(IntEnum):
    """What a vehicle does."""

    LOAD = 0
    """At stop `stop`: take facility `target` (if any), stand `time`, lift its containers on."""
    HOLD = 1
    """A procedure that needs no server."""
    USE = 2
    """Queue for `servers` of facility `target`, hold them for a drawn time."""
    DEPART = 3
    """Wait until calendar `calendar` is open and, on grid `target` (if any), for a path."""
    RUN = 4
    """Move for a drawn time; on grid `target` never overtake the train in front."""
    UNLOAD = 5
    """At stop `stop`: take facility `target` (if any), stand `time`, lift containers off."""


class LineKind(IntEnum):
    """How departures come about."""

    TIMETABLE = 0
    FILL_AND_GO = 1
    FLEET = 2


class WhenClosed(IntEnum):
    """What a closing facility does to a service under way."""

    FINISH = 0
    SUSPEND = 1
    RESTART = 2


@dataclass(frozen=True)
class Calendar:
    """Closed intervals [start, end), sorted, united: int64 arrays of one length, ticks."""

    starts: Ints
    ends: Ints


@dataclass(frozen=True)
class Facility:
    """A pool of `servers`; `calendar` and `rule` say when it is shut and what follows."""

    place: str
    name: str
    servers: int
    calendar: int = -1
    rule: WhenClosed = WhenClosed.SUSPEND


@dataclass(frozen=True)
class Yard:
    """Room at a place: `quota[d]` for direction d of `Plan.directions`, -1 for no quota."""

    place: str
    capacity: int
    quota: tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """Train paths of one direction of a leg: slot k at floor(86400 · k · q / p) ticks."""

    leg: str
    forward: bool
    p: int
    q: int


@dataclass(frozen=True)
class UnitStep:
    """A row of an itinerary; fields as each `Step` names them."""

    kind: Step
    target: int = -1
    time: int = -1
    """Stream of durations."""
    servers: int = 1
    pick: int = -1
    """Stream of 0/1: the step is skipped where it gives 0."""
    stop: int = -1
    alight: int = -1
    yard: int = -1


@dataclass(frozen=True)
class VehicleStep:
    """A row of a line; fields as each `Move` names them."""

    kind: Move
    target: int = -1
    time: int = -1
    servers: int = 1
    pick: int = -1
    stop: int = -1
    calendar: int = -1
    lift: int = 0
    """Ticks to lift one container."""


@dataclass(frozen=True)
class Line:
    """A service in one direction.

    `capacity[d]` is that of a vehicle leaving on day d (the last value holds on). A timetable
    departs at `slots` (repeated every `slot_cycle` ticks, in order). `first_step[s]` is the row
    of LOAD at stop s, `unload_step[s]` that of UNLOAD, -1 where the line does not. `loads`
    lists the stops where containers board.
    """

    name: str
    service: str
    forward: bool
    kind: LineKind
    stops: tuple[str, ...]
    legs: tuple[str, ...]
    steps: tuple[VehicleStep, ...]
    first_step: tuple[int, ...]
    unload_step: tuple[int, ...]
    run_step: tuple[int, ...]
    """Row of RUN into stop s (-1 for the first)."""
    capacity: Ints
    closed: int
    """Calendar in which no departure is formed."""
    tie: int
    """Stream of tie draws, by trip number."""
    longest_wait: int = -1
    slots: tuple[int, ...] = ()
    slot_cycle: int = 0
    least_load: int = 0
    fleet: int = -1
    labels: tuple[str, ...] = ()
    """Name of the procedure of each row, empty for the others."""

    @property
    def loads(self) -> tuple[int, ...]:
        """Stops at which containers board."""
        return tuple(s for s, row in enumerate(self.first_step) if row >= 0)


@dataclass(frozen=True)
class Fleet:
    """`vessels` that shuttle between two lines: the end of one is the start of the other."""

    service: str
    lines: tuple[int, int]
    vessels: int
    at_anchorage: bool
    """Whether a vessel leaves its berth while it waits for cargo."""


@dataclass(frozen=True)
class Flow:
    """Units released over time: containers of a demand, or other traffic at a facility.

    `choice` (stream) picks one of `itineraries`; unit `n` is released with group n // `group`,
    at the times that `Plan.releases` makes.
    """

    name: str
    ours: bool
    itineraries: tuple[int, ...]
    choice: int
    tie: int
    group: int
    priority: int
    gap: int
    """Stream of unit-rate gaps, in 1e-9 of the mean gap."""
    clock: Ints
    """Expected groups by the end of each day, cumulative, in 1e-9: shape (days + 1,)."""


@dataclass(frozen=True)
class Itinerary:
    """The steps of a journey, and the yard it starts in (`-1`: none)."""

    name: str
    steps: tuple[UnitStep, ...]
    direction: int
    """Index into `Plan.directions`."""


@dataclass(frozen=True)
class Plan:
    """One replication, ready to run. Lists are in index order, sorted by name."""

    seed: int
    replication: int
    window_start: int
    window_end: int
    follow: int
    calendars: tuple[Calendar, ...]
    facilities: tuple[Facility, ...]
    yards: tuple[Yard, ...]
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    fleets: tuple[Fleet, ...]
    flows: tuple[Flow, ...]
    itineraries: tuple[Itinerary, ...]
    draws: Draws = field(repr=False)
    directions: tuple[str, ...] = ("westbound", "eastbound", "northbound", "southbound")

    @property
    def last_tick(self) -> int:
        """No run goes on after this."""
        return self.window_end + self.follow
