"""What can be wrong, said for people: file, line, column, path, what, and what would be right."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MOST_ALIKE = 5
"""Problems of one cause that are told one by one."""
_PARTICULARS = re.compile(r"'[^']*'|`[^`]*`|[\d.,]+")


@dataclass(frozen=True, order=True)
class Mark:
    """Where a value stands: file name, line and column (from 1; 0 where unknown)."""

    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input.

    Attributes
    ----------
    path : dotted path of the value inside its file or the catalogue, e.g. `places.KZAAU.lat`.
    message : what was found and why it cannot be.
    hint : what would be right, or empty.
    mark : where it stands; `Mark()` for values given on the command line.
    """

    path: str
    message: str
    hint: str = ""
    mark: Mark = Mark()

    def __str__(self) -> str:
        """`file:line:column: path: problem (hint)`, leaving out what is unknown or said."""
        where = ":".join(str(p) for p in (self.mark.file, self.mark.line, self.mark.column) if p)
        path = "" if self.mark.file == f"--{self.path.replace('_', '-')}" else self.path
        head = ": ".join(p for p in (where, path) if p)
        tail = f" ({self.hint})" if self.hint else ""
        return f"{head}: {self.message}{tail}" if head else f"{self.message}{tail}"


class CorridorsimError(Exception):
    """Base of every error that a person is meant to read."""


class InputError(CorridorsimError):
    """Bad input; `problems` holds every one found, in order of file and line."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        many = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems = sorted(dict.fromkeys(many), key=lambda p: (p.mark, p.path))
        super().__init__("\n".join(told(self.problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with its problems, not with its words alone."""
        return type(self), (self.problems,), self.__dict__


def told(problems: Iterable[Problem]) -> list[str]:
    """Write problems one a line, few of those that one line of the input makes in many places."""
    every = list(problems)
    causes = Counter(map(_cause, every))
    seen: Counter[Any] = Counter()
    lines = []
    for problem in every:
        cause = _cause(problem)
        seen[cause] += 1
        more = causes[cause] - MOST_ALIKE
        if more <= 1 or seen[cause] <= MOST_ALIKE:
            lines.append(str(problem))
        elif seen[cause] == causes[cause]:
            lines.append(f"{problem.mark.file}: and {more:,} more like these")
    return lines


def _cause(problem: Problem) -> tuple[Any, ...]:
    """What alike problems share: the place, if it is known, and the words without names."""
    if not problem.mark.file:
        return (problem,)
    words = _PARTICULARS.sub("", f"{problem.message} {problem.hint}")
    return problem.mark, problem.path.split(".")[0], words


class DeadlockError(CorridorsimError):
    """Travellers wait for each other in a circle that nothing can break."""


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Lower-case, without accents, spaces, dots, hyphens or apostrophes: the key of a name."""
    folded = unicodedata.normalize(
        "NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ı", "i")
    ).casefold()
    return "".join(c for c in folded if c.isalnum())


def near_miss(word: str, known: Iterable[str]) -> str:
    """`did you mean X?` for the closest known word, or an empty string."""
    by_key = {plain(k): k for k in known}
    close = difflib.get_close_matches(plain(word), by_key, n=1, cutoff=0.6)
    return f"did you mean {by_key[close[0]]}?" if close else ""
