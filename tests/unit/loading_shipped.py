"""A shipped root of the tests' own."""

import pytest
from loading_tiny import tiny, write

from simulator.errors import InputError
from simulator.loading import catalogue
from simulator.loading.roots import _folders
from simulator.loading.scenario import load_scenario
from simulator.loading.validation import validate


class Shipped:
    """A folder that stands in for the shipped data."""

    def __init__(self, base):
        self.base = base
        self.data(tiny())
        self.scenario("base", {"horizon_days": 30})

    def data(self, content, name="tiny"):
        return write(self.base / "corridors" / f"{name}.yaml", content)

    def scenario(self, name, content):
        return write(self.base / "scenarios" / f"{name}.yaml", content)

    def load(self, name="base", *sets, **overrides):
        return load_scenario(name, sets=sets, overrides=overrides)

    def problems(self, *paths):
        return [str(p) for p in validate(paths)]

    def refuses(self, content):
        """Problems of the whole catalogue with this data, without the place of each."""
        self.data(content)
        return [p.split(": ", 1)[1] for p in self.problems()]

    def refusal(self, name="base", *sets, **overrides):
        """Message of a scenario that cannot be loaded."""
        with pytest.raises(InputError, match=r".") as caught:
            self.load(name, *sets, **overrides)
        return str(caught.value)


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    made = Shipped(tmp_path / "shipped")
    root = lambda: _folders(made.base, "", shipped=True)  # noqa: E731
    monkeypatch.setattr(catalogue, "shipped_root", root)
    return made
