"""Many runs: replications, sweeps and other studies, in one process or several.

`simulator.study(...)` runs a study: calling this package calls `simulator.study.sweep.study`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A package that carries the name of the function which users call."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        from simulator.study.sweep import study

        return study(*args, **options)


sys.modules[__name__].__class__ = _Callable
