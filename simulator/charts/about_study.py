"""What every chart says of its study."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import simulator
from simulator.charts.about import About, with_names
from simulator.charts.page import number_words, sentence
from simulator.charts.rows import is_number
from simulator.study.methods.reading import QUANTITIES, unit_of
from simulator.study.write import StudyResults

HOW = {"relative": "times the base", "added": "added to the base"}
"""How a factor is given (`as`) → what its values are, in words."""
_DECIDES = ("study", "base", "corridors", "inputs")


def about_study(
    found: StudyResults, directory: Path, data_dirs: Iterable[Path | str] = ()
) -> About:
    """Gather what charts say of a study."""
    record = found.record
    study = record["study"]
    known = {key: record.get(key) for key in _DECIDES}
    text = json.dumps(known, sort_keys=True, ensure_ascii=False)
    failed = len(found.failed)
    basic = About(
        scenario=str(study.get("name") or directory.name),
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest()[:8],
        version=str(record.get("versions", {}).get("corridorsim", simulator.__version__)),
        seed=int(study.get("seed", 0)),
        replications=int(study.get("replications", 1)),
        places=record.get("places", {}),
        corridors=record.get("names", {}).get("corridors", {}),
        markets=record.get("names", {}).get("markets", {}),
        what="study",
        doubts=(f"{failed} of {record['points']} points failed.",) if failed else (),
    )
    return with_names(basic, data_dirs)


def method_of(found: StudyResults) -> str:
    """Kind of the study's method."""
    return str(found.record["study"]["method"]["kind"])


def factors_of(found: StudyResults) -> Mapping[str, Mapping[str, Any]]:
    """Factors of the study file, by name."""
    factors: Mapping[str, Mapping[str, Any]] = found.record["study"].get("factors", {})
    return factors


def label_of(found: StudyResults, factor: str) -> str:
    """What a factor is called, with what its values are."""
    entry = factors_of(found).get(factor, {})
    how = HOW.get(str(entry.get("as")))
    return f"{entry.get('label') or factor}{f' ({how})' if how else ''}"


def title_of(found: StudyResults, about: About) -> str:
    """Headline of a study's charts."""
    return str(found.record["study"].get("title") or f"Study {about.scenario}")


def quantity_words(quantity: str) -> str:
    """Name of a quantity with its unit: `cost, USD per FEU`."""
    unit = unit_of(quantity).strip()
    unit = "USD per FEU" if unit == "USD" else unit
    return f"{QUANTITIES.get(quantity, quantity)}{f', {unit}' if unit else ''}"


def output_words(row: Mapping[str, Any] | pd.Series) -> str:
    """Say which output a row is about, with its unit."""
    where = {"terminal": "terminal to terminal", "border": "border to border"}
    scope = where.get(str(row["scope"]), str(row["scope"]))
    return (
        f"{sentence(quantity_words(str(row['quantity'])))}: {row['corridor']}, "
        f"{row['direction']}, {scope}"
    )


def notes_of(found: StudyResults, about: About, corridors: Iterable[str]) -> list[str]:
    """Tell the names, how much was simulated, and the source."""
    points, runs = int(found.record["points"]), about.replications
    feu = found.points.loc[found.points["scope"] == "terminal", "feu"].sum()
    year = found.points["price_year"].dropna()
    money = f"; USD at {int(year.iloc[0])} prices" if len(year) else ""
    each = f"{runs} replication{'s' if runs != 1 else ''} each"
    size = f"{points:,} points, {each}, seed {about.seed}; {feu:,.0f} FEU released in all{money}."
    return [*about.named(corridors), size, *about.doubts, about.source()]


def value_words(value: object) -> str:
    """A factor's value for print."""
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    return str(value) if not is_number(number) else number_words(float(number))
