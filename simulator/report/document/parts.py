"""What a report is made of, whatever it is written as: sections of text, tables and pictures.

Nothing here is markup. Renderers escape every word, so names and notes of a file stay words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from simulator.report.document.numbers import beside_nought, figure, signed


@dataclass(frozen=True)
class Number:
    """A number of a table; written by `figure` alone."""

    value: float
    kind: str
    difference: bool = False
    """Written with its sign."""
    clear: bool = False
    """An end of an interval that leaves out zero, so it is not written as zero."""

    @property
    def text(self) -> str:
        """The number as it is read."""
        if self.clear:
            return beside_nought(self.value, self.kind, self.difference)
        return (signed if self.difference else figure)(self.value, self.kind)

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return not math.isnan(self.value)


@dataclass(frozen=True)
class Words:
    """A run of words."""

    text: str
    strong: bool = False
    code: bool = False


@dataclass(frozen=True)
class Link:
    """Words that lead to an address of the web."""

    text: str
    address: str


@dataclass(frozen=True)
class Ref:
    """Words that lead to another section of the report."""

    text: str
    section: str


Span = Words | Number | Link | Ref
Text = tuple[Span, ...]


def text(*pieces: Span | str | Text) -> Text:
    """Put pieces together; plain strings become words."""
    out: list[Span] = []
    for piece in pieces:
        if isinstance(piece, str):
            out += [Words(piece)] if piece else []
        elif isinstance(piece, tuple):
            out += piece
        else:
            out.append(piece)
    return tuple(out)


def plain(words: Text) -> str:
    """A text without its links."""
    return "".join(span.text for span in words)


def link(words: str, address: str) -> Span:
    """A link where the address is one of the web, mere words otherwise."""
    return Link(words, address) if is_web(address) else Words(words)


def is_web(address: str) -> bool:
    """Whether an address is safe to lead to: http or https, and no space in it."""
    return address.startswith(("https://", "http://")) and not any(c.isspace() for c in address)


Place = Literal["", "annex", "list", "page", "file"]
"""Where paper has it: here, in the annex, there as a list in two columns, not at all as the page of
HTML has it, or not at all as a table of the run holds it."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `role` says how it stands out."""

    text: Text
    role: Literal["", "lead", "note", "warning"] = ""
    block: str = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[Text, ...]
    block: str = "bullets"


@dataclass(frozen=True)
class Column:
    """One column of a table. `wide`: it holds prose and takes the room that is left."""

    title: str
    number: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of texts under columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    folded: bool = False
    """Shown on demand, where the format can."""
    place: Place = ""
    block: str = "table"

    @property
    def weights(self) -> list[float]:
        """Relative widths for paper: by the words that the columns hold."""
        return [_weight(column, [row[n] for row in self.rows]) for n, column in
                enumerate(self.columns)]  # fmt: skip


def _weight(column: Column, cells: Sequence[Text]) -> float:
    longest = max((len(plain(cell)) for cell in cells), default=0)
    words = max((len(w) for cell in cells for w in plain(cell).split()), default=0)
    least = max(words, *(len(w) for w in column.title.split()), 0.7 * len(column.title), 3)
    return float(
        min(60, max(least, longest if column.number else max(longest**0.75, min(longest, 18))))
    )


@dataclass(frozen=True)
class Picture:
    """A chart."""

    name: str
    title: str
    alt: str
    """What it shows, in words."""
    svg: str = field(repr=False)
    data: str = field(repr=False)
    """What is plotted, as CSV."""
    block: str = "picture"


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    place: Place = ""
    """A section that paper has elsewhere is shown on demand, where the format can."""
    block: str = "section"


Block = Paragraph | Bullets | Table | Picture | Section


@dataclass(frozen=True)
class Report:
    """A whole report."""

    title: str
    subtitle: str
    about: tuple[tuple[str, Text], ...]
    """Word → text: what the report is of."""
    sections: tuple[Section, ...]
    lacking: str = ""
    """Why parts of it could not be told, if so."""

    def pictures(self, paper: bool = False) -> list[Picture]:
        """All pictures, in order; of those sections alone that paper has, if so wanted."""
        return [b for s in self.sections for b in _walk(s, paper) if isinstance(b, Picture)]


def _walk(section: Section, paper: bool) -> list[Block]:
    if paper and section.place in ("page", "file"):
        return []
    found: list[Block] = []
    for part in section.blocks:
        found += [part, *_walk(part, paper)] if isinstance(part, Section) else [part]
    return found


def section(id: str, title: str, *blocks: Block | None, place: Place = "") -> Section:
    """Make a section; blocks that are None are left out."""
    return Section(id, title, tuple(b for b in blocks if b is not None), place)


def paragraph(*pieces: Span | str | Text, role: Literal["", "lead", "note", "warning"] = "") -> (
    Paragraph
):  # fmt: skip
    """Make a paragraph."""
    return Paragraph(text(*pieces), role)


def ends(low: float, high: float, kind: str, *, difference: bool = False) -> tuple[Number, Number]:
    """Both ends of the interval of a difference; where it leaves out zero, that can be seen."""
    clear = low > 0 or high < 0
    return Number(low, kind, difference, clear), Number(high, kind, difference, clear)


def usd(value: float) -> Number:
    """Dollars."""
    return Number(float(value), "usd")


def days(value: float) -> Number:
    """Days."""
    return Number(float(value), "days")


def count(value: float) -> Number:
    """A count."""
    return Number(float(value), "count")
