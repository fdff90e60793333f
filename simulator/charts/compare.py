"""Cost against time: each corridor's mean and spread over the ranges that are published."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure

from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Sheet, sheets
from simulator.charts.compare_panel import PANEL_MM, Panel, draw_key, key_height
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, wrapped
from simulator.charts.rows import Row, records
from simulator.charts.style import WIDTH_MM, applied
from simulator.results.read import Run

NAME = "compare"
NUMBERS = (
    "days_mean", "days_p05", "days_p50", "days_p95", "usd_mean", "usd_p05", "usd_p50", "usd_p95",
    "freight_usd_mean",
)  # fmt: skip
COLUMNS = (
    "kind", "market", "corridor", "direction", "scope", "origin", "destination", "feu", *NUMBERS,
    "price_year", "no_stable_mean", "quantity", "low", "high", "year", "facts",
    "sets_a_parameter",
)  # fmt: skip
"""Of the plotted data. `kind`: model (a corridor's row) or published (a range)."""
_SCOPES = {
    "terminal": "From terminal to terminal",
    "border": "From border to border",
    "section": "Section",
}


def table(sheet: Sheet, about: About) -> pd.DataFrame:
    """Make the plotted data (`COLUMNS`): the model's rows, then the published ranges of each."""
    rows: list[Row] = []
    for row in records(sheet.rows):
        blank = math.isnan(row["days_mean"]) or math.isnan(row["usd_mean"])
        why = reason(str(row["warnings"]), about.places, row["feu"], row["delivered"])
        rows.append({**row, "kind": "model", "no_stable_mean": why if blank else ""})
        rows += _published(row, about.targets)
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    return frame.sort_values("kind", kind="stable", ignore_index=True)


def _published(row: Row, targets: pd.DataFrame) -> list[Row]:
    """Published ranges whose ends are those of a row."""
    same = (
        (targets["corridor"] == row["corridor"])
        & (targets["direction"] == row["direction"])
        & (targets["start"] == row["origin"])
        & (targets["end"] == row["destination"])
    )
    keys = ("market", "corridor", "direction", "scope", "origin", "destination")
    mine = targets[same].drop(columns=["corridor", "direction", "start", "end"])
    return [
        {**{k: row[k] for k in keys}, **target, "kind": "published"}
        for target in records(mine)
    ]  # fmt: skip


def figure(data: pd.DataFrame, about: About, title: str) -> Figure:
    """Draw the comparison of a table as made by `table`."""
    with applied():
        return _drawn(data, about, title).figure


def panels_of(data: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows of each panel: a scope's, or for sections those between the same two places."""
    key = data["scope"].where(
        data["scope"] != "section", "section " + data["origin"] + " " + data["destination"]
    )
    return [rows for _, rows in data.groupby(key, sort=False)]


def _drawn(data: pd.DataFrame, about: About, title: str) -> Page:
    panels = panels_of(data)
    order = list(dict.fromkeys(data["corridor"]))
    has_ranges = bool((data["kind"] == "published").any())
    body = key_height(has_ranges) + sum(_height(rows, about) for rows in panels)
    page = Page(title, _subtitle(data), _notes(data, about), body)
    draw_key(page, has_ranges)
    top = page.top + key_height(has_ranges)
    for rows in panels:
        y = top
        for line in _head(rows, about):
            page.text(MARGIN_MM, y, line, weight="bold")
            y += LINE_MM
        if _shown(rows):
            Panel(page, y + 1.0, rows, order, about).draw()
        top += _height(rows, about)
        for n, line in enumerate(reversed(_lacking(rows, about)), start=1):
            page.text(MARGIN_MM, top - 2.5 - n * LINE_MM, line, style="italic")
    return page


def _shown(rows: pd.DataFrame) -> bool:
    """Whether a panel has any point to draw."""
    model = rows[rows["kind"] == "model"]
    return bool((model["days_p50"].notna() & model["usd_p50"].notna()).any())


def _height(rows: pd.DataFrame, about: About) -> float:
    lines = len(_head(rows, about)) + len(_lacking(rows, about))
    return (PANEL_MM if _shown(rows) else 0.0) + LINE_MM * lines + 3.0


def _head(rows: pd.DataFrame, about: About) -> list[str]:
    """Headline of a panel: its scope with its ends, where all corridors share them."""
    ends = list(dict.fromkeys(zip(rows["origin"], rows["destination"], strict=True)))
    words = _SCOPES[str(rows["scope"].iloc[0])]
    words += f": {about.ends(*ends[0])}" if len(ends) == 1 else "; the ends differ, see each name"
    return wrapped(words, WIDTH_MM - 2 * MARGIN_MM, weight="bold")


def _lacking(rows: pd.DataFrame, about: About) -> list[str]:
    """Lines on corridors without a stable mean."""
    out: list[str] = []
    for row in records(rows[rows["kind"] == "model"]):
        if row["no_stable_mean"]:
            drawn = not (math.isnan(row["days_p50"]) or math.isnan(row["usd_p50"]))
            words = f"{row['corridor']}: no stable mean ({row['no_stable_mean']})"
            words += "; only its median is drawn" if drawn else "; not drawn"
            out += wrapped(words, WIDTH_MM - 2 * MARGIN_MM)
    return out


def _subtitle(data: pd.DataFrame) -> str:
    year = int(data.loc[data["kind"] == "model", "price_year"].iloc[0])
    return f"Out-of-pocket cost, USD per FEU at {year} prices, against days"


def _notes(data: pd.DataFrame, about: About) -> list[str]:
    model = data[(data["kind"] == "model")]
    whole = model[model["scope"] == "terminal"]
    whole = model if whole.empty else whole
    named = {key: about.corridor(key) for key in dict.fromkeys(data["corridor"])}
    names = [f"{key}: {name}" for key, name in named.items() if name != key]
    size = about.size(dict(zip(whole["corridor"], whole["feu"].astype(int), strict=False)))
    ranges = data[data["kind"] == "published"]
    facts = list(dict.fromkeys(f for text in ranges["facts"] for f in str(text).split()))
    notes = [f"Corridors – {'; '.join(names)}."] if names else []
    if (ranges["quantity"] == "freight_usd").any():
        notes.append("Published dollars are of freight, in the money of their years: hold them "
                     "against the hollow marker.")  # fmt: skip
    if _alone(ranges):
        notes.append("Where only days or only dollars are published, the range is a thin bar at "
                     "the model's other value.")  # fmt: skip
    return [*notes, size, *about.doubts, about.source(facts)]


def _alone(ranges: pd.DataFrame) -> bool:
    """Whether somewhere only days, or only dollars, are published."""
    both = ranges.groupby(["corridor", "scope", "origin", "destination"])["quantity"]
    return any(set(q) == {"days"} or "days" not in set(q) for _, q in both)


def _range(rows: Sequence[Row], quantity: str) -> str:
    some = [r for r in rows if r["quantity"] == quantity]
    return ", ".join(f"{r['low']:,g}–{r['high']:,g}" for r in some)


def describe(data: pd.DataFrame, about: About, title: str) -> str:
    """Alternative text."""
    said = []
    published = records(data[data["kind"] == "published"])
    for row in records(data[data["kind"] == "model"]):
        where = f"{row['corridor']}, {about.ends(row['origin'], row['destination'])}"
        if row["no_stable_mean"]:
            said.append(f"{where}: no stable mean ({row['no_stable_mean']})")
            continue
        text = (
            f"{where}: mean {row['days_mean']:.1f} days (P5–P95 {row['days_p05']:.1f}–"
            f"{row['days_p95']:.1f}) and {row['usd_mean']:,.0f} USD, of which freight "
            f"{row['freight_usd_mean']:,.0f}"
        )
        mine = [
            p for p in published if all(p[k] == row[k] for k in ("corridor", "direction", "scope"))
        ]
        for quantity, unit in (("days", "days"), ("freight_usd", "USD freight"), ("usd", "USD")):
            if ranges := _range(mine, quantity):
                text += f"; published {ranges} {unit}"
        said.append(text)
    return f"{title}. Scatter of USD per FEU against days. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run."""
    for sheet in sheets(run.summary, about):
        data = table(sheet, about)
        title = f"{about.market(sheet.market)}, {sheet.direction}: cost and time by corridor"
        whole, sections = data[data["scope"] != "section"], data[data["scope"] == "section"]
        if len(whole):
            drawn = figure(whole, about, title)
            yield Chart(NAME + sheet.suffix, drawn, whole, describe(whole, about, title))
        yield from _section_charts(sections, about, title, NAME + sheet.suffix)


def _section_charts(data: pd.DataFrame, about: About, title: str, name: str) -> Iterator[Chart]:
    """Charts of the sections that a run was asked for, two panels on each."""
    panels = panels_of(data)
    for n in range(0, len(panels), 2):
        rows = pd.concat(panels[n : n + 2], ignore_index=True)
        ending = "-sections" + (f"-{n // 2 + 1}" if n else "")
        drawn = figure(rows, about, f"{title}, sections")
        yield Chart(name + ending, drawn, rows, describe(rows, about, f"{title}, sections"))
