"""Charts of a run directory: files, texts that fit, equal bytes, what is said of blanks."""

import datetime as dt
import json
import re
import shutil
import warnings
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from charts_run import blank, run_into, ship
from loading_shipped import Shipped
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from simulator.charts import (
    FORMATS,
    KINDS,
    cdf,
    charts,
    compare,
    cost_stack,
    days_stack,
    difference,
    distance_panels,
    draw,
    svg,
    time_distance,
    utilisation,
)  # fmt: skip
from simulator.charts.about import About, about
from simulator.charts.boxes import faults, text_boxes
from simulator.charts.chart import sheets
from simulator.charts.facility_days import days_of
from simulator.charts.kinds import of_run
from simulator.charts.style import TALLEST_MM
from simulator.errors import InputError
from simulator.loading import catalogue
from simulator.loading.roots import _folders
from simulator.results.read import read

TOY = About("toy", "00000000", "0.0", 3, 4)
RUN = [name for name in of_run() if name != "difference"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A run directory, with the catalogue that it was made from."""
    base = tmp_path_factory.mktemp("charts")
    made = Shipped(base / "shipped")
    ship(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "shipped_root", lambda: _folders(made.base, "", shipped=True))
        yield run_into(base / "run")


@pytest.fixture
def copy(small, tmp_path):
    return shutil.copytree(small, tmp_path / "run")


def all_charts(directory, kinds=()):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {c.name: c for c in charts(directory, kinds)}


@pytest.fixture(scope="module")
def drawn(small):
    return all_charts(small)


def words_of(chart):
    return " ".join(words for words, _ in text_boxes(chart.figure)).replace("\u00a0", " ")


TWO_WAYS = ("compare", "time-distance", "cost-stack", "days-stack", "cdf", "distribution", "months")
NAMES = [
    *(f"{kind}-{rest}" for kind in TWO_WAYS for rest in
      ("east-west", "east-west-eastbound", "north-south")),
    *(f"compare-{rest}-border" for rest in ("east-west", "east-west-eastbound")),
    *(f"time-distance-east-west{way}-1" for way in ("", "-eastbound")),
    *(f"{kind}-{market}" for kind in ("utilisation", "map") for market in
      ("east-west", "north-south")),
    "queue-east-west",
    "queue-north-south",
    *(f"stringline-{corridor}" for corridor in ("main", "by-road", "across")),
]  # fmt: skip


def test_one_chart_for_each_market_and_direction_in_use(drawn):
    with_releases = {name for name in drawn if "northbound" not in name}
    assert with_releases == set(NAMES)
    for kind in RUN:
        assert any(name.startswith(kind) for name in drawn)


def test_texts_neither_overlap_nor_leave_the_figure(drawn):
    for name, chart in drawn.items():
        assert faults(chart.figure) == [], name
        assert chart.figure.get_size_inches()[1] * 25.4 < TALLEST_MM, name
        assert round(chart.figure.get_size_inches()[0] * 25.4) == 170, name


def test_some_kinds_fit_a_column(small):
    for chart in charts(small, ["cdf", "distribution", "queue"], width="column"):
        assert faults(chart.figure) == [], chart.name
        assert round(chart.figure.get_size_inches()[0] * 25.4) == 82
    with pytest.raises(InputError, match="'months' needs the width of a page"):
        draw(small, ["months"], width="column")


def test_the_helper_sees_an_overlap_and_a_cut():
    figure = Figure(figsize=(2, 1))
    for x in (0.1, 0.15, 0.9):
        figure.text(x, 0.5, "some words")
    found = faults(figure)
    assert [f.split(" by ")[0] for f in found] == [
        "'some words' leaves the figure",
        "'some words' overlaps 'some words'",
    ]


def test_every_chart_says_what_it_rests_on(drawn):
    for name, chart in drawn.items():
        text = words_of(chart)
        parts = ["seed 1", "Source: corridorsim", "scenario small ("]
        if name.startswith(("compare", "time-distance", "cost-stack", "distribution", "months")):
            parts += ["2025 prices", "USD"]
        if name.startswith(TWO_WAYS):
            parts += ["2 replications", "FEU released, all replications together: "]
        for part in parts:
            assert part in text, name
        assert "nan" not in text, name
        assert "nan" not in chart.alt, name
        assert chart.title.replace("\u00a0", " ") in " ".join(text.split()), name
        assert chart.caption, name
        assert len(chart.data), name


def test_labels_of_the_scatter_hold_nothing_that_looks_like_a_point(drawn):
    """Outside of its panels a chart has markers in the key above them alone."""
    figure = drawn["compare-east-west"].figure
    lines = [a for a in figure.get_children() if isinstance(a, Line2D)]
    marked = [line for line in lines if line.get_marker() not in ("None", "", None)]
    assert marked
    top = max(axes.get_position().y1 for axes in figure.axes)
    assert min(y for line in marked for y in line.get_ydata()) > top


def test_compare_shows_the_published_ranges_of_its_scopes_only(drawn):
    data = drawn["compare-east-west"].data
    ranges = data[data["kind"] == "published"]
    assert list(zip(ranges["scope"], ranges["quantity"], ranges["low"], strict=True)) == [
        ("terminal", "days", 5), ("terminal", "days", 7), ("terminal", "freight_usd", 900),
    ]  # fmt: skip
    border = drawn["compare-east-west-border"].data
    assert border.loc[border["kind"] == "published", "low"].tolist() == [3]
    text = words_of(drawn["compare-east-west"])
    assert "Published ranges of 2023–2024" in text
    assert "published ranges: T001." in text
    assert "Älpha" not in text  # the place is called Alpha
    assert "ublished" not in words_of(drawn["compare-north-south"])


def _scatter(quantity):
    """A scatter of two corridors, of the first of which days and dollars are published."""
    same = {"market": "m", "direction": "d", "scope": "terminal", "origin": "A",
            "destination": "B", "no_stable_mean": "", "feu": 9, "price_year": 2025}  # fmt: skip
    model = [
        {**same, "kind": "model", "corridor": corridor, **dict.fromkeys(compare.NUMBERS, value),
         "freight_usd_mean": value / 2}
        for corridor, value in (("one", 10.0), ("two", 20.0))
    ]  # fmt: skip
    ranges = [
        {**same, "kind": "published", "corridor": "one", "quantity": q, "low": 5, "high": 20,
         "facts": "T001"}
        for q in ("days", quantity)
    ]  # fmt: skip
    data = pd.DataFrame([*model, *ranges]).reindex(columns=list(compare.COLUMNS))
    page = compare.page(data, TOY, "Cost")
    return page.figure.axes[0], " ".join(words for words, _ in text_boxes(page.figure))


def test_the_scatter_sets_published_freight_against_freight():
    axes, text = _scatter("freight_usd")
    hollow = [x for x in axes.lines if x.get_markerfacecolor() == "none"]
    assert [(*x.get_xdata(), *x.get_ydata()) for x in hollow] == [(10, 5), (20, 10)]
    for usd in (10, 20):
        joins = [x.get_ydata() for x in axes.lines if list(x.get_xdata()) == [usd, usd]]
        assert any(usd / 2 < min(ys) < 0.6 * usd and max(ys) == usd for ys in joins)
    assert "published days and freight: compare the hollow marker with it" in text
    assert "Compare those of freight with the hollow marker, not with the filled one" in text


@pytest.mark.parametrize(("second", "said"), [("days", True), ("freight_usd", False)])
def test_several_ranges_of_a_corridor_are_said_to_be_crossed(second, said):
    rows = [{"corridor": "a", "quantity": "freight_usd", "year": 2024},
            {"corridor": "a", "quantity": second, "year": 2024},
            {"corridor": "a" if said else "b", "quantity": "days", "year": 2024}]  # fmt: skip
    assert ("each range of days with each of dollars" in compare._ranges(rows, True)) == said
    assert "each range" not in compare._ranges(rows, False)


def test_what_is_published_of_the_whole_cost_belongs_to_the_filled_marker():
    axes, text = _scatter("usd")
    assert "published days and whole cost: compare the filled marker with it" in text
    assert "hollow marker" not in text
    assert [p.get_linestyle() for p in axes.patches if not p.get_fill()] == ["-"]


def test_a_single_corridor_needs_no_scatter(drawn):
    assert len(drawn["compare-east-west"].figure.axes) == 3
    assert len(drawn["compare-north-south"].figure.axes) == 2


def test_a_week_that_was_hardly_simulated_is_left_out(small, drawn):
    known = about(read(small))
    end = known.start + dt.timedelta(days=known.window[1])
    weeks = drawn["utilisation-east-west"].data["week"]
    assert dt.date.fromisoformat(weeks.max()) <= end - dt.timedelta(days=utilisation.LEAST_DAYS)


def test_facilities_left_out_are_counted(small, drawn):
    known = about(read(small))
    chart = drawn["utilisation-east-west"]
    shown = len(chart.data.drop_duplicates(["place", "facility"]))
    days = days_of(read(small), "east-west", known)
    every = len(days.drop_duplicates(["place", "facility"]))
    assert every > shown
    assert f" {every - shown} facilit" in chart.caption


def test_cost_stack_adds_up_to_the_summary(small, drawn):
    summary = read(small).summary
    for name, chart in drawn.items():
        if not name.startswith("cost-stack"):
            continue
        for row in chart.data.itertuples():
            mine = summary[
                (summary["corridor"] == row.corridor) & (summary["direction"] == row.direction)
                & (summary["scope"] == "terminal")
            ].iloc[0]  # fmt: skip
            parts = sum(
                chart.data.loc[row.Index, c.words]
                for c in (*cost_stack.CATEGORIES, cost_stack.SUBSIDY)
            )
            if row.no_stable_mean:
                assert row.feu == 0
                continue
            assert parts == pytest.approx(row.total)
            assert row.total == pytest.approx(mine.usd_mean, abs=0.01)
            assert row.freight == pytest.approx(mine.freight_usd_mean, abs=0.01)


def test_bars_start_with_the_cheapest(drawn):
    totals = drawn["cost-stack-east-west"].data["total"]
    assert len(totals) == 2
    assert totals.is_monotonic_increasing


def test_time_distance_ends_at_the_means_of_the_summary(small, drawn):
    summary = read(small).summary
    for (corridor, direction), rows in drawn["time-distance-east-west"].data.groupby(
        ["corridor", "direction"]
    ):
        mine = summary[
            (summary["corridor"] == corridor) & (summary["direction"] == direction)
            & (summary["scope"] == "terminal")
        ].iloc[0]  # fmt: skip
        last = rows.iloc[-1]
        assert last["place"] == mine.destination
        assert last["km"] == mine.km
        assert last["leave_days"] == pytest.approx(mine.days_mean, abs=1e-4)
        assert last["leave_usd"] == pytest.approx(mine.usd_mean, abs=0.01)
        assert mine.days_p05 <= last["leave_p10"] <= mine.days_p50
        assert mine.days_p50 <= last["leave_p90"] <= mine.days_p95
        assert rows["leave_days"].is_monotonic_increasing
        assert (rows["arrive_p10"].dropna() <= rows["arrive_p90"].dropna()).all()


def test_modes_are_told_apart(drawn):
    text = words_of(drawn["time-distance-east-west-1"])
    for words in ("by rail", "by sea", "by road", "standing at a place", "P10–P90 of the FEU"):
        assert words in text


EXPLAINED = ("compare", "time-distance", "cost-stack", "days-stack")


@pytest.mark.parametrize("medians", [True, False])
def test_blank_means_are_explained(copy, medians):
    blank(copy, "censored: 9; unstable: GAMMA.berth", medians=medians, corridors=["main"])
    drawn = all_charts(copy, (*EXPLAINED, "distribution"))
    for kind in EXPLAINED:
        chart = drawn[f"{kind}-east-west"]
        assert "main: no stable mean (overloaded: Gämma Port berth)" in chart.alt.replace(
            "main, Alpha – Delta", "main"
        )
        assert "no stable mean (overloaded: Gämma Port berth)" in words_of(chart)
    for name, chart in drawn.items():
        assert faults(chart.figure) == [], name


@pytest.mark.parametrize("medians", [True, False])
def test_nothing_but_blanks_can_be_drawn(copy, medians):
    blank(copy, "empty: no FEU released", medians=medians)
    drawn = all_charts(copy, (*EXPLAINED, "distribution"))
    for kind in EXPLAINED:
        assert "no stable mean (no FEU released)" in words_of(drawn[f"{kind}-east-west"])
    for name, chart in drawn.items():
        assert faults(chart.figure) == [], name


@pytest.mark.parametrize("format", FORMATS)
def test_files_are_the_same_bytes_every_time(small, tmp_path, format):
    kinds = ["time-distance", "queue"] if format == "svg" else ["days-stack"]
    first, again = (draw(small, kinds, format, tmp_path / name) for name in "ab")
    assert [p.name for p in first] == [p.name for p in again]
    expected = {f"{name}.{format}" for name in NAMES if name.startswith(tuple(kinds))}
    assert expected <= {p.name for p in first}
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert len(files) == 3 * len(first)
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_settings_of_the_user_neither_matter_nor_change(small, tmp_path):
    (plain,) = draw(small, ["cost-stack"], "svg", tmp_path / "a")[:1]
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "none", "text.color": "red"}):
        (odd,) = draw(small, ["cost-stack"], "svg", tmp_path / "b")[:1]
        assert mpl.rcParams["font.size"] == 30
    assert plain.read_bytes() == odd.read_bytes()


def test_svg_draws_text_as_paths_and_pdf_embeds_its_fonts(small, tmp_path):
    svg = draw(small, ["compare"], "svg", tmp_path)[0].read_text("utf-8")
    assert "<text" not in svg
    assert "<dc:date>" not in svg
    assert "cost and time by corridor</title>" in svg
    assert "<desc" in svg
    pdf = draw(small, ["cost-stack"], "pdf", tmp_path)[0].read_bytes()
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf


def test_data_and_words_lie_beside_each_chart(small, tmp_path):
    path = draw(small, ["Time Distance"], "png", tmp_path)[0]
    assert path.name == "time-distance-east-west.png"
    assert list(pd.read_csv(path.with_suffix(".csv")).columns) == list(time_distance.COLUMNS)
    assert path.with_suffix(".txt").read_text("utf-8").startswith("East to West, westbound: days")


def test_charts_go_beside_the_run_by_default(copy, monkeypatch):
    before = sorted(p.name for p in copy.iterdir())
    assert {p.parent for p in draw(copy, ["cdf"])} == {copy.with_name("run-charts")}
    assert sorted(p.name for p in copy.iterdir()) == before
    monkeypatch.chdir(copy)
    assert {p.parent for p in draw(Path(), ["cdf"])} == {copy.with_name("run-charts")}


def test_ids_of_several_pictures_differ(drawn):
    names = ("cost-stack-east-west", "days-stack-east-west", "map-east-west")
    ids = [re.findall(r'\bid="([^"]+)"', svg(drawn[name])) for name in names]
    for found in ids:
        assert len(found) == len(set(found))
    assert not set(ids[0]) & set(ids[1]) | set(ids[1]) & set(ids[2])
    text = svg(drawn["map-east-west"])
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    assert used <= set(ids[2])
    assert text.startswith("<svg")
    assert drawn["map-east-west"]._repr_svg_() == text


@pytest.mark.parametrize(
    ("kinds", "format", "message"),
    [
        (["cost-stak"], "svg", r"no kind of chart is called 'cost-stak' \(did you mean cost-stack"),
        (["pie"], "svg", r"called 'pie' \(one of compare, time-distance, cost-stack, days-stack, "),
        (["tornado"], "svg", "holds a run, which has no chart called 'tornado'"),
        (["difference"], "svg", "a difference needs a second run"),
        ([], "jpeg", r"no format is called 'jpeg' \(one of svg, png, pdf\)"),
        ([], "pngs", r"no format is called 'pngs' \(did you mean png\?\)"),
    ],
)
def test_unknown_words_are_refused(small, kinds, format, message):
    with pytest.raises(InputError, match=message):
        draw(small, kinds, format)


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a run directory"):
        draw(tmp_path, out=tmp_path / "out")


def test_a_run_without_containers_has_no_band(copy):
    (copy / "containers.parquet").unlink()
    drawn = all_charts(copy, ["time-distance", "cdf", "stringline"])
    assert "P10–P90" not in words_of(drawn["time-distance-east-west-1"])
    assert faults(drawn["time-distance-east-west-1"].figure) == []
    assert not any(name.startswith(("cdf", "stringline")) for name in drawn)


def test_kinds_without_anything_to_draw_are_told(copy):
    for name in ("containers", "facility_days"):
        (copy / f"{name}.parquet").unlink()
    kinds, told = ["queue", "cost-stack", "cdf"], []
    written = draw(copy, kinds, missing=lambda problem: told.append(str(problem)))
    assert {p.name.partition("-east")[0].partition("-north")[0] for p in written} == {"cost-stack"}
    assert told == [
        "queue: nothing to draw (it needs facilities at which something waits "
        "(facility_days.parquet))",
        "cdf: nothing to draw (it needs delivered containers (containers.parquet))",
    ]
    with pytest.raises(InputError, match=r"(?s)cdf: nothing to draw .*utilisation: nothing to"):
        draw(copy, ["utilisation", "cdf"])


def test_a_broken_catalogue_costs_only_names_and_ranges(small, monkeypatch):
    monkeypatch.setattr("simulator.charts.about.assemble", lambda *_: (None, []))
    chart = all_charts(small, ["compare"])["compare-east-west"]
    assert "no published ranges" in words_of(chart)
    assert "Alpha – Delta" in words_of(chart)


def test_figures_can_be_had_from_python(small):
    run = read(small)
    known = about(run)
    sheet = next(iter(sheets(run.summary, known)))
    data = cost_stack.table(run.stages, sheet, dict(known.places))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(cost_stack.page(data, known, "A title").figure, Figure)
    assert isinstance(compare.page(compare.table(sheet, known), known, "A title").figure, Figure)
    rows = time_distance.table(run.stages, sheet, time_distance.bands(run, sheet), known)
    page = distance_panels.draw(rows, known, "A title", distance_panels.limits(rows))
    assert isinstance(page.figure, Figure)


def test_every_kind_tells_its_question_and_how_it_is_read():
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.question.endswith("?")
        assert kind.reading.endswith(".")


def test_days_stack_adds_up_to_the_summary(small, drawn):
    summary = read(small).summary
    data = drawn["days-stack-east-west"].data
    for row in data.to_dict("records"):
        mine = summary[
            (summary["corridor"] == row["corridor"]) & (summary["direction"] == row["direction"])
            & (summary["scope"] == "terminal")
        ].iloc[0]  # fmt: skip
        assert row["total"] == pytest.approx(mine.days_mean, abs=1e-4)
        assert sum(row[c.words] for c in days_stack.CATEGORIES) == pytest.approx(row["total"])
        assert row["moving by rail"] > 0


def test_the_curve_passes_the_quantiles_of_the_summary(small, drawn):
    summary = read(small).summary
    data = drawn["cdf-east-west"].data
    assert list(data.columns) == list(cdf.COLUMNS)
    for corridor, rows in data.groupby("corridor"):
        mine = summary[
            (summary["corridor"] == corridor) & (summary["direction"] == "westbound")
            & (summary["scope"] == "terminal")
        ].iloc[0]  # fmt: skip
        days = rows.set_index("share")["days"]
        assert days[0.5] == pytest.approx(mine.days_p50, abs=1e-4)
        assert days[0.95] == pytest.approx(mine.days_p95, abs=1e-4)
        assert days.is_monotonic_increasing


def test_containers_on_the_string_lines_join_up(drawn):
    data = drawn["stringline-main"].data
    for _, box in data[data["kind"] == "box"].groupby("id"):
        assert box["from_day"].tolist()[1:] == pytest.approx(box["to_day"].tolist()[:-1])
        assert box["from_km"].tolist()[1:] == box["to_km"].tolist()[:-1]
        assert box["from_km"].iloc[0] == 0
        assert box["to_km"].iloc[-1] == data["to_km"].max()


def test_stands_drawn_at_one_height_do_not_overlap(drawn):
    for name in ("stringline-main", "stringline-by-road"):
        lanes = {}
        for lines in drawn[name].figure.axes[0].collections:
            if to_hex(lines.get_colors()[0]) == "#d55e00":
                for (start, km), (end, _) in lines.get_segments():
                    lanes.setdefault(round(km, 6), []).append((start, end))
        assert lanes
        for spans in lanes.values():
            for (_, end), (start, _) in pairwise(sorted(spans)):
                assert start >= end - 1e-9, name


def test_the_map_tells_the_flow_of_each_leg(small, drawn):
    data = drawn["map-east-west"].data
    legs = data[data["kind"] == "leg"].set_index("leg")["feu_per_year"]
    assert legs["alpha-beta"] == pytest.approx(900 + 700 + 500, rel=0.15)
    assert legs["beta-delta"] == pytest.approx(500, rel=0.15)


def test_the_difference_of_a_run_to_itself_is_nothing(small, tmp_path):
    with pytest.raises(InputError, match="nothing to draw: days and dollars are the same in both"):
        draw(small, ["difference"], out=tmp_path / "none", against=small)
    assert list(charts(small, ["difference"], against=small)) == []


def test_only_markets_that_differ_have_a_difference(small, tmp_path):
    copy = shutil.copytree(small, tmp_path / "nine")
    path = copy / "replications.parquet"
    rows = pd.read_parquet(path)
    main = (rows["corridor"] == "main") & (rows["direction"] == "westbound")
    rows.loc[main, "days_mean"] += 0.16 + 0.02 * rows["replication"]
    rows.to_parquet(path)
    document = json.loads((copy / "run.json").read_text("utf-8"))
    document["changes"] = [{"path": "services.ferry.vessels", "old": 6, "new": 9}]
    (copy / "run.json").write_text(json.dumps(document), "utf-8")
    told = []
    (figure,) = draw(copy, ["difference"], out=tmp_path / "charts", against=small,
                     missing=lambda problem: told.append(str(problem)))  # fmt: skip
    assert figure.stem == "difference-east-west"
    assert list(pd.read_csv(figure.with_suffix(".csv")).columns) == list(difference.COLUMNS)
    (said,) = told
    assert said.startswith("difference: not drawn where both runs have the same figures: ")
    assert "(eastbound); " in said
    (chart,) = charts(copy, ["difference"], against=small)
    assert faults(chart.figure) == []
    drawn = words_of(chart)
    assert f"nine less {small.name} (scenario " in drawn
    assert "services.ferry.vessels: 6 → 9" in drawn
    assert re.search(r"main: \+0\.2 days \(\+0\.04 to \+0\.3\), 0\.0 USD", chart.alt)


def test_replications_without_any_mean_can_be_drawn(copy):
    blank(copy, "unstable: GAMMA.berth")
    path = copy / "replications.parquet"
    rows = pd.read_parquet(path)
    rows[["days_mean", "usd_mean"]] = None
    rows.to_parquet(path)
    chart = all_charts(copy, ["distribution"])["distribution-east-west"]
    assert "no stable mean" in words_of(chart)
    assert faults(chart.figure) == []


def test_sections_have_charts_of_their_own(small, tmp_path):
    run = read(small)
    known = about(run)
    rows = run.summary[(run.summary["corridor"] == "main") & (run.summary["scope"] == "terminal")]
    more = [rows.assign(scope="section", origin="BETA", destination=end) for end in PLACES_ON]
    run.__dict__["summary"] = pd.concat([run.summary, *more], ignore_index=True)
    found = {c.name: c for c in compare.charts(run, known)}
    assert {"compare-east-west-section-1", "compare-east-west-section-2"} <= found.keys()
    assert "Section, Beta – Gämma Port" in words_of(found["compare-east-west-section-1"])
    assert "section" not in set(found["compare-east-west"].data["scope"])
    for chart in found.values():
        assert faults(chart.figure) == []


PLACES_ON = ("GAMMA", "DELTA", "ALPHA")
