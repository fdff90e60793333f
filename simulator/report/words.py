"""Names of stages, scopes and warnings, said as an analyst would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from simulator.report.text import decimal, sentence
from simulator.results.words import listing

if TYPE_CHECKING:
    import pandas as pd

Names = Mapping[str, str]
"""Place id → name."""

_STAGES = {
    "departure": "for a departure",
    "discharge": "to be unloaded",
    "path": "for a train path",
    "gate": "until it may leave",
    "gate-in": "for room in the yard",
    "run": "on the way",
}
MOST_UNDELIVERED = 0.05
"""Share of undelivered FEU above which a row has no averages."""
SCOPES = {
    "terminal": "terminal to terminal",
    "border": "border to border",
    "section": "section",
}


def place_name(names: Names, place: str) -> str:
    """Name of a place, or its id where the run does not tell the name."""
    return names.get(place, place)


def waiting_at(names: Names, place: str, stage: str) -> str:
    """`Aktau, for a departure`: where and for what a container waits."""
    return f"{place_name(names, place)}, {_STAGES.get(stage, f'for {unhyphened(stage)}')}"


def unhyphened(key: str) -> str:
    """`afghan exit` for `afghan-exit`: the id of a facility or procedure as words."""
    return key.replace("-", " ")


def where(names: Names, name: str) -> str:
    """`Aktau berth` for `KZAAU.berth`; services keep their id."""
    place, _, facility = name.partition(".")
    return f"{place_name(names, place)} {facility}" if facility else f"the service {name}"


def circle(names: Names, text: str) -> str:
    """Write a deadlock's circle with names of places."""
    ring = text.removeprefix("deadlock:").strip().split(" → ")
    return " → ".join(where(names, part).removeprefix("the service ") for part in ring)


def warning(names: Names, kind: str, what: str) -> str:
    """Explain one entry of the column `warnings`."""
    if kind == "empty":
        return "no FEU was released for it in the window, so it has no figures"
    if kind == "deadlock":
        return (
            f"the run stopped in a deadlock ({circle(names, what)}); what stood in it, and all "
            "behind, was never delivered"
        )
    if kind == "unstable":
        return (
            f"{where(names, what)} is offered more work than it can do, so its queue grows for as "
            "long as the run lasts; averages would only measure the length of the run and are "
            "left blank"
        )
    if kind == "closed":
        return (
            f"{where(names, what)} is shut for so much of the window that it cannot keep up; "
            "averages are left blank"
        )
    if kind == "unindexed":
        return f"no price index reaches these prices, which stay in money of their year: {what}"
    return f"{kind}: {what}" if what else kind


def censored(undelivered: Sequence[tuple[int, int]]) -> str:
    """Explain undelivered containers of some rows, each as how many of how many FEU."""
    shares = sorted(count / feu if feu else 0.0 for count, feu in undelivered)
    least, most = (decimal(100 * share, 1) for share in (shares[0], shares[-1]))
    if len(undelivered) == 1:
        ((count, feu),) = undelivered
        some = f"{count:,} of {feu:,} FEU ({most} %)"
    else:
        some = f"{most if least == most else f'{least} to {most}'} % of the FEU"
    tail = (
        "above 5 % averages are left blank"
        if shares[-1] > MOST_UNDELIVERED
        else "averages are over those that arrived, and percentiles count the others last"
    )
    return f"{some} had not arrived when the run let go of them; {tail}"


STATUSES = {
    "disrupted": "in use, but shunned or barred for part of the years described",
    "building": "a part of it is being built",
    "planned": "decided, but not begun",
    "proposed": "spoken of",
}
"""Statuses of corridors that are not simply open, and what they mean."""


def statuses(found: Iterable[str]) -> str:
    """Explain the statuses that stand in a table, in a sentence; empty where there are none."""
    there = set(found)
    told = [f"{status}: {words}" for status, words in STATUSES.items() if status in there]
    return sentence("; ".join(told)) if told else ""


def explained(summary: pd.DataFrame, names: Names) -> list[tuple[str, str]]:
    """Each warning of a summary once: the rows that it is about, and what it means."""
    found: dict[str, list[tuple[str, str]]] = {}
    late: dict[str, list[tuple[int, int]]] = {}
    for row in summary.to_dict("records"):
        for kind, what in parts(str(row["warnings"])):
            key = f"{kind}: {what}"
            if kind == "censored":
                count, feu = int(what), int(row["feu"])
                key = f"{kind}: {count > MOST_UNDELIVERED * feu}"
                late.setdefault(key, []).append((count, feu))
            about = f"{row['corridor']} {row['direction']} ({row['scope']})"
            found.setdefault(key, []).append((str(row["corridor"]), about))
    return [
        (_some(rows), censored(late[key]) if key in late else warning(names, *parts(key)[0]))
        for key, rows in found.items()
    ]


def _some(rows: Sequence[tuple[str, str]]) -> str:
    """Rows where they are few, else their corridors."""
    if len(rows) <= 3:
        return listing([about for _, about in rows])
    corridors = list(dict.fromkeys(corridor for corridor, _ in rows))
    if len(corridors) > 6:
        corridors = [*corridors[:5], f"{len(corridors) - 5} other corridors"]
    return f"{listing(corridors)} ({len(rows)} rows)"


def parts(warnings: str) -> Sequence[tuple[str, str]]:
    """Split the column `warnings` into kinds and what they name."""
    found = []
    for part in filter(None, (p.strip() for p in warnings.split(";"))):
        kind, _, what = part.partition(":")
        found.append((kind.strip(), what.strip()))
    return found
