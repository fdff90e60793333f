"""The rows under which a journey's days and dollars are shown, and which of them a section counts.

A stage is one row; stages of one name at one visit share it. Money that belongs to a leg stands
on the leg's row (its `run`), all other money of a place (fixed charges and storage) on the row
`charges` of the visit, which takes no time; equipment hire stands on the stage it accrues in, and
detention of a vehicle on the first stage that it counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.plan.journeys import Journey, Section, Source, Stage, StayCost, Visit

CHARGES = "charges"
"""Name of the row that holds a place's money."""
Key = tuple[int, str, str, str]
"""Visit, place, leg and stage."""


@dataclass(frozen=True)
class Row:
    """One line of a journey's account."""

    visit: int
    place: str
    leg: str
    stage: str
    mode: str = ""
    km: float = 0.0

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts rows along the way: place, its charges, the leg that leaves it."""
        return self.visit, 2 if self.leg else int(self.stage == CHARGES)


@dataclass(frozen=True)
class Layout:
    """Rows in order, and the row of each stage, fixed cost and cost by the day."""

    rows: tuple[Row, ...]
    of_stage: tuple[int, ...]
    of_fixed: tuple[int, ...]
    of_stay: tuple[int, ...]

    def labels(self) -> list[list[str]]:
        """`[place, leg, stage, mode]` of each row."""
        return [[r.place, r.leg, r.stage, r.mode] for r in self.rows]


def _collect(journey: Journey) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for s in journey.stages:
        key = (s.visit, s.place, s.leg, s.name)
        km = s.km + (found[key].km if key in found else 0.0)
        found[key] = Row(s.visit, s.place, s.leg, s.name, s.mode, km)
    return found


def _money_key(rows: dict[Key, Row], visit: int, place: str, leg: str) -> Key:
    """Row on which money stands."""
    if leg:
        keys = [k for k in rows if k[0] == visit and k[2] == leg]
        return next((k for k in keys if k[3] == "run"), keys[0] if keys else _charges(
            visit, place, leg))  # fmt: skip
    return _charges(visit, place, "")


def _charges(visit: int, place: str, leg: str) -> Key:
    return visit, place, leg, CHARGES


def _stay_key(journey: Journey, cost: StayCost) -> Key:
    if not cost.stages:
        return _charges(cost.visit, cost.place, "")
    stage = journey.stages[cost.stages[0]]
    return stage.visit, stage.place, stage.leg, stage.name


def layout(journey: Journey) -> Layout:
    """Lay out a journey's account."""
    rows = _collect(journey)
    fixed = [_money_key(rows, c.visit, c.place, c.leg) for c in journey.fixed]
    stays = [_stay_key(journey, c) for c in journey.stays]
    for key in (*fixed, *stays):
        rows.setdefault(key, Row(*key))
    order = sorted(rows, key=lambda k: rows[k].rank)
    at = {key: n for n, key in enumerate(order)}
    return Layout(
        tuple(rows[key] for key in order),
        tuple(at[s.visit, s.place, s.leg, s.name] for s in journey.stages),
        tuple(at[key] for key in fixed),
        tuple(at[key] for key in stays),
    )


@dataclass(frozen=True)
class Span:
    """A section on one journey: visits `first` … `last`.

    stages : bool (stages,), those whose time lies between arrival at `first` and discharge at
    `last`. Fixed costs, storage, detention and CO2e count where `first` <= visit < `last`,
    and at `last` only if the journey ends there (otherwise they belong to the section that
    starts there).
    Equipment hire follows the stages.
    """

    first: int
    last: int
    ends: bool
    lands: bool
    """Whether it ends with the discharge (else on arrival: gauge change, or stays aboard)."""
    stages: npt.NDArray[np.bool_]
    km: float

    def pays(self, visit: int) -> bool:
        """Whether money at a visit counts."""
        return self.first <= visit < self.last or (self.ends and visit == self.last)


def span_of(journey: Journey, section: Section) -> Span | None:
    """Where a section lies on a journey; None if the journey does not pass it."""
    if (journey.market, journey.corridor, journey.forward) != (
        section.market, section.corridor, section.forward,
    ):  # fmt: skip
        return None
    places = [v.place for v in journey.visits]
    if section.start not in places or section.end not in places[places.index(section.start) + 1 :]:
        return None
    first = places.index(section.start)
    last = places.index(section.end, first + 1)
    ends = last == len(places) - 1
    visit = journey.visits[last]
    lands = ends or (visit.discharge_step >= 0 and not visit.gauge_change)
    until = last + 1 if ends else last
    mask = [
        first <= s.visit < until or (lands and s.visit == last and _lands(s, visit))
        for s in journey.stages
    ]
    km = visit.km - journey.visits[first].km
    return Span(first, last, ends, lands, np.array(mask, dtype=bool), km)


def _lands(stage: Stage, visit: Visit) -> bool:
    """Whether a stage lies between a vehicle's coming and the discharge from it."""
    aboard = stage.source in (Source.VEHICLE, Source.LAND)
    return aboard and stage.step == visit.discharge_step
