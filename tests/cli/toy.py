"""A small corridor of one's own, in a folder, and the command as a user types it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from simulator.cli.main import main

SOURCES = '{all: "assumed: made up for a test"}'
DATA = """\
markets:
  toy-market: {name: Toyland to Playland}
places:
  TOYA: {name: Älpha, country: CN, lat: 43, lon: 80, gauges: [1435]}
  TOYB:
    name: Beta Port
    aliases: [Port Beta]
    country: KZ
    lat: 45
    lon: 70
    gauges: [1435]
    facilities:
      berth: {servers: 1, load_minutes_per_feu: 3, unload_minutes_per_feu: 3, sources: SRC}
      track: {servers: 2, load_minutes_per_feu: 2, unload_minutes_per_feu: 2, sources: SRC}
    yard: {capacity_feu: 300, sources: SRC}
    storage: {price_year: 2025, tiers: [{from_day: 1, usd_per_feu_day: 10}], sources: SRC}
    procedures:
      customs: {hours: {shape: lognormal, mean: 6, cv: 0.5}, includes_waiting: true, sources: SRC}
    charges:
      lift: {item: handling, usd_per_feu: 80, price_year: 2025, sources: SRC}
  TOYC: {name: Gamma, country: AZ, lat: 45, lon: 65}
legs:
  toy-rail:
    {start: TOYA, end: TOYB, mode: rail, km: 1000, gauge: 1435, speed_km_per_day: 800,
     move_cv: 0.2, tariff_usd_per_feu: 900, price_year: 2025, sources: SRC}
  toy-sea:
    {start: TOYB, end: TOYC, mode: sea, km: 500, move_hours: {shape: gamma, mean: 30, cv: 0.2},
     tariff_usd_per_feu: {forward: 400, backward: 300}, price_year: 2025, sources: SRC}
services:
  toy-train:
    {kind: timetable, legs: [toy-rail], capacity_feu: 40, timetable: {every_hours: 48},
     calls: {TOYB: {facility: track}}, sources: SRC}
  toy-ship:
    {kind: fleet, legs: [toy-sea], vessels: 1, vessel: {slots_feu: 60, sources: SRC},
     longest_wait_hours: 48, calls: {TOYB: {facility: berth}}, sources: SRC}
corridors:
  toy:
    name: The toy corridor
    market: toy-market
    direction: westbound
    legs: {toy-rail: {service: toy-train}, toy-sea: {service: toy-ship}}
    border: {start: TOYB, end: TOYC}
    costs: {equipment_usd_per_day: 4, price_year: 2025, sources: SRC}
  toy-planned:
    extends: toy
    name: A toy on paper
    status: planned
demands:
  toy-west:
    {name: West, start: TOYA, end: TOYC, shares: {toy: 1}, feu_per_year: 3000, sources: SRC}
  toy-east:
    {name: East, start: TOYC, end: TOYA, shares: {toy: 1}, feu_per_year: 1000, sources: SRC}
""".replace("SRC", SOURCES)
SCENARIO = """\
title: A toy to run
corridors: [toy]
warmup_days: 10
horizon_days: 60
replications: 2
seed: 5
promised_days: {toy/westbound: 6}
"""
CHECKS = """\
checks:
  toy-days-wide: {start: TOYA, end: TOYC, quantity: days, low: 1, high: 60, COMMON}
  toy-port-days: {start: TOYA, end: TOYB, quantity: days, low: 1, high: 9, COMMON}
  toy-freight-2018:
    {start: TOYA, end: TOYC, quantity: freight_usd, low: 800, high: 1000, year: 2018, COMMON}
  toy-tied:
    {start: TOYA, end: TOYC, quantity: days, low: 90, high: 99, sets_a_parameter: true, COMMON}
""".replace("COMMON", "corridor: toy, direction: westbound, facts: [MC001]")
REPOSITORY = Path(__file__).resolve().parents[2]


def write_toy(folder: Path, data: str = DATA) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "toy.yaml").write_text(data, "utf-8")
    (folder / "playtime.yaml").write_text(SCENARIO, "utf-8")
    return folder


def environment(columns: int | None = None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    path = os.pathsep.join(filter(None, [str(REPOSITORY), kept.get("PYTHONPATH", "")]))
    added = {"PYTHONPATH": path, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"}
    return kept | added | ({"COLUMNS": str(columns)} if columns else {})


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "simulator", *map(str, words)]


@dataclass
class Said:
    """What a command printed."""

    stdout: str
    stderr: str


def quick(
    *words: object, cwd: Path | None = None, columns: int | None = None, code: int = 0
) -> Said:
    """Type a command without a process of its own, which saves the second that imports take."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": str(columns or "")}),
        contextlib.redirect_stdout(out), contextlib.redirect_stderr(err),
        contextlib.chdir(cwd or Path.cwd()),
    ):  # fmt: skip
        ended = main([str(word) for word in words])
    assert ended == code, f"{ended}: {out.getvalue()}{err.getvalue()}"
    return Said(out.getvalue(), err.getvalue())


def corridorsim(
    *words: object, cwd: Path | None = None, columns: int | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Type a command; fails unless it ends with `code`, and never with a traceback."""
    done = subprocess.run(
        command(*words), cwd=cwd, env=environment(columns), capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
    return done
