"""A report as PDF, set by Typst: a wheel that brings its own fonts, which it embeds."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import typst

from simulator.errors import InputError, Problem
from simulator.report.document.fonts import font_folder
from simulator.report.document.lettering import for_paper
from simulator.report.document.parts import (
    Block,
    Link,
    Number,
    Paragraph,
    Picture,
    Ref,
    Report,
    Section,
    Span,
    Table,
    Text,
)
from simulator.report.document.rendering import clean, shipped

ACCESSIBLE: Final = "ua-1"
"""PDF/UA: tagged, with alternative texts."""


def pdf(report: Report, template: Path | None = None) -> bytes:
    """Set a report. Words reach Typst as data, never as markup, so none can do harm.

    Parameters
    ----------
    report : what to write.
    template : a Typst file in place of the shipped `report.typ`. It may import that one, and
        reads `report.json` and the folder `pictures`.

    Raises
    ------
    InputError
        If the user's template cannot be set.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "report.typ").write_text(shipped("report.typ"), "utf-8")
        (root / "report.json").write_text(json.dumps(_report(report)), "utf-8")
        for picture in report.pictures(paper=True):
            path = root / "pictures" / f"{picture.name}.svg"
            path.parent.mkdir(exist_ok=True)
            path.write_text(for_paper(picture.svg), "utf-8")
        main = root / "report.typ"
        if template is not None:
            main = root / "template.typ"
            shutil.copyfile(template, main)
        return _set(main, root, template)


def _set(main: Path, root: Path, template: Path | None) -> bytes:
    fonts = [font_folder()]
    try:
        return bytes(typst.compile(
            str(main), root=str(root), font_paths=fonts, pdf_standards=ACCESSIBLE
        ))  # fmt: skip
    except typst.TypstError:
        pass  # a letter that no font has keeps a PDF from the standard, not from being read
    try:
        return bytes(typst.compile(str(main), root=str(root), font_paths=fonts))
    except typst.TypstError as error:
        where = str(template or "report.typ")
        raise InputError(Problem(where, f"cannot be set: {error}")) from error


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": clean(report.title),
        "subtitle": clean(report.subtitle),
        "about": [{"word": word, "text": _text(text)} for word, text in report.about],
        "sections": [_block(part) for part in report.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Section):
        inside = [_block(b) for b in block.blocks]
        return {
            "block": "section", "id": block.id, "title": clean(block.title),
            "place": block.place, "blocks": inside,
        }  # fmt: skip
    if isinstance(block, Paragraph):
        return {"block": "paragraph", "role": block.role, "text": _text(block.text)}
    if isinstance(block, Table):
        return {
            "block": "table", "caption": clean(block.caption), "place": block.place,
            "columns": [asdict(c) for c in block.columns], "weights": block.weights,
            "rows": [[_text(cell) for cell in row] for row in block.rows],
        }  # fmt: skip
    if isinstance(block, Picture):
        return {"block": "picture", "name": block.name, "title": clean(block.title),
                "alt": clean(block.alt)}  # fmt: skip
    return {"block": "bullets", "items": [_text(item) for item in block.items]}


def _text(text: Text) -> list[dict[str, Any]]:
    return [_span(span) for span in text]


def _span(span: Span) -> dict[str, Any]:
    out: dict[str, Any] = {"text": clean(span.text)}
    if isinstance(span, Link):
        out["address"] = span.address
    elif isinstance(span, Ref):
        out["section"] = span.section
    elif not isinstance(span, Number):
        out |= {"strong": span.strong, "code": span.code}
    return out
