"""Draw the gallery: `python docs/make_gallery.py` (or `make gallery`).

Without options the pictures and the page of docs/gallery.md: a run of the baseline and one small
study of each method, kept in `runs/gallery` and used again. With `--check` every kind of chart for
every shipped scenario over a short horizon; it fails where texts overlap, leave a figure, or where
a figure is taller than a page.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from simulator.charts import KINDS, Chart, charts
from simulator.charts.boxes import faults
from simulator.charts.drawing import DIFFERENCE
from simulator.charts.style import TALLEST_MM, applied
from simulator.errors import InputError
from simulator.loading.roots import shipped_root
from simulator.study.api import run
from simulator.study.sweep import study

HERE = Path(__file__).parent
IMAGES = HERE / "images"
DPI = 110
MORE = {"time-distance": "time-distance-china-eu-1"}
"""Kind → a further chart of it."""
SHORT = {"horizon_days": 60, "warmup_days": 30, "replications": 2}
MARKET = "china-eu"
SHOWN = {
    "stringline": "stringline-middle", "tornado": "tornado-usd-middle",
    "sobol": "sobol-usd-middle", "indices": "indices-usd-middle", "morris": "morris-usd-middle",
    "sweep": "sweep-usd", "heat": "heat-days-middle-westbound", "switch": "switch",
    "capacity": "capacity", "shares": "shares",
}  # fmt: skip
"""Kind → the chart of it that the page shows; `<kind>-china-eu` for the others."""

_FACTORS = {
    "storms": {"path": "weather.caspian-storms.shut_days", "as": "relative", "range": [0.67, 1.47],
               "label": "length of Caspian storms"},
    "sea": {"path": "legs.aktau-alat.tariff_usd_per_feu", "as": "relative", "range": [0.7, 1.5],
            "label": "sea freight Aktau – Alat"},
    "rail": {"path": "legs.tbilisi-poti.tariff_usd_per_feu", "as": "relative",
             "range": [0.3, 3.0], "label": "rail tariff Tbilisi – Poti"},
    "black-sea": {"path": "legs.poti-constanta.tariff_usd_per_feu", "as": "relative",
                  "range": [0.3, 2.0], "label": "sea freight Poti – Constanța"},
    "demand": {"path": "demands.*.feu_per_year", "as": "relative", "range": [0.6, 1.2],
               "label": "demand on the corridor"},
}  # fmt: skip
_OUTPUTS = [
    {"quantity": quantity, "corridor": "middle", "direction": "westbound"}
    for quantity in ("usd_mean", "days_mean")
]
_RIVALS = {"direction": "westbound", "quantity": "usd_mean"}
_STEPS = {"demand": {"values": [0.6, 0.8, 1.0, 1.2]}, "storms": {"values": [0.67, 1.0, 1.47]}}
STUDIES: dict[str, tuple[str, list[str], dict[str, object]]] = {
    "tornado": ("What moves the Middle Corridor", list(_FACTORS), {"kind": "one_at_a_time"}),
    "sobol": ("What explains the spread of the Middle Corridor", ["storms", "sea", "rail"],
              {"kind": "sobol", "samples": 16, "second_order": False}),
    "indices": ("What goes with the results of the Middle Corridor", list(_FACTORS),
                {"kind": "latin_hypercube", "samples": 24}),
    "morris": ("What matters on the Middle Corridor", list(_FACTORS),
               {"kind": "morris", "trajectories": 6, "levels": 4}),
    "sweep": ("The rail tariff to Poti at which both Middle Corridors cost the same", ["rail"],
              {"kind": "break_even", "factor": "rail", "a": "middle", "b": "middle-btk",
               "tolerance": 0.05, **_RIVALS}),
    "heat": ("The Middle Corridor over demand and storms", ["demand", "storms"],
             {"kind": "grid"}),
    "switch": ("Which Middle Corridor is cheaper", ["rail", "black-sea"],
               {"kind": "frontier", "x": "rail", "y": "black-sea",
                "corridors": ["middle", "middle-btk"], "resolution": 9, **_RIVALS}),
    "capacity": ("The demand at which the Middle Corridor saturates", [],
                 {"kind": "capacity", "corridors": ["middle", "middle-btk"],
                  "direction": "westbound", "demands": ["*"], "from": 0.5, "to": 2.0, "steps": 4,
                  "delay_days": 5}),
    "shares": ("Where the freight goes if Suez shuts", [],
               {"kind": "route_choice", "markets": [MARKET], "directions": ["westbound"],
                "scale_per_usd": 0.0008, "tolerance": 0.02, "most_iterations": 8,
                "scenarios": ["baseline", "suez-shut"],
                "sources": {"scale_per_usd": {"assumed": "as in the shipped china-eu-choice"}}}),
}  # fmt: skip
"""Kind of chart → title, factors and method of the small study that shows it."""


def study_of(kind: str) -> dict[str, object]:
    """Content of the small study of a kind."""
    title, names, method = STUDIES[kind]
    factors = {name: dict(_FACTORS[name]) for name in names}
    if method["kind"] == "grid":
        for name, steps in _STEPS.items():
            del factors[name]["range"]
            factors[name] |= steps
    corridors = {} if kind == "shares" else {"corridors": ["middle", "middle-btk"], "markets": []}
    days = {"horizon_days": 60, "warmup_days": 30}
    document: dict[str, object] = {
        "name": f"gallery-{kind}", "title": title, "base": "baseline", "scenario": {**corridors, **days}, "seed": 1,
        "replications": 2, "method": method,
    }  # fmt: skip
    if factors:
        document |= {"factors": factors, "outputs": _OUTPUTS}
    return document


def runs_of(work: Path, workers: int) -> Iterator[tuple[str, Path, Path | None]]:
    """Make what the gallery shows: (kind or "", directory, run to compare with)."""
    work.mkdir(parents=True, exist_ok=True)
    for name in ("baseline", "three-more-feeders"):
        if not (work / name / "run.json").is_file():
            run(name, out=work / name, replications=6, workers=workers)
    yield "", work / "baseline", None
    yield DIFFERENCE, work / "three-more-feeders", work / "baseline"
    for kind in STUDIES:
        folder = work / kind
        try:
            study(study_of(kind), out=folder, workers=workers)
        except InputError:  # left by an earlier form of the study
            study(study_of(kind), out=folder, workers=workers, restart=True)
        yield kind, folder, None


def write_page(work: Path, workers: int) -> None:
    """Draw the pictures, and write docs/gallery.md."""
    found: dict[str, Chart] = {}
    for kind, folder, against in runs_of(work, workers):
        kinds = [kind] if kind else []
        for chart in charts(folder, kinds, against=against):
            found.setdefault(chart.name, chart)
    IMAGES.mkdir(exist_ok=True)
    parts = [HEAD]
    for name, one in KINDS.items():
        parts.append(f"\n## {name}\n\n**{one.question}** {one.reading}\n")
        shown = [SHOWN.get(name, f"{name}-{MARKET}"), *([MORE[name]] if name in MORE else [])]
        for chart in (found[key] for key in shown):
            picture(chart.figure, IMAGES / f"{chart.name}.png")
            parts.append(f"\n![{chart.alt}](images/{chart.name}.png)\n")
    (HERE / "gallery.md").write_text("".join(parts), "utf-8")


def picture(figure: Figure, path: Path) -> None:
    """Write a PNG for the screen, with a palette."""
    with applied():
        figure.savefig(path, dpi=DPI)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=int)
    every, which, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    palette = every[_palette(every, counts)]
    nearest = np.array([((palette - colour) ** 2).sum(axis=1).argmin() for colour in every])
    few = Image.fromarray(nearest[which.ravel()].reshape(pixels.shape[:2]).astype(np.uint8))
    few.putpalette(palette.astype(np.uint8).tobytes())
    few.save(path, optimize=True)


def _palette(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Numbers of 256 colours: the most frequent, then one by one those that are off the most."""
    chosen = np.argsort(-counts, kind="stable")[:128]
    off = np.min([((colours - colours[k]) ** 2).sum(axis=1) for k in chosen], axis=0)
    while len(chosen) < 256 and off.max() > 0:
        worst = (off * counts).argmax()
        chosen = np.append(chosen, worst)
        off = np.minimum(off, ((colours - colours[worst]) ** 2).sum(axis=1))
    return chosen


HEAD = """# Gallery

*Made by `python docs/make_gallery.py`.* Each kind of chart with the question that it answers and how to
read it. `corridorsim chart DIR` draws all that a run or study has, `corridorsim chart DIR KIND` one kind,
as SVG, PNG or PDF (`--format`), for the width of a page or of a column (`--width`). They go into
`DIR-charts` unless `--out` names a folder; the plotted data (`.csv`) and a description in words (`.txt`) lie
beside each. `corridorsim chart DIR difference --against BASE` sets one run against another. From Python,
`simulator.charts.charts("runs/baseline", ["cdf"])` yields them with their figure, data, title, caption and
description.

The runs here have six replications of the baseline; the studies are small ones of the Middle Corridor over
60 days, which show how a chart looks and are nothing to quote: `scenarios/studies` holds those that are.
"""


def check(work: Path, workers: int) -> int:
    """Draw everything for every shipped scenario; print and count what is wrong."""
    wrong = 0
    names = sorted(file.path.stem for file in shipped_root().scenarios)
    for name in names:
        folder = work / "check" / name
        run(name, out=folder, sets=[f"{k}={v}" for k, v in SHORT.items()], workers=workers,
            force=True)  # fmt: skip
        drawn = 0
        for chart in charts(folder):
            drawn += 1
            wrong += told(name, chart)
        print(f"{name}: {drawn} charts", flush=True)
    return wrong


def told(name: str, chart: Chart) -> int:
    """Print what is wrong with a chart."""
    found = faults(chart.figure)
    tall = chart.figure.get_size_inches()[1] * 25.4
    if tall > TALLEST_MM:
        found.append(f"is {tall:.0f} mm tall")
    for fault in found:
        print(f"{name}/{chart.name}: {fault}", flush=True)
    return len(found)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="draw every shipped scenario")
    parser.add_argument("--work", type=Path, default=Path("runs/gallery"), help="folder for runs")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    warnings.simplefilter("error")
    if given.check:
        return 1 if check(given.work, given.workers) else 0
    write_page(given.work, given.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
