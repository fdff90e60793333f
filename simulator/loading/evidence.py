"""Every number of the data and what it rests on: facts, an assumption, or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import BaseModel

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.key_units import unit_of
from simulator.loading.roots import DataFile
from simulator.loading.tree import dotted, mark_of
from simulator.loading.yaml_reader import DataPath, Marks
from simulator.model.base import Directional, Evidence, Sourced
from simulator.model.distributions import Constant
from simulator.model.scenario import Network, Scenario
from simulator.model.trade import Target

NEED_NONE = frozenset({
    "lat", "lon", "priority", "gauges", "gauge", "price_year", "year", "sources",
})  # fmt: skip
"""Keys whose numbers need no source of their own."""
_FACT_ID = re.compile(r"\b[A-Za-z]+-?\d+\b")
"""What a fact's id looks like within a text."""


@dataclass(frozen=True)
class Fact:
    """One row of facts.csv: a published figure."""

    id: str
    corridor: str = ""
    kind: str = ""
    place_from: str = ""
    place_to: str = ""
    quantity: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    year: str = ""
    basis: str = ""
    source: str = ""
    url: str = ""
    note: str = ""
    mark: Mark = field(default_factory=Mark)


@dataclass(frozen=True)
class NumberRef:
    """One number (or list of numbers) of the data, and its evidence if any."""

    path: str
    value: float | tuple[float, ...]
    unit: str
    evidence: Evidence | None
    mark: Mark


_COLUMNS = tuple(f.name for f in fields(Fact) if f.name != "mark")


def read_facts(file: DataFile) -> tuple[dict[str, Fact], list[Problem]]:
    """Read one facts.csv: rows by id, and what is wrong with it."""
    try:
        text = file.path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Problem("", f"cannot be read: {error}", mark=Mark(file.shown))]
    reader = csv.DictReader(io.StringIO(text))
    absent = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
    if absent:
        message = f"lacks the columns {', '.join(absent)}"
        return {}, [Problem("", message, "see the header of facts.csv", Mark(file.shown, 1))]
    return _rows(reader, file.shown)


def _rows(reader: csv.DictReader[str], shown: str) -> tuple[dict[str, Fact], list[Problem]]:
    facts: dict[str, Fact] = {}
    problems = []
    for row in reader:
        mark = Mark(shown, reader.line_num)
        fact = Fact(**{c: (row.get(c) or "").strip() for c in _COLUMNS}, mark=mark)
        if not fact.id:
            problems.append(Problem("", "a fact has no id", mark=mark))
        elif fact.id in facts:
            first = facts[fact.id].mark.line
            message = f"the id '{fact.id}' stands here for the second time"
            problems.append(Problem("", message, f"first in line {first}", mark))
        else:
            facts[fact.id] = fact
    return facts, problems


def numbers(network: Network | Scenario, marks: Marks | None = None) -> list[NumberRef]:
    """Every number that the data (or a scenario) give, with its evidence, in their order.

    Evidence comes from the nearest object around the number that has `sources`: the entry of
    the key under which the number stands there, else its entry `all`.
    """
    found: list[NumberRef] = []
    for path, value, evidence in _walk(network, (), None, ""):
        unit = next((u for p in reversed(path) if (u := unit_of(str(p)))), "")
        found.append(NumberRef(dotted(path), value, unit, evidence, mark_of(marks or {}, path)))
    return found


Found = tuple[DataPath, float | tuple[float, ...], Evidence | None]


def _walk(value: Any, path: DataPath, holder: Sourced | None, key: str) -> Iterator[Found]:
    """Numbers at and under a value; `holder` is the Sourced object, `key` the way in from it."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield path, value, _evidence(holder, key)
    elif isinstance(value, Directional):
        yield from _both_ways(value, path, holder, key)
    elif isinstance(value, Constant):
        yield path, value.value, _evidence(holder, key)
    elif isinstance(value, BaseModel):
        yield from _fields(value, path, holder, key)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _walk(part, (*path, str(name)), holder, key)
    elif isinstance(value, tuple):
        yield from _items(value, path, holder, key)


def _both_ways(
    value: Directional[Any], path: DataPath, holder: Sourced | None, key: str
) -> Iterator[Found]:
    if value.forward == value.backward:
        yield from _walk(value.forward, path, holder, key)
        return
    yield from _walk(value.forward, (*path, "forward"), holder, key)
    yield from _walk(value.backward, (*path, "backward"), holder, key)


def _fields(value: BaseModel, path: DataPath, holder: Sourced | None, key: str) -> Iterator[Found]:
    own = isinstance(value, Sourced)
    for name in type(value).model_fields:
        if name in NEED_NONE or name not in value.model_fields_set:
            continue
        inside = value if isinstance(value, Sourced) else holder
        yield from _walk(getattr(value, name), (*path, name), inside, name if own else key)


def _items(
    value: tuple[Any, ...], path: DataPath, holder: Sourced | None, key: str
) -> Iterator[Found]:
    if value and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value):
        yield path, value, _evidence(holder, key)
        return
    for index, part in enumerate(value):
        yield from _walk(part, (*path, index), holder, key)


def _evidence(holder: Sourced | None, key: str) -> Evidence | None:
    if holder is None:
        return None
    if isinstance(holder, Target) and key in ("low", "high") and key not in holder.sources:
        return Evidence(facts=holder.facts)
    return holder.sources.get(key) or holder.sources.get("all")


def unsourced(refs: Iterable[NumberRef]) -> list[Problem]:
    """Say which numbers name no evidence."""
    return [
        Problem(
            ref.path,
            "names no source",
            "under `sources:` give fact ids, or `assumed: why`",
            ref.mark,
        )
        for ref in refs
        if ref.evidence is None
    ]


def unknown_fact_ids(
    network: Network | Scenario, facts: Mapping[str, Fact], marks: Marks
) -> list[Problem]:
    """Say which evidence names facts that do not exist."""
    problems = []
    for path, evidence in _evidences(network, ()):
        for fact in evidence.facts:
            if fact not in facts:
                message = f"there is no fact '{fact}'"
                hint = near_miss(fact, facts)
                problems.append(Problem(dotted(path), message, hint, mark_of(marks, path)))
    return problems


def unused_facts(things: Iterable[Network | Scenario], facts: Mapping[str, Fact]) -> list[str]:
    """Ids of facts that neither evidence nor a remark in any of these networks names."""
    used: set[str] = set()
    for thing in things:
        used |= {fact for _, evidence in _evidences(thing, ()) for fact in evidence.facts}
        used |= {word for _, text in texts(thing) for word in _FACT_ID.findall(text)}
    return [fact for fact in facts if fact not in used]


def texts(value: Any, path: DataPath = ()) -> Iterator[tuple[DataPath, str]]:
    """Every text at and under a value, with its path: names, notes, reasons, doubts."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from texts(part, (*path, str(name)))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from texts(part, (*path, index))


def _evidences(value: Any, path: DataPath) -> Iterator[tuple[DataPath, Evidence]]:
    for at, holder in _holders(value, path):
        if isinstance(holder, Target):
            yield (*at, "facts"), Evidence(facts=holder.facts)
        for key, evidence in holder.sources.items():
            yield (*at, "sources", key), evidence


def check_sources_keys(network: Network, marks: Marks) -> list[Problem]:
    """Say which keys under `sources:` are keys of nothing."""
    problems = []
    for path, holder in _holders(network, ()):
        allowed = [*type(holder).model_fields, "all"]
        for key in holder.sources:
            if key not in allowed:
                message = f"`{key}` is no key of this object"
                at = (*path, "sources", key)
                hint = near_miss(key, allowed)
                problems.append(Problem(dotted(at), message, hint, mark_of(marks, at)))
    return problems


def _holders(value: Any, path: DataPath) -> Iterator[tuple[DataPath, Sourced]]:
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _holders(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _holders(part, (*path, str(name)))


def require(problems: Iterable[Problem]) -> None:
    """Raise all problems together, if there are any."""
    every = list(problems)
    if every:
        raise InputError(every)
