"""Pieces of memory that are used again, and the logs that lie in them."""

import gc
import multiprocessing
import pickle

import numpy as np
import pytest

from simulator.plan import pages
from simulator.plan.pages import MOST_SPARE, PIECE, piece, zeros
from simulator.plan.runlog import Histories


@pytest.fixture(autouse=True)
def _nothing_spare(monkeypatch):
    gc.collect()
    monkeypatch.setattr(pages, "_spare", [])


def where(cells):
    return cells.__array_interface__["data"][0]


def block(value, rows=3):
    return np.full((rows, 12), value, dtype=np.int32)


@pytest.mark.parametrize(
    "part",
    [
        lambda cells: cells[5:9],
        lambda cells: cells[1:][4:8].view(np.int32).reshape(2, 4),
        lambda cells: memoryview(cells[:3]),
        lambda cells: cells[:4].view(np.recarray)[:2],
        lambda cells: cells[:6].reshape(2, 3).T,
    ],
)
def test_a_piece_is_not_given_out_again_while_a_part_of_it_is_kept(part):
    cells = piece()
    begin = where(cells)
    kept = part(cells)
    del cells
    others = [piece() for _ in range(3)]
    assert begin not in map(where, others)
    del kept
    assert where(piece()) == begin


def test_no_two_have_the_same_piece():
    first = [piece() for _ in range(3)]
    del first
    again = [piece() for _ in range(6)]
    assert len(set(map(where, again))) == 6


def test_only_a_few_pieces_are_spare():
    several = [piece() for _ in range(MOST_SPARE + 2)]
    del several
    assert len(pages._spare) == MOST_SPARE


def test_cells_that_must_be_zero_are_not_those_of_a_piece():
    cells = piece()
    cells[:] = 7
    del cells
    assert not zeros(PIECE).any()


def test_a_block_kept_of_a_log_outlives_it():
    log = Histories()
    for k in range(5):
        log.put(0, block(k))
    kept = [rows[1:] for _, rows in log.blocks]
    del log
    for _ in range(3):
        other = Histories()
        other.put(0, block(99, rows=1000))
        del other
    assert [set(rows.flat) for rows in kept] == [{k} for k in range(5)]


def test_blocks_side_by_side_do_not_overlap():
    log = Histories()
    sizes = [1, 2, 1000, 3, PIECE // 6 - 500, PIECE // 6 + 1, 4]
    for k, rows in enumerate(sizes):
        log.put(k, block(k, rows))
    assert all((rows == k).all() for k, rows in log.blocks)
    assert [len(rows) for _, rows in log.blocks] == sizes


def test_a_log_can_be_sent_and_goes_on_by_itself():
    log = Histories()
    log.put(0, block(1))
    sent = pickle.loads(pickle.dumps(log))
    sent.put(0, block(2))
    log.put(0, block(3))
    assert [rows.max() for _, rows in sent.blocks] == [1, 2]
    assert [rows.max() for _, rows in log.blocks] == [1, 3]


def _write(log, cells, done):
    cells[:] = 7
    log.put(0, block(7))
    log.blocks[0][1][:] = 7
    done.put(int(log.blocks[0][1].max()))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="processes are not forked here"
)
def test_a_forked_process_writes_into_memory_of_its_own():
    context = multiprocessing.get_context("fork")
    log, cells, done = Histories(), zeros(100), context.SimpleQueue()
    log.put(0, block(1))
    child = context.Process(target=_write, args=(log, cells, done))
    child.start()
    assert done.get() == 7
    child.join()
    log.put(0, block(2))
    assert [rows.max() for _, rows in log.blocks] == [1, 2]
    assert not cells.any()
