"""Section "sources": the publications under the numbers that a run used, with addresses."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.loading.evidence import Fact
from simulator.report.document.assumptions import stale
from simulator.report.document.basis import Basis
from simulator.report.document.parts import (
    Column,
    Section,
    Table,
    Text,
    Words,
    count,
    is_web,
    link,
    paragraph,
    section,
    text,
)
from simulator.report.sources import figure

LONG = 40
"""Publications from which on they are shown on demand."""
NO_SOURCE = "From memory"


def sources(basis: Basis) -> Section:
    """List the publications, then every figure taken from them."""
    if basis.lacking:
        words = f"The sources cannot be told: {basis.lacking}."
        return section("sources", "Sources", paragraph(words, role="warning"))
    cited = basis.cited
    groups: dict[tuple[str, str], list[Fact]] = {}
    for key in cited:
        fact = basis.facts[key]
        groups.setdefault((fact.source, fact.url), []).append(fact)
    unread = sum(len(facts) for group, facts in groups.items() if not is_web(group[1]))
    publications = sum(1 for _, address in groups if is_web(address))
    intro = paragraph(
        count(len(cited)), " figures stand under the numbers used here, or beside them "
        "as published ranges: ", count(len(cited) - unread), " from ", count(publications),
        " publications with an address, and ", count(unread), " without one, among them those "
        "from memory, which come last. ", Words("corridorsim show ID", code=True),
        " tells a figure by its id.",
    )  # fmt: skip
    return section(
        "sources", "Sources", *stale(basis), intro, _publications(groups), _figures(groups)
    )


def _publications(groups: dict[tuple[str, str], list[Fact]]) -> Table:
    columns = Column("Publication", wide=True), Column("Figures", wide=True)
    order = sorted(groups, key=lambda g: (not is_web(g[1]), g[0].casefold(), g[1]))
    rows = tuple((_publication(g), text(", ".join(f.id for f in groups[g]))) for g in order)
    return Table("Publications", columns, rows, folded=len(rows) > LONG, place="list")


def _publication(group: tuple[str, str]) -> Text:
    source, address = group
    if not address:
        return text(source or NO_SOURCE, " (no address)")
    return text(f"{source} ", link(address, address))


def _figures(groups: dict[tuple[str, str], list[Fact]]) -> Table:
    columns = (Column("Id"), Column("What it says", wide=True), Column("Basis"),
               Column("Publication", wide=True))  # fmt: skip
    facts: Sequence[Fact] = sorted((f for g in groups.values() for f in g), key=lambda f: f.id)
    rows = tuple((text(f.id), text(figure(f)), text(f.basis), text(f.source)) for f in facts)
    return Table("The figures cited", columns, rows, folded=True, place="page")
