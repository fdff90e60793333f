"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

import simulator
from simulator.loading.scenario import load_scenario
from simulator.loading.validation import validate

TOP = Path(__file__).parents[2]
PAGES = sorted([TOP / "README.md", *(TOP / "docs").glob("*.md")])


def _generator():
    spec = importlib.util.spec_from_file_location("generate", TOP / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["files", "corridors", "scenarios"])
def test_pages_made_from_code_and_data_are_current(name):
    made = _generator().PAGES[name]()
    kept = (TOP / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert kept == made, "run `python docs/generate.py`"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_version_stands_once():
    cff = yaml.safe_load((TOP / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["version"] == simulator.__version__
    assert f'version = "{simulator.__version__}"' in (TOP / "pyproject.toml").read_text("utf-8")


def test_the_figures_met_are_those_of_the_check():
    met = re.search(
        r"^(\d+ of \d+) checks in range", (TOP / "docs/check.md").read_text("utf-8"), re.M
    )
    assert f"({met[1]} published figures are met)" in (TOP / "README.md").read_text("utf-8")


def test_the_example_of_a_variant_is_right(tmp_path):
    page = (TOP / "docs" / "adding-a-corridor.md").read_text("utf-8")
    file = tmp_path / "fast-ship.yaml"
    file.write_text(re.search(r"```yaml\n(corridors:.*?)```", page, re.DOTALL)[1], "utf-8")
    assert validate([file]) == []
    read = load_scenario("baseline", [tmp_path])
    assert "middle-fast" in read.corridors
    own, other = (list(read.network.corridors[c].legs) for c in ("middle-fast", "middle"))
    assert [leg for leg in own if leg not in other] == ["fast-crossing"]
    assert [leg for leg in other if leg not in own] == ["aktau-alat"]
