"""What containers took and paid in a section, and nothing of where: for studies.

Gives the same `Part` as `samples.section_part`, to the tick and to the cent, at a fraction of the
work: what is the same for all containers of a trip is worked out once for the trip.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from simulator.plan.journeys import Journey, Source, Stage, StayCost, Visit
from simulator.plan.runlog import HEAD, Cells
from simulator.plan.tables import Ints, Move, Plan
from simulator.results.dense import ARRIVE, END, Trips, column
from simulator.results.layout import Span
from simulator.results.ledger import by_day, fixed_cents, freight_cents, hire_cents
from simulator.results.samples import Part, kg_of, month_of, short


class Narrow:
    """Which columns of the histories on a journey are needed, and where they stand afterwards."""

    def __init__(self, plan: Plan, journey: Journey) -> None:
        steps = range(len(plan.itineraries[journey.itinerary].steps) - 1)
        boarded = sorted({s.step for s in journey.stages if s.source is not Source.UNIT})
        kept = [*range(len(HEAD)), *(column(k, "end") for k in steps)]
        self.first_end = len(HEAD)
        self.trip = {step: len(kept) + n for n, step in enumerate(boarded)}
        """Unit step → column of the trip boarded in it."""
        self.columns = np.array([*kept, *(column(step, "trip") for step in boarded)])

    def of(self, histories: Cells) -> Cells:
        """Those columns of some histories."""
        found: Cells = np.take(histories, self.columns, axis=1)
        return found


def _lapse(since: Cells, until: Cells) -> Ints:
    """Ticks between, 0 where either has not happened."""
    return np.where((since >= 0) & (until >= 0), until - since, 0)


class Brief:
    """Containers of one journey.

    Parameters
    ----------
    rows : their histories, narrow. trips : of all lines, those they boarded among them.
    """

    def __init__(
        self, plan: Plan, journey: Journey, narrow: Narrow, rows: Cells, trips: Trips
    ) -> None:
        self.plan, self.journey, self.trips = plan, journey, trips
        columns: list[Cells] = list(np.ascontiguousarray(rows.T))
        self.order = np.argsort(columns[1])
        """Puts them in the order of their ordinals, as the parts are."""
        self.release, self.delivery = (columns[k].astype(np.int64) for k in (2, 3))
        steps = len(plan.itineraries[journey.itinerary].steps) - 1
        self.end = columns[narrow.first_end : narrow.first_end + steps]
        self.came: list[Cells] = []
        """When each came to each step, if it did."""
        came = columns[2]
        for end in self.end:
            self.came.append(came)
            came = np.maximum(came, end)
        self.trip = {step: columns[k] for step, k in narrow.trip.items()}

    def _of_trip(self, cells: int, step: int, line: int, row: int) -> Cells:
        """What the log has of a row of the trip that each boarded in `step`, -1 if nothing."""
        return self.trips.lines[line].at(cells, row, self.trip[step])

    # --- where they were, and when ------------------------------------------------------------
    def _arrival(self, visit: Visit) -> Cells:
        if visit.arrival_step < 0:
            return self.release
        return self._of_trip(END, visit.arrival_step, visit.arrival_line, visit.arrival_row)

    def _left(self, number: int, visit: Visit) -> Cells:
        if number == len(self.journey.visits) - 1:
            return self.delivery
        if visit.departure_step < 0:
            return np.full(len(self.release), -1, dtype=np.int64)
        return self._of_trip(END, visit.departure_step, visit.departure_line, visit.departure_row)

    def _through(self, span: Span) -> Cells:
        """Tick at which each reached the section's end, negative for one that has not."""
        last = self.journey.visits[span.last]
        if span.ends:
            return self.delivery
        if span.lands and last.discharge_step >= 0:
            return self.end[last.discharge_step]
        return self._arrival(last)

    # --- stages -------------------------------------------------------------------------------
    def _spent(self, stage: Stage) -> Ints:
        """Ticks of a stage: waiting, service and movement."""
        k, of = stage.step, (stage.step, stage.line, stage.row)
        if stage.source is Source.UNIT:
            return _lapse(self.came[k], self.end[k])
        if stage.source is Source.BOARD:
            return _lapse(self.came[k], self._of_trip(END, *of))
        if stage.source is Source.LAND:
            return _lapse(self._of_trip(ARRIVE, *of), self.end[k])
        return _lapse(self._of_trip(ARRIVE, *of), self._of_trip(END, *of))

    def _aboard(self, step: int, stages: Iterable[Stage]) -> tuple[Ints, Ints]:
        """Cents of hire and ticks of movement in stages aboard the trip boarded in a step."""
        trip = self.trip[step]
        first = max(int(trip.min(initial=0)), 0)
        stop = max(int(trip.max(initial=-1)) + 1, first)
        hire, moving = np.zeros((2, stop - first + 1), dtype=np.int64)
        for stage in stages:
            cells = self.trips.lines[stage.line].cells[:, stage.row, first:stop]
            spent = _lapse(cells[ARRIVE], cells[END])
            hire[: len(spent)] += hire_cents(self.journey, spent)
            if self.plan.lines[stage.line].steps[stage.row].kind is Move.RUN:
                moving[: len(spent)] += spent
        at = np.where(trip < 0, stop - first, trip - first)
        hired: Ints = hire[at]
        moved: Ints = moving[at]
        return hired, moved

    def _stages(self, span: Span) -> tuple[Ints, Ints]:
        """Cents of hire, and ticks of movement."""
        hire, moving = np.zeros((2, len(self.release)), dtype=np.int64)
        aboard: dict[int, list[Stage]] = {}
        for stage, counts in zip(self.journey.stages, span.stages, strict=True):
            if not counts:
                continue
            if stage.source is Source.VEHICLE:
                aboard.setdefault(stage.step, []).append(stage)
            else:
                hire += hire_cents(self.journey, self._spent(stage))
        for step, stages in aboard.items():
            hire_of, moving_of = self._aboard(step, stages)
            hire += hire_of
            moving += moving_of
        return hire, moving

    def _stay(self, cost: StayCost) -> Ints:
        """Ticks that a cost by the day counts."""
        if cost.stages:
            counted = [self._spent(self.journey.stages[k]) for k in cost.stages]
            return np.asarray(np.sum(counted, axis=0))
        visit = self.journey.visits[cost.visit]
        return _lapse(self._arrival(visit), self._left(cost.visit, visit))

    def part(self, span: Span, start: dt.date) -> Part:
        """Measure a section; all containers count."""
        over = self._through(span)
        done = (over >= 0) & (over - self.release <= self.plan.follow)
        took = np.where(done, over - self._arrival(self.journey.visits[span.first]), -1)
        hire, moving = self._stages(span)
        paid = hire + fixed_cents(self.journey, span)
        for cost in self.journey.stays:
            if span.pays(cost.visit):
                paid += by_day(self._stay(cost), cost)
        return Part(
            journey=self.journey,
            month=month_of(start, self.release[self.order]).astype(np.int32),
            took=short(took[self.order]),
            moving=short(moving[self.order]),
            cents=short(paid[self.order]),
            freight=freight_cents(self.journey, span),
            kg=kg_of(self.journey, span),
        )
