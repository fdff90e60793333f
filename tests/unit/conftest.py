"""Fixtures of the loading tests."""

from loading_shipped import shipped

__all__ = ["shipped"]
