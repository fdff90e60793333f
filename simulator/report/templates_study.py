"""The starting file that `new study` writes: it validates and runs as it stands."""

from __future__ import annotations

_STUDY = """\
# A study: many runs of one scenario, each with other assumptions.
#
#   corridorsim validate {file}
#   corridorsim sweep {file} --dry-run      # how many runs, about how long
#   corridorsim sweep {file} --out studies/{id}
#
# Whatever ends it, the same command goes on. `corridorsim schema study` is for your editor.

title: {name}
base: baseline                      # a scenario, or a scenario file beside this one
scenario:                           # laid over the base
  corridors: [middle]
  warmup_days: 30
  horizon_days: 120
seed: 1
replications: 4                     # of every point; all points share their luck

factors:                            # what varies: any path that --set takes
  feeders:
    path: services.caspian-feeder.vessels
    values: [4, 6, 8]               # or `range: [low, high]`, or `distribution: {{shape: …}}`
    label: feeder vessels
  border-hours:
    paths: [places.KZALT.procedures.*.hours]   # several paths move together
    range: [0.5, 2]
    as: relative                    # times the base; `added`: plus the base; `absolute`: itself
    label: border hours at Altynkol

method:
  kind: one_at_a_time               # each factor low and high: a tornado
# kind: grid                        # every combination; `levels: 5` for ranges
# kind: list                        # `points: points.csv`, or `scenarios: [baseline, tripp-open]`
# kind: latin_hypercube             # `samples: 100`
# kind: morris                      # `trajectories: 10, levels: 4`
# kind: sobol                       # `samples: 64, second_order: true`
# kind: pawn                        # `samples: 500, slices: 10`
# kind: delta                       # `samples: 500`
# kind: break_even                  # `factor: feeders, a: middle, b: northern, direction: …`
# kind: frontier                    # `x: feeders, y: border-hours, corridors: […], direction: …`
# kind: capacity                    # `corridors, direction, demands, to, delay_days`
# kind: route_choice                # `markets: [china-eu], scale_per_usd: 0.002`
# kind: discovery                   # `samples: 500, winner: middle, rivals: […], direction: …`

outputs:                            # columns of summary.csv; without corridor: every corridor
  - {{quantity: usd_mean}}
  - {{quantity: days_mean}}
"""


def study_file(name: str, file: str, key: str) -> str:
    """Text of a new study's file."""
    return _STUDY.format(name=name, file=file, id=key)
