"""`python -m benchmarks.scale [--factors F …]`: one run on one core, a hundred times as large.

The shipped baseline for 38 days after its warm-up, with all demand and other traffic multiplied,
and the capacity of the network with it: more servers, room, train paths and vessels, trains more
often. Each run is a process of its own on one core that writes a whole run directory; nothing is
left out. Seconds are those of the processor, so that other work on the machine counts less.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from simulator.engines import make_ready
from simulator.model.scenario import Network
from simulator.study.api import prepare

FACTORS = (1, 10, 100)
DAYS = 38
HOURS_A_WEEK = 168
MOST_ROOM = 1_000_000
"""FEU that a yard may have in the data."""


def main():
    """Measure and print a row for each factor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--factors", type=int, nargs="+", default=FACTORS, metavar="F")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only is not None:
        print(json.dumps(measured(chosen.only)))
        return
    make_ready("compiled")
    print("|containers|seconds|thousand containers/s|ratio|peak memory|containers.parquet|")
    print("|---|---|---|---|---|---|")
    first = None
    for factor in chosen.factors:
        command = [sys.executable, "-m", "benchmarks.scale", "--only", str(factor)]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        speed = found["containers"] / found["seconds"]
        first = first or speed
        print(
            f"|{found['containers']:,}|{found['seconds']:.1f}|"
            f"{speed / 1e3:,.0f}|{speed / first:.2f}|{found['peak_mb'] / 1e3:.2f} GB|"
            f"{found['file_mb']:,.0f} MB|", flush=True,
        )  # fmt: skip


def measured(factor):
    """Containers, seconds from the plan to the written directory, peak memory of this process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    job = prepare("baseline", overrides={"horizon_days": DAYS, "replications": 1})
    network = scaled(job.resolved.network, factor)
    resolved = replace(job.resolved, network=network)
    job = replace(job, resolved=resolved, task=replace(job.task, network=network))
    make_ready("compiled")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        job.run_into(Path(folder) / "run")
        seconds = time.process_time() - begun
        file = Path(folder) / "run" / "containers.parquet"
        return {
            "containers": pq.read_metadata(file).num_rows, "seconds": seconds,
            "file_mb": file.stat().st_size / 1e6,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        }  # fmt: skip


def scaled(network, factor):
    """The network with so many times the traffic and the capacity."""
    found = network.model_dump(mode="json", exclude_unset=True)
    for place in found["places"].values():
        for facility in place.get("facilities", {}).values():
            facility["servers"] *= factor
            for traffic in facility.get("other_traffic", {}).values():
                traffic["per_day"] *= factor
        if yard := place.get("yard"):
            yard["capacity_feu"] = min(yard["capacity_feu"] * factor, MOST_ROOM)
            yard["quota_feu"] = {k: v * factor for k, v in yard.get("quota_feu", {}).items()}
    for leg in found["legs"].values():
        _both(leg, "paths_per_day", lambda paths: paths and paths * factor)
    for service in found["services"].values():
        if "vessels" in service:
            service["vessels"] *= factor
        _both(service, "timetable", lambda times: _oftener(times, factor))
    for demand in found["demands"].values():
        demand["feu_per_year"] *= factor
    return Network.model_validate(found)


def _both(thing, key, change):
    """Change a value that is given for both directions, or for each."""
    given = thing.get(key)
    if isinstance(given, dict) and "forward" in given:
        thing[key] = {way: change(value) for way, value in given.items()}
    elif given is not None:
        thing[key] = change(given)


def _oftener(times, factor):
    if factor == 1:
        return times
    every = times.get("every_hours") or HOURS_A_WEEK / len(times["days"])
    return {
        "every_hours": every / factor, "offset_hours": times.get("offset_hours", 0) / factor,
    }  # fmt: skip


if __name__ == "__main__":
    main()
