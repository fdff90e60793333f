"""Strict YAML: version 1.2 scalars, no duplicate or merge keys, bounded, with a mark for each key.

The parser is libyaml's where it is installed and PyYAML's own otherwise; everything that decides
what a file means is done here, from the parser's events.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.yaml_faults import not_yaml
from simulator.loading.yaml_scalars import POINTS_ONLY, plain_scalar

LARGEST_FILE = 5_000_000
"""Bytes."""
DEEPEST = 40
"""Levels of nesting."""
MOST_ALIASES = 100
MOST_EXPANDED = 100_000
"""Values that all aliases of a file may stand for together."""

DataPath = tuple[str | int, ...]
Marks = dict[DataPath, Mark]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PLAIN_TAGS = {"!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True)
class Document:
    """One file as plain Python data, with the place of every key and item."""

    file: str
    """Name for messages."""
    data: dict[str, Any]
    marks: Marks
    sha256: str


def read_yaml(path: Path, file: str | None = None) -> Document:
    """Read one file strictly.

    Parameters
    ----------
    path : where it is.
    file : its name in messages; the path as given if left out.

    Raises
    ------
    InputError
        If it is not one mapping in readable, moderate YAML; says where and why.
    """
    name = file or str(path)
    raw = _bytes(path, name)
    text = _text(raw, name)
    data, marks = parse_yaml(text, name)
    if data is None and not text.strip():
        raise InputError(Problem("", "is empty", mark=Mark(name)))
    if data is None:
        raise InputError(Problem("", "holds only comments", mark=Mark(name)))
    if not isinstance(data, dict):
        kind = "a list" if isinstance(data, list) else f"the single value {str(data)[:40]!r}"
        msg = f"must be a mapping of keys to values at the top, found {kind}"
        raise InputError(Problem("", msg, mark=marks[()]))
    return Document(name, data, marks, hashlib.sha256(raw).hexdigest())


def parse_yaml(text: str, file: str = "") -> tuple[Any, Marks]:
    """Give the data of one YAML text, and the mark of every key and item in it.

    Raises
    ------
    InputError
        If the text is not YAML, or uses what is refused here.
    """
    composer = _Composer(file)
    try:
        root = composer.compose(text)
    except yaml.YAMLError as error:
        raise InputError(not_yaml(error, text, file, _Loader)) from None
    if root is None:
        return None, {(): Mark(file)}
    marks: Marks = {}
    return _expand(root, (), marks), marks


def parse_value(text: str, path: str) -> Any:
    """Read the VALUE of a `PATH=VALUE` given on the command line."""
    if not text.strip():
        hint = "write PATH=VALUE; `null` for nothing"
        raise InputError(Problem(path, "is given no value", hint, Mark("--set")))
    try:
        return parse_yaml(text)[0]
    except InputError as error:
        found = error.problems[0]
        raise InputError(Problem(path, found.message, found.hint, Mark("--set"))) from None


def _bytes(path: Path, name: str) -> bytes:
    mark = Mark(name)
    if path.is_dir():
        hint = f"name one of its files, or all as {name}/*.yaml, or give the folder with --data"
        raise InputError(Problem("", "is a folder, not a file", hint, mark))
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            limit = f"the largest file read is {LARGEST_FILE / 1e6:g} MB"
            raise InputError(Problem("", f"has {size / 1e6:,.1f} MB", limit, mark))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem("", "there is no such file", _beside(path), mark)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem("", f"cannot be read: {reason}", mark=mark)) from None


def _beside(path: Path) -> str:
    try:
        return near_miss(path.name, sorted(p.name for p in path.parent.iterdir()))
    except OSError:
        return f"nor a folder {path.parent}"


def _text(raw: bytes, name: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        msg = f"is not text in UTF-8: byte 0x{raw[error.start]:02x}"
        hint = "save it as UTF-8"
        raise InputError(Problem("", msg, hint, Mark(name, line, column))) from None
    found = _CONTROL.search(text)
    if found:
        position = found.start()
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        msg = f"is not a text file: character 0x{ord(found[0]):02x}"
        raise InputError(Problem("", msg, mark=Mark(name, line, column)))
    return text


@dataclass
class _Node:
    value: Any
    """A scalar, a list of nodes, or a dict of key → (mark of the key, node)."""
    mark: Mark
    size: int = 1


class _Composer:
    """Builds nodes from the parser's events, refusing what is not allowed."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.anchors: dict[str, _Node | None] = {}
        self.aliases = 0
        self.expanded = 0

    def compose(self, text: str) -> _Node | None:
        self.events = iter(yaml.parse(text, Loader=_Loader))
        root: _Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "keep one, drop the line `---`"
                    raise self._problem(event, "holds several documents", hint)
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _node(self, event: Any, depth: int) -> _Node:
        if depth > DEEPEST:
            raise self._problem(event, f"is nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._problem(event, f"the tag {tag} is not allowed", "write the value plainly")
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(self._scalar(event), self._mark(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> Any:
        if not event.implicit[0] or event.tag is not None:
            return event.value
        try:
            return plain_scalar(event.value)
        except ValueError as error:
            raise self._problem(event, str(error)) from None

    def _sequence(self, start: Any, depth: int) -> _Node:
        node = _Node([], self._mark(start))
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item = self._node(event, depth + 1)
            node.value.append(item)
            node.size += item.size
        return node

    def _mapping(self, start: Any, depth: int) -> _Node:
        node = _Node({}, self._mark(start))
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event)
            if key in node.value:
                first = node.value[key][0]
                msg = f"the key `{key}` stands here for the second time"
                hint = f"first in line {first.line}"
                hint += f"; {POINTS_ONLY}" if key.isdecimal() else ""  # `{a: 1,5, b: 2,5}`
                raise self._problem(event, msg, hint)
            mark = self._mark(event)
            value = self._node(next(self.events), depth + 1)
            node.value[key] = (mark, value)
            node.size += value.size
        return node

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None:
            raise self._problem(event, "a key must be a plain word")
        if event.value == "<<" and event.implicit[0]:
            raise self._problem(event, "the merge key `<<` is not allowed", "use `extends`")
        if event.value == "":
            raise self._problem(event, "a key is empty")
        return str(event.value)

    def _alias(self, event: Any) -> _Node:
        name = event.anchor
        if name not in self.anchors:
            hint = near_miss(name, self.anchors)
            raise self._problem(event, f"`*{name}` refers to no anchor above", hint)
        target = self.anchors[name]
        if target is None:
            raise self._problem(event, f"`*{name}` contains itself")
        self.aliases += 1
        self.expanded += target.size
        if self.aliases > MOST_ALIASES:
            raise self._problem(event, f"more than {MOST_ALIASES} aliases (`*{name}`)")
        if self.expanded > MOST_EXPANDED:
            msg = f"the aliases stand for more than {MOST_EXPANDED:,} values"
            raise self._problem(event, msg)
        return target

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _problem(self, event: Any, message: str, hint: str = "") -> InputError:
        return InputError(Problem("", message, hint, self._mark(event)))


def _expand(node: _Node, path: DataPath, marks: Marks) -> Any:
    """Plain data of a node (aliases copied), entering the mark of every key and item."""
    marks.setdefault(path, node.mark)
    if isinstance(node.value, list):
        return [_expand(item, (*path, i), marks) for i, item in enumerate(node.value)]
    if not isinstance(node.value, dict):
        return node.value
    data = {}
    for key, (mark, value) in node.value.items():
        marks[(*path, key)] = mark
        data[key] = _expand(value, (*path, key), marks)
    return data
