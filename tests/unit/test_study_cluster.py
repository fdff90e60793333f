"""The same bytes from a Dask cluster: a real scheduler and two worker processes here."""

import pytest
from study_fakes import Fake, NoSecond

from simulator.errors import InputError
from simulator.study import cluster
from simulator.study.cluster import Cluster
from simulator.study.pool import Here, perform
from simulator.study.runner import run_points
from simulator.study.store import Memory

distributed = pytest.importorskip("distributed", reason="needs corridorsim[cluster]")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0",
        host="127.0.0.1",
    ) as cluster:  # fmt: skip
        yield cluster.scheduler_address


def test_cluster_gives_the_same_bytes(address):
    from simulator.study.sweep import prepare_study

    job = prepare_study(STUDY)
    here, there = Memory(), Memory()
    run_points(job.design, job.work, here, Here(job.work))
    with Cluster(job.work, address) as workers:
        assert workers.width == 2
        run_points(job.design, job.work, there, workers)
    assert len(here._pieces) == 5
    assert there._pieces == here._pieces


STUDY = {
    "base": "baseline",
    "scenario": {"corridors": ["kabul"], "horizon_days": 10, "warmup_days": 2, "follow_days": 20},
    "factors": {"demand": {"path": "demands.*.feu_per_year", "range": [0.5, 1], "as": "relative"}},
    "method": {"kind": "grid", "levels": 4},
}


def test_items_whose_workers_died_are_tried_alone_then_given_up(monkeypatch):
    """Dask suspects everything that a dead worker held; only the culprit may be given up."""
    work, tries = Fake(replications=1), []

    def completed(self, items):
        tries.append([i.point.number for i in items])
        for item in items:
            dead = item.point.number == 1 or len(tries) == 1
            yield item, None if dead else perform(work, item)

    monkeypatch.setattr(cluster.Cluster, "_completed", completed)
    found = run_points(NoSecond(first=3), work, Memory(), Cluster(work, "nowhere"))
    assert tries == [[0, 1, 2], [0], [1], [2]]
    assert [found.failed(n) is None for n in range(3)] == [True, False, True]
    assert found.failed(1).startswith("its process ended 3 times, often for want of memory")


def test_no_scheduler_there(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster(Fake(), "tcp://127.0.0.1:9").__enter__()
