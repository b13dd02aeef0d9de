"""Cases and findings for tests of decks."""

from project_lib.configuration.case_file import read_case_file


def read_config(write_case, more=""):
    """Return cdnow's configuration with some more lines of case.toml."""
    root = write_case()
    if more:
        path = root / "cases" / "shop" / "case.toml"
        path.write_text(f"{path.read_text('utf-8')}\n{more}\n", encoding="utf-8")
    return read_case_file(root, "shop")


KEY_FIGURES = [
    {"name": "rows", "value": 69659, "unit": "", "interval": None, "n": None, "label": "Rows",
     "notebook": "01_data_extraction", "stage": "extraction", "cell": "x"},
]  # fmt: skip
