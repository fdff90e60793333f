"""Rows of a data frame as plain mappings."""

from __future__ import annotations

from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Rows of a frame, column → value."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
