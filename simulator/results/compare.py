"""The paired difference of two runs, B - A, replication by replication.

`a` and `b` are means over the paired replications of each replication's own figure, so that
`difference` = `b` - `a`; for means they equal the summary, for quantiles and SD, which the
summary pools over all containers, they may differ from it a little.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import InputError, Problem
from simulator.results.columns import COMPARE, KEY, METRICS
from simulator.results.read import Run, read
from simulator.results.statistics import NAN, interval, mean_of
from simulator.results.summary import Cell
from simulator.results.tables import frame

Rows = dict[tuple[str, ...], pd.DataFrame]


def compare(directory_a: Path | str, directory_b: Path | str) -> pd.DataFrame:
    """Difference of two run directories.

    Raises
    ------
    InputError
        Where their seeds differ, or no corridor is in both.
    """
    a, b = read(directory_a), read(directory_b)
    if a.seed != b.seed:
        problem = f"was run with seed {b.seed}, {directory_a} with seed {a.seed}"
        hint = "a paired difference needs one seed: run one of them again with --seed"
        raise InputError(Problem(str(directory_b), problem, hint))
    _check_corridors(a, b)
    return compare_replications(a.replications, b.replications)


def _check_corridors(a: Run, b: Run) -> None:
    own, other = (list(dict.fromkeys(run.replications["corridor"])) for run in (a, b))
    if not set(own) & set(other):
        problem = (
            f"the runs have no corridor in common: {a.directory} has {', '.join(own)}; "
            f"{b.directory} has {', '.join(other)}"
        )
        raise InputError(Problem("", problem, "run one of them again with a corridor of the other"))


def _by_section(replications: pd.DataFrame) -> Rows:
    return {
        tuple(str(k) for k in key): rows.set_index("replication")
        for key, rows in replications.groupby(list(KEY), sort=False)
    }


def compare_replications(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Difference of two tables of replications (`Results.replications`)."""
    rows_a, rows_b = _by_section(a), _by_section(b)
    out: list[dict[str, Cell]] = []
    for key in dict.fromkeys([*rows_a, *rows_b]):
        named: dict[str, Cell] = dict(zip(KEY, key, strict=True))
        both = rows_a.get(key), rows_b.get(key)
        out += [{**named, "metric": m, **_difference(*both, m)} for m in METRICS]
    return frame(out, COMPARE)


def _difference(a: pd.DataFrame | None, b: pd.DataFrame | None, metric: str) -> dict[str, Cell]:
    if a is None or b is None:
        return {
            "a": _mean(a, metric), "b": _mean(b, metric), "difference": NAN,
            "ci_low": NAN, "ci_high": NAN, "replications": 0,
        }  # fmt: skip
    pairs = pd.concat({"a": a[metric], "b": b[metric]}, axis=1, join="inner").dropna()
    left, right = pairs["a"].to_numpy(float), pairs["b"].to_numpy(float)
    if not len(pairs):
        left, right = np.array([_mean(a, metric)]), np.array([_mean(b, metric)])
    low, high = interval(right - left)
    return {
        "a": mean_of(left), "b": mean_of(right), "difference": mean_of(right - left),
        "ci_low": low, "ci_high": high, "replications": len(pairs),
    }  # fmt: skip


def _mean(rows: pd.DataFrame | None, metric: str) -> float:
    return NAN if rows is None else mean_of(rows[metric].to_numpy(float))
