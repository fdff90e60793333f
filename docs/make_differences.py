"""Run every shipped scenario against the baseline and write docs/differences.md.

`python docs/make_differences.py [--replications N] [--workers N]`; takes half a minute a scenario.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from simulator.loading.catalogue import load_catalogue
from simulator.loading.scenario import load_scenario
from simulator.model.scenario import Scenario
from simulator.results.compare import compare_replications
from simulator.results.tables import Results
from simulator.study.api import prepare
from simulator.study.replicate import run_scenario

HERE = Path(__file__).parent
KEYS = ["market", "corridor", "direction", "scope"]
HEAD = """# What each scenario moves

*Made by `python docs/make_differences.py`: {count} replications of each scenario and of the baseline, seed {seed}, paired.*

A row is shown where the 95 % interval of the paired difference (scenario − baseline) of mean days or mean USD/FEU excludes
zero and the difference is at least 0.1 days or 10 USD. The baseline of each pair has the scenario's
calendar and corridors. New corridors have no baseline row and are shown
with their level; "none" is a corridor that the scenario leaves without a stable mean, or without traffic.
"""


def moved(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows whose days or USD move beyond chance and beyond a trifle."""
    rows = frame[frame["metric"].isin(["days_mean", "usd_mean"])].copy()
    least = rows["metric"].map({"days_mean": 0.1, "usd_mean": 10.0})
    sure = (rows["ci_low"] > 0) | (rows["ci_high"] < 0)
    return rows[sure & (rows["difference"].abs() >= least)]


def end(value: float, digits: int) -> str:
    """Write an end of an interval that leaves out zero: with the digit that tells it from zero."""
    least = math.ceil(-math.log10(abs(value)))
    return f"{value:+,.{digits if round(value, digits) else least}f}"


def table(name: str, base: Results, run: Results) -> str:
    """One scenario's section."""
    frame = compare_replications(base.replications, run.replications)
    rows = moved(frame)
    lines = [
        "| corridor | direction | scope | figure | baseline | scenario | difference | 95 % interval |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows.itertuples():
        unit = "days" if row.metric == "days_mean" else "USD/FEU"
        digits = 1 if row.metric == "days_mean" else 0
        lines.append(
            f"| {row.corridor} | {row.direction} | {row.scope} | {unit} | {row.a:,.{digits}f} | {row.b:,.{digits}f} "
            f"| {row.difference:+,.{digits}f} | {end(row.ci_low, digits)} to {end(row.ci_high, digits)} |"
        )
    simulated = frame["corridor"].isin(run.summary["corridor"])
    known = frame[(frame["metric"] == "days_mean") & simulated]
    new = known[known["a"].isna() & known["b"].notna()]
    lines += [
        f"| {row.corridor} | {row.direction} | {row.scope} | days | – | {row.b:,.1f} | | |"
        for row in new.itertuples()
    ]
    gone = known[known["a"].notna() & known["b"].isna()]
    lines += [
        f"| {row.corridor} | {row.direction} | {row.scope} | days | {row.a:,.1f} | none | | |"
        for row in gone.itertuples()
    ]
    if len(lines) == 2:
        lines = ["Nothing moves beyond chance."]
    touched = set(map(tuple, pd.concat([rows, new, gone])[KEYS].to_numpy()))
    still = len({tuple(k) for k in known[KEYS].to_numpy()} - touched)
    notes = run.summary["warnings"].fillna("").str.contains("unstable|closed|deadlock")
    bad = sorted(set(run.summary.loc[notes, "corridor"]))
    tail = f"\n\n{still} other rows do not move."
    if bad:
        tail += f" No stable mean (see `warnings`): {', '.join(bad)}."
    return f"\n## `{name}`\n\n" + "\n".join(lines) + tail + "\n"


def like(scenario: Scenario, corridors: list[str]) -> tuple[str, ...]:
    """Give the baseline the calendar and the corridors of a scenario, so that the pairs are close.

    A scenario without any of the baseline's corridors leaves it those that it has.
    """
    same = ("start", "warmup_days", "horizon_days", "follow_days")
    values = {key: getattr(scenario, key) for key in same}
    sets = [f"{key}={value}" for key, value in values.items() if value is not None]
    return (*sets, f"corridors=[{', '.join(corridors)}]") if corridors else (*sets,)


def ran(name: str, replications: int, workers: int, sets: Sequence[str] = ()) -> Results:
    """Run a scenario for its tables alone."""
    task = prepare(name, sets=sets, overrides={"replications": replications}).task
    return run_scenario(replace(task, containers=False, places=False), workers).results


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    given = (options.replications, options.workers)
    catalogue = load_catalogue()
    seed = load_scenario("baseline", catalogue=catalogue).scenario.seed
    parts = [HEAD.format(count=options.replications, seed=seed)]
    known = set(load_scenario("baseline", catalogue=catalogue).corridors)
    bases: dict[tuple[str, ...], Results] = {}
    for name in sorted(catalogue.scenarios):
        if name == "baseline":
            continue
        read = load_scenario(name, catalogue=catalogue)
        print(name, read.scenario.title, flush=True)
        sets = like(read.scenario, [c for c in read.corridors if c in known])
        if sets not in bases:
            bases[sets] = ran("baseline", *given, sets)
        parts.append(table(name, bases[sets], ran(name, *given)))
    (HERE / "differences.md").write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
