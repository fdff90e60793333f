"""Containers of a terminal scope, and how many days each took."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.charts.chart import Sheet
from simulator.charts.rows import Row, records
from simulator.results.read import Run

KEY = ("market", "corridor", "direction")
Floats = npt.NDArray[np.float64]


def containers_of(run: Run, market: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Containers of the window on journeys that pass both ends of a terminal scope.

    Raises InputError where the run holds no containers.
    """
    ends = set(zip(rows["origin"], rows["destination"], strict=True))
    ids = [n for n, labels in run.journeys.items() if _passes([r[0] for r in labels], ends)]
    columns = ["corridor", "direction", "journey", "replication", "release_days", "delivery_days"]
    columns += ["wait_days", "service_days", "move_days"]
    wanted = [("market", "=", market), ("in_window", "=", True), ("journey", "in", ids)]
    return run.containers(columns, wanted)


def _passes(places: Sequence[str], ends: set[tuple[str, str]]) -> bool:
    return any(a in places and b in places and places.index(a) < places.index(b) for a, b in ends)


def stages_of(stages: pd.DataFrame, *key: str) -> set[tuple[str, str, str]]:
    """Stages (place, leg, stage) of one market, corridor and direction, from stages.csv."""
    mine = stages[(stages[list(KEY)] == list(key)).all(axis=1)]
    return set(zip(mine["place"], mine["leg"], mine["stage"], strict=True))


def transits(run: Run, sheet: Sheet) -> dict[str, Floats]:
    """Corridor → days of each FEU of its terminal scope, rising; those not delivered are inf.

    Raises InputError where the run holds no containers.
    """
    found = containers_of(run, sheet.market, sheet.terminal)
    out = {}
    for row in records(sheet.terminal):
        mine = found[
            (found["corridor"] == row["corridor"]) & (found["direction"] == row["direction"])
        ]
        known = stages_of(run.stages, row["market"], row["corridor"], row["direction"])
        out[str(row["corridor"])] = np.sort(_days(mine, run, known, row))
    return out


def _days(containers: pd.DataFrame, run: Run, known: set[tuple[str, str, str]], row: Row) -> Floats:
    parts = [np.empty(0)]
    for number, group in containers.groupby("journey"):
        done = group[group["delivery_days"].notna()]
        parts.append(np.full(len(group) - len(done), np.inf))
        if done.empty:
            continue
        labels = [tuple(label[:3]) for label in run.journeys[int(str(number))]]
        kept = [k for k, label in enumerate(labels) if label in known]
        spent = sum(np.vstack(list(done[f"{name}_days"])) for name in ("wait", "service", "move"))
        parts.append(np.asarray(spent)[:, kept].sum(axis=1))
    return np.concatenate(parts)


def quantile(values: Floats, share: float) -> float:
    """Smallest value with rank ⌈share n⌉ of rising values; NaN where it falls on none."""
    if not len(values):
        return float("nan")
    rank = max(1, int(np.ceil(share * len(values) - 1e-9)))
    found = float(values[rank - 1])
    return found if np.isfinite(found) else float("nan")
