"""What the YAML parser found wrong, in plain words and at the place where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from simulator.errors import Mark, Problem

_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_SIGNS: dict[type, str] = {
    yaml.FlowSequenceStartToken: "[", yaml.FlowSequenceEndToken: "]",
    yaml.FlowMappingStartToken: "{", yaml.FlowMappingEndToken: "}",
}  # fmt: skip
_IN_BRACKETS = (
    "expected ',' or", "node content", "<document start>", "<block end>", "expected key",
)  # fmt: skip
"""Parser's words that may come of brackets."""
_BEHIND_QUOTES = ("mapping values are not allowed", "could not find expected ':'")
"""Parser's words that may, as those above, come of quotes that are closed lines below."""
_SAYINGS = (
    ("mapping values are not allowed", "a colon stands where none can",
     "check the indentation, or put a text that holds `: ` in quotes"),
    ("unexpected end of stream", "quotes that open on line {context} are never closed", ""),
    ("expected the node content", "a value is missing", ""),
    ("expected node content", "a value is missing", ""),
    ("expected key", "this line does not fit the lines above it", "check the indentation"),
    ("expected <block end>", "this line does not fit the lines above it",
     "check the indentation"),
    ("could not find expected ':'", "a key without its colon", "write `key: value`"),
)  # fmt: skip
"""Parser's words (libyaml's or PyYAML's) → ours, and a hint."""


def not_yaml(error: yaml.YAMLError, text: str, file: str, loader: Any) -> Problem:
    """Say what is wrong with a text that is not YAML.

    Parameters
    ----------
    error : what the parser raised.
    text : what it read.
    file : its name in messages; empty for a value of the command line.
    loader : the parser's own loader, which gives the tokens.
    """
    at = getattr(error, "problem_mark", None)
    mark = Mark(file, at.line + 1, at.column + 1) if at else Mark(file)
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    lines = text.splitlines()
    rest = lines[at.line][at.column :] if at and at.line < len(lines) else ""
    if "cannot start any token" in said:
        return _bad_character(rest[:1], mark)
    if at and any(word in said for word in (*_IN_BRACKETS, *_BEHIND_QUOTES)):
        found = _quotes(text, (at.line, at.column), file, loader)
        if found is not None:
            return found
    if at and any(word in said for word in _IN_BRACKETS):
        found = _bracket(text, (at.line, at.column), mark, loader)
        if found is not None:
            return found
    context = getattr(error, "context_mark", None)
    for word, message, hint in _SAYINGS:
        if word in said:
            line = context.line + 1 if context else "?"
            return Problem("", f"not YAML: {message.format(context=line)}", hint, mark)
    return Problem("", f"not YAML: {said}", mark=mark)


def _bad_character(char: str, mark: Mark) -> Problem:
    if char == "\t":
        return Problem("", "not YAML: a tab indents this line", "use spaces", mark)
    return Problem("", f"not YAML: no value can begin with {char!r}", "put it in quotes", mark)


def _quotes(text: str, at: tuple[int, int], file: str, loader: Any) -> Problem | None:
    """Say which quotes swallow the lines down to the next ones, right before a place."""
    before = None
    for token in _tokens(text, loader):
        if (token.start_mark.line, token.start_mark.column) >= at:
            break
        before = token
    if not isinstance(before, yaml.ScalarToken) or before.style not in ("'", '"'):
        return None
    first, last = before.start_mark, before.end_mark
    if first.line == last.line:
        return None
    line = last.line + 1
    message = (
        f"not YAML: the quotes that open here are closed only by the next ones, on line {line}"
    )
    mark = Mark(file, first.line + 1, first.column + 1)
    hint = f"close them by {before.style}, unless all of that is one text: see what follows it"
    return Problem("", message, hint, mark)


def _tokens(text: str, loader: Any) -> Iterator[Any]:
    """Give the words of a text, as far as it can be cut into words."""
    try:
        yield from yaml.scan(text, Loader=loader)
    except yaml.YAMLError:
        return


def _bracket(text: str, at: tuple[int, int], mark: Mark, loader: Any) -> Problem | None:
    """Say which bracket is not closed, or closes nothing; None where brackets are right."""
    opened, found = _brackets(text, at, loader)
    sign = _SIGNS.get(type(found), "")
    if opened is None:
        if not isinstance(found, _CLOSING):
            return None
        return Problem("", f"not YAML: the bracket `{sign}` closes none that is open", "", mark)
    where = Mark(mark.file, opened.start_mark.line + 1, opened.start_mark.column + 1)
    own = _SIGNS[type(opened)]
    place = f"that opens on line {where.line}" if mark.file else f"at character {where.column}"
    bracket = f"the bracket `{own}` {place}"
    closes = "]" if own == "[" else "}"
    if isinstance(found, _CLOSING):
        wrong = f"not YAML: {bracket} is closed by `{sign}`"
        return None if sign == closes else Problem("", wrong, f"close it by `{closes}`", where)
    if isinstance(found, yaml.FlowEntryToken):
        return Problem("", "not YAML: a value is missing before this comma", "", mark)
    hint = f"or a comma is missing before line {mark.line}, column {mark.column}"
    if found is None or isinstance(found, (yaml.StreamEndToken, yaml.BlockEntryToken)):
        hint = f"add `{closes}`"
    return Problem("", f"not YAML: {bracket} is never closed", hint, where)


def _brackets(text: str, at: tuple[int, int], loader: Any) -> tuple[Any, Any]:
    """The innermost bracket that is open at a place, and the token that stands there."""
    opened: list[Any] = []
    for token in _tokens(text, loader):
        if isinstance(token, yaml.StreamStartToken):
            continue
        if (token.start_mark.line, token.start_mark.column) >= at:
            return (opened[-1] if opened else None), token
        if isinstance(token, _OPENING):
            opened.append(token)
        elif isinstance(token, _CLOSING) and opened:
            opened.pop()
    return (opened[-1] if opened else None), None
