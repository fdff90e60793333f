"""Words to standard output and standard error."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def say(*paragraphs: str) -> None:
    """Print paragraphs to standard output, an empty line between them."""
    sys.stdout.write("\n\n".join(p for p in paragraphs if p) + "\n")


def complain(text: str) -> None:
    """Print to standard error."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")


def say_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a JSON array; NaN becomes null."""
    plain = [{str(k): _plain(v) for k, v in row.items()} for row in rows]
    sys.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8 with LF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def worker_count(given: int | None, replications: int) -> int:
    """Processes to use."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return given or max(1, min(cpus or 1, replications))
