"""Where a fault of a corridor is told that stands in what it takes over from another.

The values that a corridor inherits by `extends` bear the marks of the file they stand in. Where
the extended corridor has the same fault, it is told there, once. Where it has none, the fault
comes of the corridor that extends it, and is told in that one's own file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.errors import Mark, Problem
from simulator.loading.yaml_reader import Marks


def at_home(problems: Iterable[Problem], marks: Marks) -> list[Problem]:
    """Tell what corridors repeat once, and the rest in the file that it comes of.

    Parameters
    ----------
    problems : with the marks of the values that they are about.
    marks : where each path stands, inherited values in the file that they were taken from.
    """
    told = list(dict.fromkeys(problems))
    if not told:
        return []
    owners = _Owners(marks)
    own = [problem for problem in told if not owners.inherited(problem)]
    known = {(problem.mark, problem.message) for problem in own}
    rest = [p for p in told if owners.inherited(p) and (p.mark, p.message) not in known]
    return [*own, *(owners.moved(problem) for problem in rest)]


class _Owners:
    """Which corridor a mark belongs to: the last one that begins above it in the file."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.begins: dict[str, list[tuple[Mark, str]]] = {}
        for path, mark in marks.items():
            if len(path) == 2 and path[0] == "corridors":
                self.begins.setdefault(mark.file, []).append((mark, str(path[1])))

    def owner(self, mark: Mark) -> str:
        above = [begin for begin in self.begins.get(mark.file, ()) if begin[0] <= mark]
        return max(above)[1] if above else ""

    def inherited(self, problem: Problem) -> bool:
        """Whether a problem of a corridor that extends another stands where that one does."""
        section, _, rest = problem.path.partition(".")
        key = rest.partition(".")[0]
        if section != "corridors" or ("corridors", key, "extends") not in self.marks:
            return False
        owner = self.owner(problem.mark)
        return bool(owner) and owner != key and problem.mark in self._marks_of(key)

    def _marks_of(self, key: str) -> set[Mark]:
        return {m for p, m in self.marks.items() if p[:2] == ("corridors", key)}

    def moved(self, problem: Problem) -> Problem:
        """A problem where the corridor that has it begins to extend another."""
        if not self.inherited(problem):
            return problem
        key = problem.path.split(".")[1]
        mark = problem.mark
        taken = f"taken over from {self.owner(mark)}, {mark.file}:{mark.line}"
        hint = f"{problem.hint}; {taken}" if problem.hint else taken
        return replace(problem, hint=hint, mark=self.marks["corridors", key, "extends"])
