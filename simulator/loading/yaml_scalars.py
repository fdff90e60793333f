"""Plain scalars as YAML 1.2 (core schema) reads them: `NO` and `22:30` are texts, `010` is ten."""

from __future__ import annotations

import math
import re

POINTS_ONLY = "a number has a point for decimals and no separators"
"""What to say of `470,5` and `1,200`."""
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 40

Scalar = str | int | float | bool | None


def plain_scalar(text: str) -> Scalar:
    """Give the value of an unquoted scalar.

    Raises
    ------
    ValueError
        For a number that is infinite, not a number, or absurdly long.
    """
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if text[0] in "+-.0123456789":
        return _number(text)
    return text


def _number(text: str) -> Scalar:
    if _NOT_FINITE.fullmatch(text):
        msg = f"{text} is not a finite number"
        raise ValueError(msg)
    if len(text) > _LONGEST_NUMBER and (_INT.fullmatch(text) or _FLOAT.fullmatch(text)):
        msg = f"a number of {len(text)} characters is too long to be meant"
        raise ValueError(msg)
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEX.fullmatch(text):
        return int(text[2:], 16)
    if not _FLOAT.fullmatch(text):
        return text
    value = float(text)
    if not math.isfinite(value):
        msg = f"{text} is not a finite number"
        raise ValueError(msg)
    return value
