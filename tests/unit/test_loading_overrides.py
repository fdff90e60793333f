import pytest
from loading_tiny import tiny

from simulator.errors import Mark
from simulator.loading.overrides import MarkedChange, apply_changes
from simulator.loading.tree import Tree
from simulator.model.scenario import Change


def apply(*changes, data=None):
    """Log and messages of changes to the tiny catalogue, and the tree after them."""
    tree = Tree(data or tiny())
    marked = [
        MarkedChange(Change.model_validate(c), Mark("s.yaml", i + 1, 3), f"changes.{i}")
        for i, c in enumerate(changes)
    ]
    log, problems = apply_changes(tree, marked)
    return log, [str(p) for p in problems], tree


@pytest.mark.parametrize(
    ("change", "path", "old", "new"),
    [
        ({"path": "services.feeder.vessels", "add": 3}, "services.feeder.vessels", 3, 6),
        ({"path": "services.feeder.vessels", "set": 1}, "services.feeder.vessels", 3, 1),
        ({"path": "legs.alpha-beta.km", "scale": 1.1}, "legs.alpha-beta.km", 500, 550),
        ({"path": "places.gamma port.facilities.berth.servers", "set": 4},
         "places.GAMMA.facilities.berth.servers", 2, 4),
        ({"path": "places.Port Gamma.facilities.Berth.servers", "add": 1},
         "places.GAMMA.facilities.berth.servers", 2, 3),
        ({"path": "corridors.Main Corridor.costs.equipment_usd_per_day", "scale": 0.5},
         "corridors.main.costs.equipment_usd_per_day", 4, 2),
        ({"path": "legs.alpha-beta.move_cv", "set": 0.2}, "legs.alpha-beta.move_cv", None, 0.2),
        ({"path": "legs.alpha-beta.speed_km_per_day.forward", "scale": 2},
         "legs.alpha-beta.speed_km_per_day.forward", 800, 1600),
        ({"path": "legs.alpha-beta.paths_per_day.forward", "set": 9},
         "legs.alpha-beta.paths_per_day.forward", None, 9),
        ({"path": "legs.gamma-delta.move_hours.mean", "scale": 2},
         "legs.gamma-delta.move_hours.mean", 30, 60),
        ({"path": "services.first-train.legs.0", "set": "x"},
         "services.first-train.legs.0", "alpha-beta", "x"),
    ],
)  # fmt: skip
def test_one_change(change, path, old, new):
    log, problems, tree = apply(change)
    assert problems == []
    assert (log[0].path, log[0].old) == (path, old)
    assert log[0].new == pytest.approx(new) if isinstance(new, float) else log[0].new == new
    assert tree.marks[tuple(int(p) if p.isdecimal() else p for p in path.split("."))].line == 1


def test_a_direction_of_a_single_value_leaves_the_other_as_it_was():
    _, _, tree = apply({"path": "legs.gamma-delta.move_hours.backward", "scale": 2})
    hours = tree.data["legs"]["gamma-delta"]["move_hours"]
    assert hours["forward"] == {"shape": "lognormal", "mean": 30, "cv": 0.3}
    assert hours["backward"] == {"shape": "lognormal", "mean": 60, "cv": 0.3}


def test_both_directions_at_once():
    data = tiny()
    data["legs"]["alpha-beta"]["speed_km_per_day"] = {"forward": 800, "backward": 700}
    _, _, tree = apply({"path": "legs.alpha-beta.speed_km_per_day", "scale": 2}, data=data)
    speed = tree.data["legs"]["alpha-beta"]["speed_km_per_day"]
    assert speed == {"forward": 1600, "backward": 1400}


def test_a_pattern_hits_all_that_have_the_key():
    log, problems, _ = apply({"path": "legs.*.tariff_usd_per_feu", "scale": 2})
    assert problems == []
    assert [entry.path for entry in log] == [
        "legs.alpha-beta.tariff_usd_per_feu", "legs.beta-gamma.tariff_usd_per_feu"
    ]  # fmt: skip
    log, _, _ = apply({"path": "places.*.facilities.*.servers", "set": 9})
    assert [entry.path for entry in log] == ["places.GAMMA.facilities.berth.servers"]


LOGNORMAL = {"shape": "lognormal", "mean": 30, "cv": 0.3}


@pytest.mark.parametrize(
    ("old", "change", "new"),
    [
        (5, {"scale": 2}, 10),
        (5, {"add": -2}, 3),
        (LOGNORMAL, {"scale": 2}, {"shape": "lognormal", "mean": 60, "cv": 0.3}),
        (LOGNORMAL, {"add": 5}, {"shape": "shifted", "minimum": 5, "excess": LOGNORMAL}),
        ({"shape": "gamma", "mean": 4, "sd": 1}, {"scale": 3},
         {"shape": "gamma", "mean": 12, "sd": 3}),
        ({"shape": "pert", "low": 1, "mode": 2, "high": 6}, {"add": 1},
         {"shape": "pert", "low": 2, "mode": 3, "high": 7}),
        ({"shape": "empirical", "values": [1, 2], "weights": [1, 3]}, {"scale": 2},
         {"shape": "empirical", "values": [2, 4], "weights": [1, 3]}),
        ({"shape": "empirical", "values": [1, 2]}, {"add": -1},
         {"shape": "empirical", "values": [0, 1]}),
        ({"shape": "shifted", "minimum": 4, "excess": LOGNORMAL}, {"add": -1},
         {"shape": "shifted", "minimum": 3, "excess": LOGNORMAL}),
        ({"shape": "shifted", "minimum": 4, "excess": 2}, {"scale": 2},
         {"shape": "shifted", "minimum": 8, "excess": 4}),
        ({"shape": "mixture", "parts": [{"weight": 2, "of": 3}, {"weight": 1, "of": LOGNORMAL}]},
         {"scale": 2},
         {"shape": "mixture", "parts": [{"weight": 2, "of": 6},
                                        {"weight": 1, "of": {**LOGNORMAL, "mean": 60}}]}),
    ],
)  # fmt: skip
def test_distributions(old, change, new):
    data = tiny()
    data["legs"]["gamma-delta"]["move_hours"] = old
    log, problems, _ = apply({"path": "legs.gamma-delta.move_hours", **change}, data=data)
    assert problems == []
    assert log[0].new == new


BAD = [
    ({"path": "places.Gama.lat", "set": 3}, "'places.Gama.lat' hits nothing: there is no 'Gama' in "
     "places (did you mean GAMMA?)"),
    ({"path": "places.GAMMA.facilities.bert.servers", "set": 3},
     "'places.GAMMA.facilities.bert.servers' hits nothing: there is no 'bert' in "
     "places.GAMMA.facilities (did you mean berth?)"),
    ({"path": "places.GAMMA.facilities.x.servers", "set": 3},
     "'places.GAMMA.facilities.x.servers' hits nothing: there is no 'x' in "
     "places.GAMMA.facilities (there are berth)"),
    ({"path": "places.GAMMA.lat.x", "set": 3},
     "'places.GAMMA.lat.x' hits nothing: places.GAMMA.lat is 40.0"),
    ({"path": "legs.zz*.km", "scale": 2}, "'legs.zz*.km' hits nothing: no 'zz*' in legs "
     "(there are alpha-beta, beta-gamma, gamma-delta)"),
    ({"path": "legs.alpha-beta.kms", "scale": 2}, "'legs.alpha-beta.kms' hits nothing: there is no "
     "'kms' in legs.alpha-beta (did you mean km?)"),
    ({"path": "legs.alpha-beta.mode", "scale": 2},
     "cannot scale legs.alpha-beta.mode: it is 'rail', not a number (use `set`)"),
    ({"path": "legs.alpha-beta", "add": 2},
     "cannot add to legs.alpha-beta: it is a mapping of start, end, mode, …, not a number "
     "(use `set`)"),
    ({"path": "legs.gamma-delta.move_hours", "add": -2}, "legs.gamma-delta.move_hours: a lognormal "
     "distribution cannot be moved down by 2 (use `scale`)"),
    ({"path": "legs..km", "set": 2}, "'legs..km' is not a path (write it like "
     "places.KZAAU.facilities.berth.servers)"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), BAD)
def test_changes_that_cannot_be(change, message):
    _, problems, _ = apply(change)
    assert problems == [f"s.yaml:1:3: changes.0: {message}"]


@pytest.mark.parametrize(
    ("second", "value"),
    [("legs.alpha-beta.km", "legs.alpha-beta.km"), ("legs.*.km", "legs.alpha-beta.km"),
     ("legs.ALPHA-beta.km", "legs.alpha-beta.km")],
)  # fmt: skip
def test_the_same_value_twice(second, value):
    first = {"path": "legs.alpha-beta.km", "scale": 2}
    _, problems, _ = apply(first, {"path": second, "scale": 3})
    assert problems == [
        f"s.yaml:2:3: changes.1: {value} is changed twice "
        "(`legs.alpha-beta.km` changes it already; keep one of them)"
    ]


def test_a_part_of_what_is_changed():
    _, problems, _ = apply(
        {"path": "legs.gamma-delta.move_hours", "scale": 2},
        {"path": "legs.gamma-delta.move_hours.backward", "scale": 3},
    )
    assert "legs.gamma-delta.move_hours.backward is changed twice" in problems[0]
