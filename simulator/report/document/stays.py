"""What the days of a row are made of, by its stages."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator.report.scopes import Row


@dataclass(frozen=True)
class Makeup:
    """Mean days of the containers that go from terminal to terminal."""

    moving: float
    served: float
    waiting: float
    place: str
    """Where the longest mean wait is; empty without one."""
    stage: str
    longest: float


LEAST = 0.05
"""Days below which a wait is none."""


def stages_of(stages: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Stages of a row's corridor and direction."""
    mine: pd.DataFrame = stages[
        (stages["corridor"] == row.corridor) & (stages["direction"] == row.direction)
    ]
    return mine


def makeup(stages: pd.DataFrame, row: Row) -> Makeup | None:
    """Sum the stages of a row from terminal to terminal; None where they are blank."""
    mine = stages_of(stages, row)
    days = mine[["move_days_mean", "service_days_mean", "wait_days_mean"]]
    if mine.empty or days.isna().any(axis=None):
        return None
    at = mine.iloc[int(mine["wait_days_mean"].to_numpy(float).argmax())]
    long = float(at["wait_days_mean"])
    place, stage = (str(at["place"]), str(at["stage"])) if long >= LEAST else ("", "")
    moving, served, waiting = (float(days[c].sum()) for c in days)
    return Makeup(moving, served, waiting, place, stage, long if place else 0.0)
