"""The tables of a finished study, and a study directory read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import InputError, Problem
from simulator.results import columns
from simulator.results.display import html
from simulator.results.read import read_csv
from simulator.results.write import cell, write_csv, write_parquet
from simulator.study.points import Design, Outcomes
from simulator.study.store import POINTS, RESULTS, STUDY, Store

_HEAD = {"point": "number of the point, from 0", "stage": "the method's word for it"}
_TAIL = {
    "rounded": "values that were rounded to whole numbers, `path=value`",
    "error": "why the point failed",
}
POINT: dict[str, str] = {
    **_HEAD,
    "…": "one column per factor: its value as in the study file, blank where it stays the base's",
    **columns.SUMMARY,
    **_TAIL,
}
"""Columns of points.csv."""
RESULT: dict[str, str] = {
    **_HEAD,
    **columns.KEY,
    "replication": "number of the replication, from 0",
    "quantity": "column of summary.csv",
    "value": "its value in this replication; null where it is blank",
}
"""Columns of results.parquet."""
_SCHEMA = pa.schema([
    ("point", pa.int64()), ("stage", pa.string()), *((k, pa.string()) for k in columns.KEY),
    ("replication", pa.int64()), ("quantity", pa.string()), ("value", pa.float64()),
])  # fmt: skip


@dataclass(frozen=True, repr=False)
class StudyResults:
    """What a study found."""

    points: pd.DataFrame
    """points.csv: one row per point, corridor, direction and scope; inputs and outputs."""
    results: pd.DataFrame
    """results.parquet: one row per point, replication, row of the summary and quantity."""
    tables: dict[str, pd.DataFrame]
    """The method's tables by name: `sensitivity`, `breakeven`, `capacity`, `shares`…"""
    words: list[str]
    """The findings in sentences."""
    failed: dict[int, str]
    """Point → its error."""
    record: dict[str, Any]
    """study.json."""

    def _repr_html_(self) -> str:
        """Show findings and the method's tables in a notebook, every word escaped."""
        said = "".join(f"<li>{escape(line)}</li>" for line in self.words)
        tables = (f"<p>{escape(name)}</p>{html(frame)}" for name, frame in self.tables.items())
        return f"<ul>{said}</ul>{''.join(tables)}"

    def __repr__(self) -> str:
        """Say what it is, and what was found."""
        size = f"{self.points['point'].nunique()} points, {len(self.failed)} of them failed"
        tables = ", ".join(f"`{name}`" for name in self.tables)
        return "\n".join([f"<StudyResults: {size}; tables {tables}>", *self.words])


def taken_names() -> frozenset[str]:
    """Column names of points.csv that no factor may have."""
    return frozenset({*_HEAD, *columns.SUMMARY, *_TAIL})


def results_of(
    design: Design, outcomes: Outcomes, factors: list[str], record: Mapping[str, Any]
) -> StudyResults:
    """Make the tables of a study whose points are all done."""
    count = range(len(outcomes.points))
    failed = {n: e for n in count if (e := outcomes.failed(n)) is not None}
    words = design.words(outcomes)
    found = StudyResults(
        points_table(outcomes, factors), long_table(outcomes).to_pandas(),
        design.tables(outcomes), words, failed, dict(record),
    )  # fmt: skip
    names = [STUDY, POINTS, RESULTS, *(f"{stem}.csv" for stem in found.tables)]
    found.record.update(
        points=len(outcomes.points),
        failed=[{"point": n, "error": error} for n, error in failed.items()],
        findings=words,
        files=sorted(names),
    )
    return found


def points_table(outcomes: Outcomes, factors: list[str]) -> pd.DataFrame:
    """One row per point, corridor, direction and scope; one row for a point that failed."""
    blank = pd.DataFrame({name: [""] if name in columns.TEXT_COLUMNS else [np.nan]
                          for name in columns.SUMMARY})  # fmt: skip
    frames = []
    for number, point in enumerate(outcomes.points):
        result = outcomes.results[number]
        rows = blank if result.error is not None else result.summary
        whole = "; ".join(f"{path}={value:g}" for path, value in result.rounded.items())
        given = {name: point.values.get(name, "") for name in factors}
        head = {"point": number, "stage": point.stage, **given}
        tail = {"rounded": whole, "error": result.error or ""}
        frames.append({**{k: [v] * len(rows) for k, v in head.items()},
                       **{k: rows[k].tolist() for k in columns.SUMMARY},
                       **{k: [v] * len(rows) for k, v in tail.items()}})  # fmt: skip
    names = [*_HEAD, *factors, *columns.SUMMARY, *_TAIL]
    return pd.DataFrame({name: [v for f in frames for v in f[name]] for name in names})


def long_table(outcomes: Outcomes) -> pa.Table:
    """One row per point, replication, row of the summary and quantity."""
    return pa.concat_tables(
        [_SCHEMA.empty_table(), *(_long(outcomes, n) for n in range(len(outcomes.points)))]
    ).combine_chunks()


def _long(outcomes: Outcomes, number: int) -> pa.Table:
    frame = outcomes.replications(number)
    if frame.empty:
        return _SCHEMA.empty_table()
    metrics = list(columns.METRICS)
    size = len(frame) * len(metrics)
    arrays: dict[str, Any] = {
        "point": np.full(size, number),
        "stage": [outcomes.points[number].stage] * size,
        "quantity": metrics * len(frame),
        "value": pa.array(frame[metrics].to_numpy(float).ravel(), from_pandas=True),
    }
    for name in (*columns.KEY, "replication"):
        arrays[name] = np.repeat(frame[name].to_numpy(object), len(metrics))
    return pa.table({name: arrays[name] for name in _SCHEMA.names}, schema=_SCHEMA)


def write(store: Store, found: StudyResults) -> None:
    """Write the final files of a study; study.json, which lists them, comes last."""
    points = found.points.rename(columns=cell)
    store.write(store.directory / POINTS, lambda path: write_csv(points, path))
    table = pa.Table.from_pandas(found.results, schema=_SCHEMA, preserve_index=False)
    plain = table.replace_schema_metadata(None)
    store.write(store.directory / RESULTS, lambda path: write_parquet([plain], path))
    for stem, frame in found.tables.items():
        write_frame(store, f"{stem}.csv", frame)
    write_record(store, found.record)


def write_frame(store: Store, name: str, frame: pd.DataFrame) -> None:
    """Write one table of a method."""
    store.write(store.directory / name, lambda path: write_csv(frame, path))


def write_record(store: Store, record: Mapping[str, Any]) -> None:
    """Write study.json."""
    text = json.dumps(record, indent=2, ensure_ascii=False, default=str, allow_nan=False) + "\n"
    store.write(store.directory / STUDY, lambda path: path.write_text(text, "utf-8", newline="\n"))


def read_study(directory: Path | str) -> StudyResults:
    """Open a study directory.

    Raises
    ------
    InputError
        If it is none, or its study is not finished.
    """
    folder = Path(directory)
    if not (folder / STUDY).is_file():
        problem = f"is not a study directory: it has no {STUDY}"
        raise InputError(Problem(str(directory), problem, "`corridorsim sweep` makes one"))
    try:
        record = json.loads((folder / STUDY).read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(Problem(str(folder / STUDY), f"is damaged: {error}")) from error
    if "files" not in record:
        hint = "the same `corridorsim sweep` goes on"
        raise InputError(Problem(str(directory), "holds a study that is not finished", hint))
    stems = [Path(n).stem for n in record["files"] if n not in (STUDY, POINTS, RESULTS)]
    return StudyResults(
        read_csv(folder / POINTS),
        pq.read_table(folder / RESULTS).to_pandas(),
        {stem: read_csv(folder / f"{stem}.csv") for stem in stems},
        record["findings"],
        {entry["point"]: entry["error"] for entry in record["failed"]},
        record,
    )
