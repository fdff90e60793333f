"""Small networks as ordinary data, run by an engine, with releases at stated ticks."""

import copy
from dataclasses import dataclass, replace

import numpy as np

from simulator.engines import reference
from simulator.model.scenario import Network, Scenario
from simulator.plan.compile import compile_plan
from simulator.plan.draws import BLOCK, Stream
from simulator.plan.tables import Move, Step

H = 3_600
DAY = 86_400
ECONOMY = {
    "price_year": 2025,
    "price_index": {2024: 100, 2025: 102},
    "co2e_kg_per_tkm": {"rail": 0.02, "sea": 0.01, "road": 0.08},
    "co2e_kg_per_lift": 5,
    "container_tare_t": 4,
    "cargo": {
        "value_usd_per_feu": 50_000, "tonnes_per_feu": 10, "value_of_time_usd_per_day": 40,
        "reliability_ratio": 1, "stock_share_per_year": 0.1, "price_year": 2025,
    },
}  # fmt: skip


def place(country="KZ", **keys):
    return {"name": "Somewhere", "country": country, "lat": 45, "lon": 60, "gauges": [1520], **keys}


def road(start, end, hours=1, **keys):
    return {"start": start, "end": end, "mode": "road", "km": 100, "move_hours": hours, **keys}


def rail(start, end, hours=1, **keys):
    return road(start, end, hours, **{"mode": "rail", "gauge": 1520, **keys})


def sea(start, end, hours=1, **keys):
    return road(start, end, hours, mode="sea", **keys)


def corridor(legs, **keys):
    """A corridor of {leg: service}."""
    chain = {leg: {"service": service} for leg, service in legs.items()}
    base = {"name": "C", "market": "m", "direction": "westbound", "costs": {"price_year": 2025}}
    return {**base, "legs": chain, **keys}


def demand(start, end, per_day=1.0, corridors=("c",), **keys):
    shares = dict.fromkeys(corridors, 1)
    base = {"name": "D", "start": start, "end": end, "shares": shares}
    return {**base, "feu_per_year": 365 * per_day, "arrivals": {"process": "fixed"}, **keys}


def network(places, legs, services, demands, corridors=None, **rest):
    """A network; without `corridors`, one named `c` along all legs and their first services."""
    if corridors is None:
        carrier = {leg: next(s for s, v in services.items() if leg in v["legs"]) for leg in legs}
        corridors = {"c": corridor(carrier)}
    named = {k: place() if v is None else v for k, v in places.items()}
    return copy.deepcopy({  # tests change what they get
        "economy": ECONOMY, "markets": {"m": {"name": "M"}}, "places": named, "legs": legs,
        "services": services, "corridors": corridors, "demands": demands, **rest,
    })  # fmt: skip


@dataclass
class Scripted(Stream):
    """A stream that says given values, then one that never comes."""

    values: tuple = ()

    def fill(self, block):
        rows = np.full(BLOCK, 2**50, dtype=np.int64)
        mine = self.values[block * BLOCK : (block + 1) * BLOCK]
        rows[: len(mine)] = mine
        return rows


def release_at(plan, ticks):
    """The same plan, with the containers of demands released at stated ticks only (rising)."""
    flows = []
    for flow in plan.flows:
        if flow.ours:
            at = np.array(ticks.get(flow.name, ()), dtype=np.int64) * 1000 + 500
            gaps = tuple(np.diff(at, prepend=0).tolist())
            plan.draws.streams[flow.gap] = Scripted(1, 0, flow.name, None, values=gaps)
            clock = np.arange(len(flow.clock), dtype=np.int64) * DAY * 1000
            flows.append(replace(flow, clock=clock))
        else:
            flows.append(flow)
    return replace(plan, flows=tuple(flows))


@dataclass
class Ran:
    """A finished run, by names instead of numbers."""

    plan: object
    log: object

    def __post_init__(self):
        self.units, self.steps, self.trips = self.log.arrays()

    def flow(self, name):
        return next(k for k, f in enumerate(self.plan.flows) if f.name == name)

    def line(self, name):
        return next(k for k, line in enumerate(self.plan.lines) if line.name == name)

    def walk(self, name, ordinal):
        """Steps of one container: (kind, arrive, start, end, served, trip)."""
        flow = self.flow(name)
        mine = self.units[(self.units[:, 0] == flow) & (self.units[:, 1] == ordinal)]
        kinds = self.plan.itineraries[mine[0, 2]].steps
        rows = self.steps[(self.steps[:, 0] == flow) & (self.steps[:, 1] == ordinal)]
        return [(kinds[r[2]].kind.name, *map(int, r[3:])) for r in rows]

    def trip(self, name, number):
        """Steps of one trip: (kind, arrive, start, end, served, feu)."""
        line = self.line(name)
        rows = self.trips[(self.trips[:, 0] == line) & (self.trips[:, 1] == number)]
        return [(self.plan.lines[line].steps[r[2]].kind.name, *map(int, r[3:])) for r in rows]

    def numbers(self, name):
        """Numbers of the trips of a line."""
        return sorted(set(self.trips[self.trips[:, 0] == self.line(name), 1].tolist()))

    def delivered(self, name):
        """Delivery ticks of a flow, by ordinal (-1: inside)."""
        return self.units[self.units[:, 0] == self.flow(name), 4].tolist()

    def boarded(self, name):
        """Trips boarded first by a flow's containers, by ordinal."""
        flow = self.flow(name)
        rows = self.steps[(self.steps[:, 0] == flow) & (self.steps[:, 7] >= 0)]
        return [int(rows[rows[:, 1] == n][0, 7]) for n in sorted(set(rows[:, 1].tolist()))]


def compiled(data, replication=0, corridors=None, at=None, **scenario):
    """Compiler of one replication, over `Network` data."""
    settings = {"horizon_days": 10, "warmup_days": 0, **scenario}
    net = Network.model_validate(data)
    chosen = tuple(sorted(net.corridors)) if corridors is None else corridors
    made = compile_plan(net, Scenario(**settings), chosen, replication)
    if at is not None:
        made.plan = release_at(made.plan, at)
    return made


def run(data, at=None, engine=reference.run, **settings):
    """Compile and run; `at` gives release ticks by demand."""
    plan = compiled(data, at=at, **settings).plan
    return Ran(plan, engine(plan))


__all__ = ["DAY", "ECONOMY", "H", "Move", "Ran", "Step", "compiled", "corridor", "demand",
           "network", "place", "rail", "release_at", "road", "run", "sea"]  # fmt: skip
