"""What runs were given, by their run.json, and what of it differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.model.scenario import Scenario
from simulator.results.read import Run
from simulator.results.words import listing

LONGEST = 400
"""Characters of a value written in one line; a longer one is cut."""
_SHORT, _MOST = 40, 2
"""Characters of a value, and values, in a headline."""
_SETTINGS = ("start", "horizon_days", "warmup_days", "follow_days", "promised_days")
_RECORDED = ("replications", "seed", "corridors")

Document = Mapping[str, Any]
Pairs = dict[str, tuple[Any, Any]]
"""Path of a setting or of the data → its value in A and in B."""


def setting(document: Document, key: str) -> Any:
    """Value of a scenario's key, its default where the record leaves it out."""
    given = document.get("scenario", {})
    if key in given:
        return given[key]
    return Scenario.model_fields[key].get_default(call_default_factory=True)


def typed(document: Document) -> list[str]:
    """Options that changed the scenario for this run, as they are typed."""
    options = document.get("options", {}).items()
    return [
        *(f"--set {text}" for text in document.get("sets", [])),
        *(f"--{key} {value}" for key, value in options),
    ]


def scenario_of(document: Document) -> str:
    """Name of a run's scenario; empty where the record tells none."""
    return str(document.get("scenario", {}).get("name") or "")


def names(a: Run, b: Run) -> tuple[str, str]:
    """Names of two runs: their scenarios'; of one scenario, the directories'.

    Directories of one name are told apart by the folders that they are in; a run beside itself
    by `(A)` and `(B)`.
    """
    one, two = scenario_of(a.document) or "A", scenario_of(b.document) or "B"
    if one != two:
        return one, two
    ways = [run.directory.resolve().parts for run in (a, b)]
    for parts in (1, 2):
        first, second = ("/".join(way[-parts:]) for way in ways)
        if first != second:
            return first, second
    return f"{one} (A)", f"{two} (B)"


def brief_changes(a: Document, b: Document, second: str) -> str:
    """What differs in the input, for a headline: `services.ferry.vessels: 6 → 9`.

    The first two values, and how many more there are; `second` is what B is called. Empty where
    nothing differs but the number of replications.
    """
    pairs = differing(a, b)
    for key in ("command line", "replications"):
        pairs.pop(key, None)
    said = [f"{path}: {change(*pair, _SHORT, second)}" for path, pair in pairs.items()]
    more = len(said) - _MOST
    rest = [f"{more} more {'change' if more == 1 else 'changes'}"] if more > 0 else []
    return listing([*said[:_MOST], *rest])


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


def change(one: Any, two: Any, longest: int = LONGEST, second: str = "B") -> str:
    """Write `old → new`; of two lists what the second has more and less, if that tells.

    `second` is what the run with the second is called.
    """
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        more = [shown(v) for v in two if v not in one]
        less = [shown(v) for v in one if v not in two]
        words = [f"with {listing(more)}"] if more else []
        words += [f"without {listing(less)}"] if less else []
        if words:
            return f"{second} {' and '.join(words)}"
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
