"""Measures are pure numbers: one run checks them for every database."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/measures/" in item.path.as_posix():
            item.add_marker("figures")
