"""The report of a study: what it found, its charts and tables, what was varied."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulator.report.document.assumptions import shown
from simulator.report.document.numbers import kind_of
from simulator.report.document.parts import (
    Block,
    Bullets,
    Column,
    Number,
    Section,
    Table,
    Text,
    Words,
    paragraph,
    section,
    text,
)
from simulator.report.document.pictures import Pictures
from simulator.report.text import counted
from simulator.study.write import StudyResults

_BOOKKEEPING = ("point", "points", "missing", "label", "quantity_label")
"""Columns that serve machines; the CSV file has them."""
FOLDED_FROM = 40
"""Rows from which on a table is shown on demand."""
MOST_FAILED = 20
"""Failed points that are listed."""


def findings(found: StudyResults) -> Section:
    """Say what the study found, in its method's own sentences."""
    words: list[Block] = [Bullets(tuple(text(w) for w in found.words))]
    if len(found.words) == 1:
        words = [paragraph(found.words[0], role="lead")]
    if not found.words:
        words = [paragraph("The method sums up nothing; its tables follow.")]
    return section("answer", "The answer", *words, *_failed(found))


def _failed(found: StudyResults) -> list[Block]:
    if not found.failed:
        return []
    head = paragraph(f"{counted(len(found.failed), 'point')} failed:", role="warning")
    items = [text(f"point {n}: {error}") for n, error in found.failed.items()]
    if len(items) > MOST_FAILED:
        more = text(f"and {len(items) - MOST_FAILED} more, see points.csv")
        items = [*items[:MOST_FAILED], more]
    return [head, Bullets(tuple(items))]


def sensitivity(found: StudyResults, pictures: Pictures) -> Section:
    """Charts and tables of the method."""
    drawn = [d.picture for d in pictures.drawn]
    tables = [_table(name, frame) for name, frame in found.tables.items() if len(frame)]
    return section("sensitivity", "What the method yields", *drawn, *tables)


def _table(name: str, frame: pd.DataFrame) -> Table:
    """A table of the method; a column of text that says one thing goes into the caption."""
    columns, said = [], []
    for column in frame.columns:
        values = frame[column]
        if column in _BOOKKEEPING or not any(_known(v) for v in values):
            continue
        if not _is_number(values) and values.nunique() == 1 and len(frame) > 1:
            said += [f"{_title(column)} {values.iloc[0]}"] if _known(values.iloc[0]) else []
        else:
            columns.append(column)
    rows = tuple(
        tuple(_cell(frame[c].iloc[at], frame, c, at) for c in columns) for at in range(len(frame))
    )
    long = len(frame) > FOLDED_FROM
    titles = tuple(Column(_title(c), number=_is_number(frame[c])) for c in columns)
    caption = f"{name}.csv" + (f" ({', '.join(said)})" if said else "")
    return Table(caption, titles, rows, folded=long, place="annex" if long else "")


def _title(column: str) -> str:
    return column.replace("_", " ")


def _known(value: Any) -> bool:
    return not (value is None or value == "" or (isinstance(value, float) and math.isnan(value)))


def _is_number(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))


def _word(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    return str(value) if _known(value) else "–"


def _cell(value: Any, frame: pd.DataFrame, column: str, at: int) -> Text:
    if not _is_number(frame[column]):
        return text(_word(value))
    return text(Number(float(value), _kind(column, frame, at)))


def _kind(column: str, frame: pd.DataFrame, at: int) -> str:
    """Kind of a number: that of its column's name, or of the row's quantity for a difference."""
    kind = kind_of(column)
    if kind != "exact" or not column.startswith("difference") or "quantity" not in frame.columns:
        return kind
    return kind_of(str(frame["quantity"].iloc[at]))


def base_of(record: Mapping[str, Any]) -> str:
    """Scenario that a study starts from."""
    return str(record["study"].get("base") or next(iter(record.get("base", {})), "–"))


def varied(record: Mapping[str, Any]) -> Section:
    """What the study varies, how, and on what base."""
    study = record["study"]
    columns = Column("Factor"), Column("Paths", wide=True), Column("Values", wide=True)
    rows = tuple(_factor(name, given) for name, given in (study.get("factors") or {}).items())
    table = Table("Factors", columns, rows) if rows else None
    facts = {
        "Base": base_of(record),
        "Method": shown(study.get("method", {})),
        "Points": record.get("points"),
        "Replications of each": study.get("replications"),
        "Seed": study.get("seed"),
        "Engine": record.get("engine"),
        "Versions": ", ".join(f"{k} {v}" for k, v in record.get("versions", {}).items()),
    }
    settings = tuple((text(k), text(str(v))) for k, v in facts.items() if v is not None)
    note = study.get("note")
    return section(
        "varied", "What is varied", paragraph(str(note)) if note else None, table,
        Table("The study", (Column("Setting"), Column("Value", wide=True)), settings),
    )  # fmt: skip


def _factor(name: str, given: Mapping[str, Any]) -> tuple[Text, ...]:
    paths = given.get("paths") or [given.get("path", "")]
    values = {k: v for k, v in given.items() if k in ("range", "values", "distribution", "as")}
    label, why = given.get("label"), given.get("why")
    said = "; ".join(f"{k} {shown(v)}" for k, v in values.items())
    return (
        text(Words(str(label or name))), text(Words(", ".join(map(str, paths)), code=True)),
        text(said, f". {why}" if why else ""),
    )  # fmt: skip


def points(found: StudyResults) -> Section | None:
    """Every point's own inputs with dollars and days, in one folded table."""
    frame = found.points[found.points["scope"] == "terminal"]
    factors = [c for c in (found.record["study"].get("factors") or {}) if c in frame.columns]
    if frame.empty:
        return None
    shown_columns = ["point", "stage", *factors, "corridor", "direction", "usd_mean", "days_mean"]
    titles = tuple(Column(_title(c), number=_is_number(frame[c])) for c in shown_columns)
    rows = tuple(
        tuple(_point_cell(row[c], c, frame) for c in shown_columns)
        for row in frame.to_dict("records")
    )
    table = Table("Points, terminal to terminal", titles, rows, folded=True)
    return section("points", "Points", table, place="file")


def _point_cell(value: Any, column: str, frame: pd.DataFrame) -> Text:
    if not _is_number(frame[column]):
        return text(_word(value))
    number = float(value) if value is not None else math.nan
    return text(Number(number, "plain" if column == "point" else kind_of(column)))
