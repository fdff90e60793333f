"""Laying a plan out in the memory of the compiled engine; see `compiled_layout`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from simulator.engines import compiled_layout as at
from simulator.plan.draws import UNIT_GAP
from simulator.plan.tables import Calendar, Fleet, Line, LineKind, Move, Plan, Step
from simulator.units import NEVER

UNIT_CELLS, TRIP_CELLS = 16_384, 4_096
"""About so many cells of an itinerary's or a line's rows are kept before they go to the log."""
FEWEST_ROWS = 4
MOST_PLAIN = 16
"""Servers of a facility that is treated as plain."""
LONGEST_SPAN = 12
"""Binary logarithm, in ticks."""
BOARDS = {
    LineKind.TIMETABLE: at.TIMETABLE,
    LineKind.FILL_AND_GO: at.FILL_AND_GO,
    LineKind.FLEET: at.FLEET_BOARD,
}


def whole_lines(cells: int) -> int:
    """So many cells, and the rest of the last line of the cache."""
    return -(-cells // at.LINE_CELLS) * at.LINE_CELLS


def _where_all_alight(plan: Plan) -> dict[tuple[int, int], int]:
    """Stop at which all alight that board a line at a stop, `SEVERAL` where they are not alike.

    Whoever has room in a yard is not like others: it leaves it when it boards.
    """
    found: dict[tuple[int, int], int] = {}
    for itinerary in plan.itineraries:
        inside = False
        for step in itinerary.steps:
            if step.kind == Step.BOARD:
                where, stop = (step.target, step.stop), at.SEVERAL if inside else step.alight
                found[where] = stop if found.get(where, stop) == stop else at.SEVERAL
            if step.kind in (Step.BOARD, Step.ENTER):
                inside = step.kind == Step.ENTER or step.yard >= 0
    return found


class Packed:
    """A plan as cells, and the addresses that Python needs afterwards."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.cells: list[int] = [0] * at.HEADER_SIZE
        self.top = 0
        """First address behind everything, empty cells that need no packing included."""
        classes = sorted({0, *(flow.priority for flow in plan.flows)})
        self.priority = {priority: k for k, priority in enumerate(classes)}
        self.labels: dict[int, str] = {}
        """Names of resources by address."""
        self.stop_size = at.QUEUE_HEADS + 2 * len(classes)
        self.draws = max((len(line.steps) for line in plan.lines), default=0) + 1
        """Draws of a trip: for ties, then a time for each step."""
        self.of_vehicles = {
            move.target for line in plan.lines for move in line.steps
            if move.kind in (Move.LOAD, Move.USE, Move.UNLOAD)
        }  # fmt: skip
        """Facilities that vehicles use."""
        self.users: dict[int, set[tuple[int, int]]] = {}
        """Facility → priority and servers of the units that use it."""
        for flow in plan.flows:
            for step in (s for k in flow.itineraries for s in plan.itineraries[k].steps):
                if step.kind == Step.USE:
                    self.users.setdefault(step.target, set()).add((flow.priority, step.servers))
        self.alight = _where_all_alight(plan)
        self.calendars = [self._calendar(c) for c in plan.calendars] + [self._calendar(None)]
        self.pools = [self._pool(k) for k in range(len(plan.facilities))]
        self.rooms = [self._room(k) for k in range(len(plan.yards))]
        self.paths = [self._paths(k) for k in range(len(plan.grids))]
        self.gates: dict[tuple[int, int], int] = {}
        self.lines = [self.record(at.LINE_SIZE) for _ in plan.lines]
        self._pack_lines()
        self._gate_lists()
        self.itineraries = self._pack_itineraries()
        self.flows = [self._flow(k) for k in range(len(plan.flows))]
        self.vessels = [
            self._vessel(k, v) for k, fleet in enumerate(plan.fleets) for v in range(fleet.vessels)
        ]
        self._link_vessels()
        self._header()

    # --- cells ------------------------------------------------------------------------------
    def record(self, size: int) -> int:
        """Address of new cells, all 0."""
        address = len(self.cells)
        self.cells.extend([0] * size)
        return address

    def _empty(self, size: int) -> int:
        """Address of new cells behind all that is packed."""
        self.top += whole_lines(size)
        return self.top - whole_lines(size)

    def row(self, values: Iterable[int]) -> int:
        """Address of new cells with these values."""
        address = len(self.cells)
        self.cells.extend(map(int, values))
        return address

    def put(self, record: int, **cells: int) -> None:
        """Set cells of a record by their names in the layout."""
        offsets = vars(at)
        for name, value in cells.items():
            self.cells[record + offsets[name]] = int(value)

    def _resource(self, kind: int, size: int, label: str) -> int:
        address = self.record(size)
        self.put(address, R_KIND=kind, R_RANK=len(self.labels), WAKE_AT=-1)
        self.labels[address] = label
        return address

    # --- facilities, yards, paths -----------------------------------------------------------
    def _calendar(self, calendar: Calendar | None) -> int:
        address = self.record(at.CALENDAR_SIZE)
        if calendar is not None:
            starts, ends = self.row(calendar.starts.tolist()), self.row(calendar.ends.tolist())
            count = len(calendar.starts)
            self.put(address, CALENDAR_COUNT=count, STARTS=starts, ENDS=ends)
        return address

    def _pool(self, number: int) -> int:
        facility = self.plan.facilities[number]
        size = at.POOL_QUEUE + self.stop_size
        pool = self._resource(at.POOL, size, f"{facility.place}.{facility.name}")
        calendar = self.calendars[facility.calendar]
        self.put(pool, POOL_FREE=facility.servers, POOL_CALENDAR=calendar, POOL_RULE=facility.rule)
        if self._is_plain(number):
            slots = self.record(facility.servers)
            self.put(pool, POOL_SERVERS=facility.servers, POOL_SLOTS=slots, POOL_UNITS=1)
        return pool

    def _is_plain(self, number: int) -> bool:
        """Whether the end of a service is known when it is asked for; see `compiled_plain`."""
        facility = self.plan.facilities[number]
        never_shut = facility.calendar < 0 or not len(self.plan.calendars[facility.calendar].starts)
        users = self.users.get(number, set())
        alike = len(users) == 1 and all(servers == 1 for _, servers in users)
        few = facility.servers <= MOST_PLAIN
        return never_shut and number not in self.of_vehicles and alike and few

    def _room(self, number: int) -> int:
        yard = self.plan.yards[number]
        room = self._resource(at.ROOM, at.ROOM_QUEUE + self.stop_size, f"{yard.place}.yard")
        quotas, levels = self.row(yard.quota), self.record(len(yard.quota))
        self.put(room, CAPACITY=yard.capacity, QUOTAS=quotas, BY_DIRECTION=levels)
        return room

    def _paths(self, number: int) -> int:
        grid = self.plan.grids[number]
        label = f"{grid.leg} {'forward' if grid.forward else 'backward'}"
        paths = self._resource(at.PATHS, at.PATHS_SIZE, label)
        self.put(paths, PATH_P=grid.p, PATH_Q=grid.q, LAST_SLOT=-1)
        return paths

    def _gate(self, grid: int, calendar: int) -> int:
        """Queue of the trains on a grid that heed a calendar."""
        if (grid, calendar) not in self.gates:
            gate = self.gates[grid, calendar] = self.record(at.GATE_QUEUE + self.stop_size)
            self.put(gate, GATE_CALENDAR=self.calendars[calendar])
        return self.gates[grid, calendar]

    def _gate_lists(self) -> None:
        for number, paths in enumerate(self.paths):
            gates = [gate for (grid, _), gate in self.gates.items() if grid == number]
            self.put(paths, GATES=self.row(gates), GATES_COUNT=len(gates))

    # --- lines and fleets -------------------------------------------------------------------
    def _pack_lines(self) -> None:
        plan = self.plan
        self.boards = [0] * len(plan.lines)
        self.stops: list[list[int]] = [[] for _ in plan.lines]
        """Queues of containers, by line and stop."""
        for k, line in enumerate(plan.lines):
            if line.fleet < 0:
                self._departures(k, line)
        self.fleets = [self._fleet(fleet) for fleet in plan.fleets]
        for k, line in enumerate(plan.lines):
            self._line(k, line)

    def _line(self, number: int, line: Line) -> None:
        last = max(line.loads, default=-1) if line.kind == LineKind.TIMETABLE else -1
        steps: list[int] = []
        for step in line.steps:
            on_grid = step.kind in (Move.DEPART, Move.RUN) and step.target >= 0
            target = self.paths[step.target] if on_grid else self._target(step.target)
            extra = self.calendars[step.calendar]
            if step.kind == Move.DEPART and on_grid:
                extra = self._gate(step.target, step.calendar % len(self.calendars))
            elif step.kind == Move.LOAD:
                extra = self.alight.get((number, step.stop), at.SEVERAL)
            steps += [step.kind, target, step.servers, step.stop, extra, step.lift]
        self._owner(self.lines[number], number, len(steps) // at.MOVE_SIZE)
        self.put(
            self.lines[number], L_BOARD=self.boards[number],
            L_STEPS=self.row(steps), L_STEPS_COUNT=len(line.steps),
            L_FIRST_STEP=self.row(line.first_step), L_LAST_LOAD=last,
            L_RANK=len(self.plan.flows) + number,
        )  # fmt: skip

    def _target(self, facility: int) -> int:
        return self.pools[facility] if facility >= 0 else 0

    def _departures(self, number: int, line: Line) -> None:
        board = self._resource(BOARDS[line.kind], at.COLLECTORS + 1, line.name)
        queues = self.record(len(line.stops) * self.stop_size)
        self.stops[number] = [queues + s * self.stop_size for s in range(len(line.stops))]
        self.put(
            board, BOARD_LINE=self.lines[number], CLOSED=self.calendars[line.closed],
            CAPACITIES=self.row(line.capacity.tolist()), DAYS=len(line.capacity),
            LONGEST_WAIT=line.longest_wait, LOADS=self.row(line.loads),
            LOADS_COUNT=len(line.loads), SLOTS=self.row(line.slots), SLOTS_COUNT=len(line.slots),
            CYCLE=line.slot_cycle, QUEUES=queues, COLLECTORS=self.record(self.stop_size),
        )  # fmt: skip
        self.boards[number] = board

    def _fleet(self, fleet: Fleet) -> int:
        board = self._resource(at.FLEET_BOARD, at.SIDES + 1, fleet.service)
        size = at.SIDE_QUEUE + self.stop_size
        sides = self.record(2 * size)
        for k, number in enumerate(fleet.lines):
            line, end = self.plan.lines[number], sides + k * size
            self.boards[number] = board
            self.stops[number] = [end + at.SIDE_QUEUE] * len(line.stops)
            lift = line.steps[line.first_step[0]].lift
            self.put(
                end, SIDE_LINE=self.lines[number], SIDE_DAYS=len(line.capacity),
                SIDE_CAPACITIES=self.row(line.capacity.tolist()), LEAST_LOAD=line.least_load,
                SIDE_WAIT=line.longest_wait, SIDE_LIFT=lift,
            )  # fmt: skip
        self.put(board, VESSELS_COUNT=fleet.vessels, AT_ANCHORAGE=fleet.at_anchorage, SIDES=sides)
        return board

    def _vessel(self, number: int, vessel: int) -> int:
        steps = self.draws - 1
        address = self.record(whole_lines(at.VEHICLE_HISTORY + steps * at.HISTORY_SIZE))
        first = self.plan.fleets[number].lines[vessel % 2]
        self.put(
            address, KIND=at.VEHICLE, FLEET=self.fleets[number], VESSEL=vessel, SIDE=vessel % 2,
            LINE=self.lines[first], OLDEST=NEVER, DIRECTION=-1, PRIORITY=self.priority[0],
        )  # fmt: skip
        return address

    def _link_vessels(self) -> None:
        """List the vessels of each fleet, and all vehicles."""
        self.vessels_of: dict[int, list[int]] = {board: [] for board in self.fleets}
        for vessel in self.vessels:
            self.vessels_of[self.cells[vessel + at.FLEET]].append(vessel)
        for board, vessels in self.vessels_of.items():
            self.chain(vessels, at.VESSEL_NEXT)
            self.put(board, VESSELS=vessels[0] if vessels else 0)
        self.chain(self.vessels, at.ALL_NEXT)

    def chain(self, records: Sequence[int], link: int) -> None:
        """Link records through a cell of each."""
        for one, two in pairwise(records):
            self.cells[one + link] = two

    # --- flows ------------------------------------------------------------------------------
    def _pack_itineraries(self) -> list[int]:
        found = []
        for k, itinerary in enumerate(self.plan.itineraries):
            address, steps = self.record(at.ITINERARY_SIZE), len(itinerary.steps)
            self._owner(address, k, steps - 1)  # END is no step of a history
            rows = self.row(self._unit_steps(k))
            self.put(address, I_DIRECTION=itinerary.direction, I_STEPS=rows, I_STEPS_COUNT=steps)
            found.append(address)
        return found

    def _owner(self, address: int, number: int, steps: int) -> None:
        """Note the index of an itinerary or line, and how wide its rows of the log are."""
        width = at.HEAD_SIZE + steps * at.HISTORY_SIZE
        self.put(address, OWNER_INDEX=number, ROWS_WIDTH=width)

    def _room_for_rows(self) -> None:
        """Give every itinerary and line cells for its rows of the log."""
        for owners, cells in ((self.itineraries, UNIT_CELLS), (self.lines, TRIP_CELLS)):
            for address in owners:
                width = self.cells[address + at.ROWS_WIDTH]
                size = width * max(FEWEST_ROWS, cells // width)
                begin = self._empty(size)
                self.put(address, ROWS_AT=begin, ROWS_NEXT=begin, ROWS_END=begin + size)

    def _unit_steps(self, itinerary: int) -> list[int]:
        cells: list[int] = []
        for step in self.plan.itineraries[itinerary].steps:
            target = stop = 0
            if step.kind == Step.ENTER:
                target = self.rooms[step.target]
            elif step.kind == Step.USE:
                target = self.pools[step.target]
            elif step.kind == Step.BOARD:
                target, stop = self.boards[step.target], self.stops[step.target][step.stop]
            yard = self.rooms[step.yard] if step.yard >= 0 else 0
            cells += [step.kind, target, step.servers, stop, step.alight, yard]
        return cells

    def _flow(self, number: int) -> int:
        flow = self.plan.flows[number]
        address = self.record(at.FLOW_SIZE)
        steps = max(len(self.plan.itineraries[i].steps) for i in flow.itineraries)
        self.put(
            address, KIND=at.FLOW, F_INDEX=number, F_OURS=flow.ours,
            F_PRIORITY=self.priority[flow.priority], F_WIDTH=at.R_DRAWS + steps,
        )  # fmt: skip
        return address

    # --- header -----------------------------------------------------------------------------
    def _header(self) -> None:
        plan = self.plan
        starters = [
            board for line, board in zip(plan.lines, self.boards, strict=True)
            if line.kind == LineKind.TIMETABLE
        ]  # fmt: skip
        starters += [self.row((at.WINDOW_OVER, 0, 0)), self.row((at.LAST, 0, 0))]
        born = [*self.flows, *self.vessels]
        self.chain(born, at.EVENT_NEXT)
        longest = max((len(i.steps) for i in plan.itineraries), default=0)
        unit = whole_lines(at.UNIT_HISTORY + longest * at.HISTORY_SIZE)
        vehicle = whole_lines(at.VEHICLE_HISTORY + (self.draws - 1) * at.HISTORY_SIZE)
        resources = len(self.labels)
        if plan.last_tick >> 3 * at.WHEEL_BITS:
            raise ValueError(f"a run of {plan.last_tick} ticks is too long for the clock's wheels")
        starting = self.row(starters)
        self.top = whole_lines(len(self.cells))
        self._room_for_rows()
        self.put(
            0, LAST_TICK=plan.last_tick, SPAN_BITS=self._span_bits(), WINDOW_END=plan.window_end,
            URGENT=born[0] if born else 0, URGENT_TAIL=born[-1] if born else 0,
            NEAR=self._empty(at.WHEEL_SIZE), MIDDLE=self._empty(at.WHEEL_SIZE),
            FAR=self._empty(at.WHEEL_SIZE), TOUCHED=self._empty(resources),
            DEPARTING=self._empty(resources), BASKETS=self._empty(at.BASKETS_SIZE),
            UNIT_SIZE=unit, VEHICLE_SIZE=vehicle, ROUND_WIDTH=self.draws,
            PRIORITIES=len(self.priority), USUAL_PRIORITY=self.priority[0],
            ALL_VEHICLES=self.vessels[0] if self.vessels else 0,
            MARGIN=unit + vehicle + at.WAKE_SIZE * (resources + 2),
            STARTERS=starting, STARTERS_COUNT=len(starters),
        )  # fmt: skip

    def _span_bits(self) -> int:
        """Binary logarithm of the time between two events, about."""
        events = sum(
            float(flow.clock[-1]) / UNIT_GAP * flow.group
            * max(len(self.plan.itineraries[i].steps) for i in flow.itineraries)
            for flow in self.plan.flows if len(flow.clock)
        )  # fmt: skip
        return min(LONGEST_SPAN, int(self.plan.last_tick / max(events, 1.0)).bit_length())
