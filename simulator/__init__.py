"""corridorsim: cost and time of a 40-foot container (FEU) across Eurasia, by corridor.

`simulator.run("baseline", replications=4).summary` is a pandas frame. Public: `run`, `read` and
`compare` for run directories, `study` for studies of many runs, and the error `InputError`; each
is imported when first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"
__all__ = ["InputError", "__version__", "compare", "read", "run", "study"]

_HOMES = {
    "InputError": "simulator.errors",
    "compare": "simulator.results.compare",
    "read": "simulator.results.read",
    "run": "simulator.study.api",
}
"""Public name → module. `study` is the package of that name, which can be called."""


def __getattr__(name: str) -> Any:
    if name == "study":
        return importlib.import_module("simulator.study")
    if name not in _HOMES:
        msg = f"module 'simulator' has no attribute '{name}'"
        raise AttributeError(msg)
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
