"""What a journey means to people: its visits, stages and costs, over the engine's step rows.

The engine sees `Itinerary` rows only; results use these descriptions to turn a run log into
days and dollars by place, leg and stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Which log rows a stage's time comes from (tick arithmetic in brackets)."""

    UNIT = "unit"
    """The unit's own step row [wait = end - arrive - served; service = served]."""
    BOARD = "board"
    """From queueing for a departure until the vehicle leaves its berth or track: BOARD row and
    the trip's LOAD row [service = BOARD.served; wait = LOAD.end - BOARD.arrive - service]."""
    VEHICLE = "vehicle"
    """A row of the trip while aboard [as UNIT; all of a RUN row is movement]."""
    LAND = "land"
    """From the vehicle's coming to the berth until put down: UNLOAD row and BOARD row
    [service = UNLOAD.served + lift; wait = BOARD.end - UNLOAD.arrive - service]."""


@dataclass(frozen=True)
class Stage:
    """One line of where the days go.

    visit : index of the place in `Journey.visits`; for a move, that of the place it leaves.
    step : row of the unit's itinerary (for VEHICLE rows: the BOARD row aboard of which).
    row : row of the line's steps for BOARD, VEHICLE, LAND; -1 for UNIT.
    lift : ticks of one lift, for LAND.
    """

    visit: int
    place: str
    leg: str
    """Leg id of a move, else empty."""
    name: str
    """`run`, `departure`, `discharge`, `path`, `gate`, or the procedure's id."""
    mode: str
    """Mode of the leg; empty at a place."""
    km: float
    source: Source
    step: int
    row: int = -1
    line: int = -1
    lift: int = 0


@dataclass(frozen=True)
class Visit:
    """A place on the way.

    How arrival is found: at visit 0 it is the release; otherwise the end of row `arrival_row`
    of the trip boarded in unit step `arrival_step`. Discharge: the end of unit step
    `discharge_step` (BOARD); at the last visit the delivery; -1 where the box stays aboard
    (then it equals the arrival).
    """

    place: str
    km: float
    """Distance from the journey's start."""
    arrival_step: int = -1
    arrival_row: int = -1
    arrival_line: int = -1
    discharge_step: int = -1
    departure_row: int = -1
    """Row of LOAD of the trip boarded here (unit step `departure_step`), -1 if it boards none."""
    departure_step: int = -1
    departure_line: int = -1
    gauge_change: bool = False


@dataclass(frozen=True)
class FixedCost:
    """Money of every container on the journey, in USD of the price year."""

    visit: int
    """Place index; for a leg, the place it leaves."""
    place: str
    leg: str
    item: str
    usd: float


@dataclass(frozen=True)
class StayCost:
    """Money by the day at one visit: storage, or detention of the vehicle.

    tiers : (from_day, USD per FEU-day at the price year), rising; a started day counts whole.
    """

    visit: int
    place: str
    tiers: tuple[tuple[float, float], ...]
    item: str = "storage"
    stages: tuple[int, ...] = ()
    """Stages of the journey whose time counts (detention: those aboard); without them the whole
    stay, from arrival to departure or delivery."""


@dataclass(frozen=True)
class Journey:
    """A corridor, in one direction, as one demand uses it; parallel to `Plan.itineraries`."""

    itinerary: int
    market: str
    corridor: str
    forward: bool
    direction: str
    demand: str
    visits: tuple[Visit, ...]
    stages: tuple[Stage, ...]
    fixed: tuple[FixedCost, ...]
    stays: tuple[StayCost, ...]
    equipment_usd_per_day: float
    """Charged on every stage's time, at the stage's place or leg."""
    co2e: tuple[tuple[int, str, float], ...]
    """(visit, leg id or empty, kg) per FEU."""
    value_usd: float
    tonnes: float
    stock_share_per_year: float
    value_of_time_usd_per_day: float
    reliability_ratio: float
    promised_days: float | None
    unindexed: tuple[str, ...] = ()
    """Money that stays in its own year because the index lacks it."""
    leg_km: tuple[float, ...] = ()
    """Of the leg after each visit but the last."""
    leg_modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Part of a corridor that is reported: visits must pass `start` then `end`."""

    market: str
    corridor: str
    forward: bool
    direction: str
    scope: str
    """terminal, border or section."""
    start: str
    end: str
    promised_days: float | None = None


@dataclass(frozen=True)
class Load:
    """Expected offered load of a facility or service, from the inputs (other traffic too)."""

    name: str
    """`place.facility` or the service's id."""
    load: float
    """Work over open capacity in the window; 1 and above cannot last."""
    closed_share: float


@dataclass(frozen=True)
class Book:
    """All that results need beside the plan and its log."""

    scenario: str
    start_day: str
    """ISO date of tick 0."""
    price_year: int
    journeys: tuple[Journey, ...]
    sections: tuple[Section, ...]
    loads: tuple[Load, ...]
    place_names: dict[str, str]
    window_days: float
    corridor_order: tuple[str, ...]
    longest_dated_closure_days: float = 0.0
