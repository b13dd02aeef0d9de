"""What tests need beyond Python is looked for once; without it they are skipped with the reason."""

import importlib.util
import shutil

import pytest

from project_lib import journal

NEEDS = {
    "java": lambda: shutil.which("java") and importlib.util.find_spec("pyspark"),
    "browser": lambda: shutil.which("chromium") and importlib.util.find_spec("playwright"),
}
REASONS = {"java": "needs Java and pyspark", "browser": "needs chromium and playwright"}


def pytest_collection_modifyitems(items):
    for marker, available in NEEDS.items():
        if not available():
            skip = pytest.mark.skip(reason=REASONS[marker])
            for item in items:
                if marker in item.keywords:
                    item.add_marker(skip)


@pytest.fixture(autouse=True)
def empty_journal():
    journal.clear()
    yield
    journal.clear()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project folder that is the working folder."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
