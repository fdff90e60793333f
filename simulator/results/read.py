"""Load a run directory back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import InputError, Problem
from simulator.results.columns import TEXT_COLUMNS
from simulator.results.write import RUN


@dataclass(frozen=True)
class Run:
    """A run directory; each table is read when first asked for."""

    directory: Path
    document: dict[str, Any]
    """Content of run.json."""

    @property
    def seed(self) -> int:
        """Seed of the run."""
        return int(self.document["seed"])

    @cached_property
    def summary(self) -> pd.DataFrame:
        """summary.csv."""
        return self._csv("summary.csv")

    @cached_property
    def months(self) -> pd.DataFrame:
        """months.csv."""
        return self._csv("months.csv")

    @cached_property
    def stages(self) -> pd.DataFrame:
        """stages.csv."""
        return self._csv("stages.csv")

    @cached_property
    def facilities(self) -> pd.DataFrame:
        """facilities.csv."""
        return self._csv("facilities.csv")

    @cached_property
    def replications(self) -> pd.DataFrame:
        """replications.parquet."""
        return _frame(self._parquet("replications.parquet"))

    @cached_property
    def facility_days(self) -> pd.DataFrame:
        """facility_days.parquet."""
        return _frame(self._parquet("facility_days.parquet"))

    @cached_property
    def departures(self) -> pd.DataFrame:
        """departures.parquet."""
        return _frame(self._parquet("departures.parquet"))

    def containers(self, columns: Sequence[str] | None = None, filters: Any = None) -> pd.DataFrame:
        """containers.parquet, or some of its columns and rows (pyarrow filters)."""
        return _frame(self._parquet("containers.parquet", columns, filters))

    @cached_property
    def journeys(self) -> dict[int, list[list[str]]]:
        """Journey → `[place, leg, stage, mode]` of each entry of the containers' lists."""
        return {int(n): rows for n, rows in self._labels("journeys").items()}

    @cached_property
    def fixed(self) -> dict[int, list[tuple[int, str, float]]]:
        """Journey → (entry of the list, item, USD) of the money that all its containers pay."""
        return {
            int(n): [(at, item, usd) for at, item, usd in rows]
            for n, rows in self._labels("fixed").items()
        }

    def _labels(self, key: str) -> dict[str, Any]:
        path = self._path("containers.parquet")
        found: dict[str, Any] = json.loads(pq.read_schema(path).metadata[key.encode()])
        return found

    def _path(self, name: str) -> Path:
        path = self.directory / name
        if not path.is_file():
            hint = "run the scenario again" if name in self.document["files"] else ""
            raise InputError(Problem(str(self.directory), f"lacks {name}", hint))
        return path

    def _csv(self, name: str) -> pd.DataFrame:
        return read_csv(self._path(name))

    def _parquet(
        self, name: str, columns: Sequence[str] | None = None, filters: Any = None
    ) -> pa.Table:
        path = self._path(name)
        try:
            return pq.read_table(path, columns=columns and list(columns), filters=filters)
        except pa.ArrowInvalid as error:
            raise InputError(Problem(str(path), f"cannot be read: {error}")) from error


def _frame(table: pa.Table) -> pd.DataFrame:
    out: pd.DataFrame = table.to_pandas()
    return out


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file of a run: words stay words (`NA`, empty), blank numbers become NaN."""
    try:
        names = pd.read_csv(path, nrows=0, encoding="utf-8").columns
        numeric = {name: [""] for name in names if name not in TEXT_COLUMNS}
        return pd.read_csv(
            path,
            encoding="utf-8",
            keep_default_na=False,
            na_values=numeric,
            dtype={name: str for name in names if name in TEXT_COLUMNS},
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise InputError(Problem(str(path), f"cannot be read: {error}")) from error


def read(directory: Path | str) -> Run:
    """Open a run directory. Raises InputError where it is none."""
    directory = Path(directory)
    path = directory / RUN
    if not directory.is_dir():
        raise InputError(Problem(str(directory), "is not a folder", "give a run directory"))
    if not path.is_file():
        problem = f"is not a run directory: it has no {RUN}"
        raise InputError(Problem(str(directory), problem, "`corridorsim run` makes one"))
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(Problem(str(path), f"is damaged: {error}")) from error
    if not isinstance(document, dict) or not {"seed", "files"} <= document.keys():
        raise InputError(Problem(str(path), "is not that of a run: it lacks seed or files"))
    return Run(directory, document)
