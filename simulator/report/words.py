"""Names of stages, scopes and warnings, said as an analyst would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.report.text import listing

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
    return f"{place_name(names, place)}, {_STAGES.get(stage, stage)}"


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


def censored(count: int, feu: int) -> str:
    """Explain undelivered containers."""
    share = count / feu if feu else 0.0
    some = f"{count:,} of {feu:,} FEU ({100 * share:.1f} %) had not arrived when the run let go of "
    tail = (
        "them; above 5 % averages are left blank"
        if share > 0.05
        else "them; averages are over those that arrived, and percentiles count the others last"
    )
    return some + tail


def explained(summary: pd.DataFrame, names: Names) -> list[tuple[str, str]]:
    """Each warning of a summary once: the rows that it is about, and what it means."""
    found: dict[str, list[str]] = {}
    for row in summary.to_dict("records"):
        for kind, what in parts(str(row["warnings"])):
            some = kind == "censored"
            text = censored(int(what), int(row["feu"])) if some else warning(names, kind, what)
            about = f"{row['corridor']} {row['direction']} ({row['scope']})"
            found.setdefault(text, []).append(about)
    return [(_some(rows), text) for text, rows in found.items()]


def _some(rows: Sequence[str]) -> str:
    return listing(rows) if len(rows) <= 3 else f"{rows[0]} and {len(rows) - 1} other rows"


def parts(warnings: str) -> Sequence[tuple[str, str]]:
    """Split the column `warnings` into kinds and what they name."""
    found = []
    for part in filter(None, (p.strip() for p in warnings.split(";"))):
        kind, _, what = part.partition(":")
        found.append((kind.strip(), what.strip()))
    return found
