"""Charts of studies: each kind of its method, texts that fit, what they say."""

import json
import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from charts_study import STUDIES, study

from simulator.charts import KINDS, draw, sweep, tornado
from simulator.charts.about import About
from simulator.charts.about_study import about_study
from simulator.charts.boxes import faults, text_boxes
from simulator.charts.style import TALLEST_MM, WIDTHS
from simulator.errors import InputError
from simulator.results.write import write_csv


@pytest.fixture(scope="module")
def known():
    """Names from the study alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.charts.about_study.with_names", lambda basic, _: basic)
        yield lambda found: about_study(found, Path("toy"))


def drawn(kind, known, width="page"):
    found = STUDIES[kind]()
    about = replace(known(found), width_mm=KINDS[kind].width(WIDTHS[width]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(KINDS[kind].of_study(found, about))


def words_of(chart):
    return " ".join(words for words, _ in text_boxes(chart.figure)).replace("\u00a0", " ")


def test_every_kind_of_a_study_is_tried():
    assert set(STUDIES) == {name for name, kind in KINDS.items() if kind.of_study is not None}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", STUDIES)
def test_texts_neither_overlap_nor_leave_the_figure(known, kind, width):
    charts = drawn(kind, known, width)
    assert charts
    for chart in charts:
        assert faults(chart.figure) == []
        assert chart.figure.get_size_inches()[1] * 25.4 < TALLEST_MM
        assert "What moves <the> toy corridors" in chart.title
        assert "nan" not in words_of(chart)
        for part in (
            "seed 3",
            "4 replications",
            "2025 prices",
            f"study {known(STUDIES[kind]()).scenario}",
        ):
            assert part in words_of(chart)


@pytest.mark.parametrize("kind", STUDIES)
def test_a_study_has_no_chart_of_another_method(known, kind):
    found = study("discovery")
    assert list(KINDS[kind].of_study(found, known(found))) == []


def test_the_tornado_prints_the_inputs_and_says_what_has_no_figure(known):
    usd, days = drawn("tornado", known)
    assert (usd.name, days.name) == ("tornado-usd-main", "tornado-days-main")
    assert "0.5: no mean" in words_of(usd)
    assert "1,234" in words_of(usd)
    assert list(usd.data.columns) == list(tornado.COLUMNS)
    assert usd.data["base"].tolist() == [4000.0] * 3


def test_a_break_even_is_marked_with_its_interval(known):
    (chart,) = drawn("sweep", known)
    assert "equal at 250" in words_of(chart)
    assert list(chart.data.columns) == list(sweep.COLUMNS)
    assert sorted(set(chart.data["value"])) == [0.0, 100.0, 200.0, 400.0]


def test_the_capacity_chart_says_when_and_why(known):
    (chart,) = drawn("capacity", known)
    text = words_of(chart)
    assert "saturates at 2 times the demand" in text
    assert "overload; busiest is GAMMA, berth (load 1.00)" in text
    assert "stands 2 times the demand" in text


def test_the_switch_map_marks_the_base_and_what_is_uncertain(known):
    (chart,) = drawn("switch", known)
    for words in ("main wins", "by-road wins", "too close to call", "base case"):
        assert words in words_of(chart)
    assert "In the base case (150, 1) main wins." in chart.alt


def test_shares_are_those_of_the_last_iteration(known):
    (chart,) = drawn("shares", known)
    assert set(chart.data["iteration"]) == {1}
    assert "base, ALPHA" not in chart.alt
    assert "base, Alpha – Delta: main 70 %, by-road 30 %" in chart.alt


@pytest.fixture
def folder(tmp_path):
    """A study directory on disk."""
    found = STUDIES["sobol"]()
    out = tmp_path / "study"
    out.mkdir()
    write_csv(found.points, out / "points.csv")
    pd.DataFrame({"point": [0]}).to_parquet(out / "results.parquet")
    write_csv(found.tables["sensitivity"], out / "sensitivity.csv")
    names = ["points.csv", "results.parquet", "sensitivity.csv", "study.json"]
    record = {**found.record, "findings": [], "files": names}
    (out / "study.json").write_text(json.dumps(record))
    return out


def test_a_study_directory_is_drawn_beside_itself(folder):
    before = sorted(p.name for p in folder.iterdir())
    written = draw(folder)
    assert [p.name for p in written] == ["sobol-usd-main.svg", "sobol-days-main.svg"]
    assert {p.parent for p in written} == {folder.with_name("study-charts")}
    assert sorted(p.name for p in folder.iterdir()) == before
    svg = written[0].read_text("utf-8")
    assert "What moves &lt;the&gt; toy corridors" in svg
    assert "<the>" not in svg


def test_kinds_of_other_methods_are_told_only_where_asked_for(folder):
    told = []
    draw(folder, missing=told.append)
    assert told == []
    draw(folder, ["sobol", "heat"], missing=told.append)
    assert [problem.path for problem in told] == ["heat"]
    with pytest.raises(InputError, match=r"morris: nothing to draw \(it needs results of a study"):
        draw(folder, ["morris"])


def test_charts_of_runs_are_refused_for_studies(folder):
    with pytest.raises(InputError, match="holds a study, which has no chart called 'cdf'"):
        draw(folder, ["cdf"])
    with pytest.raises(InputError, match="a study has no difference to a run"):
        draw(folder, against=folder)


def test_failed_points_are_told(known):
    found = STUDIES["sobol"]()
    found.failed[3] = "no"
    (chart, _) = KINDS["sobol"].of_study(found, about_study_of(found))
    assert "1 of 7 points failed." in words_of(chart)


def about_study_of(found):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.charts.about_study.with_names", lambda basic, _: basic)
        out = about_study(found, Path("toy"))
    assert isinstance(out, About)
    return out
