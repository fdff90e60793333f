"""Section "where the days and dollars go"."""

from __future__ import annotations

import math

import pandas as pd

from simulator.charts.about import About
from simulator.model.places import ITEMS
from simulator.report.document.comparison import corridor
from simulator.report.document.contest import Contest, contests
from simulator.report.document.parts import (
    Block,
    Column,
    Number,
    Section,
    Table,
    Text,
    paragraph,
    section,
    text,
    usd,
)
from simulator.report.document.pictures import Pictures
from simulator.report.document.stays import makeup, stages_of
from simulator.report.scopes import Row
from simulator.report.words import unhyphened, waiting_at
from simulator.results.read import Run

_KINDS = ("days-stack", "cost-stack", "time-distance", "map")
LEAST_DAYS, LEAST_USD = 0.005, 0.5
"""A stage that takes less of both is not listed."""
_STAGES = {
    "run": "under way", "departure": "until departure", "discharge": "until discharged",
    "path": "train path", "gate": "permission to leave", "gate-in": "room in the yard",
}  # fmt: skip


def where(run: Run, about: About, pictures: Pictures) -> Section:
    """Charts and tables of what the days and dollars are made of, by market."""
    parts = []
    for contest in contests(run.summary, run.replications, about):
        if contest.forward:
            drawn = [p for kind in _KINDS for p in pictures.of(kind, contest.market)]
        else:
            drawn = []
        blocks: list[Block | None] = [
            _days(contest, about, run.stages), _dollars(contest, about, run.stages), *drawn,
            *(_stages(contest, about, run.stages)),
        ]  # fmt: skip
        title = f"{about.market(contest.market)}, {contest.direction}"
        if contest.forward:
            parts.append(section(f"where-{contest.market}", title, *blocks))
        else:
            key = f"where-{contest.market}-back"
            parts.append(section(key, title, *blocks, place="annex"))
    intro = paragraph(
        "For containers that go from terminal to terminal. Handling, customs and other service is "
        "apart from waiting, which is time in a place without being served. Published border hours "
        "already contain some queueing and count as service. stages.csv has every stage."
    )
    return section("where", "Where the days and dollars go", intro, *parts)


def _days(contest: Contest, about: About, stages: pd.DataFrame) -> Table:
    columns = (
        Column("Corridor"), *(Column(t, number=True) for t in
        ("Days", "moving", "handled, cleared", "waiting")),
        Column("Longest mean wait", wide=True), Column("days", number=True),
    )  # fmt: skip
    rows: list[tuple[Text, ...]] = []
    for row in contest.rows:
        made = makeup(stages, row)
        name = corridor(row.corridor, about)
        if made is None:
            blank = text(Number(math.nan, "days"))
            rows.append((name, *(blank,) * 4, text("–"), blank))
            continue
        named = waiting_at(about.places, made.place, made.stage) if made.place else "–"
        numbers = (row.days_mean, made.moving, made.served, made.waiting)
        rows.append((
            name, *(text(Number(n, "days")) for n in numbers), text(named),
            text(Number(made.longest if made.place else math.nan, "days")),
        ))  # fmt: skip
    return Table(f"Days, {contest.direction}", columns, tuple(rows))


def _dollars(contest: Contest, about: About, stages: pd.DataFrame) -> Table:
    items = [i for i in ITEMS if stages[stages["market"] == contest.market][f"{i}_usd"].any()]
    titles = ["USD per FEU", *(i.replace("_", " ") for i in items)]
    columns = (Column("Corridor"), *(Column(t, number=True) for t in titles))
    rows: list[tuple[Text, ...]] = []
    for row in contest.rows:
        mine = stages_of(stages, row)
        sums = [float(mine[f"{i}_usd"].sum(skipna=False)) if len(mine) else math.nan for i in items]
        name = corridor(row.corridor, about)
        rows.append((name, text(usd(row.usd_mean)), *(text(usd(s)) for s in sums)))
    return Table(f"Dollars, {contest.direction}", columns, tuple(rows))


def _stages(contest: Contest, about: About, stages: pd.DataFrame) -> list[Table]:
    """One folded table for each corridor: every stage that takes time or money."""
    columns = (
        Column("Place or leg", wide=True), Column("Stage", wide=True), Column("km", number=True),
        *(Column(t, number=True) for t in
          ("days waiting", "days served", "days moving", "USD per FEU")),
    )  # fmt: skip
    found = []
    for row in contest.rows:
        rows = [_stage(s, about) for s in stages_of(stages, row).itertuples() if _matters(s)]
        title = f"{about.corridor(row.corridor)}, {row.direction}: stage by stage"
        if rows:
            found.append(Table(title, columns, tuple(rows), folded=True, place="file"))
    return found


def _matters(stage: Row) -> bool:
    times = stage.wait_days_mean, stage.service_days_mean, stage.move_days_mean
    return any(abs(t) >= LEAST_DAYS for t in times) or abs(stage.usd_mean) >= LEAST_USD


def _stage(stage: Row, about: About) -> tuple[Text, ...]:
    place = about.place(stage.place)
    times = stage.wait_days_mean, stage.service_days_mean, stage.move_days_mean
    return (
        text(f"from {place} by {stage.mode}" if stage.leg else place),
        text(_STAGES.get(stage.stage, unhyphened(str(stage.stage)))),
        text(Number(stage.km, "km")),
        *(text(Number(t, "stage")) for t in times),
        text(usd(stage.usd_mean)),
    )
