"""Which engine runs, what starting up imports, and a disk that keeps nothing."""

import importlib.util
import os
import subprocess
import sys

import pytest

from simulator import engines
from simulator.errors import InputError
from simulator.loading.scenario import load_scenario
from simulator.plan.compile import compile_plan

HEAVY = ("numba", "matplotlib", "pandas")


@pytest.fixture
def no_numba(monkeypatch):
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    engines.default_engine.cache_clear()
    yield
    engines.default_engine.cache_clear()


def test_without_numba_simpy_runs_and_one_line_says_so(no_numba, capsys):
    assert [engines.default_engine() for _ in range(3)] == ["simpy"] * 3
    shown = capsys.readouterr()
    assert (
        shown.err
        == "Numba is not installed: using the SimPy engine (the same results, far slower)\n"
    )
    assert shown.out == ""


def test_without_numba_the_compiled_engine_is_refused(no_numba):
    with pytest.raises(InputError, match=r"needs Numba, which is not installed.*pip install numba"):
        engines.engine_named("compiled")


def test_with_numba_nothing_is_said(capsys):
    engines.default_engine.cache_clear()
    assert engines.default_engine() == "compiled"
    assert capsys.readouterr().err == ""


def test_an_unknown_engine_is_named_with_those_that_exist():
    with pytest.raises(InputError, match=r"no engine named warp.*known: compiled, simpy"):
        engines.engine_named("warp")


def test_a_run_beyond_the_compiled_clock_is_refused():
    read = load_scenario("baseline", overrides={"horizon_days": 14_000, "corridors": ["northern"]})
    plan = compile_plan(read.network, read.scenario, read.corridors, 0).plan
    with pytest.raises(
        InputError, match=r"14,\d{3} days is longer .* 12,427 days .*--engine simpy"
    ):
        engines.engine_named("compiled")(plan)


@pytest.mark.parametrize("command", [["--help"], ["list"]])
def test_starting_up_imports_nothing_heavy(command):
    code = (
        "import sys\nfrom simulator.cli.main import main\n"
        f"try:\n    main({command!r})\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


UNWRITABLE = """
import numba
from simulator.engines.compiled_jit import entry

def plain(x):
    return x + 1

try:
    numba.njit(cache=True)(plain)
except RuntimeError:
    print("nowhere to keep it")

@entry
def one_more(x):
    return x + 1

assert one_more(1) == 2
"""


def test_a_cache_that_cannot_be_written_is_only_slower(tmp_path):
    """Plain files stand where the folders would be, beside the source and in the user's home."""
    blocked = tmp_path / "file"
    for name in (blocked, tmp_path / "__pycache__"):
        name.write_text("not a folder")
    script = tmp_path / "script.py"
    script.write_text(UNWRITABLE)
    places = ("NUMBA_CACHE_DIR", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")
    run = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False,
        env={**os.environ, **dict.fromkeys(places, str(blocked / "deeper"))},
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "nowhere to keep it\n"


def test_what_is_prepared_is_what_a_call_finds(tmp_path):
    """Else a process that runs compiles again what another one has left on disk."""
    pytest.importorskip("numba")
    from simulator.engines.compiled_jit import ON, prepare

    if not ON:
        pytest.skip("nothing is compiled")
    file = tmp_path / "doubling.py"
    text = "from simulator.engines.compiled_jit import entry\n"
    file.write_text(text + "@entry\ndef double(a, b):\n    return 2 * a + b\n")

    def loaded():
        spec = importlib.util.spec_from_file_location("doubling", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.double

    prepare(loaded(), 2)
    again = loaded()
    assert again(2, 1) == 5
    assert sum(again.stats.cache_hits.values()) == 1
    assert not again.stats.cache_misses
