"""What is wrong with a study file is said before anything runs, with its place."""

import pytest

from simulator.errors import InputError
from simulator.loading.catalogue import load_catalogue
from simulator.loading.study import load_study, resolve_study
from simulator.model.study import Column, Study
from simulator.results import columns

STUDY = """\
base: baseline
scenario: {corridors: [middle], horizon_days: 60}
factors:
  feeders: {path: services.caspian-feeder.vessels, values: [4, 6]}
  hours: {paths: [places.KZALT.procedures.*.hours], range: [0.5, 2], as: relative}
method: {kind: one_at_a_time}
"""


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def read(catalogue, folder, text):
    path = folder / "study.yaml"
    path.write_text(text, "utf-8")
    return load_study(path, catalogue=catalogue)


def test_reads_what_the_file_says(catalogue, tmp_path):
    loaded = read(catalogue, tmp_path, STUDY)
    assert loaded.study.name == "study"
    assert loaded.study.factors["hours"].how == "relative"
    assert loaded.base.resolved.corridors == ("middle",)
    assert loaded.base.resolved.scenario.horizon_days == 60
    assert loaded.base.resolved.scenario.name == "baseline"
    assert loaded.base.resolved.scenario.seed == loaded.study.seed
    assert str(tmp_path / "study.yaml") in loaded.files
    assert "scenarios/baseline.yaml" in loaded.files


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("feeder.vessels", "feeder.vesels",
         r":4:\d+: factors.feeders.values: at 4, .*unknown key `vesels` \(did you mean vessels"),
        ("caspian-feeder", "caspian-fedeer",
         r":4:\d+: factors.feeders.path: .*no 'caspian-fedeer'.*did you mean caspian-feeder"),
        ("[4, 6]", "[-4, 6]",
         r":4:\d+: factors.feeders.values: at -4, .*must be at least 1, found -4"),
        ("values: [4, 6]", "range: [6, 4]", r":4:\d+: factors.feeders: range .* run upwards"),
        ("values: [4, 6]", "values: [4, 6], range: [4, 6]", "exactly one of range, values"),
        ("values: [4, 6]", "values: [4, 4]", "holds one value twice"),
        ("path: services", "pth: services", r":4:\d+: factors.feeders.*unknown key `pth`"),
        ("KZALT.procedures.*.hours", "KZALT.name", "cannot be scaled: it is 'Altynkol"),
        ("KZALT.procedures.*.hours]", "KZALT.procedures.*.hours, services.caspian-feeder.vessels]",
         r":5:\d+: factors.hours.paths.1: .*moved by the factor 'feeders' already"),
        ("one_at_a_time", "one_at_time", r"unknown kind 'one_at_time' \(did you mean one_at_a_t"),
        ("kind: one_at_a_time", "samples: 3", r":6:1: method: `kind` is missing"),
        ("kind: one_at_a_time", "kind: sobol, samples: 60", "must be a power of 2"),
        ("base: baseline", "base: baselne", r":1:1: base: .*did you mean baseline\?"),
        ("horizon_days: 60", "horizon_days: -1", r":2:\d+: horizon_days: must be above 0"),
        ("horizon_days: 60", "seed: 3", r":2:\d+: scenario.seed: `seed` cannot be given here"),
        ("method:", "outputs: [{quantity: usd}]\nmethod:",
         r"outputs.0.quantity: .*did you mean usd_"),
        ("method:", "outputs: [{quantity: usd_mean, corridor: northern}]\nmethod:",
         "the base does not run the corridor 'northern'"),
        ("method:", "outputs: [{quantity: usd_mean, direction: northbound}]\nmethod:",
         r"outputs.0.direction: .*they run westbound, eastbound"),
        ("kind: one_at_a_time", "kind: break_even, factor: feders, a: middle, b: middle, "
         "direction: westbound", r"method.factor: there is no factor 'feders' \(did you mean fee"),
        ("kind: one_at_a_time", "kind: list, scenarios: [baseline, trip-open]",
         r"method.scenarios.1: there is no scenario 'trip-open' \(did you mean tripp-open"),
        ("kind: one_at_a_time", "kind: list, points: [{feders: 4}]",
         r"method.points.0: there is no factor 'feders'"),
        ("kind: one_at_a_time", "kind: list, points: none.csv",
         r":6:\d+: method.points: none.csv cannot be read: No such file"),
        ("kind: one_at_a_time", "kind: capacity, corridors: [middle], direction: westbound, "
         "demands: [nowhere*], to: 3, delay_days: 5", r"method.demands.0: no demand fits"),
    ],
)  # fmt: skip
def test_problems_name_their_place(catalogue, tmp_path, old, new, wanted):
    assert old in STUDY
    with pytest.raises(InputError, match=wanted):
        read(catalogue, tmp_path, STUDY.replace(old, new))


def test_problems_are_told_at_once(catalogue, tmp_path):
    text = STUDY.replace("[4, 6]", "[-4, 6]").replace("KZALT.procedures", "KZALT.procedure")
    path = tmp_path / "study.yaml"
    path.write_text(text, "utf-8")
    assert len(resolve_study(catalogue, path)[1]) == 2


def test_paths_are_looked_up_beside_wrong_keys(catalogue, tmp_path):
    text = STUDY.replace("feeder.vessels", "fedeer.vessels").replace("one_at_a_time", "sobl")
    text = text.replace("range:", "rang:") + "outputs: [{quantity: usd_mean, corridor: midle}]\n"
    path = tmp_path / "study.yaml"
    path.write_text("titel: x\n" + text, "utf-8")
    said = [f"{p.path}: {p.message}" for p in resolve_study(catalogue, path)[1]]
    wanted = (
        "titel: unknown key `titel`", "factors.feeders.path: 'services.caspian-fedeer.vess",
        "factors.hours.rang: unknown key", "method: unknown kind 'sobl'",
        "outputs.0.corridor: there is no corridor 'midle'",
    )  # fmt: skip
    for words in wanted:
        assert sum(line.startswith(words) for line in said) == 1, (words, said)
    assert len(said) == len(wanted)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "nostudy",
            r"there is no study 'nostudy' \(there are capacity-instc, .*tripp-vs-btk-map\)",
        ),
        ("midle-tornado", r"'midle-tornado' \(did you mean middle-tornado\? there are capacity-"),
        ("baseline", r"'baseline' \(baseline is a scenario: corridorsim run baseline\)"),
    ],
)
def test_names_of_studies_are_told(catalogue, name, words):
    with pytest.raises(InputError, match=words):
        load_study(name, catalogue=catalogue)


def test_points_come_from_a_file_beside_the_study(catalogue, tmp_path):
    (tmp_path / "points.csv").write_text("feeders,hours\n4,0.5\n6,\n")
    text = STUDY.replace("kind: one_at_a_time", "kind: list, points: points.csv")
    loaded = read(catalogue, tmp_path, text)
    assert loaded.study.method.points == ({"feeders": 4.0, "hours": 0.5}, {"feeders": 6.0})
    assert "points.csv" in loaded.files
    (tmp_path / "points.csv").write_text("feeders,huors\n4,0.5\n")
    with pytest.raises(InputError, match=r"points.csv:1: there is no factor 'huors'"):
        read(catalogue, tmp_path, text)


def test_scenario_file_is_no_study(catalogue, tmp_path):
    with pytest.raises(InputError, match="is no study file"):
        read(catalogue, tmp_path, "extends: baseline\n")
    with pytest.raises(InputError, match=r"baseline is a scenario: corridorsim run baseline"):
        load_study("baseline", catalogue=catalogue)


def test_quantities_are_those_of_replications():
    assert Column.__args__ == columns.METRICS


def test_shipped_studies_are_right(catalogue):
    for name in catalogue.studies:
        assert resolve_study(catalogue, name)[1] == [], name


def test_defaults_look_at_price_and_days():
    study = Study.model_validate({"method": {"kind": "grid"}})
    assert [o.quantity for o in study.outputs] == ["usd_mean", "days_mean"]
