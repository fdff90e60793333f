"""What study.json says, and whether a study that goes on is still the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

from simulator.loading.study import LoadedStudy
from simulator.study.replicate import names_of, versions

_ALSO = ("SALib",)
"""Libraries of methods, beside those of runs."""


def study_versions() -> dict[str, str]:
    """Versions of everything that can move a bit of a study's results."""
    return versions() | {name: metadata.version(name) for name in _ALSO}


def record(loaded: LoadedStudy, engine: str) -> dict[str, Any]:
    """Everything needed to repeat a study."""
    base = loaded.base.resolved
    return {
        "study": loaded.study.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"seed": loaded.study.seed, "replications": loaded.study.replications},
        "base": {
            name or loaded.study.base: b.resolved.scenario.model_dump(
                mode="json", exclude_defaults=True
            )
            | {"start": b.resolved.scenario.start.isoformat()}
            for name, b in loaded.bases.items()
        },
        "corridors": list(base.corridors),
        "names": names_of(base.network, base.corridors),
        "places": {key: place.name for key, place in base.network.places.items()},
        "changes": [{"path": c.path, "old": c.old, "new": c.new} for c in base.changes],
        "engine": engine,
        "versions": study_versions(),
        "inputs": loaded.files,
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any], own_file: str) -> list[str]:
    """What of a record has changed so that its points would: keys, files and versions by name.

    The study file's own bytes do not count: its content does, key by key.
    """
    found = []
    for part in ("study", "base"):
        prefix = "" if part == "study" else "the base's "
        found += [f"{prefix}{words}" for words in _changed(old.get(part), new[part])]
    if old.get("engine") != new["engine"]:
        found.append(f"the engine was {old.get('engine')}, now {new['engine']} (--engine)")
    before, now = old.get("versions", {}), new["versions"]
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            found.append(f"{name} was {before.get(name)}, now {now.get(name)}")
    found += _files(old.get("inputs", {}), new["inputs"], own_file)
    return found


def _files(old: Mapping[str, str], new: Mapping[str, str], own: str) -> Iterator[str]:
    """Files by name; one that only goes by another name is the same."""
    before = {k: v for k, v in old.items() if k != own}
    now = {k: v for k, v in new.items() if k != own}
    moved = {*before.values()} & {*now.values()}
    for name in sorted({*before, *now}):
        was, has = before.get(name), now.get(name)
        if was == has or (was is None and has in moved) or (has is None and was in moved):
            continue
        if was is None:
            yield f"the file {name} is new"
        elif has is None:
            yield f"the file {name} is gone"
        else:
            yield f"the file {name} has changed"


def _changed(old: Any, new: Any, path: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _changed(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif old != new:
        was = "was not given" if old is None else f"was {_short(old)}"
        now = "is not given" if new is None else f"is {_short(new)}"
        yield f"`{path}` {was}, now {now}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
