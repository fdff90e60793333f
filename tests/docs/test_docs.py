"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

import simulator

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
