"""`python -m benchmarks [--rounds N] [--days N] [--boxes N]`: print the tables of ratios.

Seconds are those of the processor (`time.process_time`), on one core, so that what else the
machine does matters less; contestants take turns, and medians count. Compilation and the making
of the plan are left out; draws and the log are in. `python -m benchmarks.scale` shows how speed
and memory grow with the number of containers.
"""

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ciw_stations, idiomatic, worlds, yardstick, yardstick_trains
from simulator.engines import compiled, reference
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan
from simulator.plan.runlog import parted

FEW = 10_000
"""Containers for the slow contestants: all speeds are per stage, whatever the number."""
CIW = 2_000


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, interleaved; medians count")
    parser.add_argument("--days", type=float, help="horizon of the baseline (default: its own)")
    parser.add_argument("--boxes", type=int, default=200_000, help="containers at the stations")
    chosen = parser.parse_args()
    _stations(chosen.rounds, chosen.boxes)
    _trains(chosen.rounds)
    _terminals(chosen.rounds)
    _baseline(chosen.rounds, chosen.days)
    _start_up(chosen.rounds)


# --- contestants ----------------------------------------------------------------------------
def _engine(run, make, stages):
    """Call that runs an engine on a fresh plan and gives (what was done, seconds)."""

    def measure():
        plan = make()
        begun = time.process_time()
        log = run(plan)
        spent = time.process_time() - begun
        return stages(log), spent

    return measure


def _function(function, boxes):
    def measure():
        begun = time.process_time()
        done = function(boxes)
        return len(done) * worlds.STATIONS, time.process_time() - begun

    return measure


def _steps(log):
    return sum(int((parted(block)[3] >= 0).sum()) for _, block in log.units.blocks)


def _box_stages(log):
    units = sum(int((block[:, 3] >= 0).sum()) for _, block in log.units.blocks)
    return units * worlds.STATIONS


# --- tables ---------------------------------------------------------------------------------
def _stations(rounds, boxes):
    few, many = worlds.stations(FEW), worlds.stations(boxes)
    _table(f"Six M/M/2 stations in series, {boxes:,} containers: stages", rounds, {
        "idiomatic SimPy, process per container": _function(idiomatic.stations, FEW),
        "Ciw": _function(ciw_stations.stations, CIW),
        "reference engine": _engine(reference.run, few, _box_stages),
        "compiled engine": _engine(compiled.run, many, _box_stages),
        "bare Numba loop, no log": _function(yardstick.stations, boxes),
    })  # fmt: skip


def _trains(rounds):
    _carried("Trains of 50, six legs, 50,000 containers: rides", rounds, "trains")


def _terminals(rounds):
    title = "Trains of 50 behind six M/M/2 stations, 50,000 containers: service and ride"
    _carried(title, rounds, "terminals")


def _carried(title, rounds, name):
    world = getattr(worlds, name)
    _table(title, rounds, {
        "idiomatic SimPy, process per container": _function(getattr(idiomatic, name), FEW),
        "reference engine": _engine(reference.run, world(FEW), _box_stages),
        "compiled engine": _engine(compiled.run, world(50_000), _box_stages),
        "bare Numba loop, no log": _function(getattr(yardstick_trains, name), 50_000),
    })  # fmt: skip


def _baseline(rounds, days):
    overrides = {} if days is None else {"horizon_days": days}
    read = load_scenario("baseline", overrides=overrides)
    make = lambda: compile_plan(read.network, read.scenario, read.corridors, 0).plan  # noqa: E731
    _table(f"Shipped baseline, {read.scenario.horizon_days:g} days: steps of units", rounds, {
        "reference engine": _engine(reference.run, make, _steps),
        "compiled engine": _engine(compiled.run, make, _steps),
    })  # fmt: skip


def _table(title, rounds, contestants):
    """Run all, round by round; print the speed, and its ratio to that of each other."""
    for name, measure in contestants.items():
        if "Numba" in name or "compiled" in name:
            measure()  # compiles
    speeds = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            gc.collect()  # what another one left behind
            count, seconds = measure()
            speeds[name].append(count / seconds)
    middle = {name: statistics.median(found) for name, found in speeds.items()}
    ours = middle["compiled engine"]
    print(f"\n{title}")
    print("| |thousand a second, median [range]|compiled engine is|\n|---|---|---|")
    for name, found in speeds.items():
        span = f"{min(found) / 1e3:,.0f}–{max(found) / 1e3:,.0f}"
        ratio = "" if name == "compiled engine" else f"{ours / middle[name]:.3g} ×"
        print(f"|{name}|{middle[name] / 1e3:,.0f} [{span}]|{ratio}|", flush=True)
    if "reference engine" in middle and len(middle) > 2:
        ratio = middle["reference engine"] / next(iter(middle.values()))
        print(f"\nThe reference engine is {ratio:.2f} × idiomatic SimPy.")


def _start_up(rounds):
    """Seconds by the clock from the command line to the answer, kernels on disk."""
    with tempfile.TemporaryDirectory() as folder:
        run = ["-m", "simulator", "run", "baseline", "--set", "horizon_days=30", "--set",
               "warmup_days=5", "--set", "follow_days=20", "--replications", "1", "--quiet",
               "--workers", "1", "--force", "--out", str(Path(folder) / "run")]  # fmt: skip
        commands = {
            'python -c "import pandas"': ["-c", "import pandas"],
            "corridorsim --help": ["-m", "simulator", "--help"],
            "corridorsim list": ["-m", "simulator", "list"],
            "corridorsim run baseline, 30 days, one replication": run,
        }
        _seconds(run)  # compiles
        found = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                found[name].append(_seconds(command))
    print("\nFrom the command line to the answer\n|command|seconds, median [range]|\n|---|---|")
    for name, each in found.items():
        print(f"|`{name}`|{statistics.median(each):.2f} [{min(each):.2f}–{max(each):.2f}]|")


def _seconds(command):
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
