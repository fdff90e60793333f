"""`python -m benchmarks.studies`: runs per second of a study, where its time goes, two workers.

Prints, for the northern corridor at 10,000 and 100,000 FEU a run: how the wall time of a run
divides into plan, engine (draws included) and results; runs per second with one worker and with
two (median of the rounds, interleaved); and the ratio to the same study on the SimPy engine.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from simulator.study.points import Outcomes
from simulator.study.pool import Here, Item, Pool
from simulator.study.store import Store
from simulator.study.sweep import prepare_study

FEU_PER_YEAR = 6_100
"""About what the shipped northern corridor moves in a year: scales the demand."""


def study(feu, points):
    """A Latin hypercube over a tariff, a procedure and a fleet's number, `feu` a run."""
    return {
        "base": "baseline",
        "scenario": {"corridors": ["northern"], "warmup_days": 30,
                     "horizon_days": 365 * feu / FEU_PER_YEAR},
        "replications": 1,
        "factors": {
            "tariffs": {"path": "legs.*.tariff_usd_per_feu", "range": [0.8, 1.2], "as": "relative"},
            "speed": {"path": "legs.*.speed_km_per_day", "range": [0.9, 1.1], "as": "relative"},
        },
        "method": {"kind": "latin_hypercube", "samples": points},
    }  # fmt: skip


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studies")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, interleaved; medians count")
    parser.add_argument("--points", type=int, default=24, help="runs of 10,000 FEU in each round")
    parser.add_argument("--large", type=int, default=4, help="runs of 100,000 FEU in each round")
    chosen = parser.parse_args()
    for feu, points in ((10_000, chosen.points), (100_000, chosen.large)):
        print(f"{feu:,} FEU a run")
        _parts(feu, points)
        one, two = _workers(feu, points, chosen.rounds)
        print(f"  one worker   {one:8.2f} runs/s")
        print(f"  two workers  {two:8.2f} runs/s: {two / one:.2f} times one")
    _against_simpy(chosen.points)


def _parts(feu, points):
    """Where the wall time of a run goes, with one worker process."""
    job = prepare_study(study(feu, points))
    items = _items(job)
    spent = dict.fromkeys(("plan", "engine", "results"), 0.0)
    with Pool(job.work, 1) as pool:
        list(pool.run(items[:1]))
        begun = time.perf_counter()
        for done in pool.run(items):
            for line in done.lines:
                spent[line["event"]] += line["seconds"]
        whole = time.perf_counter() - begun
    spent["the rest (varying the data, tables, sending)"] = whole - sum(spent.values())
    for name, seconds in spent.items():
        print(f"  {name:45} {seconds / whole:6.1%}")


def _items(job):
    return [Item(point) for point in job.design.propose(Outcomes(1))]


def _workers(feu, points, rounds):
    """Runs per second with one and two processes, pieces written: medians."""
    job = prepare_study(study(feu, points))
    items = _items(job)
    found = {1: [], 2: []}
    with Pool(job.work, 1) as one, Pool(job.work, 2) as two:
        for pool in (one, two):
            list(pool.run(items[:2]))  # processes start, and read the compiled engine
        for _ in range(rounds):
            for width, pool in ((1, one), (2, two)):
                with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
                    begun = time.perf_counter()
                    for done in pool.run(items):
                        store.put(done.item.point.number, done.found)
                    found[width].append(points / (time.perf_counter() - begun))
    return statistics.median(found[1]), statistics.median(found[2])


def _against_simpy(points):
    """The same study on both engines, one process."""
    rates = {}
    for engine in ("compiled", "simpy"):
        job = prepare_study(study(10_000, points), engine=engine)
        items = _items(job)
        few = items if engine == "compiled" else items[:2]
        list(Here(job.work).run(items[:1])) if engine == "compiled" else None
        begun = time.perf_counter()
        list(Here(job.work).run(few))
        rates[engine] = len(few) / (time.perf_counter() - begun)
    compiled, simpy = rates["compiled"], rates["simpy"]
    print(f"10,000 FEU a run: {compiled:.2f} runs/s compiled, {simpy:.3f} on SimPy: "
          f"{compiled / simpy:.0f} times; 10,000 runs take {10_000 / compiled / 60:.0f} minutes "
          "with one process")  # fmt: skip


if __name__ == "__main__":
    main()
