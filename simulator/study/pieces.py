"""A point's result as bytes: what workers send back, and what a piece on disk holds.

Gzipped JSON, columns as lists: readable with any tool, floats exact (Python writes the shortest
text that reads back to the same number), the same bytes for the same result.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from simulator.study.points import Point, PointResult

_TABLES = ("summary", "replications", "facilities")
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError)
"""What a damaged piece gives: not gzip, cut short, no JSON, not ours."""


def encode(point: Point, result: PointResult) -> bytes:
    """Write a point and its result."""
    document = {
        "point": described(point),
        "error": result.error,
        "rounded": dict(result.rounded),
        **{name: _columns(getattr(result, name)) for name in _TABLES},
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=1, mtime=0)


def decode(piece: bytes, point: Point) -> PointResult | None:
    """Read a result back; None where the piece is damaged or of another point."""
    try:
        document = json.loads(gzip.decompress(piece))
        if document["point"] != json.loads(json.dumps(described(point))):
            return None
        tables = {name: pd.DataFrame(document[name]) for name in _TABLES}
        return PointResult(**tables, rounded=document["rounded"], error=document["error"])
    except _UNREADABLE:
        return None


def described(point: Point) -> dict[str, Any]:
    """Everything that makes a point what it is."""
    return {
        "number": point.number,
        "stage": point.stage,
        "values": dict(point.values),
        "settings": [[s.path, s.how, s.value] for s in point.settings],
    }


def _columns(frame: pd.DataFrame) -> Mapping[str, list[Any]]:
    return {str(name): frame[name].tolist() for name in frame.columns}
