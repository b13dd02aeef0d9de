import json

import numpy as np
import pytest

from project_lib import files
from project_lib.errors import InputError
from project_lib.key_figures import KeyFigures


@pytest.fixture
def figures(tmp_path):
    return KeyFigures(tmp_path / "reports" / "key_figures.json")


def record(figures, name, value, notebook="02_data_description", stage="description"):
    figures.record(
        name,
        value,
        label=name.title(),
        unit="rows",
        interval=(1, 2),
        n=3,
        notebook=notebook,
        stage=stage,
    )


def test_a_figure_is_found_again_with_everything_that_belongs_to_it(figures):
    record(figures, "rows", np.int64(5))
    assert json.loads(figures.path.read_text()) == [figures.get("rows")]
    assert figures.get("rows") == {
        "name": "rows",
        "label": "Rows",
        "value": 5,
        "unit": "rows",
        "interval": [1.0, 2.0],
        "n": 3,
        "notebook": "02_data_description",
        "stage": "description",
        "cell": "",
    }


def test_figures_stand_in_the_order_of_notebooks_and_replace_their_elders(figures):
    record(figures, "late", 1, notebook="05_exploratory_analysis", stage="exploratory_analysis")
    record(figures, "early", 1, notebook="01_data_extraction", stage="extraction")
    record(figures, "late", 2, notebook="05_exploratory_analysis", stage="exploratory_analysis")
    assert [(f["name"], f["value"]) for f in figures.all()] == [("early", 1), ("late", 2)]


def test_figures_that_a_stage_no_longer_records_are_dropped(figures):
    record(figures, "old", 1)
    record(figures, "new", 1)
    record(figures, "other", 1, stage="extraction")
    figures.keep_only("description", {"new"})
    assert {f["name"] for f in figures.all()} == {"new", "other"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "many", None])
def test_what_is_no_finite_number_is_refused(figures, value):
    with pytest.raises(InputError, match="key figure 'rows'.*finite number"):
        record(figures, "rows", value)
    assert not figures.path.exists()


def test_an_unknown_figure_proposes_the_nearest(figures):
    record(figures, "customers", 1)
    with pytest.raises(InputError, match="did you mean 'customers'"):
        figures.get("custommers")


@pytest.mark.parametrize("text", ['{"rows": 5}', "[5]", '[{"name": "rows"}]', '[{"na'])
def test_a_damaged_file_holds_no_figures_and_takes_new_ones(figures, text):
    files.write_text(figures.path, text)
    assert figures.all() == []
    record(figures, "rows", 5)
    assert figures.get("rows")["value"] == 5
