from serving_examples import RECIPE, serving_committee, serving_rows, serving_target

from project_lib.preprocessing.pipelines import build_pipeline
from project_lib.serving.fitted_parts import fitted_parts


def test_the_parts_are_those_of_the_recipe_in_the_order_of_its_columns():
    _, committee = serving_committee(["LogisticRegression"])
    found = [(part.kind, part.names) for part in fitted_parts(committee.members[0].pipeline)]
    assert found == [
        ("numbers", ("plain",)), ("numbers", ("even",)), ("numbers", ("steps",)),
        ("numbers", ("far",)), ("numbers", ("amount",)), ("numbers", ("binned",)),
        ("cyclic", ("hour",)), ("calendar", ("moment",)), ("words", ("plan", "code")),
        ("words", ("grade",)), ("words", ("town",)), ("flags", ("steps", "amount", "moment")),
    ]  # fmt: skip


def test_columns_that_the_recipe_drops_are_no_part():
    table = serving_rows(50)
    recipe = RECIPE.assign(treatment=["as it is"] + ["drop"] * (len(RECIPE) - 1), missing="median")
    fitted = build_pipeline(recipe).fit(table, serving_target(table, "binary"))
    assert [part.names for part in fitted_parts(fitted)] == [("plain",)]
