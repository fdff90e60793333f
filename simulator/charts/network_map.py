"""The corridors of a market on a map: flows by leg and mode, congested places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from simulator.charts import land, sea_lanes
from simulator.charts.about import About
from simulator.charts.chart import Chart, made, markets_of
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.map_labels import Label, draw_labels
from simulator.charts.page import MARGIN_MM, Page
from simulator.charts.projection import Projection, centred, great_circle
from simulator.charts.rows import Row, records
from simulator.charts.style import GREY, INK, MODES, WIDTH_MM, applied
from simulator.results.read import Run

NAME = "map"
BUSY, LONG_DAYS = 0.85, 1.0
"""A place is congested where a facility is so busy, or 5 % of those that come wait so long."""
COLUMNS = ("kind", "market", "leg", "place", "name", "mode", "start", "end", "lon", "lat",
           "feu_per_year", "utilisation", "wait_days_p95", "congested", "route")  # fmt: skip
_LAND, _SEA, _BORDER = "#ece7dc", "#f7fafc", "#ffffff"
_WIDEST, _THINNEST = 5.0, 0.8
"""Points."""
_TALL_MM = (70.0, 140.0)


def table(run: Run, market: str, about: About) -> pd.DataFrame:
    """Legs with their flow, and places with their congestion (`COLUMNS`).

    `route` is land or sea: by which kind of corridor a leg is used, land first.
    """
    stages = run.stages[(run.stages["market"] == market) & (run.stages["leg"] != "")]
    flows = _flows(run, market, about)
    at_sea = _ocean(stages)
    rows: list[Row] = []
    for leg, mine in stages.groupby("leg", sort=False):
        span = about.legs.get(str(leg))
        keys = set(zip(mine["corridor"], mine["direction"], strict=True))
        if span is None or not {span.start, span.end} <= set(about.positions):
            continue
        ocean = {corridor for corridor, _ in keys} <= at_sea
        rows.append({
            "kind": "leg", "market": market, "leg": leg, "mode": span.mode, "start": span.start,
            "end": span.end, "feu_per_year": sum(flows.get(key, 0.0) for key in keys),
            "route": "sea" if ocean else "land",
        })  # fmt: skip
    rows += _places(run, rows, about)
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS)).assign(market=market)


def _flows(run: Run, market: str, about: About) -> dict[tuple[str, str], float]:
    """(corridor, direction) → FEU a year of its terminal scope."""
    days = max(about.window[1] - about.window[0], 1.0) * about.replications
    rows = run.summary[(run.summary["market"] == market) & (run.summary["scope"] == "terminal")]
    return {
        (str(r["corridor"]), str(r["direction"])): float(r["feu"]) * 365.0 / days
        for r in records(rows)
    }


def _ocean(stages: pd.DataFrame) -> set[str]:
    """Corridors mostly by sea."""
    runs = stages[stages["stage"] == "run"]
    km = runs.groupby("corridor")["km"].sum()
    sea = runs[runs["mode"] == "sea"].groupby("corridor")["km"].sum()
    return {str(c) for c in km.index if sea.get(c, 0.0) > 0.5 * km[c]}


def _places(run: Run, legs: list[Row], about: About) -> list[Row]:
    facilities = run.facilities.groupby("place")[["utilisation", "wait_days_p95"]].max()
    kinds: dict[str, str] = {}
    for row in sorted(legs, key=lambda r: r["route"] != "land"):
        for place in (row["start"], row["end"]):
            kinds.setdefault(str(place), str(row["route"]))
    out: list[Row] = []
    for place, route in kinds.items():
        lon, lat = about.positions[place]
        busy, wait = (
            float(facilities[c].get(place, np.nan)) for c in ("utilisation", "wait_days_p95")
        )
        out.append({
            "kind": "place", "place": place, "name": about.short(place),
            "lon": lon, "lat": lat, "utilisation": busy, "wait_days_p95": wait,
            "congested": busy >= BUSY or wait >= LONG_DAYS, "route": route,
        })  # fmt: skip
    return out


def _line(row: Row, about: About) -> land.Points:
    start, end = about.positions[row["start"]], about.positions[row["end"]]
    points = np.array([start, end])
    if row["mode"] == "sea":
        points = sea_lanes.route(start, end, about.legs[str(row["leg"])].km)
    return great_circle(points)


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a table as made by `table`."""
    legs = records(data[data["kind"] == "leg"])
    places = records(data[data["kind"] == "place"])
    lines = [_line(row, about) for row in legs]
    every = np.concatenate(lines)
    projection = centred(every)
    shown = [projection(line) for line in lines]
    frame = _frame(np.concatenate(shown))
    width = WIDTH_MM - 2 * MARGIN_MM
    height = width * (frame[3] - frame[1]) / (frame[2] - frame[0])
    entries = _entries(legs, any(p["congested"] for p in places))
    out = Page(title, "Width: FEU a year, both directions, from terminal to terminal",
               _notes(about), key_mm(entries, WIDTH_MM) + height + 1.0)  # fmt: skip
    draw_key(out, out.top, entries)
    top = out.top + key_mm(entries, WIDTH_MM)
    ax = out.axes(MARGIN_MM, top, width, height)
    _ground(ax, projection, frame)
    most = max(float(row["feu_per_year"]) for row in legs) or 1.0
    for row, line in sorted(zip(legs, shown, strict=True), key=lambda p: -p[0]["feu_per_year"]):
        ax.plot(line[:, 0], line[:, 1], color=MODES[row["mode"]][0], linestyle=_dashes(row["mode"]),
                linewidth=_wide(row["feu_per_year"], most), zorder=4,
                solid_capstyle="round", dash_capstyle="butt")  # fmt: skip
    at = projection(np.array([[p["lon"], p["lat"]] for p in places]))
    box = (MARGIN_MM, top, MARGIN_MM + width, top + height)
    scale = width / (frame[2] - frame[0])
    labels = [
        Label(str(p["name"]), (box[0] + (x - frame[0]) * scale, top + (frame[3] - y) * scale),
              bool(p["congested"]))
        for p, (x, y) in zip(places, at, strict=True)
    ]  # fmt: skip
    paths = [
        np.column_stack([box[0] + (s[:, 0] - frame[0]) * scale, top + (frame[3] - s[:, 1]) * scale])
        for s in shown
    ]
    draw_labels(out, labels, box, paths)
    return out


def _wide(feu: float, most: float) -> float:
    return max(_THINNEST, _WIDEST * float(feu) / most)


def _dashes(mode: str) -> object:
    return {"rail": "-", "sea": (0, (2.5, 1.0)), "road": (0, (0.8, 0.6))}.get(mode, "-")


def _entries(legs: list[Row], congested: bool) -> list[Entry]:
    used = [m for m in MODES if any(row["mode"] == m for row in legs)]
    out = [
        Entry(MODES[m][2], "line", {"color": MODES[m][0], "linestyle": _dashes(m), "linewidth": 2})
        for m in used
    ]
    most = max(float(row["feu_per_year"]) for row in legs) or 1.0
    for share in (1.0, 0.25):
        feu = float(f"{most * share:.1g}")
        style = {"color": GREY, "linewidth": _wide(feu, most)}
        out.append(Entry(f"{feu:,.0f} FEU a year", "line", style))
    if congested:
        ring = {"marker": "o", "markersize": 6, "markerfacecolor": "white",
                "markeredgecolor": "#b30000", "markeredgewidth": 1.6}  # fmt: skip
        out.append(Entry("congested place", "marker", ring))
    return out


def _notes(about: About) -> list[str]:
    runs = f"{about.replications} replication{'s' if about.replications != 1 else ''}"
    return [
        f"Congested: a facility used {100 * BUSY:.0f} % of its time or more, or 5 % of those that "
        f"come wait {LONG_DAYS:.0f} day or longer. Legs are drawn as great circles or shipping "
        "lanes, not as surveyed.",
        "Land and boundaries: Natural Earth. They imply no opinion on the legal status of any "
        "territory. Lambert azimuthal equal-area projection.",
        f"{runs}, seed {about.seed}.", *about.doubts, about.source(),
    ]  # fmt: skip


def _frame(points: land.Points) -> tuple[float, float, float, float]:
    """Left, low, right and high of the map, in km: the lines with a margin, of a fitting shape."""
    low, high = points.min(axis=0), points.max(axis=0)
    pad = 0.07 * max(high - low)
    (left, bottom), (right, top) = low - pad, high + pad
    wide, tall = right - left, top - bottom
    least, most = (t / (WIDTH_MM - 2 * MARGIN_MM) for t in _TALL_MM)
    if tall < least * wide:
        grow = (least * wide - tall) / 2
        bottom, top = bottom - grow, top + grow
    elif tall > most * wide:
        grow = (tall / most - wide) / 2
        left, right = left - grow, right + grow
    return float(left), float(bottom), float(right), float(top)


def _ground(ax: Axes, projection: Projection, frame: tuple[float, float, float, float]) -> None:
    ax.set_facecolor(_SEA)
    rings = [r for r in (projection(ring) for ring in land.land()) if _touches(r, frame)]
    codes = [
        np.concatenate([[Path.MOVETO], np.full(len(r) - 2, Path.LINETO), [Path.CLOSEPOLY]])
        for r in rings
    ]
    if rings:
        path = Path(np.concatenate(rings), np.concatenate(codes))
        ax.add_patch(PathPatch(path, facecolor=_LAND, edgecolor="#c9c2b2", linewidth=0.3, zorder=1))
    lines = [b for b in (projection(line) for line in land.borders()) if _touches(b, frame)]
    ax.add_collection(LineCollection(lines, colors=_BORDER, linewidths=0.6, zorder=2))
    ax.set_xlim(frame[0], frame[2])
    ax.set_ylim(frame[1], frame[3])
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(True)
        spine.set_color(INK)
        spine.set_linewidth(0.4)


def _touches(points: land.Points, frame: tuple[float, float, float, float]) -> bool:
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(
        high[0] >= frame[0] and low[0] <= frame[2] and high[1] >= frame[1] and low[1] <= frame[3]
    )


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    legs = data[data["kind"] == "leg"].sort_values("feu_per_year", ascending=False, kind="stable")
    named = data[data["kind"] == "place"].set_index("place")["name"]
    most = [
        f"{named.get(r['start'], r['start'])} – {named.get(r['end'], r['end'])} by {r['mode']} "
        f"{r['feu_per_year']:,.0f} FEU a year"
        for r in records(legs.head(4))
    ]
    places = data[(data["kind"] == "place") & data["congested"].eq(other=True)]
    busy = ", ".join(places["name"]) or "none"
    return f"{title}. Map of legs by mode and flow. Most: {'; '.join(most)}. Congested: {busy}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market of a run: corridors by land, and ocean routes on a map of their own."""
    for market, suffix in markets_of(run.summary):
        data = table(run, market, about)
        routes = [
            r for r in ("land", "sea") if ((data["route"] == r) & (data["kind"] == "leg")).any()
        ]
        for route in routes:
            mine = data[data["route"] == route].reset_index(drop=True)
            mine = _with_ends(mine, data)
            ending = "-sea" if route == "sea" and len(routes) > 1 else ""
            title = f"{about.market(market)}: flows and congestion"
            title += " on the ocean routes" if ending else ""
            drawn = page(mine, about, title)
            yield made(NAME + suffix + ending, drawn, mine, describe(mine, title))


def _with_ends(mine: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """Legs of a map with the places at their ends, also those of other maps."""
    legs = mine[mine["kind"] == "leg"]
    ends = set(legs["start"]) | set(legs["end"])
    places = data[(data["kind"] == "place") & data["place"].isin(ends)]
    return pd.concat([legs, places], ignore_index=True)
