import pandas as pd
import pytest
from doctor_cases import SmallCase
from event_tables import prediction

from project_lib.case import open_case
from project_lib.configuration.prediction_schema import Target
from project_lib.examination import trial_features
from project_lib.examination.data_faults import read_tables
from project_lib.examination.trial_features import make_features, rare_classes


def test_the_features_of_rows_are_made_as_notebook_03_makes_them(project):
    SmallCase(project).write()
    case = open_case("small")
    made = make_features(case, read_tables(case), {})
    assert made.features == ["since_days_before", "age", "city"]
    assert len(made.table) == 400


def test_of_many_entities_some_serve_and_all_are_taken_where_a_class_is_rare(project, monkeypatch):
    monkeypatch.setattr(trial_features, "MOST_ENTITIES", 200)
    small = SmallCase(project)
    small.table["left"] = ["yes", "no"] * 200
    small.write()
    case = open_case("small")
    assert len(make_features(case, read_tables(case), {}).table) == 200
    small.table["left"] = ["yes", *["no"] * 399]
    small.write()
    case = open_case("small")
    assert len(make_features(case, read_tables(case), {}).table) == 400


def test_where_some_entities_are_all_the_features_are_made_once(project, monkeypatch):
    small, made = SmallCase(project), []
    small.table["left"] = ["yes", *["no"] * 399]
    small.write()
    make = trial_features._make_of_rows
    monkeypatch.setattr(
        trial_features, "_make_of_rows", lambda *given: made.append(given) or make(*given)
    )
    case = open_case("small")
    assert len(make_features(case, read_tables(case), {}).table) == 400
    assert len(made) == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0] * 400 + [1] * 49, ["only 49 rows of 449 have the value 1"]),
        ([0] * 400 + [1] * 50, []),
        (list(range(60)), []),
        (["a"] * 60 + ["b"] * 3, ["only 3 rows of 63 have the value 'b'"]),
    ],
)
def test_classes_with_few_rows_are_told_and_amounts_are_not(values, told):
    target = Target(name="returns", description="-", kind="any")
    table = pd.DataFrame({"returns": values})
    found = [error.problem for error in rare_classes(table, prediction(target=target))]
    assert found == told
