"""A report as Markdown, with its pictures and their data in a folder beside it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from simulator.report.document.parts import Link, Number, Report, Span, Table, Text, Words
from simulator.report.document.rendering import environment, filled

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^:@/=])")


def markdown(report: Report, folder: str, template: Path | None = None) -> str:
    """Write a report as Markdown (GitHub's kind); every word is escaped.

    Parameters
    ----------
    report : what to write.
    folder : name of the folder that holds the pictures, beside the file.
    template : a Jinja template in place of the shipped `report.md`, which it may extend.
    """
    found = environment(template, autoescape=False, finalize=_finished)
    found.filters.update(spans=spans, rows=rows)
    return filled(found, template, "report.md", {"report": report, "folder": quote(folder)})


def _finished(value: object) -> Markup:
    """What a template prints: safe text as it is, everything else escaped."""
    return value if isinstance(value, Markup) else escaped(str(value))


def escaped(words: str, before: str = "") -> Markup:
    """Words that Markdown and the HTML within it leave alone, on one line.

    `before` : what stands on the line already.
    """
    line = " ".join(words.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(_SPECIAL.sub(lambda sign: _harmless(sign, before), line))


def _harmless(found: re.Match[str], before: str) -> str:
    """Escape a letter where it may mean something: most marks of prose do not within a line."""
    sign, at, line = found[0], found.start(), found.string
    begun = (before + line[:at]).strip()
    if sign in "-+=":
        return sign if begun else f"\\{sign}"
    if sign in ".)":
        return f"\\{sign}" if begun.isdigit() or not begun else sign
    if sign in ":/@":
        linked = (sign == ":" and line[at + 1 : at + 2] == "/") or (sign == "@" and begun != "")
        return f"&#{ord(sign)};" if linked else sign
    return sign if sign == "(" else f"\\{sign}"


def spans(text: Text) -> Markup:
    """A text of a report."""
    out, before = Markup(""), ""
    for span in text:
        out += _span(span, before)
        before += span.text
    return out


def _span(span: Span, before: str) -> Markup:
    lead, trail = _edges(span.text)
    words = escaped(span.text, before)
    if isinstance(span, Link):
        address = quote(span.address, safe=":/?#@!$&'*+,;=%~-._")
        words = Markup("[{}](<{}>)").format(words, Markup(address))
    elif isinstance(span, Words) and span.strong:
        words = Markup("**{}**").format(words)
    elif isinstance(span, Number):
        words = Markup(span.text)
    return Markup(lead) + words + Markup(trail)


def _edges(text: str) -> tuple[str, str]:
    """Spaces at both ends, which escaping takes away."""
    if not text.strip():
        return (" " if text else "", "")
    return " " * text[:1].isspace(), " " * text[-1:].isspace()


def rows(table: Table) -> Markup:
    """A table of a report."""
    heads = " | ".join(escaped(c.title) or " " for c in table.columns)
    rule = " | ".join("---:" if c.number else "---" for c in table.columns)
    lines = [f"| {heads} |", f"| {rule} |"]
    lines += [f"| {' | '.join(spans(cell) for cell in row)} |" for row in table.rows]
    return Markup("\n".join(lines))
