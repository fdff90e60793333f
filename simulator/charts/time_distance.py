"""Cumulative days and dollars along the way (the time–distance and cost–distance diagram)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.charts import distance_panels as panels
from simulator.charts import distance_together as together
from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Sheet, made, sheets
from simulator.charts.rows import Row, records
from simulator.charts.transit import KEY, containers_of, stages_of
from simulator.errors import InputError
from simulator.results.read import Run

NAME = "time-distance"
PAGE_MM = 211.0
"""Height that the panels of one page may take; more corridors go on a further page."""
COLUMNS = (
    *KEY, "origin", "destination", "place", "name", "km", "mode", "arrive_days", "leave_days",
    "arrive_p10", "arrive_p90", "leave_p10", "leave_p90", "arrive_usd", "leave_usd", "feu",
    "price_year", "no_stable_mean",
)  # fmt: skip
Floats = npt.NDArray[np.float64]


def along(stages: pd.DataFrame) -> pd.DataFrame:
    """Cumulative means at each place, from one corridor's rows of stages.csv.

    Columns: place, km, mode (of the leg that leaves it), arrive_days, leave_days, arrive_usd,
    leave_usd. Money of a leg lies on its slope, money of a place on its step.
    """
    rows: list[Row] = []
    km = days = usd = 0.0
    for row in records(stages.sort_values("order")):
        if not rows or rows[-1]["place"] != row["place"]:
            rows.append(_visit(row["place"], km, days, usd))
        now = rows[-1]
        days += row["wait_days_mean"] + row["service_days_mean"] + row["move_days_mean"]
        usd += row["usd_mean"]
        if row["leg"]:
            km += 0.0 if now["leg"] == row["leg"] else row["km"]
            now.update(mode=row["mode"], leg=row["leg"])
        else:
            now.update(leave_days=days, leave_usd=usd)
    return _closed(rows, km, days, usd)


def _visit(place: str, km: float, days: float, usd: float) -> Row:
    return {
        "place": place, "km": km, "mode": "", "leg": "", "arrive_days": days, "leave_days": days,
        "arrive_usd": usd, "leave_usd": usd,
    }  # fmt: skip


def _closed(rows: list[Row], km: float, days: float, usd: float) -> pd.DataFrame:
    """Add the last place where nothing is counted there (a section that ends on arrival)."""
    if rows and rows[-1]["leg"]:
        rows.append(_visit("", km, days, usd))
    return pd.DataFrame(rows).drop(columns="leg")


def bands(run: Run, sheet: Sheet) -> pd.DataFrame:
    """P10 and P90 of the cumulative days at arrival and departure of each place.

    Pooled over the FEU of the terminal rows, those not delivered ranked last. Columns: corridor,
    direction, place, arrive_p10, arrive_p90, leave_p10, leave_p90; empty without containers.
    """
    rows = sheet.rows[sheet.rows["scope"] == "terminal"]
    try:
        found = containers_of(run, sheet.market, rows)
    except InputError:
        return pd.DataFrame(columns=["corridor", "direction", "place"])
    out: list[Row] = []
    for row in records(rows):
        mine = found[
            (found["corridor"] == row["corridor"]) & (found["direction"] == row["direction"])
        ]
        known = stages_of(run.stages, row["market"], row["corridor"], row["direction"])
        out += _band(mine, run.journeys, known, (row["corridor"], row["direction"]))
    return pd.DataFrame(out)


def _band(
    containers: pd.DataFrame,
    journeys: dict[int, list[list[str]]],
    known: set[tuple[str, str, str]],
    key: tuple[str, str],
) -> list[Row]:
    """Quantiles at each place of one corridor and direction."""
    arrivals: dict[str, list[Floats]] = {}
    departures: dict[str, list[Floats]] = {}
    for number, group in containers.groupby("journey"):
        done = group[group["delivery_days"].notna()]
        labels = [tuple(label[:3]) for label in journeys[int(str(number))]]
        if done.empty:
            continue
        spent = sum(np.vstack(list(done[f"{name}_days"])) for name in ("wait", "service", "move"))
        kept = [k for k, label in enumerate(labels) if label in known]
        passed = np.cumsum(np.asarray(spent)[:, kept], axis=1)
        _times([labels[k] for k in kept], passed, arrivals, departures)
    total = len(containers)
    return [
        {
            "corridor": key[0], "direction": key[1], "place": place,
            **_quantiles("arrive", arrivals[place], total),
            **_quantiles("leave", departures[place], total),
        }
        for place in arrivals
    ]  # fmt: skip


def _times(
    labels: Sequence[tuple[str, ...]],
    passed: Floats,
    arrivals: dict[str, list[Floats]],
    departures: dict[str, list[Floats]],
) -> None:
    """Split cumulative days into those at arrival at and departure from each place."""
    before = np.zeros(len(passed))
    last = ""
    for k, (place, leg, _) in enumerate(labels):
        if place != last:
            arrivals.setdefault(place, []).append(before)
            departures.setdefault(place, []).append(before)
            last = place
        before = passed[:, k]
        if not leg:
            departures[place][-1] = before
    if labels and labels[-1][1]:
        arrivals.setdefault("", []).append(before)
        departures.setdefault("", []).append(before)


def _quantiles(name: str, parts: Sequence[Floats], total: int) -> dict[str, float]:
    values = np.sort(np.concatenate(list(parts)))

    def at(percent: int) -> float:
        k = -(-percent * total // 100)
        return float(values[k - 1]) if 0 < k <= len(values) else float("nan")

    return {f"{name}_p10": at(10), f"{name}_p90": at(90)}


def table(stages: pd.DataFrame, sheet: Sheet, spread: pd.DataFrame, about: About) -> pd.DataFrame:
    """Make the plotted data (`COLUMNS`): one row per corridor and place, or one that says why not.

    Parameters
    ----------
    stages : stages.csv.
    sheet : which market and direction.
    spread : as made by `bands`.
    about : names of places.
    """
    frames = []
    for row in records(sheet.rows[sheet.rows["scope"] == "terminal"]):
        mine = stages[(stages[list(KEY)] == [row[k] for k in KEY]).all(axis=1)]
        blank = mine.empty or mine["usd_mean"].isna().any()
        way = pd.DataFrame([{"place": row["origin"]}]) if blank else along(mine)
        if not blank and len(spread):
            own = (spread["corridor"] == row["corridor"]) & (
                spread["direction"] == row["direction"]
            )
            band = spread[own].drop(columns=["corridor", "direction"])
            way = way.merge(band, on="place", how="left")
        way["place"] = way["place"].replace("", row["destination"])
        why = reason(str(row["warnings"]), about.names, row["feu"], row["delivered"])
        same = ("market", "corridor", "direction", "origin", "destination", "feu", "price_year")
        way = way.assign(
            **{k: row[k] for k in same},
            name=[about.place(place) for place in way["place"]],
            no_stable_mean=why if blank else "",
        )
        frames.append(way.reindex(columns=list(COLUMNS)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))


@dataclass(frozen=True)
class Sized:
    """A corridor's rows and the height of its panels."""

    rows: pd.DataFrame
    height: float


def pages(data: pd.DataFrame) -> list[list[Sized]]:
    """Share corridors out over pages, as many on each as fit; those by land and by sea apart."""
    out: list[list[Sized]] = []
    for group in by_way(data):
        fresh = True
        for _, rows in group.groupby(["corridor", "direction"], sort=False):
            one = Sized(rows, panels.height_of(rows))
            if fresh or sum(s.height for s in out[-1]) + one.height > PAGE_MM:
                out.append([])
            out[-1].append(one)
            fresh = False
    return out


def by_way(data: pd.DataFrame) -> list[pd.DataFrame]:
    """Corridors mostly by land, then those mostly by sea; only groups that hold any.

    An ocean route is two or three times as long and would squeeze the others on one axis.
    """
    keys = [data["corridor"], data["direction"]]
    legs = data["km"].groupby(keys).diff(-1).abs().fillna(0.0)
    sea = legs.where(data["mode"] == "sea", 0.0).groupby(keys).transform("sum")
    at_sea = sea > 0.5 * legs.groupby(keys).transform("sum")
    return [group for group in (data[~at_sea], data[at_sea]) if len(group)]


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for (corridor, _), rows in data.groupby(["corridor", "direction"], sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        if first["no_stable_mean"]:
            said.append(f"{corridor}: no stable mean ({first['no_stable_mean']})")
            continue
        stands = (rows["leave_days"] - rows["arrive_days"]).to_numpy()
        most = [rows.iloc[k] for k in np.argsort(-stands, kind="stable")[:3]]
        at = ", ".join(f"{p['name']} {p['leave_days'] - p['arrive_days']:.1f} days" for p in most)
        said.append(
            f"{corridor}: {last['leave_days']:.1f} days and {last['leave_usd']:,.0f} USD per FEU "
            f"over {last['km']:,.0f} km; longest stands: {at}"
        )
    return f"{title}. Cumulative mean days and USD along the way. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction: all corridors together, then each with its places."""
    for sheet in sheets(run.summary, about):
        data = table(run.stages, sheet, bands(run, sheet), about)
        if data.empty:
            continue
        title = f"{about.market(sheet.market)}, {sheet.direction}: days and dollars along the way"
        shared = pages(data)
        if data["corridor"].nunique() > 1:
            drawn = together.page(data, by_way(data), about, title)
            yield made(NAME + sheet.suffix, drawn, data, describe(data, title))
        for n, page in enumerate(shared, start=1):
            part = f" ({n} of {len(shared)})" if len(shared) > 1 else ""
            yield _detail(page, data, about, (NAME + sheet.suffix, f"-{n}", title + part))


def _detail(
    page: list[Sized], data: pd.DataFrame, about: About, names: tuple[str, str, str]
) -> Chart:
    """One page of corridors, on the axes of all that go the same way, by land or by sea."""
    rows = pd.concat([one.rows for one in page], ignore_index=True)
    corridor = rows["corridor"].iloc[0]
    alike = next(g for g in by_way(data) if (g["corridor"] == corridor).any())
    stem, ending, title = names
    drawn = panels.draw(rows, about, title, panels.limits(alike))
    several = data["corridor"].nunique() > 1
    return made(stem + (ending if several else ""), drawn, rows, describe(rows, title))
