"""Cost against time: each corridor's mean and spread over the ranges that are published."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from simulator.charts import compare_rows
from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Sheet, made, sheets
from simulator.charts.compare_panel import EDGES, PANEL_MM, Scatter, has_median
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, wrapped
from simulator.charts.rows import Row, records
from simulator.charts.style import INK, WIDTH_MM, applied
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
_ENDINGS = {"terminal": "", "border": "-border"}


def table(sheet: Sheet, about: About) -> pd.DataFrame:
    """Make the plotted data (`COLUMNS`): the model's rows, then the published ranges of each."""
    rows: list[Row] = []
    for row in records(sheet.rows):
        blank = math.isnan(row["days_mean"]) or math.isnan(row["usd_mean"])
        why = reason(str(row["warnings"]), about.names, row["feu"], row["delivered"])
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


def scopes_of(data: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows of each chart: a scope's, or for sections those between the same two places."""
    key = data["scope"].where(
        data["scope"] != "section", "section " + data["origin"] + " " + data["destination"]
    )
    return [rows for _, rows in data.groupby(key, sort=False)]


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a scope: the scatter of cost against time, and under it each corridor's ranges.

    A single corridor needs no scatter.
    """
    order = list(dict.fromkeys(data["corridor"]))
    rows = records(data)
    model = [r for r in rows if r["kind"] == "model" and has_median(r)]
    published = [r for r in rows if r["kind"] == "published"]
    ends = [about.ends(r["origin"], r["destination"]) for r in model]
    entries, lacking = _entries({r["quantity"] for r in published}), _lacking(data)
    key = key_mm(entries, WIDTH_MM)
    body = key + LINE_MM * len(lacking) + 1.0
    several = len(model) > 1
    if model:
        body += PANEL_MM * several + compare_rows.height(model, ends, WIDTH_MM)
    out = Page(title, _subtitle(data, about), _notes(data, about), body)
    draw_key(out, out.top, entries)
    top = out.top + key
    if model:
        if several:
            Scatter(out, top + 1.0, data, order).draw()
            top += PANEL_MM
        compare_rows.draw(out, top, model, published, (order, ends))
        top += compare_rows.height(model, ends, WIDTH_MM)
    for n, line in enumerate(lacking):
        out.text(MARGIN_MM, top + n * LINE_MM, line, style="italic")
    return out


def _entries(published: set[str]) -> list[Entry]:
    """Words of the key; `published`: of which quantities there are ranges."""
    hollow = {"marker": "o", "markersize": 5, "markerfacecolor": "white"}
    out = [
        Entry("mean: days and the whole cost", "marker", {"marker": "o", "markersize": 6}),
        Entry("the freight in that cost", "marker", hollow),
        Entry("median", "marker", {"marker": "|", "markersize": 8, "markeredgewidth": 1.4}),
        Entry("P5–P95 of the FEU", "line", {"color": INK}),
    ]
    kinds = {
        "freight_usd": "published days and freight: compare the hollow marker with it",
        "usd": "published days and whole cost: compare the filled marker with it",
    }
    if published == {"days"}:
        kinds = {"days": "published days"}
    for quantity, words in kinds.items():
        if quantity in published:
            edge = EDGES.get(quantity, "--")
            grey = {"facecolor": "#e3e3e3", "linestyle": edge, "linewidth": 0.7}
            out.append(Entry(words, "box", grey))
    return out


def _lacking(data: pd.DataFrame) -> list[str]:
    """Lines on corridors without a stable mean."""
    out: list[str] = []
    for row in records(data[data["kind"] == "model"]):
        if row["no_stable_mean"]:
            words = f"{row['corridor']}: no stable mean ({row['no_stable_mean']})"
            words += "; only its median is drawn" if has_median(row) else "; not drawn"
            out += wrapped(words, WIDTH_MM - 2 * MARGIN_MM)
    return out


def _subtitle(data: pd.DataFrame, about: About) -> str:
    model = data[data["kind"] == "model"]
    ends = list(dict.fromkeys(zip(model["origin"], model["destination"], strict=True)))
    words = _SCOPES[str(model["scope"].iloc[0])]
    words += f", {about.ends(*ends[0])}" if len(ends) == 1 else " (the ends differ, see the rows)"
    return f"{words}: out-of-pocket USD per FEU at {int(model['price_year'].iloc[0])} prices, days"


def _notes(data: pd.DataFrame, about: About) -> list[str]:
    model = data[(data["kind"] == "model")]
    size = about.size(dict(zip(model["corridor"], model["feu"].astype(int), strict=False)))
    ranges = data[data["kind"] == "published"]
    facts = list(dict.fromkeys(f for text in ranges["facts"] for f in str(text).split()))
    notes = about.named(dict.fromkeys(data["corridor"]))
    if len(ranges):
        notes.append(_ranges(records(ranges), len(model) > 1))
    return [*notes, size, *about.doubts, about.source(facts)]


def _ranges(published: list[Row], several: bool) -> str:
    """Say what the published ranges are to be compared with."""
    words = f"Published ranges{_years(published)} are between the same ends"
    kinds = {r["quantity"] for r in published}
    if not kinds & set(EDGES):
        return f"{words}."
    words += ", dollars in the money of their years."
    if "freight_usd" in kinds:
        words += (
            " Compare those of freight with the hollow marker, not with the filled one: the whole"
            " cost has storage, equipment and insurance on top."
        )
    if several and _crossed(published):
        words += " The scatter draws each range of days with each of dollars."
    return words


def _crossed(published: list[Row]) -> bool:
    """Whether some corridor has several ranges of days or of dollars, and at least one of both."""
    found: dict[str, list[str]] = {}
    for row in published:
        found.setdefault(str(row["corridor"]), []).append(str(row["quantity"]))
    return any(len(kinds) > 2 and "days" in kinds and set(kinds) & set(EDGES)
               for kinds in found.values())  # fmt: skip


def _years(published: list[Row]) -> str:
    years = [int(p["year"]) for p in published if not pd.isna(p["year"])]
    if not years:
        return ""
    first, last = min(years), max(years)
    return f" of {first}" if first == last else f" of {first}–{last}"


def _range(rows: Sequence[Row], quantity: str) -> str:
    some = [(r["low"], r["high"]) for r in rows if r["quantity"] == quantity]
    return ", ".join(f"{a:,g}–{b:,g}" if a != b else f"{a:,g}" for a, b in some)


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
    """Draw every market, direction and scope of a run."""
    for sheet in sheets(run.summary, about):
        sections = 0
        for data in scopes_of(table(sheet, about)):
            scope = str(data["scope"].iloc[0])
            sections += scope == "section"
            ending = f"-section-{sections}" if scope == "section" else _ENDINGS[scope]
            title = f"{about.market(sheet.market)}, {sheet.direction}: cost and time by corridor"
            drawn = page(data, about, title)
            yield made(NAME + sheet.suffix + ending, drawn, data, describe(data, about, title))
