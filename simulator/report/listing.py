"""What `list` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.errors import plain
from simulator.loading.catalogue import KINDS, Catalogue, list_names
from simulator.report.text import Column, counted, prose, table
from simulator.report.words import statuses

Lines = tuple[list[Column], list[list[str]]]


def listing(catalogue: Catalogue, kind: str) -> str:
    """Write the table of one kind; `list_names` refuses a kind that there is not."""
    names = list_names(catalogue, kind)
    kind = next(k for k in KINDS if plain(k) == plain(kind))
    columns, rows = _TABLES[kind](catalogue, names)
    if not rows:
        return f"There are no {kind}."
    meant = prose(statuses(row[1] for row in rows)) if kind == "corridors" else ""
    return "\n\n".join(filter(None, [table(columns, rows), meant]))


def other_kinds(catalogue: Catalogue, kind: str) -> str:
    """Say what else can be listed."""
    counts = [
        f"{other} ({len(list_names(catalogue, other))})" for other in KINDS if plain(kind) != other
    ]
    return prose(f"Also: list {', '.join(counts)}; show NAME for one of them.")


def _raw(catalogue: Catalogue, kind: str, key: str) -> dict[str, Any]:
    found = catalogue.tree.value((kind, key))
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _corridors(catalogue: Catalogue, names: Sequence[tuple[str, str]]) -> Lines:
    rows = []
    for key, name in names:
        raw = _raw(catalogue, "corridors", key)
        rows.append([key, _text(raw.get("status", "open")), _text(raw.get("market")), name])
    return [*_columns("corridor", "status", "market"), Column("name")], rows


def _places(catalogue: Catalogue, names: Sequence[tuple[str, str]]) -> Lines:
    rows = []
    for key, name in names:
        raw = _raw(catalogue, "places", key)
        facilities = ", ".join(raw.get("facilities") or {})
        rows.append([key, name, _text(raw.get("country")), facilities])
    return [*_columns("place"), Column("name"), Column("country"), Column("facilities")], rows


def _scenarios(catalogue: Catalogue, names: Sequence[tuple[str, str]]) -> Lines:
    return [*_columns("scenario"), Column("title")], [list(pair) for pair in names]


def _markets(catalogue: Catalogue, names: Sequence[tuple[str, str]]) -> Lines:
    corridors = catalogue.tree.data.get("corridors", {})
    rows = [
        [key, name, ", ".join(c for c in corridors if _market(catalogue, c) == key)]
        for key, name in names
    ]
    return [*_columns("market"), Column("name"), Column("corridors")], rows


def _market(catalogue: Catalogue, corridor: str) -> str:
    return _text(_raw(catalogue, "corridors", corridor).get("market"))


def _sources(catalogue: Catalogue, names: Sequence[tuple[str, str]]) -> Lines:
    rows = []
    for key, source in names:
        fact = catalogue.facts[key]
        value = fact.value or " – ".join(filter(None, (fact.low, fact.high)))
        figure = " ".join(filter(None, (fact.quantity.replace("_", " "), value, fact.unit)))
        rows.append([key, figure, fact.year, source, fact.url])
    return [*_columns("source"), *map(Column, ("figure", "year", "published in", "url"))], rows


def _columns(*titles: str) -> list[Column]:
    return [Column(title, folds=False) for title in titles]


_TABLES = {
    "corridors": _corridors,
    "places": _places,
    "scenarios": _scenarios,
    "markets": _markets,
    "sources": _sources,
}


def catalogue_size(catalogue: Catalogue) -> str:
    """How many files a catalogue has: for `validate`."""
    data = [f for f in catalogue.files if not f.endswith(".csv")]
    scenarios = counted(len(catalogue.scenarios), "scenario")
    return f"{counted(len(data), 'data file')} and {scenarios}"
