"""The raw data of the catalogue or a scenario, before it becomes model objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.errors import Mark
from simulator.loading.yaml_reader import DataPath, Marks


@dataclass
class Tree:
    """Plain data and where each part of it stands."""

    data: dict[str, Any] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)

    def mark(self, path: DataPath) -> Mark:
        """Where a value stands, or the nearest mapping around it that is known."""
        return mark_of(self.marks, path)

    def copy(self) -> Tree:
        """Give a tree that can be changed without changing this one."""
        return Tree(copied(self.data), dict(self.marks))

    def put(self, path: DataPath, value: Any, mark: Mark) -> None:
        """Put a value in a place whose parent exists; its parts stand at `mark` from now on."""
        if isinstance(self.value(path), (dict, list)):
            for old in [p for p in self.marks if p[: len(path)] == path]:
                del self.marks[old]
        self.value(path[:-1])[path[-1]] = value
        self.marks[path] = mark

    def value(self, path: DataPath) -> Any:
        """Give the value at an exact path; None where there is none."""
        value: Any = self.data
        for key in path:
            if isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            elif isinstance(value, dict):
                value = value.get(str(key))
            else:
                return None
        return value


def copied(value: Any) -> Any:
    """A copy of raw data, which are mappings, lists and what cannot be changed."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [copied(part) for part in value]
    return value


def mark_of(marks: Marks, path: DataPath) -> Mark:
    """Mark of a path, or of the nearest one around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in marks:
            return marks[path[:length]]
    return Mark()


def dotted(path: DataPath) -> str:
    """Write a path as people do: `places.KZAAU.lat`."""
    return ".".join(str(part) for part in path)
