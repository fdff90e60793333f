"""Write the pages that are made from the code: `python docs/generate.py`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simulator.loading.catalogue import load_catalogue
from simulator.loading.scenario import load_scenario
from simulator.plan.routes import corridor_route
from simulator.results import columns
from simulator.study import write
from simulator.study.methods import columns as method_columns

HERE = Path(__file__).parent
HEAD = """# Files and columns

*Made by `python docs/generate.py` from the code.*

A run directory holds the files below. Times are in days, money in USD of the price year (column `price_year`), distances in km,
emissions in kg CO2e. Quantiles are over containers (the smallest value with rank ⌈pn⌉, the undelivered last), means are means of
replication means with 95 % t-intervals. A blank is a value that is not known; `warnings` says why.

`run.json` holds the scenario as resolved, every value that it changed, what was typed beside it (`sets`, `options`), seed, engine, versions,
names of corridors, markets and places (`names`, `places`: charts and reports need no `--data` for them), the SHA-256 of every input file
(`inputs`) and the list of files written (`files`). `log.jsonl` holds wall times, one line per event; it is the only file that
differs between two runs of the same input on like machines. `replications.parquet` holds one row per replication, for `compare`.
"""
TABLES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("summary.csv", "One row per corridor, direction and scope or section.", columns.SUMMARY),
    ("months.csv", "The terminal scope by month of release.", columns.MONTHS),
    (
        "stages.csv",
        "Where the days and dollars go, for the terminal scope; adds up to its row of the summary.",
        columns.STAGES,
    ),
    ("facilities.csv", "Every facility and yard, in the window.", columns.FACILITIES),
    ("facility_days.parquet", "The same by day and replication.", columns.FACILITY_DAYS),
    ("departures.parquet", "One row per train, sailing and lorry.", columns.DEPARTURES),
    (
        "containers.parquet",
        "One row per FEU and replication. The meaning of the lists is in the metadata `journeys`.",
        columns.CONTAINERS,
    ),
    ("replications.parquet", "The summary, replication by replication.", columns.REPLICATIONS),
    ("events.parquet", "With `--events`: everything that happened.", columns.EVENTS),
    ("compare", "What `corridorsim compare A B` writes.", columns.COMPARE),
    (
        "points.csv",
        "In a study directory. Inputs and outputs of every point of a study.",
        write.POINT,
    ),
    (
        "results.parquet",
        "In a study directory. The same by replication, long and tidy.",
        write.RESULT,
    ),
    *(
        (f"{stem}.csv", f"In a study directory. {method_columns.ABOUT[stem]}", table)
        for stem, table in method_columns.TABLES.items()
    ),
)


def files_page() -> str:
    """Make docs/files.md."""
    parts = [HEAD]
    for name, about, table in TABLES:
        rows = [f"| `{key}` | {text} |" for key, text in table.items()]
        parts.append(f"\n## {name}\n\n{about}\n\n| column | meaning |\n|---|---|\n")
        parts.append("\n".join(rows) + "\n")
    return "".join(parts)


CORRIDORS_HEAD = """# The corridors, and what to distrust

*Made by `python docs/generate.py` from the data.* Model against published figures: [check.md](check.md).
`corridorsim show NAME --sources` prints every number of a corridor with its evidence.
"""
SCENARIOS_HEAD = """# The shipped scenarios

*Made by `python docs/generate.py` from the data.* What each moves: [differences.md](differences.md).
"""


def corridors_page() -> str:
    """Make docs/corridors.md: every corridor with its way, status and doubts."""
    network = load_scenario("baseline").network
    parts = [CORRIDORS_HEAD]
    for market, about in network.markets.items():
        parts.append(f"\n## {about.name} (`{market}`)\n\n{about.note or ''}\n")
        for key, corridor in network.corridors.items():
            if corridor.market != market:
                continue
            route = corridor_route(network, key, True)
            way = " – ".join(network.places[p].name for p in route.places)
            km = sum(hop.leg.km for hop in route.hops)
            opens = f", opens {corridor.opens}" if corridor.opens else ""
            parts.append(
                f"\n### {corridor.name} (`{key}`)\n\nStatus: {corridor.status}{opens}. "
                f"{km:,.0f} km: {way}.\n\n{corridor.distrust or ''}\n"
            )
    return "".join(parts)


def scenarios_page() -> str:
    """Make docs/scenarios.md: every scenario with its note."""
    catalogue = load_catalogue()
    parts = [SCENARIOS_HEAD]
    for name in sorted(catalogue.scenarios):
        scenario = load_scenario(name, catalogue=catalogue).scenario
        parts.append(f"\n## {scenario.title or name} (`{name}`)\n\n{scenario.note or ''}\n")
    return "".join(parts)


PAGES = {"files": files_page, "corridors": corridors_page, "scenarios": scenarios_page}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / f"{page}.md").write_text(make(), encoding="utf-8")
