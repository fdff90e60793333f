"""A run of small corridors in two markets, by rail, sea and road, to draw charts of."""

import pandas as pd
from loading_tiny import SOURCES, rail, tiny, write

from simulator.loading.scenario import load_scenario
from simulator.results import write as results_write
from simulator.study.replicate import run_record, run_scenario, task_of


def _demand(start, end, corridor, per_year):
    return {"name": f"{corridor} from {start}", "start": start, "end": end,
            "shares": {corridor: 1}, "feu_per_year": per_year, "sources": SOURCES}  # fmt: skip


def _check(quantity, low, high, **more):
    return {"corridor": "main", "direction": "westbound", "start": "ALPHA", "end": "DELTA",
            "quantity": quantity, "low": low, "high": high, "facts": ["T001"],
            "sources": SOURCES, **more}  # fmt: skip


def data():
    out = tiny()
    out["markets"]["north-south"] = {"name": "North to South"}
    out["legs"]["beta-delta"] = {
        "start": "BETA", "end": "DELTA", "mode": "road", "km": 900, "move_hours": 40,
        "tariff_usd_per_feu": 2400, "price_year": 2025, "sources": SOURCES,
    }  # fmt: skip
    out["legs"]["delta-gamma"] = rail("DELTA", "GAMMA", 1520)
    out["places"]["DELTA"]["gauges"] = [1520]
    out["places"]["BETA"]["charges"] = {
        "lift": {"item": "handling", "usd_per_feu": 90, "price_year": 2025, "sources": SOURCES},
        "help": {"item": "subsidy", "usd_per_feu": -300, "price_year": 2025, "sources": SOURCES},
    }  # fmt: skip
    out["services"]["lorries"] = {"kind": "on_demand", "legs": ["beta-delta"], "sources": SOURCES}
    out["services"]["shuttle"] = {
        "kind": "timetable", "legs": ["delta-gamma"], "capacity_feu": 50,
        "timetable": {"every_hours": 24}, "sources": SOURCES,
    }  # fmt: skip
    main = out["corridors"]["main"]
    out["corridors"]["by-road"] = {
        **main, "name": "By road, which is dear and quick",
        "legs": {"alpha-beta": {"service": "first-train"}, "beta-delta": {"service": "lorries"}},
    }  # fmt: skip
    out["corridors"]["across"] = {
        "name": "Across", "market": "north-south", "direction": "southbound",
        "legs": {"delta-gamma": {"service": "shuttle"}}, "costs": main["costs"],
    }  # fmt: skip
    out["demands"] = {
        "west": _demand("ALPHA", "DELTA", "main", 900),
        "east": _demand("DELTA", "ALPHA", "main", 700),
        "road": _demand("ALPHA", "DELTA", "by-road", 500),
        "south": _demand("DELTA", "GAMMA", "across", 300),
    }
    out["checks"] = {
        "days": _check("days", 5, 9, year=2023),
        "more-days": _check("days", 7, 12, year=2024),
        "usd": _check("freight_usd", 900, 1500, year=2024),
        "border": _check("days", 3, 4, start="BETA"),
        "section": _check("usd", 3, 4, end="GAMMA"),
    }
    return out


FACTS = (
    "id,corridor,kind,place_from,place_to,quantity,value,low,high,unit,year,basis,source,url,note"
)


def ship(shipped):
    """Write the data into a shipped root of the tests' own."""
    shipped.data(data())
    facts = f"{FACTS}\nT001,x,x,,,days,5,,,day,2024,published,A paper,https://example.org,\n"
    write(shipped.base / "corridors" / "shared" / "facts.csv", facts)
    shipped.scenario("small", {"horizon_days": 60, "warmup_days": 10, "replications": 2})


def run_into(directory):
    resolved = load_scenario("small")
    results = run_scenario(task_of(resolved, engine="simpy")).results
    results_write.write(results, directory, run=run_record(resolved, "simpy"))
    return directory


MEANS = ("days_mean", "days_p95", "usd_mean", "usd_p95", "freight_usd_mean")


def blank(directory, warnings, *, medians=True, corridors=("main", "by-road", "across")):
    """Take the means of corridors out of a run directory, as if they were unstable."""
    for name in ("summary", "stages"):
        frame = pd.read_csv(directory / f"{name}.csv")
        at = frame["corridor"].isin(corridors)
        gone = [c for c in frame if c.endswith("_usd") or c.endswith("_mean")]
        gone += list(MEANS) if name == "summary" else []
        gone += [] if medians or name == "stages" else ["days_p05", "days_p50", "usd_p50"]
        frame.loc[at, list(dict.fromkeys(gone))] = float("nan")
        if name == "summary":
            frame["warnings"] = frame["warnings"].astype(object)
            frame.loc[at, "warnings"] = warnings
        results_write.write_csv(
            frame.astype(object).where(frame.notna(), None), directory / f"{name}.csv"
        )
