"""What `sweep` prints at the end: the findings, the method's table, the points that failed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.model.study import Factor
from simulator.report.text import BLANK, Column, counted, decimal, prose, table, whole
from simulator.study.methods.naming import values_words
from simulator.study.write import StudyResults

MOST_ROWS = 30
MOST_FAILED = 5
MOST_VALUES = 4
"""Values by which a point is named; one that varies more has its number alone."""
_ALWAYS_LEFT_OUT = ("note", "warnings", "label", "quantity_label")


def study_page(found: StudyResults) -> list[str]:
    """Paragraphs: title, findings, tables, failures."""
    record = found.record
    study = record["study"]
    title = study.get("title") or study.get("name") or "study"
    size = (
        f"{counted(record['points'], 'point')} of {counted(study['replications'], 'replication')}"
    )
    page = [prose(f"{title}: {size}, seed {study['seed']}.")]
    page += ["\n".join(prose(f"· {line}", "  ") for line in found.words)] if found.words else []
    page += [_table(name, frame) for name, frame in found.tables.items() if len(frame)]
    return [*page, failures(found)]


def failures(found: StudyResults) -> str:
    """Points that failed, and why."""
    failed = found.failed
    if not failed:
        return ""
    lines = [f"{counted(len(failed), 'point')} failed:"]
    lines += [
        f"  {point_name(found, n)}: {error}" for n, error in list(failed.items())[:MOST_FAILED]
    ]
    if len(failed) > MOST_FAILED:
        lines.append(f"  and {len(failed) - MOST_FAILED} more, see points.csv")
    return "\n".join(lines)


def point_name(found: StudyResults, number: int) -> str:
    """`point 3, ferries 4, border hours 12`; its number alone where it varies many things."""
    given = found.record["study"].get("factors") or {}
    factors = {name: Factor.model_validate(factor) for name, factor in given.items()}
    rows = found.points[found.points["point"] == number]
    values = {
        name: value
        for name in factors
        if name in rows and len(rows) and _known(value := rows[name].iloc[0])
    }
    words = values_words(factors, values) if len(values) <= MOST_VALUES else ""
    return f"point {number}, {words}" if words else f"point {number}"


def _known(value: Any) -> bool:
    return not (value is None or value == "" or (isinstance(value, float) and math.isnan(value)))


def _table(name: str, frame: pd.DataFrame) -> str:
    """A method's table without columns that say the same everywhere, cut where it is long."""
    shown = [c for c in frame.columns if _tells(c, frame[c].tolist())]
    rows = [[_written(v) for v in row] for row in frame[shown].head(MOST_ROWS).to_numpy(object)]
    columns = [Column(c.replace("_", " "), number=_is_number(frame[c])) for c in shown]
    same = [f"{c.replace('_', ' ')} {_written(frame[c].iloc[0])}" for c in _common(frame, shown)]
    heading = f"{name}.csv" + (f" ({', '.join(same)})" if same else "")
    if len(frame) > MOST_ROWS:
        heading += f", the first {MOST_ROWS} of {len(frame)} rows"
    return f"{prose(heading, '  ')}\n\n{table(columns, rows)}"


def _tells(name: str, values: Sequence[Any]) -> bool:
    some = {_written(v) for v in values}
    return name not in _ALWAYS_LEFT_OUT and some != {BLANK} and (len(some) > 1 or len(values) == 1)


def _common(frame: pd.DataFrame, shown: Sequence[str]) -> list[str]:
    """Text columns with one value, which go into the heading."""
    return [
        c
        for c in frame.columns
        if c not in shown
        and c not in _ALWAYS_LEFT_OUT
        and not _is_number(frame[c])
        and _written(frame[c].iloc[0]) != BLANK
    ]


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def _written(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, str) or value is None:
        return value or BLANK
    number = float(value)
    if math.isnan(number):
        return BLANK
    if number.is_integer() and abs(number) < 1e6:
        return whole(number)
    digits = 0 if abs(number) >= 1000 else 1 if abs(number) >= 100 else 3
    return decimal(number, digits)
