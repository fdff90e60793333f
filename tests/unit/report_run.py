"""A run whose names would do harm if they were read as markup, and its reports."""

import re
import shutil
from contextlib import contextmanager
from functools import cached_property
from unittest import mock
from xml.etree import ElementTree as Tree

import charts_run
import pypdf
from loading_shipped import Shipped
from loading_tiny import write

from simulator.loading import catalogue
from simulator.loading.roots import _folders
from simulator.report.document import build
from simulator.report.document import write as writing
from simulator.report.document.build import report_of
from simulator.report.document.pictures import Pictures
from simulator.report.document.write import write_report

EVIL = {
    "title": '<script>alert("title")</script> & #evil[x] =SUM(A1) $x^2$',
    "name": "=HYPERLINK('x')",
    "note": "</p><img src=x onerror=alert(1)> [leads](javascript:alert(2)) ![shows](http://e.org/x)"
    ' | `code` *bold* \x07 #import "x" @ref <script>alert(3)</script>',
    "market": "<b>East</b> & 'West' *to* _South_",
    "corridor": "Main <img src=x onerror=alert(4)> #panic() | [x](http://evil.example)",
    "place": "Beta <i>x</i> & $y$ `z`",
    "source": "A paper </td><script>alert(5)</script> | #x",
}
FACT = "T001,x,x,,,days,5,,,day,2024,published,{source},{url},\n"


def data():
    out = charts_run.data()
    out["markets"]["east-west"]["name"] = EVIL["market"]
    out["corridors"]["main"]["name"] = EVIL["corridor"]
    out["places"]["BETA"]["name"] = EVIL["place"]
    del out["checks"]["section"]
    return out


@contextmanager
def no_pictures():
    with (
        mock.patch.object(build, "RUN_KINDS", ()),
        mock.patch.object(build, "of_study", return_value=Pictures()),
        mock.patch.object(build, "of_difference", return_value=Pictures()),
    ):
        yield


class Made:
    """A catalogue of its own, a run of it, and its reports."""

    def __init__(self, base):
        self.base = base
        self.shipped = Shipped(base / "shipped")
        self.shipped.data(data())
        self.facts("javascript:alert(6)")
        self.shipped.scenario("small", {
            "name": EVIL["name"], "title": EVIL["title"], "note": EVIL["note"],
            "horizon_days": 60, "warmup_days": 10, "replications": 2,
            "changes": [{"path": "legs.beta-delta.km", "set": 950, "why": EVIL["note"]}],
        })  # fmt: skip
        with self.at_hand():
            self.run = charts_run.run_into(base / "run")

    def facts(self, url):
        source = '"' + EVIL["source"] + '"'
        rows = f"{charts_run.FACTS}\n{FACT.format(source=source, url=url)}"
        write(self.shipped.base / "corridors" / "shared" / "facts.csv", rows)

    @contextmanager
    def at_hand(self):
        """Put the catalogue in the place of the shipped data."""
        root = lambda: _folders(self.shipped.base, "", shipped=True)  # noqa: E731
        with mock.patch.object(catalogue, "shipped_root", root):
            yield

    @cached_property
    def content(self):
        """The report of the run, with its pictures, which take their time."""
        with self.at_hand():
            return report_of(self.run)

    def report(self, name, *runs, **options):
        """Write a report: of the run as it was built once, of others without pictures."""
        if not runs:
            content = self.content
            with mock.patch.object(writing, "report_of", return_value=content):
                return write_report(self.run, out=self.base / name, **options)[0]
        with self.at_hand(), no_pictures():
            return write_report(*runs, out=self.base / name, **options)[0]

    def copy(self, name):
        return shutil.copytree(self.run, self.base / name)

    @cached_property
    def html(self):
        return self.report("report.html").read_text("utf-8")

    @cached_property
    def page(self):
        """The page, read as XML: it must be well-formed."""
        return Tree.fromstring(self.html)

    @cached_property
    def markdown(self):
        return self.report("report.md").read_text("utf-8")

    @cached_property
    def pdf(self):
        return self.report("report.pdf")

    @cached_property
    def pdf_text(self):
        pages = pypdf.PdfReader(self.pdf).pages
        return " ".join(page.extract_text() for page in pages).replace("\u200b", "")


X = "{http://www.w3.org/1999/xhtml}"


def tables(page):
    """Caption → rows of cells."""
    return {
        table.find(f"{X}caption").text: list(table.iterfind(f"{X}tbody/{X}tr"))
        for table in page.iter(f"{X}table")
    }


def values(element):
    return [d.get("value") for d in element.iter(f"{X}data")]


def words(element):
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()
