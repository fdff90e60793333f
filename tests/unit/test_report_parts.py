"""Parts of reports: order of markets, letters, fonts, outlines, warnings, paper, first closures."""

import base64
import io
import json
import re

import pandas as pd
import pypdf
import pytest
from fontTools.ttLib import TTFont
from report_run import EVIL, X, tables, values, words

from simulator.report.document.contest import markets
from simulator.report.document.fonts import faces
from simulator.report.document.lettering import SVG, for_paper, lettered
from simulator.report.document.parts import Picture, Report, plain, section
from simulator.report.document.paths import shortened
from simulator.report.document.pictures import Drawn, Pictures
from simulator.report.document.risks import _whole_months
from simulator.report.document.studies import _factor, _method, _table
from simulator.report.settings import altered
from simulator.report.words import explained, waiting_at
from simulator.results.read import read
from simulator.results.write import number


def test_markets_with_most_corridors_come_first():
    rows = [("a", "one", 5), ("b", "one", 9), ("b", "two", 1), ("c", "one", 7)]
    summary = pd.DataFrame(rows, columns=["market", "corridor", "feu"]).assign(scope="terminal")
    assert markets(summary) == ["b", "c", "a"]


def test_all_markets_stand_in_one_table(made):
    summary = read(made.run).summary
    rows = tables(made.page)["At a glance, terminal to terminal"]
    assert len(rows) == summary["market"].nunique() == 2
    ahead = summary[(summary["scope"] == "terminal") & (summary["direction"] == "westbound")]
    cheapest, fastest = (ahead.loc[ahead[c].idxmin()] for c in ("usd_mean", "days_mean"))
    assert [words(rows[0][n]) for n in (1, 3)] == [cheapest["corridor"], fastest["corridor"]]
    wanted = (cheapest["usd_mean"], fastest["days_mean"], fastest["days_p95"])
    assert values(rows[0]) == [number(float(v)) for v in wanted]
    assert words(rows[0][0]) == EVIL["market"]


def row_of_letters(comment, glyph="DejaVuSans-41", extra=""):
    return (
        f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">'
        f'<g id="x"><!-- {comment} --><g style="fill: #404040" '
        f'transform="translate(5 9) rotate(-90) scale(0.08 -0.08)"><defs>'
        f'<path id="x-{glyph}" d="M 1 1 L 2 2" transform="scale(0.015625)"/></defs>'
        f'<use xlink:href="#x-{glyph}"/>{extra}</g></g></svg>'
    )


def test_rows_of_letters_become_text():
    root = lettered(row_of_letters("a &lt; b &amp;amp; c", "DejaVuSans-Bold-41"))
    (line,) = root.iter(f"{{{SVG}}}text")
    assert line.text == "a < b &amp; c"
    assert line.attrib == {
        "style": "fill: #404040", "transform": "translate(5 9) rotate(-90)", "font-size": "8",
        "font-weight": "bold",
    }  # fmt: skip
    assert not list(root.iter(f"{{{SVG}}}path"))
    assert root.get("font-family") == "DejaVu Sans, sans-serif"


@pytest.mark.parametrize(
    ("comment", "glyph", "extra"),
    [
        ("two - - hyphens", "DejaVuSans-41", ""),
        ("formula", "STIXGeneral-Regular-41", ""),
        ("mixed", "DejaVuSans-41", '<use xlink:href="#x-DejaVuSans-Bold-41"/>'),
    ],
)
def test_rows_whose_words_are_not_sure_stay_outlines(comment, glyph, extra):
    root = lettered(row_of_letters(comment, glyph, extra))
    assert not list(root.iter(f"{{{SVG}}}text"))
    assert len(list(root.iter(f"{{{SVG}}}path"))) == 1


def test_a_page_holds_the_letters_of_its_charts_alone():
    said = [(False, "Xi'an"), (True, "ab"), (False, "ța")]
    css = faces(said)
    assert css == faces(said[::-1])
    regular, bold = re.findall(
        r"font-weight: (\w+); src: url\(data:font/woff;base64,([^)]+)\)", css
    )
    held = {
        name: set(map(chr, TTFont(io.BytesIO(base64.b64decode(coded))).getBestCmap()))
        for name, coded in (regular, bold)
    }
    assert held == {"normal": set("Xi'anța"), "bold": set("ab")}
    assert faces([]) == ""


def test_charts_of_the_page_are_text_in_its_own_font(made):
    inside = [t.text for t in made.page.iter(f"{{{SVG}}}text")]
    assert "USD per FEU" in inside
    assert made.html.count("@font-face") == 2


@pytest.mark.parametrize(
    ("outline", "short"),
    [
        ("M -50 2 L 50 2 L 50 8 L -50 8 z", "m0 2l10 0 0 6-10 0z"),
        ("M 20 2 L 30 2 L 30 8 z", ""),
        ("M 2 2 L 8 2 L 8 8 z", "m2 2l6 0 0 6z"),
        ("M -50 2 L 50 2", "m-50 2l100 0"),
    ],
)
def test_areas_end_at_the_picture(outline, short):
    assert shortened(outline, (0.0, 0.0, 10.0, 10.0)) == short


def test_paper_has_short_outlines():
    picture = f'<svg xmlns="{SVG}"><path d="M 1.00001 2.00001 L 3.00001 4"/></svg>'
    assert 'd="m1 2l2 2"' in for_paper(picture)


def test_paper_leaves_out_what_the_page_of_html_has():
    first, second = (Picture(n, n, n, "<svg/>", "") for n in ("first", "second"))
    inner = section("b", "B", second, place="page")
    report = Report("r", "", (), (section("a", "A", first, inner),))
    assert [p.name for p in report.pictures()] == ["first", "second"]
    assert [p.name for p in report.pictures(paper=True)] == ["first"]


def test_charts_of_a_market_both_ways():
    made = {n: Picture(n, n, n, "", "") for n in ("a", "a-eastbound", "a-b", "a-b-eastbound")}
    drawn = tuple(Drawn("difference", name, picture) for name, picture in made.items())
    some = Pictures(drawn, ("a", "a-b"))
    assert [p.name for p in some.ways("a")] == ["a", "a-eastbound"]
    assert [p.name for p in some.ways("a-b")] == ["a-b", "a-b-eastbound"]
    assert len(Pictures(drawn, ("a",)).ways("a")) == 4


def undelivered(*rows):
    columns = ["corridor", "direction", "scope", "warnings", "feu"]
    return pd.DataFrame([(*row[:3], f"censored: {row[3]}", row[4]) for row in rows],
                        columns=columns)  # fmt: skip


def test_rows_that_lack_containers_are_told_together():
    few = undelivered(
        ("a", "westbound", "terminal", 5, 1000), ("a", "westbound", "border", 5, 1000),
        ("a", "eastbound", "terminal", 20, 1000), ("b", "eastbound", "terminal", 1, 1000),
        ("c", "eastbound", "terminal", 90, 1000),
    )  # fmt: skip
    assert explained(few, {}) == [
        ("a and b (4 rows)", "0.1 to 2.0 % of the FEU had not arrived when the run let go of them; "
         "averages are over those that arrived, and percentiles count the others last"),
        ("c eastbound (terminal)", "90 of 1,000 FEU (9.0 %) had not arrived when the run let go of "
         "them; above 5 % averages are left blank"),
    ]  # fmt: skip


def test_ids_of_procedures_are_read_as_words():
    assert waiting_at({"PK1": "Torkham"}, "PK1", "afghan-exit") == "Torkham, for afghan exit"
    assert waiting_at({}, "PK1", "departure") == "PK1, for a departure"


def test_more_replications_or_another_seed_make_no_other_scenario():
    assert altered({"options": {"replications": 6, "seed": 2}}) == []
    given = {"options": {"seed": 2, "horizon_days": 9}, "sets": ["x=1"]}
    assert altered(given) == ["--set x=1", "--horizon_days 9"]


def test_a_first_closure_costs_no_sources(made):
    """A run may shut a leg that has no list of closures in the data."""
    run = made.copy("shut")
    document = json.loads((run / "run.json").read_text("utf-8"))
    closure = {"start": "2025-02-01", "end": "2025-02-14"}
    document["changes"] = [{"path": "legs.beta-delta.closures.flood", "old": None, "new": closure}]
    (run / "run.json").write_text(json.dumps(document), "utf-8")
    page = made.report("shut.html", run).read_text("utf-8")
    assert "cannot be told" not in page
    assert "The figures cited" in page


def test_long_lists_are_not_on_paper(made):
    pages = [p.extract_text().replace("\u200b", "") for p in pypdf.PdfReader(made.pdf).pages]
    text = " ".join(" ".join(pages).split())
    assert "numbers that rest on a judgement: in the HTML edition of this report." in text
    assert "Publications: in the annex." in text
    annex = next(n for n, page in enumerate(pages) if re.search(r"^Annex$", page, re.MULTILINE))
    assert "and the way back" in " ".join(pages[annex:])
    assert "Eastbound, border to border" not in " ".join(pages[:annex])
    assert "moving by rail" in " ".join(pages[:annex])  # a chart's words can be searched


def test_other_ways_are_shown_on_demand(made):
    shown = [words(s) for s in made.page.iter(f"{X}summary")]
    assert any(s.endswith(": other ends, and the way back") for s in shown)
    assert any(s.endswith(": results by month of release") for s in shown)


def test_a_month_that_the_window_only_touches_is_no_season():
    months = pd.DataFrame({"month": ["a", "b", "c"], "feu": [90, 100, 40], "days_mean": 1.0})
    assert list(_whole_months(months)["month"]) == ["a", "b"]
    assert _whole_months(months[:0]).empty


def test_a_single_row_of_many_columns_stands_upright():
    names = ["quantity", "a", "b", "value", "low", "high", "monotone"]
    frame = pd.DataFrame([["usd_mean", "x", "y", 35.16, 0.0, 400.0, True]], columns=names)
    table = _table("breakeven", frame)
    assert [c.title for c in table.columns] == ["Figure", "Value"]
    said = {plain(name): plain(value) for name, value in table.rows}
    assert said == {"quantity": "USD per FEU", "a": "x", "b": "y", "value": "35.16", "low": "0",
                    "high": "400", "monotone": "yes"}  # fmt: skip
    two = _table("breakeven", pd.concat([frame, frame.assign(a="z")]))
    assert len(two.columns) > 2


def test_factors_and_methods_are_told_in_words():
    relative = {"path": "legs.*.km", "range": [0.5, 2], "as": "relative", "why": "seen"}
    (_, _, said) = _factor("far", relative)
    assert "".join(s.text for s in said) == "0.5 to 2 times the base. seen"
    (_, _, said) = _factor("ships", {"path": "services.x.vessels", "values": [1, 2, 3]})
    assert "".join(s.text for s in said) == "1, 2 and 3"
    assert _method({"kind": "latin_hypercube", "samples": 8}) == "latin hypercube, samples 8"


def test_folded_sections_have_headings(made):
    parts = [d for d in made.page.iter(f"{X}details") if d.get("class") == "part"]
    assert parts
    for part in parts:
        assert [e.tag for e in part[0]] in ([f"{X}h4"], [f"{X}h3"])
