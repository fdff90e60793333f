"""Fixtures of the loading tests, and the run whose reports several modules read."""

import pytest
from loading_shipped import shipped

__all__ = ["made", "shipped"]


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A run and its reports, drawn once; tests that change it take a copy or put it back."""
    from report_run import Made  # here, as other tests need no charts

    return Made(tmp_path_factory.mktemp("report"))
