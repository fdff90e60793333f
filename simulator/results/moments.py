"""A journey as `engines.tally` reads it: between which moments its stages, stays and sections lie.

A moment is a number of `tally`, or a cell of a trip: which of the trips boarded, and the cell that
`tally.put` writes. Only what some section or cost counts is told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.engines.tally import CAME, DELIVERED, NEVER, RELEASED, Desk, Way
from simulator.plan.journeys import Journey, Source, Stage, StayCost, Visit
from simulator.plan.tables import Ints, Move, Plan
from simulator.results.layout import Span
from simulator.results.ledger import cents_per_tick, fixed_cents, ticks_from

Moment = int | tuple[int, int]
Lapse = tuple[Moment, Moment]


@dataclass
class Moments:
    """Moments of a container's journey, numbered as they are asked for."""

    plan: Plan
    journey: Journey
    boards: list[tuple[int, int]] = field(default_factory=list)
    """(unit step, line) of each trip boarded."""
    cells: list[dict[int, None]] = field(default_factory=list)
    """Of each trip boarded, those that are read, in order."""

    @property
    def steps(self) -> int:
        """Steps of the unit but the last, which is its end."""
        return len(self.plan.itineraries[self.journey.itinerary].steps) - 1

    def board(self, step: int, line: int) -> int:
        """Number of a trip boarded."""
        if (step, line) not in self.boards:
            self.boards.append((step, line))
            self.cells.append({})
        return self.boards.index((step, line))

    def of_trip(self, step: int, line: int, cell: int) -> Moment:
        """Moment of a trip boarded."""
        board = self.board(step, line)
        self.cells[board].setdefault(cell)
        return board, cell

    def came(self, step: int) -> Moment:
        """When the unit came to a step."""
        return CAME + step

    def ended(self, step: int) -> Moment:
        """When it ended a step."""
        return CAME + self.steps + step

    def stage(self, stage: Stage) -> Lapse:
        """What a stage lies between: waiting, service and movement."""
        k, arrive, end = stage.step, 2 * stage.row, 2 * stage.row + 1
        if stage.source is Source.UNIT:
            return self.came(k), self.ended(k)
        if stage.source is Source.BOARD:
            return self.came(k), self.of_trip(k, stage.line, end)
        since = self.of_trip(k, stage.line, arrive)
        if stage.source is Source.LAND:
            return since, self.ended(k)
        return since, self.of_trip(k, stage.line, end)

    def arrival(self, visit: Visit) -> Moment:
        """When it came to a place."""
        if visit.arrival_step < 0:
            return RELEASED
        return self.of_trip(visit.arrival_step, visit.arrival_line, 2 * visit.arrival_row + 1)

    def left(self, number: int) -> Moment:
        """When it left a place: delivered, or aboard; never where it stays aboard."""
        visit = self.journey.visits[number]
        if number == len(self.journey.visits) - 1:
            return DELIVERED
        if visit.departure_step < 0:
            return NEVER
        cell = 2 * visit.departure_row + 1
        return self.of_trip(visit.departure_step, visit.departure_line, cell)

    def through(self, span: Span) -> Moment:
        """When it reached a section's end."""
        last = self.journey.visits[span.last]
        if span.ends:
            return DELIVERED
        if span.lands and last.discharge_step >= 0:
            return self.ended(last.discharge_step)
        return self.arrival(last)

    def number(self, moment: Moment) -> int:
        """Number of a moment, once all have been asked for."""
        if isinstance(moment, int):
            return moment
        board, cell = moment
        return self.first_of(board) + list(self.cells[board]).index(cell)

    def first_of(self, board: int) -> int:
        """Number of the first moment of a trip boarded."""
        return CAME + 2 * self.steps + sum(len(cells) for cells in self.cells[:board])


class _Reading:
    """A journey being told: what counts in it, and all of its moments asked for."""

    def __init__(self, plan: Plan, journey: Journey, spans: Sequence[Span]) -> None:
        self.journey, self.spans = journey, spans
        self.lines = plan.lines
        self.at = at = Moments(plan, journey)
        self.stays = [c for c in journey.stays if c.tiers and any(s.pays(c.visit) for s in spans)]
        counted = [k for k in range(len(journey.stages)) if any(self._counts(k))]
        self.lapses = {k: at.stage(journey.stages[k]) for k in counted}
        self.aboard = [k for k in counted if journey.stages[k].source is Source.VEHICLE]
        self.aboard.sort(key=self._board)
        self.own = [k for k in counted if journey.stages[k].source is not Source.VEHICLE]
        self.stay_lapses = [self._stay(c) for c in self.stays]
        self.ends = [(at.arrival(journey.visits[s.first]), at.through(s)) for s in spans]
        self.over = {self._board(k): self._over(s) for k, s in enumerate(journey.stages)
                     if s.source is Source.LAND}  # fmt: skip

    def _board(self, k: int) -> int:
        stage = self.journey.stages[k]
        return self.at.board(stage.step, stage.line)

    def _over(self, stage: Stage) -> Moment:
        """When the trip has nothing left to put down: then it is over, as far as this goes."""
        return self.at.of_trip(stage.step, stage.line, 2 * stage.row + 1)

    def _stay(self, cost: StayCost) -> Lapse:
        """Lapse of a cost's whole stay, none where it counts stages."""
        if cost.stages:
            return NEVER, NEVER
        return self.at.arrival(self.journey.visits[cost.visit]), self.at.left(cost.visit)

    def _counts(self, k: int) -> list[int]:
        """How often a stage counts in each section, and in each cost by the day."""
        inside = [int(span.stages[k]) for span in self.spans]
        return [*inside, *(cost.stages.count(k) for cost in self.stays)]

    def _moves(self, k: int) -> int:
        """Whether a stage aboard is movement."""
        stage = self.journey.stages[k]
        return int(self.lines[stage.line].steps[stage.row].kind is Move.RUN)

    # --- as arrays ----------------------------------------------------------------------------
    def lapse(self, k: int) -> list[int]:
        """Lapse of a stage, in numbers."""
        return [self.at.number(moment) for moment in self.lapses[k]]

    def boards(self) -> Ints:
        """`Way.boards`."""
        rows = []
        aboard = [self._board(k) for k in self.aboard]
        for b, (step, line) in enumerate(self.at.boards):
            moment = self.at.first_of(b)
            cell = moment - self.at.first_of(0)
            rows.append([
                step, line, self.at.number(self.over.get(b, NEVER)),
                moment, cell, cell + len(self.at.cells[b]),
                bisect_left(aboard, b), bisect_right(aboard, b),
            ])  # fmt: skip
        return table(rows, 8)

    def stay_rows(self) -> Ints:
        """`Way.stays`."""
        rows, first = [], 0
        for cost, lapse in zip(self.stays, self.stay_lapses, strict=True):
            rows.append([*map(self.at.number, lapse), first, first + len(cost.tiers)])
            first += len(cost.tiers)
        return table(rows, 4)

    def section_rows(self) -> Ints:
        """`Way.sections`."""
        rows = [
            [*map(self.at.number, ends), fixed_cents(self.journey, span)]
            for ends, span in zip(self.ends, self.spans, strict=True)
        ]
        return table(rows, 3)

    def counted(self, stages: Iterable[int]) -> Ints:
        """`Way.aboard_in` or `own_in`."""
        return table([self._counts(k) for k in stages], len(self.spans) + len(self.stays))

    def way(self, which: int, limits: Ints, months: Ints) -> Way:
        """Tell it."""
        tiers = [tier for cost in self.stays for tier in cost.tiers]
        pays = [[int(span.pays(cost.visit)) for cost in self.stays] for span in self.spans]
        return Way(
            which=which,
            steps=self.at.steps,
            limits=limits,
            months=months,
            boards=self.boards(),
            cells=np.array([c for cells in self.at.cells for c in cells], dtype=np.int64),
            aboard=table([[*self.lapse(k), self._moves(k)] for k in self.aboard], 3),
            aboard_in=self.counted(self.aboard),
            own=table([self.lapse(k) for k in self.own], 2),
            own_in=self.counted(self.own),
            rate=cents_per_tick(self.journey),
            stays=self.stay_rows(),
            tiers=np.array([ticks_from(day) for day, _ in tiers], dtype=np.int64),
            usd=np.array([usd for _, usd in tiers], dtype=np.float64),
            sections=self.section_rows(),
            pays=table(pays, len(self.stays)),
        )


def table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Rows as an array, also where there are none: int64 (rows, width)."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def way_of(
    plan: Plan, journey: Journey, spans: Sequence[Span], which: int, limits: Ints, months: Ints
) -> Way:
    """Tell a journey and the sections that lie on it; parameters as in `Way`."""
    return _Reading(plan, journey, spans).way(which, limits, months)


def desk_of(way: Way) -> Desk:
    """Make room for the numbers of a way's containers."""
    boards, sections = len(way.boards), len(way.sections)
    width = sections + len(way.stays)
    moments = CAME + 2 * way.steps + len(way.cells)
    made = Desk(*(np.zeros(s, dtype=np.int64) for s in (
        boards, moments, (boards, width), (boards, sections), width)))  # fmt: skip
    made.ticks[NEVER] = -1
    return made
