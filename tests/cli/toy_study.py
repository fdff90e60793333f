"""A study of the toy corridor whose runs take milliseconds, and how to watch its directory."""

import hashlib
from pathlib import Path

STUDY = """\
title: A toy to vary
base: playtime
scenario: {warmup_days: 4, horizon_days: 12, follow_days: 20}
seed: 5
replications: 2
factors:
  ships: {path: services.toy-ship.vessels, values: [1, 2, 3, 4]}
  tariff: {path: legs.toy-rail.tariff_usd_per_feu, range: [0.5, 2], as: relative}
  speed: {path: legs.toy-rail.speed_km_per_day, range: [500, 900], label: "=speed"}
method: {kind: grid, levels: 4}
"""
POINTS = 65
"""The base, and four values of each of three factors."""
LONG = STUDY.replace("levels: 4", "levels: 12")
"""577 points: does not finish before somebody has had time to disturb it."""
YARDS = (
    STUDY.replace("[1, 2, 3, 4]", "[1, 2]")
    .replace("levels: 4", "levels: 2")
    .replace(
        "tariff:", "yard: {path: places.TOYB.yard.capacity_feu, values: [300, 400]}\n  tariff:"
    )
)


def write_study(folder: Path, text: str = STUDY, name: str = "varied") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def digests(folder: Path) -> dict[str, str]:
    """Every file but the log, which tells times."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "log.jsonl"
    }


def pieces(folder: Path) -> dict[str, tuple[int, int]]:
    """Finished pieces, and what would change if one were written again."""
    found = {}
    for path in (folder / "pieces").glob("*.json.gz"):
        stat = path.stat()
        found[path.name] = (stat.st_mtime_ns, stat.st_ino)
    return found
