"""Departures, containers, events; a run directory written, read and compared."""

import json
import math
import pickle
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from results_toy import (
    STEPS,
    TRIPS,
    H,
    row_of,
    toy_book,
    toy_log,
    toy_plan,
    two_replications,
    without_inside,
)  # fmt: skip

from simulator.errors import InputError
from simulator.model.places import ITEMS
from simulator.plan.journeys import FixedCost
from simulator.plan.runlog import RunLog
from simulator.results import columns
from simulator.results.compare import compare
from simulator.results.read import read
from simulator.results.replication import Wanted, reduce
from simulator.results.tables import combine
from simulator.results.write import append_log, check_target, write


@pytest.fixture
def plan():
    return toy_plan()


@pytest.fixture
def book():
    return toy_book()


@pytest.fixture
def log():
    return toy_log()


@pytest.fixture
def delivered():
    return without_inside(toy_log())


@pytest.fixture
def results(plan, book, log):
    return combine([reduce(plan, book, log, Wanted(events=True))])


RUN = {"scenario": {"name": "toy"}, "engine": "simpy"}


def test_nobody_came(plan, book, tmp_path):
    empty = RunLog(end=240 * H)
    results = combine([reduce(plan, book, empty, Wanted(events=True))])
    row = row_of(results.summary, scope="terminal")
    assert (row.feu, row.delivered, row.warnings) == (0, 0, "empty: no FEU released")
    assert math.isnan(row.days_mean)
    assert row.value_of_time_usd_per_day == 20
    assert row_of(results.facilities, place="C").utilisation == 0
    write(results, tmp_path / "run", run=RUN)
    assert len(read(tmp_path / "run").departures) == 0


def test_departures(results):
    trips = results.departures.to_pandas()
    assert list(trips.columns) == list(columns.DEPARTURES)
    trips = trips.sort_values(["service", "trip"], ascending=[False, True])
    train, ship, back, waiting = trips.to_dict("records")
    assert (train["origin"], train["destination"], train["feu"]) == ("A", "B", 1)
    assert math.isnan(train["vessel"])
    assert ship["vessel"] == 0
    assert train["waited_days"] == pytest.approx(2 / 24)
    assert (ship["feu"], ship["capacity_feu"]) == (2, 30)
    assert ship["arrival_days"] == pytest.approx(94 / 24)
    assert (back["origin"], back["destination"]) == ("C", "B")
    assert math.isnan(waiting["departure_days"])
    assert waiting["destination"] == "C"


def test_containers(results):
    table = results.containers[0]
    assert table.column_names == list(columns.CONTAINERS)
    rows = table.to_pylist()
    assert [r["feu_id"] for r in rows] == ["east/0/0", "east/0/1", "short/0/0"]
    first, inside, _ = rows
    assert first["usd"] == 1025.15
    assert first["stock_usd"] == 40.0
    assert sum(first[f"{i}_usd"] for i in ITEMS) == pytest.approx(1025.15)
    assert sum(first["stage_usd"]) == pytest.approx(1025.15)
    assert sum(sum(first[k]) for k in ("wait_days", "service_days", "move_days")) == pytest.approx(
        4
    )
    assert inside["delivery_days"] is None
    assert inside["in_window"]
    labels = json.loads(table.schema.metadata[b"journeys"])
    assert labels["0"][4] == ["A", "ab", "run", "rail"]
    assert len(labels["0"]) == len(first["wait_days"])


def test_a_container_delivered_after_its_follow_is_inside(plan, book, delivered):
    reduced = reduce(replace(plan, follow=95 * H), book, delivered)
    row = row_of(combine([reduced]).summary, scope="terminal")
    assert (row.delivered, row.inside_at_end) == (0, 1)
    assert reduced.containers.table()["delivery_days"].to_pylist()[0] is None


def test_events(results):
    events = results.events[0].to_pandas()
    assert list(events.columns) == list(columns.EVENTS)
    assert len(events) == len(STEPS) + len(TRIPS)
    first = events.iloc[0]
    assert (first.traveller, first.kind, first.what, first["where"]) == (
        "east/0/0", "container", "use", "A.customs",
    )  # fmt: skip


def test_a_replication_can_be_sent_between_processes(plan, book, log):
    reduced = reduce(plan, book, log)
    back = pickle.loads(pickle.dumps(reduced))
    assert combine([back]).summary.equals(combine([reduced]).summary)


def test_studies_can_do_without_containers(plan, book, log):
    assert reduce(plan, book, log, Wanted(detail=False)).containers.rows == 0


def test_written_run_reads_back_and_is_the_same_every_time(tmp_path, results):
    names = write(results, tmp_path / "a", run=RUN, log=[{"event": "engine", "seconds": 1.5}])
    write(results, tmp_path / "b", run=RUN)
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == names
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]
    for name in set(names) - {"log.jsonl"}:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    run = read(tmp_path / "a")
    assert run.summary.columns.tolist() == list(columns.SUMMARY)
    assert run.summary.usd_p50.iloc[2] == 584.55
    assert run.summary.warnings.iloc[0] == "censored: 1"
    assert run.document["files"] == names
    assert run.seed == 7
    one = run.containers(["feu_id", "demand"], [("feu_id", "=", "east/0/1")])
    assert one.demand.tolist() == ["east"]
    assert run.journeys[1][-1] == ["C", "", "charges", ""]
    assert run.fixed[1][0][1:] == ("handling", 80)
    assert pq.ParquetFile(tmp_path / "a" / "containers.parquet").num_row_groups == 1
    append_log(tmp_path / "a", {"event": "end"})
    assert len((tmp_path / "a" / "log.jsonl").read_text().splitlines()) == 2


def test_a_run_is_replaced_only_by_force_and_only_its_files(tmp_path, results):
    target = tmp_path / "run"
    write(results, target, run=RUN)
    with pytest.raises(InputError, match=r"already holds a run \(give another --out, or replace"):
        write(results, target, run=RUN)
    (target / "mine.txt").write_text("kept")
    write(results, target, run=RUN, force=True)
    assert (target / "mine.txt").read_text() == "kept"
    assert read(target).seed == 7
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x").touch()
    with pytest.raises(InputError, match="is not empty and holds no run"):
        check_target(tmp_path / "other", force=True)


def test_what_is_not_a_run_is_refused(tmp_path, results):
    with pytest.raises(InputError, match="is not a folder"):
        read(tmp_path / "none")
    with pytest.raises(InputError, match=r"has no run\.json"):
        read(tmp_path)
    write(results, tmp_path / "a", run=RUN)
    (tmp_path / "a" / "stages.csv").unlink()
    with pytest.raises(InputError, match=r"lacks stages\.csv"):
        _ = read(tmp_path / "a").stages


def test_compare_pairs_replications(tmp_path, plan, book, delivered):
    one, two = two_replications(plan, book, delivered)
    write(combine([replace(one, number=0), replace(two, number=1)]), tmp_path / "a", run=RUN)
    dearer = replace(book, journeys=tuple(
        replace(j, fixed=(*j.fixed, FixedCost(0, "A", "", "border", 10.0))) for j in book.journeys
    ), sections=book.sections[:1])  # fmt: skip
    one, two = two_replications(plan, dearer, delivered)
    write(combine([replace(one, number=0), replace(two, number=1)]), tmp_path / "b", run=RUN)
    table = compare(tmp_path / "a", tmp_path / "b")
    assert list(table.columns) == list(columns.COMPARE)
    usd = row_of(table, scope="terminal", metric="usd_mean")
    assert usd.difference == pytest.approx(10.0)
    assert usd.replications == 2
    assert usd.ci_low == pytest.approx(10.0)
    assert usd.ci_high == pytest.approx(10.0)
    gone = row_of(table, scope="border", metric="usd_mean")
    assert gone.a > 0
    assert math.isnan(gone.b)
    assert math.isnan(gone.difference)


def test_compare_refuses_another_seed(tmp_path, plan, book, log):
    write(combine([reduce(plan, book, log)]), tmp_path / "a", run=RUN)
    write(combine([reduce(replace(plan, seed=8), book, log)]), tmp_path / "b", run=RUN)
    with pytest.raises(InputError, match="was run with seed 8"):
        compare(tmp_path / "a", tmp_path / "b")
