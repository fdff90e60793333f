"""How many replications are enough: until the 95 % half-widths are small."""

from __future__ import annotations

import pandas as pd

from simulator.model.scenario import Precision


def half_width(summary: pd.DataFrame, precision: Precision) -> float:
    """Give the widest relative half-width of mean days and mean USD over the rows that count.

    Terminal rows of the corridors that `precision` names (of all, if it names none) with
    containers in them; infinite while a mean or its interval is blank.
    """
    rows = summary[(summary["scope"] == "terminal") & (summary["feu"] > 0)]
    if precision.corridors:
        rows = rows[rows["corridor"].isin(precision.corridors)]
    widest = 0.0
    for what in ("days", "usd"):
        width = (rows[f"{what}_ci_high"] - rows[f"{what}_ci_low"]) / 2 / rows[f"{what}_mean"]
        widest = max(widest, float(width.astype(float).fillna(float("inf")).max()))
    return widest


def next_count(done: int, precision: Precision) -> int:
    """Replications to have before looking again: half as many more, up to the limit."""
    return min(precision.most_replications, done + max(1, done // 2))
