"""A log reduced block by block gives what the whole gives; nothing is left of what failed."""

import json
import tracemalloc
from functools import partial

import pytest
from charts_run import ship

from simulator.engines import engine_named
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan
from simulator.plan.runlog import RunLog
from simulator.results import dense, replication, write
from simulator.results.replication import Reducer, Wanted, reduce
from simulator.results.tables import combine
from simulator.study.api import prepare


@pytest.fixture
def small(shipped):
    ship(shipped)
    return partial(prepare, "small")


def contents(directory):
    """File → bytes, without what may differ: the log, and the engine's name."""
    found = {p.name: p.read_bytes() for p in directory.iterdir() if p.name != "log.jsonl"}
    document = json.loads(found["run.json"])
    return {**found, "run.json": {k: v for k, v in document.items() if k != "engine"}}


def cut_small(monkeypatch, chunk=8, turn=64):
    """Chunks, turns and row groups so small that every table is made of many."""
    monkeypatch.setattr(replication, "TURN", turn)
    monkeypatch.setattr(write, "ROW_GROUP", 32)
    monkeypatch.setattr(dense, "CHUNK", chunk)
    monkeypatch.setattr(dense, "FIRST_ROOM", 2)


def compiled(days, scale=1):
    demand = {"*": {"scale": scale}}
    made = load_scenario("small", overrides={"horizon_days": days, "demand": demand})
    return compile_plan(made.network, made.scenario, made.corridors, 0)


def test_pieces_make_the_whole(small, tmp_path, monkeypatch):
    made = compiled(60)
    log = engine_named("simpy")(made.plan)
    monkeypatch.setattr(write, "ROW_GROUP", 32)
    whole = reduce(made.plan, made.book(), log, Wanted(events=True))
    write.write(combine([whole]), tmp_path / "whole", run={})
    cut_small(monkeypatch)
    work = Reducer(made.plan, made.book(), Wanted(events=True, folder=tmp_path))
    early = []
    reduce_chunk = work._reduce
    monkeypatch.setattr(work, "_reduce", lambda *c: (early.append(c[2]), reduce_chunk(*c)))
    engine_named("simpy")(made.plan, in_small_blocks(work.log))
    write.write(combine([work.result()]), tmp_path / "pieces", run={})
    assert early.count(0) > 10  # chunks that were reduced under way
    assert contents(tmp_path / "pieces") == contents(tmp_path / "whole")


def in_small_blocks(log):
    """A log that is handed on seven rows at a time."""
    out = RunLog()

    def hand_on(sink, way, block):
        log.end = out.end
        for first in range(0, len(block), 7):
            sink(way, block[first : first + 7])

    for name in ("trips", "units"):
        getattr(out, name).sink = partial(hand_on, getattr(log, name).put)
    return out


def test_engines_and_workers_write_the_same_bytes(small, tmp_path):
    small(engine="simpy", events=True).run_into(tmp_path / "a")
    small(engine="compiled", events=True).run_into(tmp_path / "b", workers=2)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "shipped") == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_nothing_is_left_of_a_run_that_was_broken_off(small, tmp_path, error):
    seen = []

    def stop(done, total):
        if done:
            seen.extend(p.name for p in (tmp_path / "new").rglob("*.arrow"))
            raise error

    with pytest.raises(error):
        small(engine="simpy").run_into(tmp_path / "new" / "run", progress=stop)
    assert sorted(seen) == ["containers-0.arrow", "departures-0.arrow"]
    assert not (tmp_path / "new").exists()


def test_memory_does_not_grow_with_the_containers(small, tmp_path, monkeypatch):
    cut_small(monkeypatch, chunk=256, turn=512)
    kept(0.1, tmp_path)  # whatever is made once, by the first run of a process
    held = [kept(scale, tmp_path) for scale in (0.5, 2)]
    (few, little), (many, much) = held
    assert many > few + 2_000
    assert (much - little) / (many - few) < 180  # bytes; with its row of the log over 210


def kept(scale, folder):
    """Containers of a run, and bytes that reducing it holds at the end."""
    made = compiled(365, scale)
    work = Reducer(made.plan, made.book(), Wanted(folder=folder))
    tracemalloc.start()
    engine_named("compiled")(made.plan, work.log)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return work.containers.rows, held
