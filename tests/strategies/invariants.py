"""What must hold in any run, told from its log."""

import itertools
from collections import defaultdict

import numpy as np

from simulator import rules
from simulator.plan.journeys import Source
from simulator.plan.tables import LineKind, Move, Step

FLOW, ORDINAL, ROW, ARRIVE, BEGIN, END, SERVED, TRIP = range(8)
FEU = 7


def check_all(made, log):
    """Every invariant, on a compiler and its run log."""
    plan, view = made.plan, View(made.plan, log)
    conservation(plan, view)
    joined_trips(view)
    occupancy(plan, view)
    opening(plan, view)
    order_of_service(plan, view)
    order_of_boarding(plan, view)
    yards(plan, view)
    loads(plan, view)
    grids(plan, view)
    if not log.deadlock:
        stages_add_up(made, view)


class View:
    """Rows of a log by unit and by trip."""

    def __init__(self, plan, log):
        self.units, self.steps, self.trips = (a.tolist() for a in log.arrays())
        self.end = log.end
        self.by_unit, self.by_trip = defaultdict(list), defaultdict(list)
        for row in self.steps:
            self.by_unit[row[FLOW], row[ORDINAL]].append(row)
        for row in self.trips:
            self.by_trip[row[0], row[1]].append(row)
        self.itinerary = {(u[0], u[1]): plan.itineraries[u[2]] for u in self.units}
        self.plan = plan

    def step(self, row):
        """The plan's step of a unit's row."""
        return self.itinerary[row[FLOW], row[ORDINAL]].steps[row[ROW]]

    def move(self, row):
        """The plan's step of a trip's row."""
        return self.plan.lines[row[0]].steps[row[2]]

    def trip_row(self, line, trip, step):
        """A row of a trip, None where it is missing."""
        return next((r for r in self.by_trip[line, trip] if r[2] == step), None)


def conservation(plan, view):
    """Released = delivered + inside; each container is in one step at a time."""
    numbers = defaultdict(list)
    for flow, ordinal, itinerary, release, delivery in view.units:
        numbers[flow].append(ordinal)
        rows = view.by_unit[flow, ordinal]
        ends = [release, *(r[END] for r in rows)]
        assert [r[ARRIVE] for r in rows] == ends[:-1], "each step begins where the last ended"
        assert [r[ROW] for r in rows] == sorted({r[ROW] for r in rows})
        expected = _taken(plan, view, flow, ordinal, itinerary)
        if delivery >= 0:
            assert ends[-1] == delivery
            assert [r[ROW] for r in rows] == expected
        else:
            assert ends[-1] == -1 or len(rows) == len(expected)
            assert all(e >= 0 for e in ends[:-1])
            assert [r[ROW] for r in rows] == expected[: len(rows)]
    for ordinals in numbers.values():
        assert ordinals == list(range(len(ordinals)))
    for row in view.steps:
        if row[END] >= 0 and view.step(row).kind != Step.BOARD:
            assert row[ARRIVE] <= row[BEGIN] <= row[END]
            assert row[SERVED] <= row[END] - row[BEGIN]
            assert row[TRIP] == -1


def _taken(plan, view, flow, ordinal, itinerary):
    streams = plan.draws.streams
    return [
        n for n, step in enumerate(plan.itineraries[itinerary].steps)
        if step.kind != Step.END and (step.pick < 0 or streams[step.pick][ordinal])
    ]  # fmt: skip


def joined_trips(view):
    """Rows of a trip follow each other without a gap."""
    for rows in view.by_trip.values():
        for before, after in itertools.pairwise(rows):
            assert before[5] == after[3]
            assert before[2] < after[2]
        for row in rows[:-1]:
            assert row[3] <= row[4] <= row[5]


def _vehicle_rows(view, target, *, whole=False):
    """(arrive, start, end, servers) of vehicles at a facility; a vessel keeps its berth."""
    plan = view.plan
    for (line, _), rows in view.by_trip.items():
        made = plan.lines[line]
        fleet = made.kind == LineKind.FLEET
        at_berth = fleet and not plan.fleets[made.fleet].at_anchorage
        for k, row in enumerate(rows):
            step = view.move(row)
            if step.target != target or step.kind not in (Move.USE, Move.LOAD, Move.UNLOAD):
                continue
            if fleet and step.kind == Move.LOAD and not (at_berth or row[FEU]):
                continue  # it never came in from the anchorage
            end = row[5]
            if whole and fleet and step.kind == Move.LOAD and end >= 0:
                gone = next((r for r in rows[k:] if view.move(r).kind == Move.DEPART), None)
                end = gone[5] if gone else -1
            yield row, end, step


def occupancy(plan, view):
    """No facility has more at work than servers."""
    for number, facility in enumerate(plan.facilities):
        spans = [(r[BEGIN], r[END], view.step(r).servers) for r in view.steps
                 if view.step(r).kind == Step.USE and view.step(r).target == number]  # fmt: skip
        for row, end, step in _vehicle_rows(view, number, whole=True):
            if step.kind == Move.UNLOAD and row[4] == row[3] == row[5] and not row[FEU]:
                continue  # an empty vessel that stays outside
            spans.append((row[4], end, step.servers))
        assert _most(spans, view.end) <= facility.servers, facility


def _most(spans, end):
    edges = []
    for start, stop, servers in spans:
        if start >= 0:
            edges.append((start, servers))
            edges.append((stop if stop >= 0 else end + 1, -servers))
    top = level = 0
    for _, change in sorted(edges):
        level += change
        top = max(top, level)
    return top


def opening(plan, view):
    """Nothing begins while its facility is closed; nothing departs through a closed gate."""
    for row in view.steps:
        step = view.step(row)
        if step.kind == Step.USE and row[BEGIN] >= 0:
            assert _open(plan, plan.facilities[step.target].calendar, row[BEGIN])
            _service(plan, plan.facilities[step.target], row[BEGIN], row[END], row[SERVED])
    for row in view.trips:
        step = view.move(row)
        if step.kind == Move.DEPART and row[5] >= 0:
            assert _open(plan, step.calendar, row[5])
        elif step.kind == Move.USE and row[4] >= 0:
            assert _open(plan, plan.facilities[step.target].calendar, row[4])
            _service(plan, plan.facilities[step.target], row[4], row[5], row[6])


def _open(plan, calendar, tick):
    if calendar < 0:
        return True
    c = plan.calendars[calendar]
    return not any(a <= tick < b for a, b in zip(c.starts.tolist(), c.ends.tolist(), strict=True))


def _service(plan, facility, start, end, served):
    """The end by counting open time, in another way than the rule's."""
    if end < 0:
        return
    c = plan.calendars[facility.calendar] if facility.calendar >= 0 else None
    shut = 0
    if c is not None:
        shut = int(np.maximum(np.minimum(c.ends, end) - np.maximum(c.starts, start), 0).sum())
    if facility.rule == rules.FINISH:
        assert end - start == served
    elif facility.rule == rules.SUSPEND:
        assert end - start - shut == served
    else:
        assert _open(plan, facility.calendar, end - served)
        assert served <= end - start


def order_of_service(plan, view):
    """First come first served within a priority, whoever comes."""
    for number in range(len(plan.facilities)):
        queue = [(plan.flows[r[FLOW]].priority, r[ARRIVE], r[BEGIN]) for r in view.steps
                 if view.step(r).kind == Step.USE and view.step(r).target == number]  # fmt: skip
        for row, _, step in _vehicle_rows(view, number):
            fleet = plan.lines[row[0]].kind == LineKind.FLEET
            if not (fleet and step.kind in (Move.LOAD, Move.UNLOAD)):
                queue.append((0, row[3], row[4]))
        for priority in {q[0] for q in queue}:
            _in_order([q[1:] for q in queue if q[0] == priority])


def _in_order(pairs):
    """Whoever came strictly before began no later."""
    pairs = sorted((a, b if b >= 0 else 2**62) for a, b in pairs)
    latest = now = 0
    group = None
    for arrive, begin in pairs:
        if arrive != group:
            group, latest = arrive, max(latest, now)
        assert begin >= latest
        now = max(now, begin)


def order_of_boarding(plan, view):
    """Within a priority the first to come to a stop leaves first (fleets: is lifted first)."""
    queues = defaultdict(list)
    for row in view.steps:
        step = view.step(row)
        if step.kind != Step.BOARD:
            continue
        line = plan.lines[step.target]
        if line.kind == LineKind.FLEET and plan.fleets[line.fleet].vessels > 1:
            continue
        left = row[BEGIN]
        if left >= 0 and line.kind != LineKind.FLEET:
            load = view.trip_row(step.target, row[TRIP], line.first_step[step.stop])
            left = load[3]
        elif left < 0 and line.kind != LineKind.FLEET:
            continue  # perhaps promised to a train that still loads
        key = step.target, step.stop, plan.flows[row[FLOW]].priority
        queues[key].append((row[ARRIVE], left))
    for pairs in queues.values():
        _in_order(pairs)


def yards(plan, view):
    """Never more in a yard than its room, nor of one direction than its quota."""
    stays = defaultdict(list)
    for (flow, ordinal), rows in view.by_unit.items():
        inside = since = -1
        itinerary = view.itinerary[flow, ordinal]
        for row in rows:
            step = view.step(row)
            if step.kind == Step.ENTER and row[BEGIN] >= 0:
                inside, since = step.target, row[BEGIN]
            elif step.kind == Step.BOARD:
                if inside >= 0:
                    stays[inside].append((since, row[BEGIN], itinerary.direction))
                inside, since = step.yard if row[END] >= 0 else -1, row[END]
        if inside >= 0:
            gone = rows[-1][END]
            stays[inside].append((since, gone, itinerary.direction))
    for number, yard in enumerate(plan.yards):
        assert _most([(a, b, 1) for a, b, _ in stays[number]], view.end) <= yard.capacity
        for way, quota in enumerate(yard.quota):
            mine = [(a, b, 1) for a, b, d in stays[number] if d == way]
            assert quota < 0 or _most(mine, view.end) <= quota


def loads(plan, view):
    """Nobody aboard beyond the capacity of any day of the run."""
    aboard = defaultdict(list)
    for row in view.steps:
        step = view.step(row)
        if step.kind == Step.BOARD and row[TRIP] >= 0:
            aboard[step.target, row[TRIP]].append((row[BEGIN], row[END], 1))
    for (line, _), spans in aboard.items():
        assert _most(spans, view.end) <= plan.lines[line].capacity.max()


def grids(plan, view):
    """Departures on slots, one each; arrivals in order of departure."""
    for number, grid in enumerate(plan.grids):
        used, runs = [], []
        for row in view.trips:
            step = view.move(row)
            if step.target == number and step.kind == Move.DEPART and row[5] >= 0:
                used.append(row[5])
            elif step.target == number and step.kind == Move.RUN:
                runs.append((row[4], row[5] if row[5] >= 0 else 2**62))
        assert len(set(used)) == len(used)
        for tick in used:
            slot = rules.first_path(grid.p, grid.q, tick)
            assert rules.path_tick(grid.p, grid.q, slot) == tick
        ends = [end for _, end in sorted(runs)]
        assert ends == sorted(ends)


def stages_add_up(made, view):
    """The stages of every delivered container fill its time without gap or overlap."""
    journeys = {j.itinerary: j for j in made.book().journeys}
    ours = [u for u in view.units if made.plan.flows[u[0]].ours and u[4] >= 0]
    for flow, ordinal, itinerary, release, delivery in ours:
        journey = journeys[itinerary]
        rows = {r[ROW]: r for r in view.by_unit[flow, ordinal]}
        total = sum(_stage(view, s, rows) for s in journey.stages)
        assert total == delivery - release


def _stage(view, stage, rows):
    """Ticks of a stage, as `Source` describes them."""
    mine = rows.get(stage.step)
    if stage.source == Source.UNIT:
        return mine[END] - mine[ARRIVE] if mine else 0
    row = view.trip_row(stage.line, mine[TRIP], stage.row)
    if stage.source == Source.BOARD:
        return row[5] - mine[ARRIVE]
    if stage.source == Source.LAND:
        return mine[END] - row[3]
    return row[5] - row[3] if row else 0
