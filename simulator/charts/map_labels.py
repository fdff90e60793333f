"""Places on a map: dots, rings of the congested, and names where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.charts.land import Points
from simulator.charts.page import LINE_MM, Page, text_mm
from simulator.charts.placing import Box, Placer, around, nearest
from simulator.charts.style import GREY, INK, SIZE

_NEAR_MM = 7.5
"""Names of other than congested places are left out where they would stand further off."""
_ALARM = "#b30000"


@dataclass(frozen=True)
class Label:
    """A place: its name, where it lies on the page (mm), whether it is congested."""

    name: str
    at: tuple[float, float]
    congested: bool


def draw_labels(page: Page, labels: Sequence[Label], frame: Box, paths: Sequence[Points]) -> None:
    """Draw all places; congested ones are named first, then those with most room around."""
    inner = (frame[0] + 0.8, frame[1] + 0.8, frame[2] - 0.8, frame[3] - 0.8)
    points = [label.at for label in labels]
    placer = Placer(inner, [around([p], 1.1) for p in points], _along(paths), points=points)
    for label in labels:
        _dot(page, label)
    order = sorted(labels, key=lambda label: (not label.congested, -_room(label, labels)))
    for label in order:
        _name(page, placer, label)


def _along(paths: Sequence[Points]) -> list[Box]:
    """Small boxes along the lines, which names should rather not cover."""
    out: list[Box] = []
    for path in paths:
        for a, b in pairwise(path):
            pieces = max(1, int(math.dist(a, b) / 1.5))
            out += [around([tuple(a + (b - a) * k / pieces)], 0.6) for k in range(pieces)]
    return out


def _room(label: Label, labels: Sequence[Label]) -> float:
    return min((math.dist(label.at, o.at) for o in labels if o is not label), default=99.0)


def _dot(page: Page, label: Label) -> None:
    ring = {"markersize": 6, "markerfacecolor": "white", "markeredgecolor": _ALARM,
            "markeredgewidth": 1.6}  # fmt: skip
    dot = {"markersize": 2.6, "markerfacecolor": "white", "markeredgecolor": INK,
           "markeredgewidth": 0.7}  # fmt: skip
    style = ring if label.congested else dot
    page.line([label.at[0]], [label.at[1]], marker="o", linestyle="none", zorder=6, **style)


def _name(page: Page, placer: Placer, label: Label) -> None:
    weight = "bold" if label.congested else "normal"
    size = (text_mm(label.name, SIZE, weight) + 0.8, LINE_MM - 0.2)
    trial = Placer(placer.frame, list(placer.taken), placer.shy, list(placer.labels),
                   placer.points)  # fmt: skip
    box = trial.place(label.at, size)
    if box is None:
        return
    end = nearest(box, label.at)
    far = math.dist(end, label.at)
    if far > _NEAR_MM and not label.congested:
        return
    placer.taken, placer.labels = trial.taken, trial.labels
    page.box(*box[:2], box[2] - box[0], box[3] - box[1], facecolor="white", alpha=0.6,
             edgecolor="none", zorder=7)  # fmt: skip
    page.text(box[0] + 0.4, box[1] - 0.1, label.name, weight=weight, zorder=8)
    if far > 2.4:
        page.line([end[0], label.at[0]], [end[1], label.at[1]], linewidth=0.4, color=GREY, zorder=5)
