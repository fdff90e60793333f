"""Pieces, the directory, processes and batches: what a study's safety rests on."""

import json
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from study_fakes import Fake, NoSecond, Steps

from simulator.errors import InputError
from simulator.model.study import Output
from simulator.study.pieces import decode, encode
from simulator.study.points import Point, PointResult, Setting
from simulator.study.pool import Here, Item, Pool
from simulator.study.record import differences
from simulator.study.runner import State, outcomes_of, run_points
from simulator.study.store import Memory, Store
from simulator.study.workers import MOST_TRIES

USD = Output(quantity="usd_mean", corridor="toy", direction="westbound")
POINT = Point(3, {"x": 0.1 + 0.2, "y": "a"}, (Setting("a.b", "scale", 1 / 3),), "sample")


def result(**other):
    frame = pd.DataFrame({"corridor": ["toy", "é"], "feu": [3, 4], "usd_mean": [1 / 3, math.nan]})
    return PointResult(summary=frame, replications=frame, **other)


def test_pieces_are_exact_and_always_the_same_bytes():
    piece = encode(POINT, result(rounded={"a.b": 3.0}))
    assert piece == encode(POINT, result(rounded={"a.b": 3.0}))
    back = decode(piece, POINT)
    pd.testing.assert_frame_equal(back.summary, result().summary, check_exact=True)
    assert back.rounded == {"a.b": 3.0}
    assert back.error is None
    assert encode(POINT, back) == piece


def test_damaged_and_strange_pieces_are_run_again():
    piece = encode(POINT, result())
    other = Point(3, {"x": 0.3, "y": "a"}, POINT.settings, "sample")
    assert decode(piece, other) is None
    assert decode(piece[: len(piece) // 2], POINT) is None
    assert decode(b"", POINT) is None
    assert decode(b"not gzip at all", POINT) is None
    flipped = bytearray(piece)
    flipped[len(piece) // 2] ^= 255
    assert decode(bytes(flipped), POINT) is None


def test_outcomes_give_values_by_point_and_replication():
    outcomes = outcomes_of(Steps(), 2, lambda p: decode(Fake().piece(p)[0], p))
    assert outcomes.values(USD).tolist() == [[0, 1], [2, 3], [4, 5], [6, 7], [13, 14]]
    missing = Output(quantity="days_mean", corridor="toy", direction="westbound")
    assert np.isnan(outcomes.values(missing)).all()
    with pytest.raises(ValueError, match="point 9 cannot follow 5 points"):
        outcomes.add(Point(9, {}), PointResult())


def test_failed_points_have_no_values():
    work = Fake(failing=(0.0,))
    found = run_points(NoSecond(first=2), work, Memory(), Here(work))
    assert found.failed(0) == "x is 0.0"
    assert found.failed(1) is None
    assert np.isnan(found.values(USD)[0]).all()
    assert found.values(USD)[1].tolist() == [2, 3]


def test_resuming_runs_only_what_is_missing(tmp_path):
    trace = tmp_path / "trace"
    trace.mkdir()
    work = Fake(folder=str(trace))
    with Store(tmp_path / "study") as store:
        whole = run_points(Steps(), work, store, Here(work))
    first = Counter((trace / "done.txt").read_text().split())
    assert set(first.values()) == {1}
    (tmp_path / "study" / "pieces" / "0000002.json.gz").unlink()
    (tmp_path / "study" / "pieces" / "0000003.json.gz").write_bytes(b"half a pie")
    (tmp_path / "study" / "pieces" / "0000004.json.gz.part").write_bytes(b"ha")
    states = []
    with Store(tmp_path / "study") as store:
        again = run_points(Steps(), work, store, Here(work), states.append)
    second = Counter((trace / "done.txt").read_text().split()) - first
    assert set(second) == {"2.0", "2.1", "3.0", "3.1"}
    assert again.values(USD).tolist() == whole.values(USD).tolist()
    assert states[-1] == State(done=5, found=3, failed=0, total=5)
    assert not list((tmp_path / "study").rglob("*.part"))


def test_few_points_are_split_into_replications():
    class Wide(Here):
        width = 8

        def run(self, items):
            self.items = list(items)
            yield from reversed(list(super().run(items)))

    work = Fake(replications=3)
    wide = Wide(work)
    split = run_points(NoSecond(first=2), work, Memory(), wide)
    assert [i.replication for i in wide.items] == [0, 1, 2, 0, 1, 2]
    whole = run_points(NoSecond(first=2), work, Memory(), Here(work))
    assert split.values(USD).tolist() == whole.values(USD).tolist()


def test_process_that_dies_is_replaced_and_its_point_given_up_in_the_end(tmp_path):
    work = Fake(deadly=(2.0,), folder=str(tmp_path))
    items = [Item(Point(n, {"x": float(n)})) for n in range(6)]
    with Pool(work, 2) as pool:
        found = {done.item.point.number: done.found for done in pool.run(items)}
    results = {n: decode(piece, items[n].point) for n, piece in found.items()}
    assert sorted(results) == [0, 1, 2, 3, 4, 5]
    assert results[2].error.startswith(f"its process ended {MOST_TRIES} times (exit code 3)")
    assert all(r.error is None for n, r in results.items() if n != 2)
    done = Counter((tmp_path / "done.txt").read_text().split())
    assert done["2.0"] == MOST_TRIES
    assert all(count == 1 for key, count in done.items() if key != "2.0")


def test_directory_is_locked_while_it_is_open(tmp_path):
    with Store(tmp_path / "study"):
        other = Store(tmp_path / "study")
        with pytest.raises(InputError, match="another process is working on this study"):
            other.__enter__()
    with Store(tmp_path / "study"):
        pass


def test_clearing_removes_a_study_and_nothing_else(tmp_path):
    with Store(tmp_path) as store:
        store.put(0, encode(POINT, result()))
        store.log([{"event": "x"}])
        (tmp_path / "study.json").write_text("{}")
        (tmp_path / "sensitivity.csv").write_text("a")
        (tmp_path / "mine.csv").write_text("b")
        store.clear()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.csv", "pieces", "study.lock"]
    assert not list((tmp_path / "pieces").iterdir())


def test_damaged_record_is_told(tmp_path):
    (tmp_path / "study.json").write_text("{")
    with Store(tmp_path) as store, pytest.raises(InputError, match=r"is damaged.*--restart"):
        store.document()


def test_log_lines_are_json(tmp_path):
    with Store(tmp_path / "s") as store:
        store.log([{"event": "a", "n": 1}])
        store.log([{"event": "b"}])
    lines = (tmp_path / "s" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["a", "b"]


RECORD = {
    "study": {"factors": {"a": {"range": [0.5, 2.0]}}, "seed": 1},
    "base": {"baseline": {"horizon_days": 60}},
    "engine": "compiled",
    "versions": {"numpy": "2.0"},
    "inputs": {"study.yaml": "1", "corridors/a.yaml": "2"},
}


def changed(**parts):
    return differences(RECORD, {**RECORD, **parts}, "study.yaml")


def test_what_has_changed_is_named():
    assert changed() == []
    assert changed(inputs={"study.yaml": "9", "corridors/a.yaml": "2"}) == []
    assert changed(inputs={"s.yaml": "1", "corridors/a.yaml": "3"}) == [
        "the file corridors/a.yaml has changed", "the file s.yaml is new",
    ]  # fmt: skip
    assert changed(inputs={"study.yaml": "1", "data/a.yaml": "2"}) == []
    assert changed(versions={"numpy": "2.1", "numba": "1"}) == [
        "numba was None, now 1", "numpy was 2.0, now 2.1",
    ]  # fmt: skip
    study = {"factors": {"a": {"range": [0.5, 3.0]}}, "seed": 1, "note": "x"}
    assert changed(study=study) == [
        "`factors.a.range` was [0.5, 2.0], now is [0.5, 3.0]",
        "`note` was not given, now is x",
    ]
    assert changed(engine="simpy") == ["the engine was compiled, now simpy (--engine)"]
    assert changed(base={"baseline": {"horizon_days": 90}}) == [
        "the base's `baseline.horizon_days` was 60, now is 90"
    ]
