"""One row for each FEU: release, delivery, ledger, and time by stage."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.model.places import ITEMS
from simulator.plan.tables import Ints, Plan
from simulator.results.departures import days_array
from simulator.results.layout import Layout
from simulator.results.ledger import Ledger, stock_cents
from simulator.units import TICKS_PER_DAY

_TEXT, _LIST = pa.string(), pa.list_(pa.float64())
SCHEMA = pa.schema(
    [
        ("feu_id", _TEXT), ("replication", pa.int64()), ("market", _TEXT), ("corridor", _TEXT),
        ("direction", _TEXT), ("demand", _TEXT), ("ordinal", pa.int64()),
        ("release_days", pa.float64()), ("delivery_days", pa.float64()),
        ("in_window", pa.bool_()), ("journey", pa.int32()),
        *((f"{item}_usd", pa.float64()) for item in ITEMS), ("usd", pa.float64()),
        ("co2e_kg", pa.float64()), ("stock_usd", pa.float64()), ("wait_days", _LIST),
        ("service_days", _LIST), ("move_days", _LIST), ("stage_usd", _LIST),
    ]
)  # fmt: skip


def labels(ledgers: Sequence[tuple[int, Layout, Sequence[tuple[str, int]]]]) -> dict[str, str]:
    """Parquet metadata: what the entries of the list columns are.

    `journeys` : journey → list of [place, leg, stage, mode]. `fixed` : journey → list of
    [entry of the list, item, USD], the money that is the same for every container on it.
    """
    rows = {str(n): account.labels() for n, account, _ in ledgers}
    fixed = {
        str(n): [
            [at, item, amount / 100]
            for at, (item, amount) in zip(account.of_fixed, money, strict=True)
        ]
        for n, account, money in ledgers
    }
    return {
        "journeys": json.dumps(rows, ensure_ascii=False),
        "fixed": json.dumps(fixed, ensure_ascii=False),
    }


def _lists(matrix: Ints, unit: float) -> pa.Array:
    """Rows of a matrix as lists."""
    count, width = matrix.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    return pa.ListArray.from_arrays(offsets, (np.ascontiguousarray(matrix) / unit).ravel())


def _by_row(ticks: Ints, account: Layout) -> Ints:
    """Stages put together into rows."""
    out = np.zeros((len(account.rows), len(ticks)), dtype=np.int64)
    for k, at in enumerate(account.of_stage):
        out[at] += ticks[:, k]
    return out.T


def _ids(demand: str, replication: int, ordinal: Ints) -> pa.Array:
    numbers = pc.cast(pa.array(ordinal), pa.string())
    return pc.binary_join_element_wise(f"{demand}/{replication}", numbers, "/")


def container_table(plan: Plan, ledger: Ledger, end: int) -> pa.Table:
    """Rows of the containers on one journey, in order of flow and ordinal."""
    times, journey, count = ledger.times, ledger.journey, len(ledger.times.units)
    release, delivery, ordinal = times.release, times.delivery, times.units[:, 1]
    late = (delivery < 0) | (delivery - release > plan.follow)
    items = ledger.items()
    stock = stock_cents(journey, np.where(delivery < 0, end, delivery) - release)
    columns = [
        _ids(journey.demand, plan.replication, ordinal),
        pa.repeat(pa.scalar(plan.replication, pa.int64()), count),
        *(pa.repeat(text, count)
          for text in (journey.market, journey.corridor, journey.direction, journey.demand)),
        pa.array(ordinal),
        days_array(release), days_array(np.where(late, -1, delivery)),
        pa.array((release >= plan.window_start) & (release < plan.window_end)),
        pa.repeat(pa.scalar(journey.itinerary, pa.int32()), count),
        *(pa.array(items[:, k] / 100) for k in range(len(ITEMS))),
        pa.array(items.sum(axis=1) / 100),
        pa.array(ledger.co2e()),
        pa.array(stock / 100),
        *(_lists(_by_row(m, ledger.layout), TICKS_PER_DAY)
          for m in (times.wait, times.service, times.move)),
        _lists(ledger.rows(), 100),
    ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=SCHEMA)
