"""Expected offered load of facilities, train paths and services, from the inputs alone.

Work arriving per day over what the open servers can do in a day. At 1 or above a queue grows
without end, so means say nothing.
"""

from __future__ import annotations

from collections import defaultdict

from simulator.plan.calendars import closed_share
from simulator.plan.journeys import Load
from simulator.plan.tables import Flow, Line, LineKind, Move, Plan, Step, VehicleStep
from simulator.units import TICKS_PER_DAY

UNIT_GAP = 10**9


def offered_loads(plan: Plan, weights: dict[int, list[float]]) -> tuple[Load, ...]:
    """Loads of every facility, path grid and service; `weights` are each flow's shares."""
    return _Counting(plan, weights).loads()


class _Counting:
    def __init__(self, plan: Plan, weights: dict[int, list[float]]) -> None:
        self.plan = plan
        self.work: defaultdict[int, float] = defaultdict(float)
        """Facility → server-ticks a day."""
        self.boxes: defaultdict[int, float] = defaultdict(float)
        """Line → containers a day."""
        self.put_down: defaultdict[tuple[int, int], float] = defaultdict(float)
        self.picked_up: defaultdict[tuple[int, int], float] = defaultdict(float)
        self.paths: defaultdict[int, float] = defaultdict(float)
        for number, flow in enumerate(plan.flows):
            total = sum(weights[number])
            for itinerary, weight in zip(flow.itineraries, weights[number], strict=True):
                self._walk(itinerary, self._per_day(flow) * weight / total)
        for number, line in enumerate(plan.lines):
            self._trips(number, line)

    def _per_day(self, flow: Flow) -> float:
        plan = self.plan
        first, last = plan.window_start // TICKS_PER_DAY, -(-plan.window_end // TICKS_PER_DAY)
        first, last = min(first, len(flow.clock) - 2), min(last, len(flow.clock) - 1)
        groups = (int(flow.clock[last]) - int(flow.clock[first])) / UNIT_GAP
        return groups * flow.group / max(1, last - first)

    def _walk(self, itinerary: int, per_day: float) -> None:
        streams = self.plan.draws.streams
        for step in self.plan.itineraries[itinerary].steps:
            if step.kind == Step.USE:
                picked = streams[step.pick].expected if step.pick >= 0 else 1.0
                self.work[step.target] += (
                    per_day * picked * streams[step.time].expected * step.servers
                )
            elif step.kind == Step.BOARD:
                self.boxes[step.target] += per_day
                self.picked_up[step.target, step.stop] += per_day
                self.put_down[step.target, step.alight] += per_day

    def _trips(self, number: int, line: Line) -> None:
        per_day = self.trips_per_day(number, line)
        for step in line.steps:
            self._vehicle_work(number, step, per_day)

    def _vehicle_work(self, number: int, step: VehicleStep, per_day: float) -> None:
        streams = self.plan.draws.streams
        if step.target < 0:
            return
        time = streams[step.time].expected if step.time >= 0 else 0.0
        if step.kind in (Move.LOAD, Move.UNLOAD):
            lifted = self.picked_up if step.kind == Move.LOAD else self.put_down
            boxes = lifted[number, step.stop]
            calls = per_day if boxes else 0.0
            self.work[step.target] += calls * time + boxes * step.lift
        elif step.kind == Move.USE:
            picked = streams[step.pick].expected if step.pick >= 0 else 1.0
            self.work[step.target] += per_day * picked * time * step.servers
        elif step.kind == Move.DEPART:
            self.paths[step.target] += per_day

    def trips_per_day(self, number: int, line: Line) -> float:
        """Departures a day: as many as the containers fill, at most those of a timetable."""
        capacity = max(1.0, float(line.capacity.mean()))
        if line.kind == LineKind.TIMETABLE:
            slots = len(line.slots) * TICKS_PER_DAY / line.slot_cycle
            return min(slots, self.boxes[number])
        return self.boxes[number] / capacity

    def loads(self) -> tuple[Load, ...]:
        """All loads by name."""
        plan, found = self.plan, []
        for k, f in enumerate(plan.facilities):
            shut = self._shut(f.calendar)
            capacity = f.servers * TICKS_PER_DAY * max(1 - shut, 1e-9)
            found.append(Load(f"{f.place}.{f.name}", self.work[k] / capacity, shut))
        for k, g in enumerate(plan.grids):
            calendar = next((s.calendar for line in plan.lines for s in line.steps
                             if s.kind == Move.DEPART and s.target == k), -1)  # fmt: skip
            shut = self._shut(calendar)
            load = self.paths[k] * g.q / g.p / max(1 - shut, 1e-9)
            found.append(
                Load(f"{g.leg}.paths.{'forward' if g.forward else 'backward'}", load, shut)
            )
        services = sorted({line.service for line in plan.lines})
        return (*found, *(self._service(name) for name in services))

    def _shut(self, calendar: int) -> float:
        plan = self.plan
        shown = plan.calendars[calendar] if calendar >= 0 else None
        return closed_share(shown, plan.window_start, plan.window_end)

    def _service(self, name: str) -> Load:
        lines = [(k, line) for k, line in enumerate(self.plan.lines) if line.service == name]
        shut = max(self._shut(s.calendar) for _, line in lines for s in line.steps
                   if s.kind == Move.DEPART)  # fmt: skip
        load = max(self._line_load(k, line) for k, line in lines)
        return Load(name, load / max(1 - shut, 1e-9), shut)

    def _line_load(self, number: int, line: Line) -> float:
        boxes, capacity = self.boxes[number], float(line.capacity.mean())
        if boxes == 0:
            return 0.0
        if capacity == 0:
            return float("inf")
        if line.kind == LineKind.TIMETABLE:
            return boxes / (len(line.slots) * TICKS_PER_DAY / line.slot_cycle * capacity)
        if line.kind == LineKind.FLEET:
            fleet = self.plan.fleets[line.fleet]
            cycle = sum(self._cycle(self.plan.lines[k]) for k in fleet.lines)
            return boxes * cycle / (fleet.vessels * capacity * TICKS_PER_DAY)
        return 0.0  # fill-and-go vehicles come as they are needed

    def _cycle(self, line: Line) -> float:
        """Ticks of one trip without waiting, a full ship discharged and loaded."""
        streams = self.plan.draws.streams
        full = float(line.capacity.mean())
        total = 0.0
        for step in line.steps:
            total += streams[step.time].expected if step.time >= 0 else 0.0
            if step.kind in (Move.LOAD, Move.UNLOAD):
                total += full * step.lift
        return total
