"""What differs in the input of two runs, by their run.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.report.settings import setting, typed
from simulator.report.text import listing

LONGEST = 400
"""Characters of a value written in one line; a longer one is cut."""
_SETTINGS = ("start", "horizon_days", "warmup_days", "follow_days", "promised_days")
_RECORDED = ("replications", "seed", "corridors")

Document = Mapping[str, Any]
Pairs = dict[str, tuple[Any, Any]]
"""Path of a setting or of the data → its value in A and in B."""


def differing(a: Document, b: Document) -> Pairs:
    """Settings, options of the command line and values of the data that differ."""
    pairs: Pairs = {key: (setting(a, key), setting(b, key)) for key in _SETTINGS}
    pairs |= {key: (a.get(key), b.get(key)) for key in _RECORDED}
    pairs["command line"] = " ".join(typed(a)) or None, " ".join(typed(b)) or None
    pairs |= _changed(a, b)
    return {path: (one, two) for path, (one, two) in pairs.items() if one != two}


def _changed(a: Document, b: Document) -> Pairs:
    """Path of the data that either run changed → its value in both."""
    one, two = ({str(c["path"]): c for c in d.get("changes", [])} for d in (a, b))
    return {
        path: (_value(one.get(path), two.get(path)), _value(two.get(path), one.get(path)))
        for path in dict.fromkeys([*one, *two])
    }


def _value(own: Document | None, other: Document | None) -> Any:
    """Value in a run: what it changed it to, else what the other found there."""
    if own is not None:
        return own.get("new")
    return other.get("old") if other is not None else None


def differing_files(a: Document, b: Document) -> list[str]:
    """Files of both runs whose bytes differ."""
    one, two = a.get("inputs", {}), b.get("inputs", {})
    return [name for name in one if name in two and one[name] != two[name]]


def change(one: Any, two: Any, longest: int = LONGEST) -> str:
    """Write `old → new`; of two lists what the second has more and less, if that tells."""
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        more = [shown(v) for v in two if v not in one]
        less = [shown(v) for v in one if v not in two]
        words = [f"with {listing(more)}"] if more else []
        words += [f"without {listing(less)}"] if less else []
        if words:
            return f"B {' and '.join(words)}"
    return f"{shown(one, longest)} → {shown(two, longest)}"


def shown(value: Any, longest: int = LONGEST) -> str:
    """Write a value of the data in one line."""
    if value is None:
        return "not given"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{k}: {shown(v)}" for k, v in value.items() if k != "sources")
        words = f"{{{inside}}}"
    elif isinstance(value, (list, tuple)):
        words = f"[{', '.join(shown(v) for v in value)}]"
    elif isinstance(value, float):
        words = f"{value:.10g}"
    else:
        words = str(value)
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
