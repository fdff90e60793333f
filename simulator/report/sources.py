"""What `show --sources` prints: every number, what it rests on, and the figures cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from simulator.loading.evidence import Fact, NumberRef
from simulator.model.base import Directional, Evidence
from simulator.model.scenario import Network, Scenario
from simulator.plan.routes import corridor_route
from simulator.report.text import Column, prose, table, unfolded


def objects_of(network: Network, kind: str, key: str) -> list[str]:
    """Paths of the objects whose numbers belong to a thing: a corridor has legs and places."""
    if kind != "corridors":
        return [f"{kind}.{key}"]
    legs = network.corridors[key].legs
    services = dict.fromkeys(leg.service for leg in legs.values())
    places = corridor_route(network, key, True).places
    return [
        f"corridors.{key}",
        *(f"legs.{i}" for i in legs),
        *(f"services.{i}" for i in services),
        *(f"places.{i}" for i in places),
    ]


def sources_page(
    refs: Sequence[NumberRef], objects: Iterable[str], facts: Mapping[str, Fact]
) -> str:
    """Write the numbers of some objects, then the published figures that they cite."""
    cited: dict[str, None] = {}
    parts = []
    for thing in objects:
        mine = [ref for ref in refs if ref.path.startswith(f"{thing}.")]
        if mine:
            parts.append(_numbers(thing, mine))
            cited |= dict.fromkeys(f for r in mine if r.evidence for f in r.evidence.facts)
    if not parts:
        return "It holds no numbers of its own."
    return "\n\n".join([*parts, *_cited(cited, facts)])


def _numbers(thing: str, refs: Sequence[NumberRef]) -> str:
    rows = [
        [
            unfolded(ref.path.removeprefix(f"{thing}.")),
            _value(ref.value),
            ref.unit,
            rests_on(ref.evidence),
        ]
        for ref in refs
    ]
    columns = [
        Column(unfolded(thing), folds=False),
        Column("value", folds=True),
        Column("unit"),
        Column("rests on"),
    ]
    return table(columns, rows)


def _value(value: float | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{v:.10g}" for v in value)
    return f"{value:,.10g}"


def rests_on(evidence: Evidence | None) -> str:
    """Write what a number rests on."""
    if evidence is None:
        return "no source"
    said = [", ".join(evidence.facts)] if evidence.facts else []
    if evidence.assumed:
        said.append(f"assumed: {evidence.assumed}")
    if evidence.range:
        said.append(_range(evidence.range))
    if evidence.note:
        said.append(evidence.note)
    return "; ".join(part.strip().rstrip(".") for part in said)


def _range(given: Directional[tuple[float, float]]) -> str:
    forward, backward = (
        "{:.10g} to {:.10g}".format(*way) for way in (given.forward, given.backward)
    )
    if forward == backward:
        return f"range {forward}"
    return f"range {forward} forward, {backward} backward"


def _cited(cited: Iterable[str], facts: Mapping[str, Fact]) -> list[str]:
    rows = []
    for key in sorted(cited):
        fact = facts.get(key)
        if fact is not None:
            rows.append([key, figure(fact), " ".join(filter(None, (fact.source, fact.url)))])
    if not rows:
        return []
    columns = [Column("cited", folds=False), Column("figure"), Column("published in")]
    return [table(columns, rows)]


def figure(fact: Fact) -> str:
    """Write what a fact says: `transit time 12 day (2021), Istanbul – Xi'an`."""
    value = fact.value or " – ".join(filter(None, (fact.low, fact.high)))
    words = [fact.quantity.replace("_", " "), value, fact.unit]
    text = " ".join(filter(None, words))
    text += f" ({fact.year})" if fact.year else ""
    ends = " – ".join(filter(None, (fact.place_from, fact.place_to)))
    return f"{text}, {ends}" if ends else text


def scenario_sources(scenario: Scenario, facts: Mapping[str, Fact]) -> str:
    """Write what a scenario's own keys rest on."""
    if not scenario.sources:
        return prose("The scenario names no sources of its own.")
    rows = [[key, rests_on(evidence)] for key, evidence in scenario.sources.items()]
    body = table([Column("key", folds=False), Column("rests on")], rows)
    cited = {f for evidence in scenario.sources.values() for f in evidence.facts}
    return "\n\n".join([body, *_cited(cited, facts)])
