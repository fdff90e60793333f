"""A drawn chart with its data and its words, and how it is written to files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from simulator.charts.about import About, is_forward
from simulator.charts.page import Page
from simulator.charts.style import applied
from simulator.errors import InputError
from simulator.results.write import write_csv

_ID = re.compile(r'(\bid="|\bhref="#|\burl\(#)')
_PROLOG = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_OPENING = re.compile(r"<svg[^>]*>")


@dataclass(frozen=True)
class Chart:
    """One figure. `name`: its file's name without ending."""

    name: str
    figure: Figure
    data: pd.DataFrame = field(repr=False)
    """What is plotted."""
    alt: str
    """What it shows, in words."""
    title: str = ""
    """Headline, as in the figure."""
    caption: str = ""
    """What stands under the headline and at the foot of the figure."""

    def _repr_svg_(self) -> str:
        """Show it in a notebook."""
        return svg(self)


def made(name: str, page: Page, data: pd.DataFrame, alt: str) -> Chart:
    """Make the chart of a page."""
    return Chart(name, page.figure, data, alt, *page.words)


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
    """Its rows of summary.csv (or months.csv)."""

    @property
    def terminal(self) -> pd.DataFrame:
        """Its rows from terminal to terminal."""
        return self.rows[self.rows["scope"] == "terminal"]


def markets_of(summary: pd.DataFrame) -> list[tuple[str, str]]:
    """Markets of summary rows, each with the end of its files' names: none for the only one."""
    markets = [str(m) for m in dict.fromkeys(summary["market"])]
    return [(m, f"-{m}" if len(markets) > 1 else "") for m in markets]


def sheets(summary: pd.DataFrame, about: About) -> Iterator[Sheet]:
    """Sort summary rows into charts: by market, main direction first."""
    for market, ending in markets_of(summary):
        rows = summary[summary["market"] == market]
        ahead = is_forward(about, rows)
        for forward in (True, False):
            some = rows[ahead == forward]
            if some.empty:
                continue
            direction = "-".join(dict.fromkeys(some["direction"]))
            suffix = ending if forward else f"{ending}-{direction}"
            yield Sheet(market, forward, direction, suffix, some)


@dataclass(frozen=True)
class Series:
    """Charts of one kind that differ in what they are about alone."""

    name: str
    """Kind, with which the names of the files begin."""
    topic: str
    """End of the headlines, after the market."""
    page: Callable[[pd.DataFrame, About, str], Page]
    """Draws a table under a headline."""
    describe: Callable[[pd.DataFrame, str], str]
    """Alternative text of a table under a headline."""

    def by_market(
        self, summary: pd.DataFrame, about: About, table: Callable[[str], pd.DataFrame]
    ) -> Iterator[Chart]:
        """Draw every market whose table holds rows; none where the run lacks the table's file."""
        try:
            found = [
                (about.market(market), suffix, table(market))
                for market, suffix in markets_of(summary)
            ]
        except InputError:
            return
        yield from self._charts(found, about)

    def by_sheet(
        self, rows: pd.DataFrame, about: About, table: Callable[[Sheet], pd.DataFrame | None]
    ) -> Iterator[Chart]:
        """Draw every market and direction whose table holds rows."""
        found = (
            (f"{about.market(sheet.market)}, {sheet.direction}", sheet.suffix, table(sheet))
            for sheet in sheets(rows, about)
        )
        yield from self._charts(found, about)

    def _charts(
        self, found: Iterable[tuple[str, str, pd.DataFrame | None]], about: About
    ) -> Iterator[Chart]:
        for head, suffix, data in found:
            if data is not None and len(data):
                title = f"{head}: {self.topic}"
                drawn = self.page(data, about, title)
                yield made(self.name + suffix, drawn, data, self.describe(data, title))


def svg(chart: Chart) -> str:
    """SVG for a page of HTML: no prolog, a title and a description, ids of its own.

    Text is drawn as paths. Every id begins with the chart's name, so that several stand on one
    page.
    """
    buffer = io.BytesIO()
    with applied():
        chart.figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = _PROLOG.sub("", buffer.getvalue().decode("utf-8"), count=1)
    text = _ID.sub(lambda found: f"{found[1]}{chart.name}-", text)
    return _OPENING.sub(lambda found: _described(found[0], chart), text, count=1)


def _described(opening: str, chart: Chart) -> str:
    title, words = f"{chart.name}-title", f"{chart.name}-desc"
    head = escape(chart.title or chart.alt.split(". ", 1)[0])
    start = opening[:-1] + f' role="img" aria-labelledby="{title} {words}">'
    return (
        f'{start}\n <title id="{title}">{head}</title>\n <desc id="{words}">{escape(chart.alt)}'
        "</desc>"
    )


def save(chart: Chart, folder: Path, format: str) -> Path:
    """Write a chart, its data (.csv) and its alternative text (.txt); equal input, equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chart.name}.{format}"
    if format == "svg":
        path.write_text('<?xml version="1.0" encoding="utf-8"?>\n' + svg(chart), "utf-8",
                        newline="\n")  # fmt: skip
    else:
        _save_picture(chart, path, format)
    write_csv(chart.data, folder / f"{chart.name}.csv")
    (folder / f"{chart.name}.txt").write_text(chart.alt + "\n", encoding="utf-8", newline="\n")
    return path


def _save_picture(chart: Chart, path: Path, format: str) -> None:
    title = chart.title or chart.alt.split(". ", 1)[0]
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Title": title, "Description": chart.alt},
        "pdf": {"CreationDate": None, "ModDate": None, "Title": title, "Subject": chart.alt},
    }
    with applied():
        chart.figure.savefig(path, format=format, metadata=metadata[format])
