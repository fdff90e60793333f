"""Studies whose points are evaluated by a function instead of the simulator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.model.study import Study
from simulator.results import columns
from simulator.results.statistics import mean_of
from simulator.study.points import Outcomes, PointResult

MOST_BATCHES = 500
NO_FACILITIES = pd.DataFrame(columns=list(columns.FACILITIES))


class Broken(Exception):
    """What an evaluator raises for a point that fails."""


def study_of(method, factors=None, outputs=None, **keys):
    """A study without a file; factors by default `x` and so on as plain ranges."""
    return Study.model_validate({
        "factors": {name: _factor(name, given) for name, given in (factors or {}).items()},
        "method": method,
        "outputs": outputs or [{"quantity": "usd_mean"}],
        **keys,
    })  # fmt: skip


def _factor(name, given):
    if isinstance(given, dict):
        return {"path": f"economy.{name}", **given}
    return {"path": f"economy.{name}", "range": list(given)}


def drive(design, evaluate, replications=1):
    """Run a design to its end.

    `evaluate(point, replication)` gives {corridor: {quantity: value}}, all of it westbound; it may
    give `warnings` and `feu` as well, or raise `Broken`.
    """
    done = Outcomes(replications)
    for _ in range(MOST_BATCHES):
        batch = design.propose(done)
        if not batch:
            return done
        for point in batch:
            done.add(point, result_of(point, evaluate, replications))
    raise AssertionError(f"{len(done.points)} points and no end")


def result_of(point, evaluate, replications):
    try:
        found = [evaluate(point, k) for k in range(replications)]
    except Broken as error:
        return PointResult(error=str(error))
    summary, rows = [], []
    for corridor in found[0]:
        key = {
            "market": "m", "corridor": corridor, "direction": "westbound", "scope": "terminal",
            "origin": "A", "destination": "B",
        }  # fmt: skip
        given = [f[corridor] for f in found]
        numbers = {q: mean_of(g[q] for g in given) for q in given[0] if q != "warnings"}
        text = {"feu": 100, "warnings": given[0].get("warnings", "")}
        summary.append({**key, **text, **numbers})
        rows += [
            {**key, "replication": k, **{q: v for q, v in g.items() if q != "warnings"}}
            for k, g in enumerate(given)
        ]
    return PointResult(_frame(summary), _frame(rows), NO_FACILITIES)


def _frame(rows):
    return pd.DataFrame({key: [row[key] for row in rows] for key in rows[0]})


def noise(point_seed, replication, size=1.0):
    """A draw that depends on the replication alone: common to all points."""
    return float(np.random.default_rng([point_seed, replication]).normal(0, size))
