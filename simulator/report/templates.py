"""Starting files that `new` writes: they validate and run as they stand."""

from __future__ import annotations

from simulator.errors import plain

_CORRIDOR = """\
# A corridor of your own, with its places, legs, services and demand in one file.
# Every number is an invented example: replace it, and write under `sources` where yours is from
# (fact ids of a facts.csv in this folder, or `assumed: why`).
#
#   corridorsim validate {file}
#   corridorsim show {id} --data {folder}
#   corridorsim run baseline --data {folder} --set corridors=[{id}] --replications 6 --out runs/{id}
#
# A variant of a shipped corridor is shorter:
#   corridors:
#     {id}:
#       extends: middle
#       until: AZALT        # its legs up to here, then yours; `rejoin: PLACE` takes its last ones
#       name: …
#       legs: {{…}}
# `corridorsim schema corridor` is the JSON Schema for your editor.

markets:
  {id}-market:
    name: Market of {name}          # corridors of one market are compared

places:                             # ids: UN/LOCODE where there is one
  {key}A:
    name: {name} start
    country: CN                     # ISO 3166
    lat: 43.8
    lon: 87.6
    gauges: [1435]                  # mm
  {key}B:
    name: {name} border
    country: KZ
    lat: 45.2
    lon: 82.5
    gauges: [1435, 1520]            # both: here the gauge changes
    facilities:
      crane:
        servers: 2                  # trains that can be worked on at once
        load_minutes_per_feu: 3
        unload_minutes_per_feu: 3
        sources: {{all: "assumed: example"}}
    yard:
      capacity_feu: 800             # a full yard holds trains outside
      sources: {{all: "assumed: example"}}
    procedures:
      customs:
        per: feu                    # each container; `vehicle` for the whole train
        when: {{visit: [transfer]}}
        hours: {{shape: lognormal, mean: 8, cv: 0.6}}
        includes_waiting: true      # a published time that contains queues: no queue of its own
        sources: {{all: "assumed: example"}}
    charges:
      transshipment:
        item: handling
        usd_per_feu: 150
        price_year: 2025
        when: {{visit: [transfer]}}
        sources: {{all: "assumed: example"}}
  {key}C:
    name: {name} end
    country: KZ
    lat: 51.1
    lon: 71.4
    gauges: [1520]

legs:                               # physical; other corridors may use them too
  {id}-first:
    start: {key}A
    end: {key}B
    mode: rail
    km: 480
    gauge: 1435
    speed_km_per_day: 900
    move_cv: 0.1                    # spread of the running time
    tariff_usd_per_feu: 500         # or {{forward: 500, backward: 400}}
    price_year: 2025
    sources: {{all: "assumed: example"}}
  {id}-second:
    start: {key}B
    end: {key}C
    mode: rail
    km: 1200
    gauge: 1520
    speed_km_per_day: 800
    paths_per_day: 10               # train paths; without it the line never holds a train back
    tariff_usd_per_feu: 700
    price_year: 2025
    sources: {{all: "assumed: example"}}

services:                           # what carries the legs; each serves both directions
  {id}-first-train:
    kind: timetable
    legs: [{id}-first]
    capacity_feu: 50
    timetable: {{days: [mon, wed, fri], at: "08:00"}}   # UTC
    calls:
      {key}B: {{facility: crane}}
    sources: {{all: "assumed: example"}}
  {id}-second-train:
    kind: fill_and_go
    legs: [{id}-second]
    capacity_feu: 50
    longest_wait_hours: 72          # leaves when full, or this long after its first container
    calls:
      {key}B: {{facility: crane}}
    sources: {{all: "assumed: example"}}

corridors:
  {id}:
    name: {name}
    market: {id}-market
    status: open                    # open, disrupted, building, planned or proposed
    direction: westbound            # of the legs in the order below
    legs:
      {id}-first: {{service: {id}-first-train}}
      {id}-second: {{service: {id}-second-train}}
    border: {{start: {key}B, end: {key}C}}
    costs:
      equipment_usd_per_day: 4      # container hire
      price_year: 2025
      sources: {{all: "assumed: example"}}

demands:
  {id}-west:
    name: Westbound containers of {name}
    start: {key}A
    end: {key}C
    shares: {{{id}: 1}}
    feu_per_year: 4000
    sources: {{all: "assumed: example"}}
  {id}-east:
    name: Eastbound containers of {name}
    start: {key}C
    end: {key}A
    shares: {{{id}: 1}}
    feu_per_year: 1500
    sources: {{all: "assumed: example"}}
"""

_SCENARIO = """\
# A scenario of your own: what differs from the one that it extends.
#
#   corridorsim validate {file}
#   corridorsim run {file}
#   corridorsim compare runs/baseline runs/{id}
#
# Keep the seed of the other run: both then meet the same storms, and the difference sharpens.

title: {name}
extends: baseline

# corridors: [northern, middle]     # or markets: [china-eu]; without both every open corridor
# start: 2025-01-01                 # first day of the warm-up, UTC
# warmup_days: 60
# horizon_days: 365                 # window of releases, after the warm-up
replications: 2
seed: 1

# demand:
#   china-eu-middle-west: {{scale: 2}}
# cargo:
#   value_usd_per_feu: 90000
# promised_days:
#   middle/westbound: 30

# changes:                          # any value of the data, by its path; `*` is any id
#   - path: services.caspian-feeder.vessels
#     add: 3
#     why: three more feeders
#   - path: places.KZAAU.procedures.*.hours
#     scale: 0.5
#     why: joint digital customs

# closures:
#   border:
#     target: places.PLMAL
#     start: 2025-09-12
#     days: 13
"""


def identifier(name: str) -> str:
    """`My Route` as an id: `my-route`."""
    words = "".join(c if c.isalnum() else " " for c in name).split()
    return "-".join(w for w in (plain(word) for word in words) if w)


def corridor_file(name: str, file: str, folder: str) -> str:
    """Text of a new corridor's file."""
    key = identifier(name)
    letters = "".join(c for c in key.upper() if c.isalnum())
    return _CORRIDOR.format(id=key, name=name, key=f"{letters}-", file=file, folder=folder)


def scenario_file(name: str, file: str) -> str:
    """Text of a new scenario's file."""
    return _SCENARIO.format(id=identifier(name), name=name, file=file)
