"""Rows of a market and scope belong together; their heading says from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from simulator.report.words import SCOPES, Names, place_name
from simulator.results.words import listing

Row = Any
"""A row with market, corridor, scope, origin and destination, as `itertuples` gives it."""


def groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of one market and scope; sections by their ends as well."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        ends = frozenset((row.origin, row.destination)) if row.scope == "section" else None
        found.setdefault((row.market, row.scope, ends), []).append(row)
    order = list(SCOPES)
    yield from (found[k] for k in sorted(found, key=lambda k: (k[0], order.index(k[1]))))


def heading(rows: Sequence[Row], names: Names) -> str:
    """`china-eu, border to border: Altynkol – Poti by middle; Altynkol – Brest by northern`."""
    first = rows[0]
    spans: dict[tuple[str, str], list[str]] = {}
    seen: set[str] = set()
    for row in rows:
        if row.corridor not in seen:
            seen.add(row.corridor)
            ends = place_name(names, row.origin), place_name(names, row.destination)
            spans.setdefault(ends, []).append(row.corridor)
    if len(spans) == 1:
        ((start, end),) = spans
        where = f"{start} – {end}"
    else:
        where = "; ".join(f"{start} – {end} by {listing(c)}" for (start, end), c in spans.items())
    return f"{first.market}, {SCOPES[first.scope]}: {where}"
