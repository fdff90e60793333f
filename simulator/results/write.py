"""Write a run directory: fixed number formats, equal bytes for equal input, never half there."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import InputError, Problem
from simulator.results.columns import CSV_TABLES
from simulator.results.tables import Results

RUN, LOG = "run.json", "log.jsonl"
DECIMALS = 6
ROW_GROUP = 65_536
_HELD = "give another --out, or replace it with --force"
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def cell(value: object) -> str:
    """Write one value: numbers to six decimals at most, blank for NaN, words made safe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_UNSAFE) else value
    if value is None:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return number(float(value))
    return str(value)


def number(value: float) -> str:
    """Shortest text of a number rounded to six decimals; blank for NaN."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV (UTF-8, LF)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_rows(frame, file)


def csv_text(frame: pd.DataFrame) -> str:
    """Text of the file that `write_csv` writes."""
    text = io.StringIO(newline="")
    _write_rows(frame, text)
    return text.getvalue()


def _write_rows(frame: pd.DataFrame, file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [frame[name].tolist() for name in frame.columns]
    writer.writerows([cell(v) for v in row] for row in zip(*columns, strict=True))


def write_parquet(tables: Sequence[pa.Table], path: Path) -> None:
    """Write tables of one schema, each as row groups of its own."""
    write_parts(tables[0].schema, ([table] for table in tables), path)


def write_parts(schema: pa.Schema, parts: Iterable[Iterable[pa.Table]], path: Path) -> None:
    """Write the tables of each part together, in row groups of `ROW_GROUP` rows."""
    with pq.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        for part in parts:
            for group in _row_groups(part):
                writer.write_table(group.replace_schema_metadata(schema.metadata))


def _row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    rows = 0
    for table in tables:
        held.append(table)
        rows += table.num_rows
        while rows >= ROW_GROUP:
            together = pa.concat_tables(held)
            yield together.slice(0, ROW_GROUP).combine_chunks()
            held, rows = [together.slice(ROW_GROUP)], rows - ROW_GROUP
    if rows:
        yield pa.concat_tables(held).combine_chunks()


def _plain(frame: pd.DataFrame) -> pa.Table:
    """Frame as a table without pandas' own metadata; NaN becomes null."""
    arrays = {name: pa.array(frame[name].tolist(), from_pandas=True) for name in frame.columns}
    return pa.table(arrays)


def check_target(directory: Path, force: bool = False) -> None:
    """Refuse a folder that must not be written: call it before a long run, too."""
    if not directory.exists():
        return
    if not directory.is_dir():
        raise _refused(directory, "is a file, not a folder", "give another --out")
    if not any(directory.iterdir()):
        return
    if not (directory / RUN).is_file():
        raise _refused(directory, "is not empty and holds no run", "give another --out")
    if not force:
        raise _refused(directory, "already holds a run", _HELD)


def _refused(directory: Path, message: str, hint: str) -> InputError:
    return InputError(Problem(str(directory), message, hint))


def write(
    results: Results,
    directory: Path,
    *,
    run: Mapping[str, Any],
    log: Iterable[Mapping[str, Any]] = (),
    force: bool = False,
) -> list[str]:
    """Write a run directory and give back the names of its files.

    `run` : what run.json tells beside seed, replications, deadlocks and the list of files
    (resolved scenario, engine, versions, SHA-256 of the input files). `log` : lines of log.jsonl.
    Everything is written beside the directory and then moved into place.
    """
    check_target(directory, force)
    with beside(directory) as made:
        names = _fill(made, results, run, log)
        made.chmod(0o755)
        _move_in(made, directory, names)
    return names


@contextmanager
def beside(directory: Path) -> Iterator[Path]:
    """Make a passing folder beside a run directory; nothing is left of it, whatever happens."""
    missing = [p for p in directory.absolute().parents if not p.exists()]
    directory.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        with suppress(OSError):  # somebody put something there
            for folder in missing:
                folder.rmdir()


def _fill(
    made: Path, results: Results, run: Mapping[str, Any], log: Iterable[Mapping[str, Any]]
) -> list[str]:
    for name in CSV_TABLES:
        write_csv(getattr(results, name), made / f"{name}.csv")
    for name, table in (
        ("replications", _plain(results.replications)), ("facility_days", results.facility_days),
    ):  # fmt: skip
        write_parquet([table], made / f"{name}.parquet")
    for name, parts in results.pieces.items():
        if name != "events" or any(part.rows for part in parts):
            write_parts(parts[0].schema, parts, made / f"{name}.parquet")
    (made / LOG).touch()
    for line in log:
        append_log(made, line)
    names = sorted([*(p.name for p in made.iterdir()), RUN])
    deadlocks = [
        {"replication": n, "deadlock": circle} for n, circle in sorted(results.deadlocks.items())
    ]
    document = {
        **run, "seed": results.seed, "replications": results.count, "deadlocks": deadlocks,
        "files": names,
    }  # fmt: skip
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False)
    (made / RUN).write_text(text + "\n", encoding="utf-8", newline="\n")
    return names


def append_log(directory: Path, line: Mapping[str, Any]) -> None:
    """Add one line to log.jsonl."""
    with (directory / LOG).open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def _move_in(made: Path, directory: Path, names: Sequence[str]) -> None:
    """Put the finished files in place; run.json, which makes it a run, comes last."""
    if directory.exists():
        remove_run(directory)
    if not directory.exists():
        made.rename(directory)
        return
    for name in sorted(names, key=lambda n: n == RUN):
        (made / name).replace(directory / name)


def remove_run(directory: Path) -> None:
    """Remove the files that a run's run.json lists, and the folder if nothing else is in it."""
    listed = json.loads(text).get("files", []) if (text := _text(directory / RUN)) else []
    for name in [RUN, *listed]:
        if isinstance(name, str) and Path(name).name == name:
            (directory / name).unlink(missing_ok=True)
    if not any(directory.iterdir()):
        directory.rmdir()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
