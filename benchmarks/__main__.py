"""`python -m benchmarks [--rounds N] [--days N] [--boxes N]`: print the table of ratios."""

import argparse
import statistics
import time

from benchmarks import idiomatic, worlds, yardstick
from simulator.engines import compiled, reference
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, interleaved; medians count")
    parser.add_argument("--days", type=int, default=60, help="horizon of the shipped baseline")
    parser.add_argument("--boxes", type=int, default=200_000, help="containers at the stations")
    chosen = parser.parse_args()
    _baseline(chosen.rounds, chosen.days)
    _stations(chosen.rounds, chosen.boxes)
    _trains(chosen.rounds)


def _engine(run, make, stages):
    """Call that runs an engine on a fresh plan and gives (what was done, seconds)."""

    def measure():
        plan = make()
        begun = time.perf_counter()
        log = run(plan)
        spent = time.perf_counter() - begun
        return stages(log), spent

    return measure


def _function(function, boxes, stages_each=worlds.STATIONS):
    def measure():
        begun = time.perf_counter()
        done = function(boxes)
        return len(done) * stages_each, time.perf_counter() - begun

    return measure


def _steps(log):
    return sum(len(block) for block in log.steps.blocks)


def _box_stages(log):
    units = sum(int((block[:, 4] >= 0).sum()) for block in log.units.blocks)
    return units * worlds.STATIONS


def _baseline(rounds, days):
    read = load_scenario("baseline", overrides={"horizon_days": days})
    make = lambda: compile_plan(read.network, read.scenario, read.corridors, 0).plan  # noqa: E731
    _table(f"Shipped baseline, {days} days: unit steps", rounds, {
        "reference engine (SimPy)": _engine(reference.run, make, _steps),
        "compiled engine": _engine(compiled.run, make, _steps),
    })  # fmt: skip


def _stations(rounds, boxes):
    few, many = worlds.stations(boxes // 10), worlds.stations(boxes)
    _table(f"Six M/M/2 stations, {boxes:,} containers (SimPy a tenth): stages", rounds, {
        "idiomatic SimPy": _function(idiomatic.stations, boxes // 10),
        "reference engine (SimPy)": _engine(reference.run, few, _box_stages),
        "compiled engine": _engine(compiled.run, many, _box_stages),
        "bare Numba loop": _function(yardstick.stations, boxes),
    })  # fmt: skip


def _trains(rounds):
    make = worlds.trains(50_000)
    few = worlds.trains(10_000)
    _table("Trains of 50, six legs, 50,000 containers (SimPy 10,000): rides", rounds, {
        "idiomatic SimPy": _function(idiomatic.trains, 10_000),
        "reference engine (SimPy)": _engine(reference.run, few, _box_stages),
        "compiled engine": _engine(compiled.run, make, _box_stages),
    })  # fmt: skip


def _table(title, rounds, contestants):
    """Run all, round by round; print the speed and the ratio to the first of each."""
    for name in contestants:
        if "Numba" in name or "compiled" in name:
            contestants[name]()  # compiles
    speeds = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            count, seconds = measure()
            speeds[name].append(count / seconds)
    first = statistics.median(next(iter(speeds.values())))
    print(f"\n{title}\n| |thousand a second, median [range]|ratio|\n|---|---|---|")
    for name, found in speeds.items():
        middle = statistics.median(found)
        span = f"{min(found) / 1e3:,.0f}–{max(found) / 1e3:,.0f}"
        print(f"|{name}|{middle / 1e3:,.0f} [{span}]|{middle / first:.1f}|", flush=True)


if __name__ == "__main__":
    main()
