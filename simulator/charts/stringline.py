"""Space–time lines: containers, trains and ships between the places of a corridor."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.chart import Chart, Sheet, made, sheets
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, spread, text_mm
from simulator.charts.rows import Row, is_number, records
from simulator.charts.stringline_lanes import Floats, shifts
from simulator.charts.style import INK, MODES, WIDTH_MM, applied
from simulator.charts.time_distance import along
from simulator.charts.transit import KEY, containers_of, stages_of
from simulator.errors import InputError
from simulator.results.read import Run

NAME = "stringline"
BOXES = 10
"""Containers drawn, evenly taken from those released in the first half of the stretch."""
TRIPS = 45
"""Trips of a service drawn at most; of a busier one every second, third, …"""
COLUMNS = ("market", "corridor", "direction", "kind", "id", "mode", "place", "from_day", "from_km",
           "to_day", "to_km")  # fmt: skip
_TALL_MM, _AXIS_MM = 105.0, 11.0
_STAND_POINTS, _POINTS_PER_MM = 2.0, 72 / 25.4
_ENDS = ["from_day", "from_km", "to_day", "to_km"]
_PALE = {"rail": "#9cc3dd", "sea": "#8fd0bd", "road": "#f0b78f"}


@dataclass(frozen=True)
class Stretch:
    """A stretch of the calendar, days from the scenario's start."""

    start: float
    end: float


def stretch_of(row: Row, about: About) -> Stretch:
    """Stretch from the middle of the window that holds about twice the P95 of the way."""
    longest = row["days_p95"] if is_number(row["days_p95"]) else row["days_p50"]
    days = min(150.0, max(10.0, 2.0 * (longest if is_number(longest) else 30.0)))
    low, high = about.window
    start = math.floor(low + max(0.0, (high - low) - days) / 2)
    return Stretch(start, start + math.ceil(days))


def _way(run: Run, row: Row) -> pd.DataFrame:
    mine = run.stages[(run.stages[list(KEY)] == [row[k] for k in KEY]).all(axis=1)]
    way = along(mine)
    boards = way["place"].isin(mine.loc[mine["stage"] == "departure", "place"])
    return way.assign(place=way["place"].replace("", row["destination"]), boards=boards)


def table(run: Run, row: Row, about: About) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Places of a corridor with their km, and the lines of replication 0 (`COLUMNS`).

    `row` is the corridor's terminal row. Raises InputError where the run lacks containers or
    departures.
    """
    way, stretch = _way(run, row), stretch_of(row, about)
    lines = [*_trips(run, way, stretch), *_boxes(run, row, way, stretch)]
    frame = pd.DataFrame(lines).assign(**{k: row[k] for k in KEY}) if lines else pd.DataFrame()
    return way, frame.reindex(columns=list(COLUMNS))


def _trips(run: Run, way: pd.DataFrame, stretch: Stretch) -> list[Row]:
    """Trips between places at which containers change, in both directions."""
    km, modes = (dict(zip(way["place"], way[k], strict=True)) for k in ("km", "mode"))
    stops = [*way.loc[way["boards"], "place"], way["place"].iloc[-1]]
    pairs = {pair for a, b in pairwise(stops) for pair in ((a, b), (b, a))}
    found = run.departures
    between = zip(found["origin"], found["destination"], strict=True)
    mine = found[
        np.fromiter((pair in pairs for pair in between), dtype=bool, count=len(found))
        & (found["replication"] == 0) & (found["departure_days"] < stretch.end)
        & (found["arrival_days"] > stretch.start)
    ]  # fmt: skip
    out: list[Row] = []
    for (service, origin, destination), trips in mine.groupby(
        ["service", "origin", "destination"], sort=False
    ):
        each = -(-len(trips) // TRIPS)
        first = min((str(origin), str(destination)), key=lambda place: km[place])
        some = records(trips.sort_values("departure_days").iloc[::each])
        out += [
            {
                "kind": "trip", "id": f"{service}/{trip['trip']}", "mode": modes[first],
                "place": "",
                "from_day": trip["departure_days"], "from_km": km[str(origin)],
                "to_day": trip["arrival_days"], "to_km": km[str(destination)],
            }
            for trip in some
        ]  # fmt: skip
    return out


def _boxes(run: Run, row: Row, way: pd.DataFrame, stretch: Stretch) -> list[Row]:
    """Stands and moves of some containers."""
    found = containers_of(run, row["market"], pd.DataFrame([row]))
    half = stretch.start + (stretch.end - stretch.start) / 2
    mine = found[
        (found["corridor"] == row["corridor"]) & (found["direction"] == row["direction"])
        & (found["replication"] == 0) & found["delivery_days"].notna()
        & (found["release_days"] >= stretch.start) & (found["release_days"] < half)
    ].sort_values("release_days", kind="stable")  # fmt: skip
    if mine.empty:
        return []
    some = mine.iloc[np.unique(np.linspace(0, len(mine) - 1, BOXES).round().astype(int))]
    known = stages_of(run.stages, row["market"], row["corridor"], row["direction"])
    km = dict(zip(way["place"], way["km"], strict=True))
    out: list[Row] = []
    for n, box in enumerate(records(some)):
        out += _box(n, box, run.journeys[int(box["journey"])], (known, km, row["destination"]))
    return out


def _box(
    n: int, box: Row, labels: list[list[str]],
    scope: tuple[set[tuple[str, str, str]], dict[str, float], str],
) -> list[Row]:  # fmt: skip
    known, km, destination = scope
    days = np.asarray(box["wait_days"]) + np.asarray(box["service_days"])
    move = np.asarray(box["move_days"])
    day, out = float(box["release_days"]), []
    kept = [k for k, label in enumerate(labels) if (label[0], label[1], label[2]) in known]
    for k in range(kept[0] if kept else 0):
        day += float(days[k] + move[k])
    for i, k in enumerate(kept):
        place, leg, _, mode = (*labels[k], "", "")[:4]
        following = next((labels[m][0] for m in kept[i + 1 :] if labels[m][0] != place),
                         destination)  # fmt: skip
        for spent, to in ((float(days[k]), place), (float(move[k]), following)):
            if spent <= 0:
                continue
            out.append({
                "kind": "box", "id": f"box {n + 1}", "mode": mode if leg else "", "place": place,
                "from_day": day, "from_km": km[place], "to_day": day + spent, "to_km": km[to],
            })  # fmt: skip
            day += spent
    return out


@applied()
def page(way: pd.DataFrame, data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw tables as made by `table`: places against the calendar."""
    trips, boxes = data[data["kind"] == "trip"], data[data["kind"] == "box"]
    used = [m for m in MODES if (trips["mode"] == m).any()]
    words = {"rail": "trains", "sea": "ships", "road": "lorries"}
    entries = [
        Entry(words[m], "line", {"color": _PALE[m], "linestyle": MODES[m][1], "linewidth": 1.0})
        for m in used
    ]
    entries.append(Entry("a container under way", "line", {"color": INK, "linewidth": 1.4}))
    entries.append(Entry("a container that stands", "line", {"color": "#D55E00", "linewidth": 2.2}))
    thin = "Of a busy service only every second, third … trip is drawn, both ways. "
    notes = [
        f"{boxes['id'].nunique()} containers of replication 0, taken evenly from those released in "
        f"the first half of the stretch. {thin}Trips are those between places at which containers "
        "change, each a straight line. Containers that stand at one place at one time lie side by "
        "side.",
        f"Replication 0 ({about.replications} were run), seed {about.seed}.", *about.doubts,
        about.source(),
    ]  # fmt: skip
    body = key_mm(entries, WIDTH_MM) + _TALL_MM + _AXIS_MM
    first = data.iloc[0]
    ends = about.ends(str(way["place"].iloc[0]), str(way["place"].iloc[-1]))
    subtitle = f"{about.corridor(str(first['corridor']))}, {ends}; places spaced by km"
    out = Page(title, subtitle, notes, body)
    draw_key(out, out.top, entries)
    _panel(out, out.top + key_mm(entries, WIDTH_MM), (way, trips, boxes), about)
    return out


def _panel(
    page: Page, top: float, tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], about: About
) -> None:
    way, trips, boxes = tables
    names = [about.short(p) for p in way["place"]]
    left = MARGIN_MM + max(text_mm(name) for name in names) + 7.0
    longest = float(way["km"].max()) or 1.0
    wide = page.width - MARGIN_MM - left - 7.0
    ax = page.axes(left, top + 2.0, wide, _TALL_MM - 4.0)
    for km in way["km"]:
        ax.axhline(float(km), color="#d9d9d9", linewidth=0.4, zorder=0)
    _trip_lines(ax, trips)
    every = pd.concat([boxes, trips]) if boxes.empty else boxes
    low, high = math.floor(every["from_day"].min()), math.ceil(every["to_day"].max())
    scales = longest / (_TALL_MM - 4.0), (high - low) / wide
    shift, step = shifts(boxes, way["km"].tolist(), *scales)
    _box_lines(ax, boxes, shift * scales[0], step)
    ax.set_xlim(low, high)
    ax.set_ylim(longest, 0)
    ax.set_yticks([])
    _calendar(ax, about.start)
    ys = [top + 2.0 + (_TALL_MM - 4.0) * float(km) / longest for km in way["km"]]
    room = (top - 1.0, top + _TALL_MM + 3.0)
    centres = spread(ys, [LINE_MM * 0.97] * len(ys), *room)
    for name, y, centre in zip(names, ys, centres, strict=True):
        page.line([left - 4.6, left - 0.4], [centre, y], linewidth=0.4)
        page.text(left - 5.2, centre, name, ha="right", va="center")


def _trip_lines(ax: Axes, trips: pd.DataFrame) -> None:
    for mode, rows in trips.groupby("mode", sort=False):
        lines = rows[_ENDS].to_numpy(dtype=float).reshape(-1, 2, 2)
        line = MODES.get(str(mode), ("", "-", ""))[1]
        ax.add_collection(
            LineCollection(list(lines), colors=_PALE.get(str(mode), "#bbbbbb"), linewidths=0.5,
                           linestyles=line, zorder=1))  # fmt: skip


def _box_lines(ax: Axes, boxes: pd.DataFrame, shift: Floats, step: Floats) -> None:
    """Draw containers; `shift`: km from the place to the lane, `step`: mm between lanes."""
    lines = boxes[_ENDS].to_numpy(dtype=float, copy=True).reshape(-1, 2, 2)
    lines[:, :, 1] += shift
    stands = (boxes["from_km"] == boxes["to_km"]).to_numpy()
    thick = np.minimum(_STAND_POINTS, 0.75 * step[stands] * _POINTS_PER_MM)
    for some, colour, wide in ((~stands, INK, 1.1), (stands, "#D55E00", thick)):
        ax.add_collection(
            LineCollection(list(lines[some]), colors=colour, linewidths=wide, zorder=3,
                           capstyle="butt"))  # fmt: skip


def _calendar(ax: Axes, start: dt.date) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=True))

    def words(value: float, _: object) -> str:
        day = start + dt.timedelta(days=round(value))
        return f"{day.day} {day:%b}\n{day:%Y}"

    ax.xaxis.set_major_formatter(FuncFormatter(words))
    ax.grid(axis="x")


def describe(data: pd.DataFrame, about: About, title: str) -> str:
    """Alternative text."""
    boxes = data[data["kind"] == "box"]
    spent = boxes["to_day"] - boxes["from_day"]
    stands = boxes["from_km"] == boxes["to_km"]
    longest = spent[stands].groupby(boxes["place"]).mean().sort_values(ascending=False).head(3)
    at = ", ".join(f"{about.short(str(place))} {days:.1f} days" for place, days in longest.items())
    trips = int((data["kind"] == "trip").sum())
    return (
        f"{title}. Lines of {boxes['id'].nunique()} containers and {trips} trips between places "
        f"over the calendar. The containers stand longest at: {at or 'none'}."
    )


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw each corridor of a run in its main direction."""
    for sheet in sheets(run.summary, about):
        if sheet.forward:
            yield from _sheet(run, sheet, about)


def _sheet(run: Run, sheet: Sheet, about: About) -> Iterator[Chart]:
    for row in records(sheet.terminal):
        if not is_number(row["days_mean"]):
            continue
        try:
            way, data = table(run, row, about)
        except InputError:
            return
        if data.empty:
            continue
        title = f"{row['corridor']}, {row['direction']}: containers, trains and ships"
        name = f"{NAME}-{row['corridor']}"
        yield made(name, page(way, data, about, title), data, describe(data, about, title))
