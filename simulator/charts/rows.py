"""Rows of a data frame as plain mappings."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Rows of a frame, column → value."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def is_number(value: Any) -> bool:
    """Whether a cell holds a number: not blank."""
    return not math.isnan(value)
