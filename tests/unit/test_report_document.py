"""Reports: numbers as in the tables, harmless names, equal bytes, templates, two runs, studies."""

import json
import math
import re
import shutil
from xml.etree import ElementTree as Tree

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import pytest
from charts_run import blank
from report_run import EVIL, X, tables, values, words

from simulator.errors import InputError
from simulator.report.document.build import report_of
from simulator.report.document.html import html
from simulator.report.document.markdown import escaped, spans
from simulator.report.document.numbers import KINDS, figure, signed
from simulator.report.document.parts import Number, Words, text
from simulator.report.document.paths import shortened
from simulator.report.document.rendering import clean
from simulator.results import display
from simulator.results.columns import SUMMARY
from simulator.results.read import read
from simulator.results.tables import Results
from simulator.results.write import number, write_csv
from simulator.study.write import StudyResults


@pytest.fixture(scope="module")
def summary(made):
    return read(made.run).summary


def row_of(summary, corridor, direction, scope="terminal"):
    at = (summary["corridor"] == corridor) & (summary["direction"] == direction)
    return summary[at & (summary["scope"] == scope)].iloc[0]


FIGURES = (
    "usd_mean", "usd_ci_low", "usd_ci_high", "freight_usd_mean", "days_mean", "days_ci_low",
    "days_ci_high", "days_p05", "days_p50", "days_p95", "feu",
)  # fmt: skip


@pytest.mark.parametrize("scope", ["terminal", "border"])
def test_every_figure_of_the_comparison_equals_the_summary(made, summary, scope):
    found = tables(made.page)
    seen = 0
    for caption, rows in found.items():
        if not caption.startswith(("Westbound", "Eastbound")) or "differences" in caption:
            continue
        if f"{scope} to {scope}" not in caption:
            continue
        for row in rows:
            corridor = words(row[0]).split(" ")[0]
            expected = row_of(summary, corridor, caption.split(",")[0].lower(), scope)
            written = [number(float(expected[name])) for name in FIGURES]
            assert [v for v in values(row) if v] == [w for w in written if w]
            seen += 1
    assert seen == len(summary[(summary["scope"] == scope) & (summary["market"] == "east-west")])


def test_what_is_read_is_the_number_rounded(made):
    """Whatever is printed parses back to its own number, at the precision that is shown."""
    count = 0
    for element in made.page.iter(f"{X}data"):
        if not element.get("value"):
            assert element.text == "–"
            continue
        shown = element.text.replace("−", "-").replace(",", "").removesuffix(" %")
        value = float(element.get("value")) * (100 if element.text.endswith("%") else 1)
        decimals = len(shown.partition(".")[2])
        assert abs(float(shown) - value) <= 0.5 * 10.0**-decimals + 1e-6
        count += 1
    assert count > 200


def test_every_number_of_the_answer_stands_in_a_table(made):
    in_tables = {v for t in made.page.iter(f"{X}table") for v in values(t)}
    leads = [p for p in made.page.iter(f"{X}p") if p.get("class") == "lead"]
    said = [v for p in leads for v in values(p)]
    assert len(said) > 15
    assert set(said) <= in_tables


def test_markdown_and_pdf_have_the_same_figures(made, summary):
    for corridor in ("main", "by-road"):
        row = row_of(summary, corridor, "westbound")
        for name, kind in (("usd_mean", "usd"), ("days_mean", "days"), ("feu", "count")):
            shown = figure(float(row[name]), kind)
            assert re.search(rf"\| {corridor} \|.*{re.escape(shown)}", made.markdown)
            assert shown in made.pdf_text


def test_the_answer_names_the_cheapest_the_fastest_and_the_delay(made, summary):
    rows = summary[(summary["scope"] == "terminal") & (summary["direction"] == "westbound")]
    cheapest = rows.loc[rows["usd_mean"].idxmin(), "corridor"]
    fastest = rows.loc[rows["days_mean"].idxmin(), "corridor"]
    assert (cheapest, fastest) == ("main", "by-road")
    lead = next(p for p in made.page.iter(f"{X}p") if p.get("class") == "lead")
    said = words(lead)
    assert said.count(". ") == 2
    assert f"the cheapest is {EVIL['corridor']} (main)" in said
    assert "The fastest is By road, which is dear and quick (by-road)" in said or (
        "The fastest is by-road" in said
    )
    assert "main, the cheapest, takes" in said
    assert "Of the fastest's" in said
    note = next(p for p in made.page.iter(f"{X}p") if p.get("class") == "note")
    assert "Differences are paired over 2 replications." in words(note)


def test_gap_is_the_mean_of_paired_differences(made):
    replications = read(made.run).replications
    at = (replications["direction"] == "westbound") & (replications["scope"] == "terminal")
    wide = replications[at].pivot_table("usd_mean", "replication", "corridor")
    expected = (wide["by-road"] - wide["main"]).mean()
    rows = next(r for c, r in tables(made.page).items() if "differences" in c)
    row = next(r for r in rows if words(r[0]) == "by-road")
    assert values(row)[0] == number(float(expected))


HARM = ("<script>alert", "<img", "<i>x", "<b>East")


def test_names_do_no_harm_in_html(made):
    assert not any(harm in made.html for harm in HARM)
    assert len(list(made.page.iter(f"{X}script"))) == 1
    assert not list(made.page.iter(f"{X}img"))
    hrefs = [a.get("href") for a in made.page.iter(f"{X}a")]
    assert all(h.startswith(("#", "https://", "http://", "data:text/csv")) for h in hrefs)
    assert words(made.page.find(f".//{X}h1")) == re.sub(r"\s+", " ", EVIL["title"])
    assert "\x07" not in made.html


def test_names_do_no_harm_in_markdown(made):
    outside = made.markdown
    assert not any(harm in outside for harm in HARM)
    assert not re.search(r"(?<!\\)\]\((javascript|http://e)", outside)
    assert not re.search(r"(?<!\\)`z", outside)
    rows = [line for line in outside.split("\n") if line.startswith("|")]
    for line in rows:
        assert line.endswith("|")
    widths = [len(re.findall(r"(?<!\\)\|", line)) for line in rows]
    for before, after, line in zip(widths, widths[1:], rows[1:], strict=False):
        assert before == after or line.startswith("| Corridor") or "---" not in line


def test_names_do_no_harm_in_pdf(made):
    assert pypdf.PdfReader(made.pdf).metadata.title == EVIL["title"]
    assert "#evil[x]" in made.pdf_text
    assert "#panic()" in made.pdf_text


@pytest.mark.parametrize(
    ("words_", "expected"),
    [
        ("- a list", "\\- a list"),
        ("1. a list", "1\\. a list"),
        ("a-b (c) 1.5", "a-b (c) 1.5"),
        ("=1", "\\=1"),
        ("a|b\nc", "a\\|b c"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("see http://e.org", "see http&#58;//e.org"),
        ("me@e.org", "me&#64;e.org"),
    ],
)
def test_markdown_words(words_, expected):
    assert str(escaped(words_)) == expected


def test_marks_are_escaped_where_a_line_begins_alone():
    said = text(Number(1.0, "count"), ". ", Number(2.0, "count"), ". a ", Words("b"), ". - c")
    assert str(spans(said)) == "1\\. 2. a b. - c"


def test_pdf_has_its_pages_and_embeds_its_fonts(made):
    reader = pypdf.PdfReader(made.pdf)
    assert len(reader.pages) >= 5
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            held = font.get_object()
            inner = held["/DescendantFonts"][0].get_object() if "/DescendantFonts" in held else held
            descriptor = inner["/FontDescriptor"].get_object()
            fonts[held["/BaseFont"]] = bool(
                {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            )
    assert fonts
    assert all(fonts.values()), fonts


@pytest.mark.parametrize("ending", ["html", "md", "pdf"])
def test_equal_content_gives_equal_bytes(made, ending):
    first, again = (made.report(f"{folder}/report.{ending}") for folder in ("one", "two"))
    assert again.read_bytes() == first.read_bytes()


def test_equal_input_gives_equal_content(made):
    with made.at_hand():
        assert html(report_of(made.run)) == made.html


def test_markdown_has_its_pictures_beside_it(made):
    for name in re.findall(r"\(([^()\s]+\.(?:svg|csv))\)", made.markdown):
        assert (made.base / name).is_file()
    assert "report-files/compare-east-west.svg" in made.markdown


def test_ids_are_unique_and_lead_somewhere(made):
    ids = [e.get("id") for e in made.page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    uses = {e.get("href", "") for e in made.page.iter() if e.get("href", "").startswith("#")}
    uses |= {f"#{m}" for m in re.findall(r"url\(#([^)]+)\)", made.html)}
    assert {u.removeprefix("#") for u in uses} <= set(ids)


def test_every_picture_says_what_it_shows(made):
    pictures = [e for e in made.page.iter("{http://www.w3.org/2000/svg}svg") if e.get("role")]
    assert len(pictures) >= 6
    for picture in pictures:
        assert len(picture.findtext("{http://www.w3.org/2000/svg}title")) > 10
        assert len(picture.findtext("{http://www.w3.org/2000/svg}desc")) > 40


def test_assumptions_tell_changes_and_judgements(made):
    found = tables(made.page)
    (change,) = found["Values that the scenario replaces"]
    assert [words(c) for c in change] == ["legs.beta-delta.km", "900", "950"]
    counts = {words(r[0]): values(r) for r in found["What the numbers that the run used rest on"]}
    assert int(counts["all"][0]) == sum(int(n) for n in counts["all"][1:]) > 20


def test_sources_used_are_listed_and_only_web_addresses_lead_there(made):
    found = tables(made.page)
    (paper,) = found["Publications"]
    assert "javascript:alert(6)" in words(paper)
    assert not list(paper.iter(f"{X}a"))
    made.facts("https://example.org/paper?a=1&b=2")
    page = made.report("web.html", made.run).read_text("utf-8")
    made.facts("javascript:alert(6)")
    assert '<a href="https://example.org/paper?a=1&amp;b=2"' in page


def test_changed_data_files_are_told(made):
    made.facts("https://example.org/other")
    page = made.report("stale.html", made.run).read_text("utf-8")
    made.facts("javascript:alert(6)")
    assert "no longer those that the run used: corridors/shared/facts.csv" in page
    assert "no longer those" not in made.html


def test_data_that_lack_what_the_run_changed_cost_the_sources_only(made):
    run = made.copy("unknown")
    document = json.loads((run / "run.json").read_text("utf-8"))
    document["changes"].append({"path": "legs.gone.km", "old": 1, "new": 2})
    (run / "run.json").write_text(json.dumps(document), "utf-8")
    page = made.report("unknown.html", run).read_text("utf-8")
    assert "The sources cannot be told: the present files do not fit the run: " in page
    assert "gone" in page[page.index("do not fit the run") :][:200]
    assert "The fastest is" in page


def test_blank_means_are_told_not_ranked(made):
    run = made.copy("blank")
    blank(run, "unstable: BETA.crane", corridors=("by-road",))
    page = made.report("blank.html", run).read_text("utf-8")
    assert "No average can be given for By road, which is dear and quick (overloaded" in page
    assert "It is also the fastest" not in page
    assert "figures for one corridor only" in page


def test_averages_that_hang_on_few_replications_are_called_so(made):
    run = made.copy("loose")
    frame = read(run).summary
    at = (frame["corridor"] == "main") & (frame["direction"] == "westbound")
    frame.loc[at, "days_ci_high"] = 99.0
    write_csv(frame, run / "summary.csv")
    page = made.report("loose.html", run).read_text("utf-8")
    count = r"The averages of [^:]*\bmain\b[^:]* are loose"
    assert len(re.findall(count, page)) == len(re.findall(count, made.html)) + 1


def test_one_replication_judges_no_chance(made):
    run = made.copy("once")
    frame = read(run).replications
    table = pq.read_table(run / "replications.parquet")
    pq.write_table(table.filter(pa.array((frame["replication"] == 0).tolist())),
                   run / "replications.parquet")  # fmt: skip
    page = made.report("once.html", run).read_text("utf-8")
    assert "one replication, so chance cannot be judged" in page


def test_own_template_may_extend_the_shipped_one(made, tmp_path):
    own = tmp_path / "own.html"
    own.write_text(
        '{% extends "report.html" %}{% block header %}<h1>Bank {{ report.title }}</h1>'
        "{% endblock %}",
        "utf-8",
    )
    page = made.report("own-out.html", template=own).read_text("utf-8")
    assert "<h1>Bank &lt;script&gt;" in page
    assert 'id="answer"' in page
    other = tmp_path / "own.md"
    other.write_text("# {{ report.title }}\n", "utf-8")
    text = made.report("own-out.md", template=other).read_text("utf-8")
    assert text.startswith("# &lt;script&gt;")
    typst = tmp_path / "own.typ"
    typst.write_text('#let r = json("report.json")\n#set document(title: r.title)\nBank\n', "utf-8")
    reader = pypdf.PdfReader(made.report("own-out.pdf", template=typst))
    assert "Bank" in reader.pages[0].extract_text()


@pytest.mark.parametrize(
    ("ending", "content", "said"),
    [
        ("html", "{% if %}", r"own\.html:1: .*is no Jinja template"),
        ("html", "{{ report.nothing }}", r"own\.html: cannot be filled: .*nothing"),
        ("html", "{{ ''.__class__.__mro__ }}", r"own\.html: cannot be filled"),
        ("typ", "#nothing-there()", r"own\.typ: cannot be set: .*unknown variable"),
    ],
)
def test_faults_of_own_templates_are_told(made, tmp_path, ending, content, said):
    own = tmp_path / f"own.{ending}"
    own.write_text(content, "utf-8")
    with pytest.raises(InputError, match=said):
        made.report(f"bad.{'pdf' if ending == 'typ' else ending}", template=own)


def test_absent_template_and_unknown_format_are_told(made, tmp_path):
    with pytest.raises(InputError, match="is not a file"):
        made.report("x.html", template=tmp_path / "none.html")
    with pytest.raises(InputError, match=r"not written as 'docx'.*one of html, pdf, md"):
        made.report("x.docx")
    with pytest.raises(InputError, match="did you mean html"):
        made.report("x.html", format="htlm")


def test_two_runs(made):
    other = made.copy("faster")
    frame = read(other).replications
    at = (frame["corridor"] == "main") & (frame["direction"] == "westbound")
    frame.loc[at & (frame["scope"] == "terminal"), "days_mean"] -= 2
    pq.write_table(
        pa.Table.from_pandas(frame, preserve_index=False), other / "replications.parquet"
    )
    document = json.loads((other / "run.json").read_text("utf-8"))
    document["scenario"]["name"] = "faster"
    document["changes"] = [{"path": "legs.beta-delta.km", "old": 900, "new": 910}]
    (other / "run.json").write_text(json.dumps(document), "utf-8")
    page = made.report("two.html", made.run, other).read_text("utf-8")
    answer = words(next(s for s in Tree.fromstring(page).iter(f"{X}section")))
    assert ", 2.0 less (95 % interval of the difference −2.0 to −2.0, 2 paired" in answer
    assert "No corridor's mean cost changes beyond chance. Beyond chance, the time that" in answer
    assert "By road, which is dear and quick stays the fastest" in answer
    assert "Nothing changes in " in answer
    changed = next(iter(rows for c, rows in tables(Tree.fromstring(page)).items()
                        if c.endswith(", terminal to terminal") and "East" in c))  # fmt: skip
    assert {words(row[0]) for row in changed} == {"main"}
    assert {words(row[1]) for row in changed} == {"westbound"}
    assert {words(row[2]) for row in changed} == {"days"}
    assert "P95 and generalised cost are here the means of the replications" in page
    assert "Left out: 3 corridors and directions of these markets" in page
    inputs = page[page.index('id="inputs"') : page.index('id="comparison"')]
    assert re.search(r"legs\.beta-delta\.km.*>950<.*>910<", inputs)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_two_runs_of_one_scenario_are_named_by_directory_and_change(made):
    runs = made.copy("six"), made.copy("nine")
    for run, shifts, share in zip(runs, ((0.0, 0.0), (-3.0, 0.5)), (0.7, 0.8), strict=True):
        frame = read(run).replications.assign(on_time_share=share)
        main = (frame["corridor"] == "main") & (frame["direction"] == "westbound")
        frame.loc[main, "days_mean"] += np.array(shifts)[frame.loc[main, "replication"]]
        pq.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), run / "replications.parquet"
        )
    document = json.loads((runs[1] / "run.json").read_text("utf-8"))
    document["changes"].append({"path": "services.ferry.vessels", "old": 6, "new": 9})
    (runs[1] / "run.json").write_text(json.dumps(document), "utf-8")
    page = Tree.fromstring(made.report("named.html", *runs).read_text("utf-8"))
    said = words(page.find(f".//{X}header"))
    assert words(page.find(f".//{X}h1")) == "nine, against six"
    assert "What services.ferry.vessels: 6 → 9 changes, scenario" in said
    answer = words(next(s for s in page.iter(f"{X}section")))
    assert "A is six, B is nine." in answer
    assert "On time and P95 beyond chance: " in answer
    assert "westbound on time 70 % → 80 % (+10.0 pp to +10.0 pp)" in answer
    within = r"Larger, but within chance with 2 replications: main westbound days −1\.2 "
    assert re.search(within + r"\(−[\d.]+ to \+[\d.]+\); more replications would tell\.", answer)
    assert "figures compared that differ at all, about 5 %" in answer


def test_two_runs_tell_once_what_one_of_them_has_alone(made):
    runs = made.copy("alone-a"), made.copy("alone-b")
    for run, share in zip(runs, (0.75, 0.5), strict=True):
        frame = read(run).replications.assign(on_time_share=share)
        if share == 0.5:
            frame.loc[frame["corridor"] == "main", "corridor"] = "brand-new"
        pq.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), run / "replications.parquet"
        )
    page = Tree.fromstring(made.report("alone.html", *runs).read_text("utf-8"))
    answer = words(next(s for s in page.iter(f"{X}section")))
    assert "Only A has main; only B has brand-new. What one run has alone is not compared" in answer
    rows = [[words(cell) for cell in row] for c, found in tables(page).items()
            for row in found if len(row) == 7 and words(row[2]) == "on time"]  # fmt: skip
    assert rows
    assert {row[5] for row in rows} == {"−25.0 pp"}


def test_two_runs_with_other_windows(made):
    other = made.copy("longer")
    document = json.loads((other / "run.json").read_text("utf-8"))
    document["scenario"]["horizon_days"] = 90
    document["sets"] = ["horizon_days=90"]
    (other / "run.json").write_text(json.dumps(document), "utf-8")
    page = Tree.fromstring(made.report("windows.html", made.run, other).read_text("utf-8"))
    answer = words(next(page.iter(f"{X}section")))
    assert "B − A, paired by replication. The windows differ: 60 days from " in answer
    assert "against 90 days from " in answer
    assert "volumes are not comparable." in answer
    inputs = {words(r[0]): [words(c) for c in r[1:]]
              for r in tables(page)["What differs in the input"]}  # fmt: skip
    assert inputs["horizon_days"] == ["60", "90"]
    assert inputs["command line"] == ["not given", "--set horizon_days=90"]


def test_report_marks_what_was_changed_on_the_command_line(made):
    run = made.copy("typed")
    document = json.loads((run / "run.json").read_text("utf-8"))
    document |= {"sets": ["legs.beta-delta.km=950"], "options": {"seed": 7}}
    (run / "run.json").write_text(json.dumps(document), "utf-8")
    page = Tree.fromstring(made.report("typed.html", run).read_text("utf-8"))
    assert words(page.find(f".//{X}h1")).endswith(" (changed on the command line)")
    found = tables(page)
    options = [words(row[0]) for row in found["Changed on the command line"]]
    assert options == ["--set legs.beta-delta.km=950", "--seed 7"]
    assert "Values that the scenario and --set replace" in found
    assert "the scenario's file, which does not know of the changes" in words(page)


def test_report_of_two_stands_beside_the_second_directory(made):
    from simulator.report.document.write import write_report

    other = made.copy("second")
    with made.at_hand():
        (path, *_) = write_report(made.run, other, format="md")
    assert path == other.with_name("second-against-run.md")


def study_directory(folder, summary):
    folder.mkdir()
    row = {name: summary.iloc[0][name] for name in SUMMARY}
    points = pd.DataFrame([{"point": n, "stage": "low", "speed": v, **row, "error": ""}
                           for n, v in enumerate((0.5, 2.0))])  # fmt: skip
    write_csv(points, folder / "points.csv")
    pq.write_table(pa.table({"point": [0]}), folder / "results.parquet")
    sensitivity = pd.DataFrame({
        "quantity": ["usd_mean", "usd_mean"], "corridor": ["main"] * 2,
        "factor": ["speed", EVIL["corridor"]], "value": [-551.17, 0.00321], "point": [0, 1],
    })  # fmt: skip
    write_csv(sensitivity, folder / "sensitivity.csv")
    record = {
        "study": {"title": EVIL["title"], "base": "small", "seed": 1, "replications": 2,
                  "factors": {"speed": {"path": "legs.*.speed", "range": [0.5, 2], "why": "seen"}},
                  "method": {"kind": "one_at_a_time"}},
        "base": {}, "corridors": ["main"], "changes": [], "engine": "simpy", "inputs": {},
        "versions": {"corridorsim": "0.1.0"}, "points": 2,
        "failed": [{"point": 1, "error": "no <b>ship</b>"}],
        "findings": ["Speed matters most: 551 USD.", EVIL["corridor"]],
        "files": ["points.csv", "results.parquet", "sensitivity.csv", "study.json"],
    }  # fmt: skip
    (folder / "study.json").write_text(json.dumps(record), "utf-8")
    return folder


def test_study_has_its_own_report(made, summary):
    folder = study_directory(made.base / "study", summary)
    page = made.report("study.html", folder).read_text("utf-8")
    assert "Speed matters most: 551 USD." in page
    assert '<data value="-551.17">−551.2</data>' in page
    assert '<data value="0.00321">0.00321</data>' in page
    assert "no &lt;b&gt;ship" in page
    assert "Sensitivity (sensitivity.csv): quantity USD per FEU, corridor main" in page
    assert "legs.*.speed" in page
    assert "0.5 to 2. seen" in page
    assert "one at a time" in page
    assert not any(harm in page for harm in HARM)
    assert len(pypdf.PdfReader(made.report("study.pdf", folder)).pages) >= 2


def test_study_and_run_do_not_mix(made, summary):
    folder = study_directory(made.base / "study-2", summary)
    with pytest.raises(InputError, match="is a study; only two runs can be compared"):
        made.report("x.html", made.run, folder)
    shutil.rmtree(folder)
    with pytest.raises(InputError, match="is not a folder"):
        made.report("x.html", folder)


def test_results_show_themselves_in_a_notebook(made, summary):
    frames = {"months": None, "stages": None, "facilities": None, "replications": None}
    shown = Results(summary=summary.assign(corridor="<b>x</b>"), **frames, facility_days=None,
                    pieces={}, seed=7, count=1, deadlocks={})._repr_html_()  # fmt: skip
    assert "1 replication, seed 7" in shown
    assert "<td>&lt;b&gt;x&lt;/b&gt;</td>" in shown
    assert f"<td>{display.figure(summary.iloc[0]['days_mean'])}</td>" in shown
    assert "<th>USD per FEU</th>" in shown


def test_studies_show_themselves_in_a_notebook():
    table = pd.DataFrame({"factor": ["<i>x</i>"], "value": [1.5]})
    found = StudyResults(table, table, {"sensitivity": table}, ["<b>most</b>"], {}, {})
    shown = found._repr_html_()
    assert "<li>&lt;b&gt;most&lt;/b&gt;</li>" in shown
    assert "<td>&lt;i&gt;x&lt;/i&gt;</td>" in shown


def test_tables_of_a_notebook_say_no_more_digits_than_mean_much():
    frame = pd.DataFrame({
        "usd_mean": [8733.04, -0.5], "feu": [14249, 3], "note": [None, "<b>"], "ok": [True, False],
        "share": [0.123456, math.nan],
    })  # fmt: skip
    shown = re.findall(r"<t[hd]>(.*?)</t[hd]>", display.html(frame))
    assert shown[:5] == ["USD per FEU", "FEU", "note", "ok", "share"]
    assert shown[5:10] == ["8,733", "14,249", "–", "yes", "0.123"]
    assert shown[10:] == ["−0.500", "3", "&lt;b&gt;", "no", "–"]
    assert display.html(frame, most=1).endswith("<p>and 1 more row</p>")


def test_results_say_what_they_are_in_a_line(summary):
    frames = dict.fromkeys(("months", "stages", "facilities", "replications", "facility_days"))
    found = Results(summary=summary, **frames, pieces={}, seed=7, count=2, deadlocks={})
    assert repr(found) == f"<Results: 2 replications, seed 7, {len(summary)} rows in `summary`>"
    points = pd.DataFrame({"point": [0, 0, 1]})
    study = StudyResults(points, points, {"sensitivity": points}, ["Ships decide."], {1: "x"}, {})
    assert repr(study) == (
        "<StudyResults: 2 points, 1 of them failed; tables `sensitivity`>\nShips decide."
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_unknown_numbers_are_a_dash(kind):
    assert figure(math.nan, kind) == "–"


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (1234.5, "usd", "+1,234"), (-1234.56, "usd", "−1,235"), (-0.03, "share", "−3 %"),
        (0.04, "days", "0.0"),
        (-0.04, "days", "0.0"), (0.05, "share", "+5 %"), (2.0, "exact", "+2"),
        (0.0123456, "exact", "+0.01235"), (-123.456, "exact", "−123.5"),
    ],
)  # fmt: skip
def test_signed_numbers(value, kind, shown):
    assert signed(value, kind) == shown


def test_texts_are_put_together_from_words_and_numbers():
    said = text("a ", Number(2.04, "days"), "", text(" b"))
    assert [span.text for span in said] == ["a ", "2.0", " b"]
    assert clean("a\x00\ud800b") == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    ("outline", "short"),
    [
        ("M 0 585.84 L 481.89 585.84 L 481.89 0 L 0 0 z", "m0 585.8l481.9 0 0-585.8-481.9 0z"),
        ("M 1 1 L 2 1 L 3 1 L 3 2", "m1 1l2 0 0 1"),
        ("M 1 1 L 1.01 1.01 L 2 2", "m1 1l1 1"),
        ("M 1 1 L 2 2 M 3 3 L 4 4", "m1 1l1 1m1 1l1 1"),
        ("M 5 5 L 5 5", "m5 5l0 0"),
        ("M 0 0 L 3 0 L 1 0", "m0 0l3 0-2 0"),
        ("M 0 0 Q 1.23456 2 3 4", "M 0 0 Q 1.23 2 3 4"),
    ],
)
def test_outlines_are_written_short(outline, short):
    assert shortened(outline) == short
