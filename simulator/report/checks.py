"""What `check` prints: published figures beside the model's."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.text import (
    Column,
    counted,
    plus_minus,
    prose,
    table,
    tenths,
    whole,
    width,
)  # fmt: skip
from simulator.report.words import Names, parts, place_name, warning
from simulator.study.check import Check

_QUANTITY = {"days": "days", "freight_usd": "freight USD/FEU", "usd": "USD/FEU"}
WIDE = 190


def checks_table(checks: Sequence[Check], names: Names, room: int | None = None) -> str:
    """Write the checks as a table for the screen; empty where none concerns the run."""
    room = room or width()
    rows = [_cells(c, names) for c in checks if c.simulated]
    if not rows:
        return ""
    if room >= WIDE:
        titles = ("check", "corridor", "direction", "from – to", "quantity")
        columns = [Column(t, folds=False) for t in titles]
        columns += [Column("published", number=True), Column("model", number=True)]
        return table([*columns, Column("verdict")], [row[:-2] for row in rows], room)
    stacked = [
        [f"{r[0]}\n{r[1]} {r[2]}, {r[3]}\n{r[4]}", r[5].replace(" (", "\n("), r[6], r[7]]
        for r in rows
    ]
    columns = [
        Column("check", folds=False),
        Column("published", number=True),
        Column("model", number=True),
    ]
    return table([*columns, Column("verdict")], stacked, room, airy=True)


def markdown(checks: Sequence[Check], names: Names, heading: str, caption: str) -> str:
    """Write the checks as a Markdown document."""
    titles = (
        "id", "corridor", "direction", "from – to", "quantity", "published low – high",
        "model mean ± 95 %", "verdict", "facts", "note",
    )  # fmt: skip
    lines = [_line(titles), _line(["---"] * len(titles))]
    lines += [_line(_cells(c, names)) for c in checks if c.simulated]
    return "\n".join([f"# {heading}", "", *lines, "", verdict(checks), "", caption, ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _cells(check: Check, names: Names) -> list[str]:
    target = check.target
    ends = (place_name(names, target.start), place_name(names, target.end))
    decimals = 1 if target.quantity == "days" else 0
    return [
        check.id, target.corridor, target.direction, " – ".join(ends),
        _QUANTITY[target.quantity], published(check),
        plus_minus(check.mean, check.ci_high, decimals), _verdict(check, names),
        ", ".join(target.facts), target.note or "",
    ]  # fmt: skip


def published(check: Check) -> str:
    """Write the published range, as printed and in the model's money."""
    target = check.target
    as_printed = _range(target.low, target.high, target.quantity)
    if target.quantity == "days" or target.year is None:
        return as_printed
    if not check.indexed:
        return f"{as_printed} ({target.year})"
    return f"{_range(check.low, check.high, target.quantity)} ({as_printed} of {target.year})"


def _range(low: float, high: float, quantity: str) -> str:
    write = _short if quantity == "days" else whole
    return write(low) if low == high else f"{write(low)} – {write(high)}"


def _short(value: float) -> str:
    return tenths(value).removesuffix(".0")


def _verdict(check: Check, names: Names) -> str:
    tail = "; sets a parameter" if check.target.sets_a_parameter else ""
    if math.isnan(check.mean):
        said = [warning(names, kind, what) for kind, what in parts(check.trouble)[:1]
                if kind != "censored"]  # fmt: skip
        return f"no figure: {said[0] if said else check.trouble}" + tail
    side = "above" if check.off > 0 else "below"
    if check.undecided:
        mean = "in range" if check.holds else f"{_percent(check.off)} % {side}"
        return f"undecided (mean {mean})" + tail
    if check.holds:
        return "in range" + tail
    return f"off by {_percent(check.off)} % ({side})" + tail


def _percent(share: float) -> str:
    size = abs(100 * share)
    return f"{size:.1f}" if size < 1 else f"{size:.0f}"


def verdict(checks: Sequence[Check]) -> str:
    """Sum the checks up in a sentence or three."""
    if not any(c.simulated for c in checks):
        them = counted(len(checks), "published figure")
        return f"No target concerns this run: it lacks the corridor or section of {them}."
    free = [c for c in checks if c.simulated and not c.target.sets_a_parameter]
    open_ = sum(c.undecided for c in free)
    hit = sum(c.holds and not c.undecided for c in free)
    said = f"{hit} of {counted(len(free), 'check')} in range"
    said += f", {open_} undecided: the 95 % interval reaches over an end." if open_ else "."
    tied = [c for c in checks if c.simulated and c.target.sets_a_parameter]
    if tied:
        them = "was" if len(tied) == 1 else "were"
        said += (
            f" {counted(len(tied), 'more figure')} {them} used to set the model, so agreement "
            "proves nothing and they are not counted."
        )
    left = len(checks) - len(free) - len(tied)
    if left:
        said += (
            f" {counted(left, 'figure')} could not be checked: the run lacks their corridor or "
            "section."
        )
    return said


def summing_up(checks: Sequence[Check]) -> str:
    """The verdict, broken into lines for the screen."""
    return prose(verdict(checks))
