"""Which differences of two runs are beyond chance, and which larger ones chance may explain.

A difference is beyond chance where its 95 % interval over paired replications leaves out zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

from simulator.report.scopes import Row

LEAST = {
    "usd_mean": 0.5, "days_mean": 0.05, "days_p95": 0.05, "on_time_share": 0.0005,
    "generalised_usd_mean": 0.5,
}  # fmt: skip
"""Figures whose changes are told, most telling first; smaller changes are read as none."""
WORDS = {
    "days_mean": "days", "days_p95": "P95 of days", "usd_mean": "USD per FEU",
    "on_time_share": "on time",
}  # fmt: skip
"""Figures named in sentences, in their order. Generalised cost follows from days and dollars."""
MOST_HIDDEN = 3
"""Changes within chance that are named."""
_WORTH = 0.01
"""Share of A, or change of a share, from which on a change is worth a sentence."""
_NOTHING = 1e-9
"""Width of an interval that is none: every replication has the same difference."""


def is_clear(row: Row) -> bool:
    """Whether a difference can be seen, and its interval leaves out zero."""
    seen = abs(row.difference) >= LEAST.get(row.metric, 0.05)
    return bool(seen and (row.ci_low > 0 or row.ci_high < 0))


def is_worth(row: Row) -> bool:
    """Whether a change is large enough for a sentence: 1 % of A, or of a share 1 point."""
    against = 1.0 if row.metric == "on_time_share" else abs(row.a)
    return bool(abs(row.difference) >= _WORTH * against)


def largest(rows: Sequence[Row]) -> list[Row]:
    """Rows by the size of their difference, the largest first."""
    return sorted(rows, key=lambda r: (-abs(r.difference), r.corridor, r.direction))


def hidden(rows: Sequence[Row]) -> list[Row]:
    """Changes within chance that are larger than any beyond chance of the same figure.

    At most three that are worth a sentence: the largest of each figure first, then the second.
    """
    by_figure = []
    for metric in WORDS:
        mine = [r for r in rows if r.metric == metric and not math.isnan(r.ci_low)]
        bar = max((abs(r.difference) for r in mine if is_clear(r)), default=0.0)
        unclear = [r for r in mine if not is_clear(r) and abs(r.difference) > bar]
        by_figure.append(largest([r for r in unclear if is_worth(r)]))
    turns = (row for turn in zip_longest(*by_figure) for row in turn if row is not None)
    return [row for _, row in zip(range(MOST_HIDDEN), turns, strict=False)]


def hidden_opening(some: Sequence[Row], rows: Sequence[Row]) -> str:
    """Begin the sentence on the changes that `hidden` found in `rows`."""
    number = max(row.replications for row in some)
    if any(is_clear(row) for row in rows):
        return f"Larger, but within chance with {number} replications: "
    return f"The largest changes are within chance with {number} replications: "


HIDDEN_END = "; more replications would tell."


def caveat(rows: Sequence[Row]) -> str:
    """Say how many figures luck alone would put beyond chance; empty where none can be."""
    some_luck = [r for r in rows if r.metric in LEAST and r.ci_high - r.ci_low > _NOTHING]
    count = len(some_luck)
    if not count:
        return ""
    some = f" (some {round(0.05 * count)})" if round(0.05 * count) else ""
    return (
        f"Of the {count} figures compared that differ at all, about 5 %{some} would be beyond "
        "chance by luck alone."
    )
