"""Studies made by hand, one of each method, to draw charts of."""

from itertools import product

import numpy as np
import pandas as pd

from simulator.results import columns
from simulator.study.methods.columns import TABLES
from simulator.study.write import StudyResults

CORRIDORS = ("main", "by-road")
FACTORS = {
    "storms": {"range": [0.5, 2.0], "as": "relative", "label": "length of storms on the sea"},
    "fee": {"range": [0.0, 400.0], "label": "fee, USD per FEU"},
    "depth": {"range": [-1.0, 0.0], "as": "added"},
}


def points(values):
    """points.csv: each corridor's results at some values of the factors; point 0 is the base."""
    rows = []
    for number, given in enumerate([{}, *values]):
        for k, corridor in enumerate(CORRIDORS):
            usd = 4000 + 500 * k + sum(v for v in given.values() if v == v) * (1 - 0.6 * k)
            row = dict.fromkeys(columns.SUMMARY, np.nan)
            row |= dict.fromkeys(("warnings", "scenario"), "")
            row |= {
                "point": number, "stage": "base" if number == 0 else "step", **given,
                "market": "east-west", "corridor": corridor, "direction": "westbound",
                "scope": "terminal", "origin": "ALPHA", "destination": "DELTA", "feu": 100,
                "delivered": 100, "days_mean": 20.0 + k, "days_ci_low": 19.0 + k,
                "days_ci_high": 21.0 + k, "usd_mean": usd, "usd_ci_low": usd - 50,
                "usd_ci_high": usd + 50, "price_year": 2025, "rounded": "", "error": "",
            }  # fmt: skip
            rows.append(row)
    return pd.DataFrame(rows)


def study(kind, values=(), tables=(), factors=FACTORS, **method):
    """A finished study of a method."""
    record = {
        "study": {
            "name": f"by-{kind}", "title": "What moves <the> toy corridors", "seed": 3,
            "replications": 4, "factors": factors, "method": {"kind": kind, **method},
        },
        "points": 7, "places": {"ALPHA": "Alpha", "DELTA": "Delta"}, "failed": [],
        "corridors": list(CORRIDORS), "versions": {"corridorsim": "0.0"},
    }  # fmt: skip
    made = dict(tables)
    for name, frame in made.items():
        assert set(frame.columns) <= set(TABLES[name]), name
        made[name] = frame.reindex(columns=list(TABLES[name]))
    return StudyResults(points(values), pd.DataFrame(), made, [], {}, record)


def _sensitivity(indices, quantities=("usd_mean", "days_mean")):
    rows = [
        {
            "quantity": quantity, "corridor": "main", "direction": "westbound",
            "scope": "terminal", "factor": factor, "label": entry.get("label", factor),
            "index": index, "other_factor": "", "value": value(k), "ci_low": value(k) - 0.1,
            "ci_high": value(k) + 0.2, "low_input": 0.5, "high_input": 1234.5, "points": 3,
            "missing": 0, "note": "",
        }
        for quantity in quantities
        for k, (factor, entry) in enumerate(FACTORS.items())
        for index, value in indices.items()
    ]  # fmt: skip
    return {"sensitivity": pd.DataFrame(rows)}


def _frontier():
    rows = [
        {"x": x, "y": y, "winner": CORRIDORS[int(x / 100 + y > 3)], "runner_up": "", "margin": 10.0,
         "ci_low": -1.0, "ci_high": 21.0, "uncertain": abs(x / 100 + y - 3) < 0.6, "no_figure": "",
         "source": "run", "point": n}
        for n, (x, y) in enumerate(product((0, 100, 200, 300, 400), (0.5, 1, 1.5, 2)))
    ]  # fmt: skip
    base = {**rows[0], "x": 150.0, "y": 1.0, "source": "base"}
    return {"frontier": pd.DataFrame([*rows, base])}


def _capacity():
    rows = [
        {"corridor": corridor, "direction": "westbound", "scale": scale,
         "feu_per_year": 1000 * scale, "days_mean": 20.0, "delay_days": delay,
         "delay_ci_low": delay - 1, "delay_ci_high": delay + 1, "busiest": "GAMMA.berth",
         "offered_load": 0.5 * scale, "saturated": delay != delay or delay > 5,
         "reason": "unstable", "first": corridor == "main" and scale == 2.0, "point": 0,
         "warnings": ""}
        for corridor in CORRIDORS
        for scale, delay in ((0.5, 0.0), (1.0, 0.4), (1.5, 3.0 if corridor == "main" else 0.5),
                             (2.0, np.nan if corridor == "main" else 1.0))
    ]  # fmt: skip
    return {"capacity": pd.DataFrame(rows)}


def _shares():
    rows = [
        {"scenario": scenario, "market": "east-west", "direction": "westbound", "origin": "ALPHA",
         "destination": "DELTA", "feu_per_year": 900, "iteration": n, "corridor": corridor,
         "share": share, "share_in_data": 0.5, "settled": n == 1, "point": n, "note": ""}
        for scenario in ("base", "shut")
        for n in (0, 1)
        for corridor, share in zip(CORRIDORS, (0.7, 0.3) if n else (0.5, 0.5), strict=True)
    ]  # fmt: skip
    return {"shares": pd.DataFrame(rows)}


def _breakeven():
    row = {"factor": "fee", "label": "fee", "a": "main", "b": "by-road", "quantity": "usd_mean",
           "direction": "westbound", "scope": "terminal", "result": "switch", "value": 250.0,
           "ci_low": 180.0, "ci_high": np.nan}  # fmt: skip
    return {"breakeven": pd.DataFrame([row])}


_FEE = [{"fee": v} for v in (0.0, 100.0, 200.0, 400.0)]
_ONE = {"fee": FACTORS["fee"]}
_TWO = {k: FACTORS[k] for k in ("fee", "storms")}
_GRID = [{"fee": x, "storms": y} for x in (0.0, 200.0, 400.0) for y in (0.5, 1.0)]
STUDIES = {
    "tornado": lambda: study("one_at_a_time", tables=_sensitivity({
        "low_effect": lambda k: (-300.0, 20.0, np.nan)[k],
        "high_effect": lambda k: (500.0, 90.0, 1.0)[k], "swing": lambda k: 800.0 - k})),
    "sobol": lambda: study("sobol", tables=_sensitivity({
        "first": lambda k: 0.5 - 0.2 * k, "total": lambda k: 0.7 - 0.2 * k})),
    "indices": lambda: study("latin_hypercube", tables=_sensitivity({
        "spearman": lambda k: 0.9 - 0.7 * k, "regression": lambda k: 0.8 - 0.6 * k})),
    "morris": lambda: study("morris", tables=_sensitivity({
        "mu": lambda k: 50.0 - 40 * k, "mu_star": lambda k: 60.0 - 20 * k,
        "sigma": lambda k: 10.0 + 15 * k})),
    "sweep": lambda: study("break_even", _FEE, _breakeven(), _ONE, a="main", b="by-road",
                           direction="westbound", quantity="usd_mean"),
    "heat": lambda: study("grid", _GRID, factors=_TWO),
    "switch": lambda: study("frontier", tables=_frontier(), factors=_TWO, x="fee", y="storms",
                            corridors=list(CORRIDORS), direction="westbound"),
    "capacity": lambda: study("capacity", tables=_capacity(), corridors=list(CORRIDORS),
                              direction="westbound", delay_days=5.0),
    "shares": lambda: study("route_choice", tables=_shares()),
}  # fmt: skip
"""Kind of chart → a study that has it."""
