"""The report of a study: what it found, its charts and tables, what was varied."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

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
from simulator.report.study import point_name
from simulator.report.text import counted
from simulator.results.inputs import shown
from simulator.results.words import listing
from simulator.study.write import StudyResults

_BOOKKEEPING = ("point", "points", "missing", "label", "quantity_label")
"""Columns that serve machines; the CSV file has them."""
_MINUS = re.compile(r"(?<=[\s(\[])-(?=\d)")
"""A hyphen that stands for a minus."""
_QUANTITIES = {
    "usd_mean": "USD per FEU", "days_mean": "days", "generalised_usd_mean": "generalised USD",
    "freight_usd_mean": "freight, USD", "days_p95": "P95 of days", "on_time_share": "on time",
}  # fmt: skip
_TITLES = {"ci_low": "95 % from", "ci_high": "95 % to"}
_SCALES = {"relative": " times the base", "added": " added to the base"}
_IN_QUANTITY = ("low_effect", "high_effect", "swing")
"""Indices that are measured in the quantity itself."""
FOLDED_FROM = 40
"""Rows from which on a table is shown on demand."""
MOST_ACROSS = 6
"""Columns up to which a single row is set as a row."""
MOST_FAILED = 20
"""Failed points that are listed."""


def findings(found: StudyResults) -> Section:
    """Say what the study found, in its method's own sentences."""
    said = [_MINUS.sub("−", w) for w in found.words]
    words: list[Block] = [Bullets(tuple(text(w) for w in said))]
    if len(said) == 1:
        words = [paragraph(said[0], role="lead")]
    if not found.words:
        words = [paragraph("The method sums up nothing; its tables follow.")]
    return section("answer", "The answer", *words, *_failed(found))


def _failed(found: StudyResults) -> list[Block]:
    if not found.failed:
        return []
    head = paragraph(f"{counted(len(found.failed), 'point')} failed:", role="warning")
    items = [text(f"{point_name(found, n)}: {error}") for n, error in found.failed.items()]
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
            only = values.iloc[0]
            said += [f"{_title(column)} {_word(only, column)}"] if _known(only) else []
        else:
            columns.append(column)
    rows = tuple(
        tuple(_cell(frame[c].iloc[at], frame, c, at) for c in columns) for at in range(len(frame))
    )
    caption = f"{_title(name).capitalize()} ({name}.csv)" + (f": {', '.join(said)}" if said else "")
    if len(rows) == 1 and len(columns) > MOST_ACROSS:
        return _upright(caption, columns, rows[0])
    long = len(frame) > FOLDED_FROM
    titles = tuple(Column(_title(c), number=_is_number(frame[c])) for c in columns)
    return Table(caption, titles, rows, folded=long, place="annex" if long else "")


def _upright(caption: str, columns: list[str], row: tuple[Text, ...]) -> Table:
    """A single row of many columns, set as lines of name and value."""
    lines = tuple((text(_title(c)), cell) for c, cell in zip(columns, row, strict=True))
    return Table(caption, (Column("Figure"), Column("Value", wide=True)), lines)


def _title(column: str) -> str:
    return _TITLES.get(column, column.replace("_", " "))


def _known(value: Any) -> bool:
    return not (value is None or value == "" or (isinstance(value, float) and math.isnan(value)))


def _is_number(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))


def _word(value: Any, column: str) -> str:
    """A cell of words: names of indices and quantities as they are read."""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not _known(value):
        return "–"
    word = str(value)
    if column == "quantity":
        return _QUANTITIES.get(word, _title(word))
    return _title(word) if column == "index" else word


def _cell(value: Any, frame: pd.DataFrame, column: str, at: int) -> Text:
    if column == "factor" and "label" in frame.columns and _known(frame["label"].iloc[at]):
        return text(str(frame["label"].iloc[at]))
    if not _is_number(frame[column]):
        return text(_word(value, column))
    return text(Number(float(value), _kind(column, frame, at)))


def _kind(column: str, frame: pd.DataFrame, at: int) -> str:
    """Kind of a number: that of its column's name, or of the row's quantity if it is of that."""
    kind = kind_of(column)
    if kind != "exact" or "quantity" not in frame.columns:
        return kind
    index = str(frame["index"].iloc[at]) if "index" in frame.columns else ""
    effect = column in ("value", "ci_low", "ci_high") and index in _IN_QUANTITY
    if effect or column.startswith("difference"):
        of = kind_of(str(frame["quantity"].iloc[at]))
        return "points" if of == "share" else of
    return kind


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
        "Method": _method(study.get("method") or {}),
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
    label, why = given.get("label"), given.get("why")
    said = "; ".join([*_levels(given), *_distribution(given)]) + _SCALES.get(
        given.get("as", ""), ""
    )
    return (
        text(Words(str(label or name))), text(Words(", ".join(map(str, paths)), code=True)),
        text(said, f". {why}" if why else ""),
    )  # fmt: skip


def _levels(given: Mapping[str, Any]) -> list[str]:
    """`0.5 to 2` for a range, `1, 2 and 3` for values."""
    out = []
    if given.get("range"):
        out.append(" to ".join(shown(v) for v in given["range"]))
    if given.get("values"):
        out.append(listing([shown(v) for v in given["values"]]))
    return out


def _distribution(given: Mapping[str, Any]) -> list[str]:
    return [f"distribution {shown(given['distribution'])}"] if given.get("distribution") else []


def _method(given: Mapping[str, Any]) -> str:
    """`one at a time`, with the settings of the method behind it."""
    rest = [f"{_title(key)} {shown(value)}" for key, value in given.items() if key != "kind"]
    return ", ".join([_title(str(given.get("kind", ""))), *rest])


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
        return text(_word(value, column))
    number = float(value) if value is not None else math.nan
    return text(Number(number, "plain" if column == "point" else kind_of(column)))
