"""`corridorsim sweep`, `new study`, `schema study`, and `validate` of study files."""

import csv
import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest
from toy import quick
from toy_study import POINTS, STUDY, YARDS, digests, write_study

import simulator
from simulator.results import columns


@pytest.fixture(scope="module")
def study(toys, tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("studies"))


@pytest.fixture(scope="module")
def finished(toys, study):
    out = study.parent / "finished"
    said = quick("sweep", study, "--data", toys, "--out", out, "--workers", 1)
    return out, said


def sweep(toys, study, out, *words, code=0):
    return quick("sweep", study, "--data", toys, "--out", out, "--workers", 1, *words, code=code)


def test_prints_findings_and_writes_tables(finished):
    out, said = finished
    assert said.stdout.startswith("A toy to vary: 65 points of 2 replications, seed 5.")
    assert "comparison.csv" in said.stdout
    assert f"Written to {out}" in said.stdout
    assert "there already" not in said.stdout
    assert said.stderr == ""
    document = json.loads((out / "study.json").read_text())
    assert document["files"] == [
        "comparison.csv", "points.csv", "results.parquet", "study.json",
    ]  # fmt: skip
    assert document["study"]["factors"]["tariff"]["as"] == "relative"
    assert document["inputs"][str(out.parent / "varied.yaml")]
    assert "numpy" in document["versions"]


def test_a_study_runs_on_the_engine_asked_for(toys, tmp_path):
    short = STUDY.replace("levels: 4", "levels: 2").replace("[1, 2, 3, 4]", "[1, 2]")
    study = write_study(tmp_path, short)
    for engine in ("simpy", "compiled"):
        sweep(toys, study, tmp_path / engine, "--engine", engine, "--quiet")
        assert json.loads((tmp_path / engine / "study.json").read_text())["engine"] == engine
        lines = (tmp_path / engine / "log.jsonl").read_text().splitlines()
        ran = {line.get("engine") for line in map(json.loads, lines) if line["event"] == "engine"}
        assert ran == {engine}
    for name in ("points.csv", "results.parquet", "comparison.csv"):
        one, two = ((tmp_path / e / name).read_bytes() for e in ("simpy", "compiled"))
        assert one == two, name
    said = sweep(toys, study, tmp_path / "simpy", "--engine", "compiled", code=2).stderr
    assert "holds points of another study: the engine was simpy, now compiled (--engine)" in said
    assert "there is no engine 'simpi'" in sweep(
        toys, study, tmp_path / "x", "--engine", "simpi", code=2
    ).stderr  # fmt: skip


def test_points_have_inputs_and_outputs(finished):
    points = pd.read_csv(finished[0] / "points.csv")
    assert list(points.columns[:6]) == ["point", "stage", "ships", "tariff", "speed", "scenario"]
    assert set(columns.SUMMARY) <= set(points.columns)
    assert points["point"].nunique() == POINTS
    assert len(points) == POINTS * 4  # two directions, terminal and border
    west = points[(points["direction"] == "westbound") & (points["scope"] == "terminal")]
    by_tariff = west.groupby("tariff")["usd_mean"].mean()
    assert by_tariff.is_monotonic_increasing


def test_long_table_is_tidy_and_agrees(finished):
    table = pq.read_table(finished[0] / "results.parquet").to_pandas()
    assert len(table) == POINTS * 4 * 2 * len(columns.METRICS)
    keys = ["point", "corridor", "direction", "scope", "replication", "quantity"]
    assert not table.duplicated(keys).any()
    points = pd.read_csv(finished[0] / "points.csv")
    usd = table[table["quantity"] == "usd_mean"]
    means = usd.groupby(["point", "direction", "scope"])["value"].mean()
    wanted = points.set_index(["point", "direction", "scope"])["usd_mean"]
    pd.testing.assert_series_equal(
        means, wanted.loc[means.index], check_names=False, atol=1e-6, rtol=0
    )


def test_same_command_again_runs_nothing(toys, study, finished):
    out, _ = finished
    before = {p: p.stat().st_mtime_ns for p in (out / "pieces").iterdir()}
    files = digests(out)
    said = sweep(toys, study, out).stdout
    assert f"\n\n{POINTS} of {POINTS} points were there already.\n\nWritten to {out}\n" in said
    assert {p: p.stat().st_mtime_ns for p in (out / "pieces").iterdir()} == before
    assert digests(out) == files


def test_one_or_two_workers_equal_bytes(toys, study, finished, tmp_path):
    """In processes, and with single replications handed out where there are few points."""
    two = tmp_path / "two"
    quick("sweep", study, "--data", toys, "--out", two, "--workers", 2, "--quiet")
    assert digests(two) == digests(finished[0])


def test_few_points_are_split_by_replication(toys, tmp_path):
    text = STUDY.replace("values: [1, 2, 3, 4]", "values: [2, 3]").split("  tariff")[0]
    study = write_study(tmp_path, text + "method: {kind: one_at_a_time}\n")
    one, four = tmp_path / "one", tmp_path / "four"
    sweep(toys, study, one, "--quiet")
    quick("sweep", study, "--data", toys, "--out", four, "--workers", 4, "--quiet")
    assert digests(four) == digests(one)
    lines = [json.loads(line) for line in (four / "log.jsonl").read_text().splitlines()]
    assert {line["replication"] for line in lines if line["event"] == "engine"} == {0, 1}


def test_failed_points_are_kept_and_told(toys, tmp_path):
    study = write_study(tmp_path, YARDS)
    from simulator.study import variation

    def break_some(self, point, number, real=variation.Work.part):
        if point.values.get("yard") == 400 and point.values.get("ships") == 2:
            return variation.Part(number, None, {}, "=the yard fell down"), []
        return real(self, point, number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(variation.Work, "part", break_some)
        said = sweep(toys, study, tmp_path / "out", code=1)
    assert "4 points failed:" in said.stdout
    assert "the yard fell down" in said.stdout
    with (tmp_path / "out" / "points.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["error"]]
    assert [row["error"] for row in rows] == ["'=the yard fell down"] * 4
    assert all(row["yard"] == "400" and row["usd_mean"] == "" for row in rows)
    document = json.loads((tmp_path / "out" / "study.json").read_text())
    assert len(document["failed"]) == 4
    assert "failed" in " ".join(document["findings"])


def test_dry_run_says_how_many_and_how_long(toys, study, tmp_path):
    said = sweep(toys, study, tmp_path / "never", "--dry-run").stdout
    assert said.startswith("At most 130 runs: 65 points of 2 replications; one run takes ")
    assert re.search(r", so about [^,]+ with 1 process, [^,]+ of it to start\.$", said.strip())
    assert not (tmp_path / "never").exists()


def test_dry_run_times_the_start_of_a_process(toys, study, monkeypatch):
    from simulator.study.sweep import StudyJob, prepare_study

    job = prepare_study(study, [toys])
    monkeypatch.setattr(StudyJob, "_timed", lambda self, point: 2.0)
    found = job.estimate(2)
    assert found.seconds_per_run == 2.0
    assert job.estimate(1).seconds_to_start == 0.0
    monkeypatch.setattr(StudyJob, "_timed_in_a_process", lambda self, point: 5.0)
    assert job.estimate(2).seconds_to_start == 3.0


@pytest.mark.parametrize(
    ("name", "words"),
    [("run.json", "holds a run, not a study"), ("notes.txt", "is not empty and holds no study")],
)
def test_other_folders_are_refused(toys, study, tmp_path, name, words):
    (tmp_path / name).write_text("{}")
    assert words in sweep(toys, study, tmp_path, code=2).stderr
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_study_by_name_from_a_data_folder(toys, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "toy.yaml").write_text((toys / "toy.yaml").read_text())
    (folder / "playtime.yaml").write_text((toys / "playtime.yaml").read_text())
    write_study(folder)
    said = quick("sweep", "varied", "--data", folder, "--dry-run").stdout
    assert "65 points" in said
    missing = quick("sweep", "varid", "--data", folder, code=2).stderr
    assert "there is no study 'varid' (did you mean varied? there are capacity-instc, " in missing
    shown = quick("show", "varied", "--data", folder, code=2).stderr
    assert "'varied' (varied is a study: corridorsim sweep varied)" in shown


def test_validate_knows_study_files(toys, study, tmp_path):
    assert "1 file: no problem" in quick("validate", study, "--data", toys).stdout
    bad = write_study(tmp_path, STUDY.replace("toy-ship.vessels", "toy-ship.vesels"))
    said = quick("validate", bad, "--data", toys, code=2).stderr
    assert f"{bad}:7:" in said
    assert "did you mean vessels?" in said


def test_new_study_validates(tmp_path):
    said = quick("new", "study", "What Matters", cwd=tmp_path).stdout
    assert "corridorsim sweep what-matters.yaml" in said
    assert "no problem" in quick("validate", "what-matters.yaml", cwd=tmp_path).stdout


def test_schema_of_study_takes_what_the_loader_takes():
    jsonschema = pytest.importorskip("jsonschema")
    from simulator.loading.yaml_reader import parse_yaml

    schema = json.loads(quick("schema", "study").stdout)
    check = jsonschema.Draft202012Validator(schema)
    content = parse_yaml(STUDY)[0]
    assert not list(check.iter_errors(content))
    assert list(check.iter_errors(content | {"factrs": {}}))
    assert list(check.iter_errors(content | {"scenario": {"horizon": 3}}))


def test_python_gives_the_same_tables(toys, study, finished):
    found = simulator.study(study, data=[toys])
    assert found.words == json.loads((finished[0] / "study.json").read_text())["findings"]
    from simulator.study.write import read_study

    read = read_study(finished[0])
    pd.testing.assert_frame_equal(found.results, read.results)
    assert list(found.tables) == list(read.tables) == ["comparison"]
    assert len(found.points) == len(read.points)
    assert read.failed == found.failed == {}


def test_study_as_a_dictionary(toys):
    found = simulator.study(
        {
            "base": "playtime",
            "scenario": {"horizon_days": 10, "follow_days": 20},
            "factors": {"ships": {"path": "services.toy-ship.vessels", "range": [1, 3]}},
            "method": {"kind": "grid", "levels": 2},
        },
        data=[toys],
    )
    assert found.points["ships"].tolist()[-1] == 3
    with pytest.raises(simulator.InputError, match="factors: there are none"):
        simulator.study({"method": {"kind": "grid"}})


def test_factor_may_not_be_called_like_a_column(toys, tmp_path):
    bad = write_study(tmp_path, STUDY.replace("  ships:", "  km:"))
    said = quick("sweep", bad, "--data", toys, code=2).stderr
    assert "'km' is a column of points.csv" in said


def test_scheduler_needs_the_extra(toys, study, tmp_path, monkeypatch):
    from simulator.study import cluster

    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    said = sweep(toys, study, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1", code=2).stderr
    assert "pip install 'corridorsim[cluster]'" in said
