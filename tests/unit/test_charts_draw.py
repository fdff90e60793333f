"""Charts of a run directory: files, texts that fit, equal bytes, what is said of blanks."""

import shutil
import warnings

import matplotlib as mpl
import pandas as pd
import pytest
from charts_boxes import faults, text_boxes
from charts_run import blank, run_into, ship
from loading_shipped import Shipped
from matplotlib.figure import Figure

from simulator.charts import FORMATS, KINDS, compare, cost_stack, draw, drawing, time_distance
from simulator.charts.about import about
from simulator.charts.chart import sheets
from simulator.errors import InputError
from simulator.loading import catalogue
from simulator.loading.roots import _folders
from simulator.results.read import read

MODULES = {"compare": compare, "time-distance": time_distance, "cost-stack": cost_stack}


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


def all_charts(directory):
    run = read(directory)
    known = about(run)
    return {c.name: c for kind in KINDS for c in MODULES[kind].charts(run, known)}


@pytest.fixture(scope="module")
def drawn(small):
    return all_charts(small)


def words_of(chart):
    return " ".join(words for words, _ in text_boxes(chart.figure)).replace("\u00a0", " ")


NAMES = [
    f"{kind}-{rest}"
    for kind in KINDS
    for rest in ("east-west", "east-west-eastbound", "north-south")
]


def test_one_chart_for_each_market_and_direction_in_use(drawn):
    with_releases = {name for name in drawn if not name.endswith("northbound")}
    assert with_releases == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_texts_neither_overlap_nor_leave_the_figure(drawn, name):
    assert faults(drawn[name].figure) == []


def test_the_helper_sees_an_overlap_and_a_cut():
    figure = Figure(figsize=(2, 1))
    for x in (0.1, 0.15, 0.9):
        figure.text(x, 0.5, "some words")
    found = faults(figure)
    assert [f.split(" by ")[0] for f in found] == [
        "'some words' leaves the figure",
        "'some words' overlaps 'some words'",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_what_it_rests_on(drawn, name):
    text = words_of(drawn[name])
    for part in ("2025 prices", "2 replications, seed 1", "FEU released", "Source: corridorsim",
                 "scenario small (", "USD"):  # fmt: skip
        assert part in text
    assert "nan" not in text
    assert "nan" not in drawn[name].alt


def test_compare_shows_the_published_ranges_of_its_scopes_only(drawn):
    data = drawn["compare-east-west"].data
    ranges = data[data["kind"] == "published"]
    assert list(zip(ranges["scope"], ranges["quantity"], ranges["low"], strict=True)) == [
        ("terminal", "days", 5), ("terminal", "days", 7), ("terminal", "freight_usd", 900),
        ("border", "days", 3),
    ]  # fmt: skip
    text = words_of(drawn["compare-east-west"])
    assert "published 2023–2024, main" in text
    assert "published ranges: T001." in text
    assert "Älpha" not in text  # the place is called Alpha
    assert "published" not in words_of(drawn["compare-north-south"])


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
    text = words_of(drawn["time-distance-east-west"])
    for words in ("by rail", "by sea", "by road", "standing at a place", "P10–P90 of the FEU"):
        assert words in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("medians", [True, False])
def test_blank_means_are_explained(copy, kind, medians):
    blank(copy, "censored: 9; unstable: GAMMA.berth", medians=medians, corridors=["main"])
    chart = all_charts(copy)[f"{kind}-east-west"]
    assert "main: no stable mean (overloaded: Gämma Port berth)" in chart.alt.replace(
        "main, Alpha – Delta", "main"
    )
    assert "no stable mean (overloaded: Gämma Port berth)" in words_of(chart)
    assert faults(chart.figure) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("medians", [True, False])
def test_nothing_but_blanks_can_be_drawn(copy, kind, medians):
    blank(copy, "empty: no FEU released", medians=medians)
    chart = all_charts(copy)[f"{kind}-east-west"]
    assert "no stable mean (no FEU released)" in words_of(chart)
    assert faults(chart.figure) == []


@pytest.mark.parametrize("format", FORMATS)
def test_files_are_the_same_bytes_every_time(small, tmp_path, format):
    kinds = () if format == "svg" else ["time-distance"]
    first, again = (draw(small, kinds, format, tmp_path / name) for name in "ab")
    assert [p.name for p in first] == [p.name for p in again]
    expected = {f"{name}.{format}" for name in NAMES if not kinds or name.startswith("time")}
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
    assert "cost and time by corridor" in svg
    pdf = draw(small, ["cost-stack"], "pdf", tmp_path)[0].read_bytes()
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf


def test_data_and_words_lie_beside_each_chart(small, tmp_path):
    path = draw(small, ["Time Distance"], "png", tmp_path)[0]
    assert path.name == "time-distance-east-west.png"
    assert list(pd.read_csv(path.with_suffix(".csv")).columns) == list(time_distance.COLUMNS)
    assert path.with_suffix(".txt").read_text("utf-8").startswith("East to West, westbound: days")


def test_charts_go_into_the_run_by_default(copy):
    assert {p.parent for p in draw(copy, ["compare"])} == {copy / "charts"}


@pytest.mark.parametrize(
    ("kinds", "format", "message"),
    [
        (["cost-stak"], "svg", r"no kind of chart is called 'cost-stak' \(did you mean cost-stack"),
        (["pie"], "svg", r"called 'pie' \(one of compare, time-distance, cost-stack\)"),
        ([], "jpeg", r"no format is called 'jpeg' \(one of svg, png, pdf\)"),
        ([], "pngs", r"no format is called 'pngs' \(did you mean png\?\)"),
    ],
)
def test_unknown_words_are_refused(small, kinds, format, message):
    with pytest.raises(InputError, match=message):
        draw(small, kinds, format)


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a run directory"):
        draw(tmp_path)


def test_a_run_without_containers_has_no_band(copy):
    (copy / "containers.parquet").unlink()
    chart = all_charts(copy)["time-distance-east-west"]
    assert "P10–P90" not in words_of(chart)
    assert faults(chart.figure) == []


def test_a_broken_catalogue_costs_only_names_and_ranges(small, monkeypatch):
    monkeypatch.setattr("simulator.charts.about.assemble", lambda *_: (None, []))
    chart = all_charts(small)["compare-east-west"]
    assert "no published ranges" in words_of(chart)
    assert "Alpha – Delta" in words_of(chart)


def test_figures_can_be_had_from_python(small):
    run = read(small)
    known = about(run)
    sheet = next(iter(sheets(run.summary, known)))
    data = cost_stack.table(run.stages, sheet, dict(known.places))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(cost_stack.figure(data, known, "A title"), Figure)
    assert isinstance(compare.figure(compare.table(sheet, known), known, "A title"), Figure)
    rows = time_distance.table(run.stages, sheet, time_distance.bands(run, sheet), known)
    assert isinstance(time_distance.figure(rows, known, "A title"), Figure)


def test_kinds_are_those_that_can_be_drawn():
    assert tuple(drawing._KINDS) == KINDS == tuple(MODULES)


def test_sections_have_charts_of_their_own(small, tmp_path):
    run = read(small)
    known = about(run)
    rows = run.summary[(run.summary["corridor"] == "main") & (run.summary["scope"] == "terminal")]
    more = [rows.assign(scope="section", origin="BETA", destination=end) for end in PLACES_ON]
    run.__dict__["summary"] = pd.concat([run.summary, *more], ignore_index=True)
    charts = {c.name: c for c in compare.charts(run, known)}
    assert {"compare-east-west-sections", "compare-east-west-sections-2"} <= charts.keys()
    assert "Section: Beta – Gämma Port" in words_of(charts["compare-east-west-sections"])
    assert "section" not in set(charts["compare-east-west"].data["scope"])
    for chart in charts.values():
        assert faults(chart.figure) == []


PLACES_ON = ("GAMMA", "DELTA", "ALPHA")
