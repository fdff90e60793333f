"""What `show` prints about one thing of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from simulator.errors import Mark
from simulator.loading.catalogue import Catalogue, where
from simulator.loading.evidence import Fact, numbers
from simulator.loading.scenario import Resolved
from simulator.model.scenario import Network
from simulator.report.corridor import corridor_page
from simulator.report.finding import one
from simulator.report.place import place_page
from simulator.report.text import Column, prose, table, unfolded


@dataclass(frozen=True)
class Shelf:
    """The catalogue, raw and as objects."""

    catalogue: Catalogue
    network: Network


def page(shelf: Shelf, kind: str, key: str) -> str:
    """Write the page about an object of the data."""
    if kind == "corridors":
        return corridor_page(shelf.network, key)
    if kind == "places":
        return place_page(shelf.network, key)
    if kind == "sources":
        return fact_page(shelf, key)
    return _as_written(shelf, kind, key)


def _as_written(shelf: Shelf, kind: str, key: str) -> str:
    """Write an object as the data have it, without its sources."""
    raw = _without_sources(shelf.catalogue.tree.value((kind, key)))
    text = as_yaml(raw, width=96)
    users = used_by(shelf.network, kind, key)
    lines = [f"{one(kind)} {key} ({_standing(where(shelf.catalogue, kind, key))})", "", text]
    return "\n".join([*lines, "", prose(f"Used by {users}.", "  ")] if users else lines)


def _without_sources(raw: object) -> object:
    if isinstance(raw, dict):
        return {k: _without_sources(v) for k, v in raw.items() if k != "sources"}
    return [_without_sources(v) for v in raw] if isinstance(raw, list) else raw


def _standing(mark: Mark) -> str:
    return f"{mark.file}:{mark.line}"


def used_by(network: Network, kind: str, key: str) -> str:
    """Which corridors or services use a service, leg, market or demand."""
    corridors = network.corridors.items()
    if kind == "services":
        users = [c for c, v in corridors if any(leg.service == key for leg in v.legs.values())]
    elif kind == "legs":
        users = [c for c, v in corridors if key in v.legs]
        services = [s for s, v in network.services.items() if key in v.legs]
        return "; ".join(f"{n} {', '.join(u)}" for n, u in (
            ("the corridors", users), ("the services", services)) if u)  # fmt: skip
    elif kind == "markets":
        users = [c for c, v in corridors if v.market == key]
    else:
        return ""
    return f"the corridors {', '.join(users)}" if users else ""


def fact_page(shelf: Shelf, key: str) -> str:
    """Write a published figure and every number that rests on it."""
    fact = shelf.catalogue.facts[key]
    rows = [[k.replace("_", " "), getattr(fact, k)] for k in _FACT_KEYS if getattr(fact, k)]
    body = table([Column("source", folds=False), Column(key)], rows)
    users = [n.path for n in numbers(shelf.network) if n.evidence and key in n.evidence.facts]
    rests = "\n".join(f"  {path}" for path in users) or "  nothing"
    return f"{body}\n\nWhat rests on it:\n{rests}"


_FACT_KEYS = tuple(f for f in Fact.__dataclass_fields__ if f not in ("id", "mark"))


def scenario_page(resolved: Resolved) -> str:
    """Write a scenario as it would run."""
    s = resolved.scenario
    head = f"scenario {s.name}: {s.title}" if s.title else f"scenario {s.name}"
    rows = [
        ["start", f"{s.start} (the first {s.warmup_days:g} days are warm-up)"],
        ["window", f"{s.horizon_days:g} days of releases"],
        ["replications", f"{s.replications}, seed {s.seed}"],
        ["corridors", ", ".join(resolved.corridors)],
        *([["extends", s.extends]] if s.extends else []),
        *(["promised", f"{k}: {v:g} days"] for k, v in s.promised_days.items()),
        *(["closure", f"{k}: {c.target} from {c.start}"] for k, c in s.closures.items()),
    ]
    parts = [head, *([prose(s.note)] if s.note else [])]
    parts.append(table([Column("key", folds=False), Column("value")], rows))
    if resolved.changes:
        cells = [[unfolded(c.path), _short(c.old), _short(c.new)] for c in resolved.changes]
        parts.append(table([Column("changes", folds=False), Column("from"), Column("to")], cells))
    return "\n\n".join(parts)


def _short(value: object) -> str:
    if isinstance(value, (dict, list)):
        return as_yaml(value, width=10_000, in_a_line=True)
    return "nothing" if value is None else str(value)


_LONG = 80
"""Characters from which on a text is set as a paragraph."""


class _Dumper(yaml.SafeDumper):
    """Writes texts for people: a paragraph as one, and no apostrophe twice."""

    def text(self, value: str) -> yaml.ScalarNode:
        """Choose how a text is written."""
        style = None
        if len(value) > _LONG and not self.flow:
            style = ">"
        elif "'" in value and not self.analyze_scalar(value).allow_flow_plain:
            style = '"'
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    flow = False


class _LineDumper(_Dumper):
    """The same in one line, where there are no paragraphs."""

    flow = True


for _dumper in (_Dumper, _LineDumper):
    _dumper.add_representer(str, _dumper.text)


def as_yaml(value: object, width: int, *, in_a_line: bool = False) -> str:
    """Write data as YAML for people to read."""
    text = yaml.dump(
        value, Dumper=_LineDumper if in_a_line else _Dumper, sort_keys=False, allow_unicode=True,
        width=width, default_flow_style=in_a_line,
    )  # fmt: skip
    return str(text).strip()
