"""What pydantic found wrong, in plain words, with the path as the file has it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from simulator.errors import Problem, near_miss
from simulator.loading.key_units import key_hint, unit_of
from simulator.loading.number_words import number_hint, split_number
from simulator.loading.schema import schema_of
from simulator.loading.tree import Tree, dotted
from simulator.loading.yaml_reader import DataPath

Words = tuple[str, str]
"""Message and hint."""
_COUNTS = ("year", "ratio", "number", "runs", "vessels", "servers", "units")
"""Units that a key says by itself."""


def shown(value: Any) -> str:
    """Show a raw value in a message, shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        few = ", ".join([*map(str, list(value)[:3]), *["…"] * (len(value) > 3)])
        return f"a mapping of {few}" if value else "an empty mapping"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}" if value else "an empty list"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…'"


def problems_of(
    error: ValidationError, model: type[BaseModel], tree: Tree, prefix: str = ""
) -> list[Problem]:
    """Say every problem that pydantic found, once each, where it stands in the file."""
    found = [(*_place(e["loc"], tree.data, e["type"]), e) for e in error.errors(include_url=False)]
    explained = _explained_keys(found, model, tree)
    problems: dict[tuple[str, str], Problem] = {}
    for path, key, entry in found:
        if _is_noise(path, key, entry, tree) or (path, key) in explained:
            continue
        within = entry["type"] == "missing" and path
        at = path if within or key is None else (*path, key)
        message, hint = _words(path, key, entry, model, tree)
        cut = split_number(tree, at)
        if cut is not None:
            at, text = cut
            message, hint = f"a comma cannot stand in a number: found {text}", number_hint(text)
        text = prefix + dotted(at)
        problems.setdefault((text, message), Problem(text, message, hint, tree.mark(at)))
    return list(problems.values())


def _place(loc: tuple[Any, ...], raw: Any, kind: str) -> tuple[DataPath, str | None]:
    """Path in the raw data (tags and split directions dropped), and the key in question."""
    last = str(loc[-1]) if kind in ("missing", "extra_forbidden") else None
    path: list[str | int] = []
    tagged = False
    for part in loc[:-1] if last is not None else loc:
        if not tagged and isinstance(raw, dict) and part in (raw.get("kind"), raw.get("shape")):
            tagged = True  # pydantic names the chosen shape or kind on the way
            continue
        tagged = False
        if isinstance(raw, dict) and str(part) in raw:
            path.append(str(part))
            raw = raw[str(part)]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            path.append(part)
            raw = raw[part]
    return tuple(path), last


def _explained_keys(
    found: Iterable[tuple[DataPath, str | None, Any]], model: type[BaseModel], tree: Tree
) -> set[tuple[DataPath, str | None]]:
    """Missing keys that an unknown key beside them evidently stands for."""
    explained: set[tuple[DataPath, str | None]] = set()
    for path, key, entry in found:
        if entry["type"] == "extra_forbidden" and key is not None:
            allowed = schema_of(model).keys(tree.data, path)
            explained |= {(path, meant) for meant in key_hint(key, allowed)[1]}
    return {e for e in explained if any(f[:2] == e and f[2]["type"] == "missing" for f in found)}


def _is_noise(path: DataPath, key: str | None, entry: Any, tree: Tree) -> bool:
    """Tell lists that are `too short` only because their items failed, which is told already."""
    if entry["type"] != "too_short" or key is not None:
        return False
    value = tree.value(path)
    return isinstance(value, (list, dict)) and len(value) >= entry["ctx"]["min_length"]


def _words(
    path: DataPath, key: str | None, entry: Any, model: type[BaseModel], tree: Tree
) -> Words:
    kind = entry["type"]
    if kind == "missing":
        return _missing(path, str(key), tree)
    if kind == "extra_forbidden":
        hint, _ = key_hint(str(key), schema_of(model).keys(tree.data, path))
        return f"unknown key `{key}`", hint
    if entry["loc"] and entry["loc"][-1] == "[key]":
        return _bad_key(entry)
    if kind == "model_type" and len(path) > 1 and path[-2] == "sources":
        return _expected("fact ids, or `assumed: why`", entry["input"], path)
    if kind in _SIMPLE:
        message, hint = _expected(_SIMPLE[kind], entry["input"], path)
        beside = _beside(path, entry["input"], model, tree) if kind in _MAPPINGS else ""
        return message, hint or beside
    return _SPECIAL.get(kind, _as_said)(entry, path)


def _beside(path: DataPath, value: Any, model: type[BaseModel], tree: Tree) -> str:
    """Name the key that a plain value was meant for: `vessels: 9` where `vessel: 9` stands."""
    if not path or isinstance(value, (dict, list)) or value is None:
        return ""
    key = str(path[-1])
    others = [k for k in schema_of(model).keys(tree.data, path[:-1]) if k != key]
    close = difflib.get_close_matches(key, others, n=1, cutoff=_NEAR)
    return f"did you mean {close[0]}?" if close else ""


def _missing(path: DataPath, key: str, tree: Tree) -> Words:
    if not path:
        return "is missing", _in_unit(key)
    if tree.value(path) is None:
        return f"is empty; it needs `{key}`", _in_unit(key)
    return f"`{key}` is missing", _in_unit(key)


def _in_unit(key: str) -> str:
    unit = unit_of(key)
    return f"in {unit}" if unit and unit not in _COUNTS else ""


_NEAR = 0.8
"""How alike two keys are of which one may stand for the other though both exist (1: equal)."""
_MAPPINGS = ("dict_type", "model_type")
_SIMPLE = {
    "float_type": "a number", "float_parsing": "a number", "finite_number": "a finite number",
    "int_type": "a whole number", "int_parsing": "a whole number",
    "int_from_float": "a whole number", "int_parsing_size": "a whole number of moderate size",
    "string_type": "a text", "bool_type": "true or false", "bool_parsing": "true or false",
    "dict_type": "a mapping (`key: value` lines)", "model_type": "a mapping (`key: value` lines)",
    "list_type": "a list", "tuple_type": "a list",
    "date_type": "a date like 2025-01-31", "date_parsing": "a date like 2025-01-31",
    "date_from_datetime_parsing": "a date like 2025-01-31",
    "date_from_datetime_inexact": "a date like 2025-01-31",
}  # fmt: skip


def _expected(what: str, value: Any, path: DataPath) -> Words:
    if value is None:
        return f"is empty; expected {what}", ""
    hint = ""
    if what == "a list" and isinstance(value, (str, int, float)) and not isinstance(value, bool):
        hint = f"write [{value}]"
    elif what == "a text" and isinstance(value, (int, float)):
        hint = "put it in quotes"
    elif what in ("a number", "a whole number"):
        hint = number_hint(value, path)
    return f"expected {what}, found {shown(value)}", hint


def _bad_key(entry: Any) -> Words:
    allowed = re.findall(r"'([^']+)'|\b(\d+)\b", str(entry.get("ctx", {}).get("expected", "")))
    names = [a or b for a, b in allowed]
    message = f"`{entry['input']}` cannot be a key here"
    return message, f"one of {', '.join(names)}" if names else "expected a whole number"


def _limit(sign: str, ctx: str) -> Callable[[Any, DataPath], Words]:
    def words(entry: Any, path: DataPath) -> Words:
        hint = _in_unit(str(path[-1])) if path else ""
        low = entry["ctx"][ctx]
        return f"must be {sign} {low:g}, found {shown(entry['input'])}", hint

    return words


def _choice(entry: Any, _: DataPath) -> Words:
    allowed = entry["ctx"]["expected"].replace("'", "")
    names = re.split(r", | or ", allowed)
    word = entry["input"] if isinstance(entry["input"], str) else ""
    hint = "" if names[0].isdecimal() else near_miss(word, names)
    return f"expected one of {', '.join(names)}, found {shown(entry['input'])}", hint


def _tag_unknown(entry: Any, _: DataPath) -> Words:
    names = entry["ctx"]["expected_tags"].replace("'", "").split(", ")
    key, tag = entry["ctx"]["discriminator"].strip("'"), entry["ctx"]["tag"]
    raw = entry["input"].get(key) if isinstance(entry["input"], dict) else tag
    close = near_miss(tag, names)
    listed = f"allowed: {', '.join(names)}"
    return f"unknown {key} {shown(raw)}", f"{close} {listed}" if close else listed


def _tag_missing(entry: Any, path: DataPath) -> Words:
    key = entry["ctx"]["discriminator"].strip("'")
    return f"`{key}` is missing", _TAGS.get(str(path[-1]) if path == ("method",) else key, "")


_TAGS = {
    "shape": "a plain number, or a distribution such as {shape: lognormal, mean: 5, cv: 0.4}",
    "kind": "one of timetable, fill_and_go, on_demand, fleet",
    "method": "the method's name, such as one_at_a_time or sobol",
}


def _not_tagged(entry: Any, path: DataPath) -> Words:
    """Neither mapping nor number where a distribution, a service or a timetable belongs."""
    if path and path[0] == "services" and len(path) == 2:
        return _expected("a mapping (`key: value` lines)", entry["input"], path)
    message, _ = _expected("a number or a distribution", entry["input"], path)
    return message, number_hint(entry["input"], path)


def _length(entry: Any, _: DataPath) -> Words:
    ctx = entry["ctx"]
    need, sign = (
        (ctx["min_length"], "at least") if "min_length" in ctx else (ctx["max_length"], "at most")
    )
    found = ctx["actual_length"]
    if not found:
        return f"is empty; it needs {sign} {need} {'entry' if need == 1 else 'entries'}", ""
    return f"needs {sign} {need} entries, found {found}", ""


def _pattern(entry: Any, path: DataPath) -> Words:
    if path and path[-1] == "country":
        return (
            f"expected a country's two capital letters, found {shown(entry['input'])}",
            "ISO 3166",
        )
    if path and path[-1] in ("open", "close", "at"):
        return f"expected a time like 08:30, found {shown(entry['input'])}", "UTC, 00:00 to 24:00"
    return f"{shown(entry['input'])} is not written as it must be", ""


def _own(entry: Any, _: DataPath) -> Words:
    return str(entry["ctx"]["error"]), ""


def _as_said(entry: Any, _: DataPath) -> Words:
    said = entry["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"expected {said}, found {shown(entry['input'])}", ""


_SPECIAL: dict[str, Callable[[Any, DataPath], Words]] = {
    "greater_than": _limit("above", "gt"), "greater_than_equal": _limit("at least", "ge"),
    "less_than": _limit("below", "lt"), "less_than_equal": _limit("at most", "le"),
    "literal_error": _choice, "union_tag_invalid": _tag_unknown,
    "union_tag_not_found": _tag_missing, "model_attributes_type": _not_tagged,
    "too_short": _length, "too_long": _length, "string_pattern_mismatch": _pattern,
    "value_error": _own,
}  # fmt: skip
