"""A drawn chart with its data and its words, and how it is written to files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from simulator.charts.about import About, is_forward
from simulator.charts.style import applied
from simulator.results.write import write_csv


@dataclass(frozen=True)
class Chart:
    """One figure. `name`: its file's name without ending."""

    name: str
    figure: Figure
    data: pd.DataFrame
    """What is plotted."""
    alt: str
    """What it shows, in words."""


@dataclass(frozen=True)
class Sheet:
    """What one chart is about: a market in the corridors' main direction or the other."""

    market: str
    forward: bool
    direction: str
    """Name of the direction, or several joined by `-`."""
    suffix: str
    """End of the file's name: market where there are several, direction of the way back."""
    rows: pd.DataFrame = field(repr=False)
    """Its rows of summary.csv."""


def sheets(summary: pd.DataFrame, about: About) -> Iterator[Sheet]:
    """Sort summary rows into charts: by market, main direction first."""
    markets = list(dict.fromkeys(summary["market"]))
    for market in markets:
        rows = summary[summary["market"] == market]
        ahead = is_forward(about, rows)
        for forward in (True, False):
            some = rows[ahead == forward]
            if some.empty:
                continue
            direction = "-".join(dict.fromkeys(some["direction"]))
            parts = [market] if len(markets) > 1 else []
            parts += [] if forward else [direction]
            yield Sheet(market, forward, direction, "".join(f"-{p}" for p in parts), some)


def save(chart: Chart, folder: Path, format: str) -> Path:
    """Write a chart, its data (.csv) and its alternative text (.txt); equal input, equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chart.name}.{format}"
    title = chart.alt.split(". ", 1)[0]
    metadata: dict[str, dict[str, str | None]] = {
        "svg": {"Date": None, "Title": title, "Description": chart.alt},
        "png": {"Title": title, "Description": chart.alt},
        "pdf": {"CreationDate": None, "ModDate": None, "Title": title, "Subject": chart.alt},
    }
    with applied():
        chart.figure.savefig(path, format=format, metadata=metadata[format])
    write_csv(chart.data, folder / f"{chart.name}.csv")
    (folder / f"{chart.name}.txt").write_text(chart.alt + "\n", encoding="utf-8", newline="\n")
    return path
