"""What `validate --evidence` prints: what the numbers rest on, and what nothing uses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from simulator.loading.assembly import assemble
from simulator.loading.catalogue import Catalogue
from simulator.loading.evidence import Fact, NumberRef, numbers, unused_facts
from simulator.loading.scenario import Resolved
from simulator.loading.tree import mark_of
from simulator.model.scenario import Network, Scenario
from simulator.plan.met import met, unused
from simulator.report.sources import figure
from simulator.report.text import Column, counted, prose, table


def evidence_page(
    catalogue: Catalogue, scenarios: Sequence[Resolved], files: Collection[str] = ()
) -> str:
    """Write what the numbers of a sound catalogue rest on, and what no scenario ever uses.

    Parameters
    ----------
    catalogue : the data, with nothing wrong in them.
    scenarios : every scenario, resolved on the catalogue.
    files : tell of these data files only; of all if empty.
    """
    network, _ = assemble(catalogue.tree, catalogue.known)
    if network is None:  # told as problems before
        return ""
    marks = catalogue.tree.marks
    refs = [r for r in numbers(network, marks) if not files or r.mark.file in files]
    things: list[Network | Scenario] = [
        network,
        *(r.network for r in scenarios),
        *(r.scenario for r in scenarios),
    ]
    idle = unused_facts(things, catalogue.facts)
    used = {path for r in scenarios for path in met(r.network, r.scenario, r.corridors)}
    places = {path: mark_of(marks, tuple(path.split("."))) for path in unused(network, used)}
    dead = [
        (path, f"{mark.file}:{mark.line}:{mark.column}")
        for path, mark in places.items()
        if not files or mark.file in files
    ]
    parts = [_counts(refs), _without(refs), _dead(dead)]
    if not files:
        parts.append(_idle(idle, catalogue.facts))
    return "\n\n".join(part for part in parts if part)


def _counts(refs: Sequence[NumberRef]) -> str:
    given = [r.evidence for r in refs if r.evidence is not None]
    guessed = [e for e in given if e.assumed]
    rows = {
        "published facts alone": len(given) - len(guessed),
        "facts and an assumption": sum(1 for e in guessed if e.facts),
        "an assumption alone": sum(1 for e in guessed if not e.facts),
        "nothing": len(refs) - len(given),
        "all": len(refs),
        "assumed, without a range": sum(1 for e in guessed if e.range is None),
    }
    columns = [Column("numbers resting on", folds=False), Column("count", number=True)]
    return table(columns, [[words, f"{count:,}"] for words, count in rows.items()])


def _without(refs: Iterable[NumberRef]) -> str:
    rows = [[r.path, f"{r.mark.file}:{r.mark.line}"] for r in refs if r.evidence is None]
    return table([Column("names no source"), Column("at")], rows) if rows else ""


def _dead(dead: Sequence[tuple[str, str]]) -> str:
    if not dead:
        return prose("Every place, facility, procedure, charge, leg, service and demand is used.")
    title = f"used by no scenario ({counted(len(dead), 'value')})"
    return table([Column(title), Column("at")], [list(row) for row in dead])


def _idle(idle: Sequence[str], facts: dict[str, Fact]) -> str:
    if not idle:
        return prose(f"Each of the {counted(len(facts), 'fact')} is cited.")
    title = f"cited by nothing ({counted(len(idle), 'fact')})"
    return table([Column(title), Column("figure")], [[key, figure(facts[key])] for key in idle])
