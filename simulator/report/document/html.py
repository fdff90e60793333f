"""A report as one HTML file: nothing is fetched, pictures stand in the page."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from simulator.report.document.fonts import faces
from simulator.report.document.parts import Number, Picture, Report
from simulator.report.document.rendering import environment, filled, shipped
from simulator.report.document.svg import Shared, inline
from simulator.results.write import number

MOST_DATA = 6_000
"""Letters of a chart's data that a page holds; `corridorsim chart` writes larger ones."""


def html(report: Report, template: Path | None = None) -> str:
    """Write a report as HTML that is well-formed XML as well; every word is escaped.

    Parameters
    ----------
    report : what to write.
    template : a Jinja template in place of the shipped `report.html`, which it may extend.
    """
    shared = Shared()
    pictures = {
        picture.name: Markup(inline(picture, n, shared))
        for n, picture in enumerate(report.pictures())
    }
    script = shipped("report.js")
    found = environment(template, autoescape=True)
    found.filters.update(exact=exact, data_address=data_address)
    values = {
        "report": report,
        "pictures": pictures,
        "shared": Markup(shared.svg()),
        "style": Markup(shipped("report.css") + faces(shared.words)),
        "script": Markup(script),
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }
    return filled(found, template, "report.html", values)


def exact(figure: Number) -> str:
    """A number as the tables have it, for sorting and for machines."""
    return number(figure.value)


def data_address(picture: Picture) -> str:
    """Address that holds the plotted data themselves; empty where they would swell the page."""
    if len(picture.data) > MOST_DATA:
        return ""
    coded = base64.b64encode(picture.data.encode("utf-8")).decode()
    return f"data:text/csv;charset=utf-8;base64,{coded}"
