import numpy as np
import pandas as pd
import pytest
from serving_examples import RECIPE, serving_committee, serving_rows
from test_onnx_graph import answers, graph_of

from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import Pack
from project_lib.serving import onnx_forest
from project_lib.serving.fitted_parts import fitted_parts
from project_lib.serving.forests import NotServed
from project_lib.serving.raw_inputs import read_frame

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def operators(graph):
    return [node.op_type for node in onnx.load_from_string(graph).graph.node]


def test_before_trees_nothing_is_scaled():
    scaled = RECIPE.loc[RECIPE["treatment"].isin(["standard", "log", "bins", "robust"]), "name"]
    table, committee = serving_committee(["LGBMClassifier"], features=list(scaled))
    graph, _ = graph_of(committee, table)
    found = operators(graph)
    assert found[: found.index("TreeEnsemble")].count("IsNaN") == 1  # the flag of a missing amount
    assert not {"Div", "Log", "Mul", "Where"} & set(found)


def test_a_model_that_learned_nothing_predicts_its_constant():
    table = serving_rows(30)[["even"]]
    recipe = pd.DataFrame(
        {"name": ["even"], "missing": "median", "treatment": "standard", "setting": ""}
    )
    committee = fit_committee(
        [Member(Pack("x", "LGBMClassifier", {"min_child_samples": 500}), ("even",))], table,
        np.arange(30) % 2, recipe=recipe, task="binary", classes=(0, 1),
    )  # fmt: skip
    graph, columns = graph_of(committee, table)
    np.testing.assert_allclose(answers(graph, read_frame(table, columns), "binary"), 0.5)


def test_values_on_the_very_edge_of_a_split_go_the_same_way():
    table, committee = serving_committee(["LGBMClassifier"], features=["even", "far"], rows=300)
    graph, columns = graph_of(committee, table)
    (part,) = [p for p in fitted_parts(committee.members[0].pipeline) if p.names == ("even",)]
    booster = committee.members[0].model.booster_.trees_to_dataframe()
    splits = booster.loc[booster["split_feature"] == "Column_0", "threshold"].to_numpy()
    raw = splits * part.steps[2].scale_[0] + part.steps[2].mean_[0]
    edges = np.concatenate([[np.nextafter(x, -np.inf), x, np.nextafter(x, np.inf)] for x in raw])
    rows = pd.DataFrame({"even": edges, "far": 0.0})
    said = answers(graph, read_frame(rows, columns), "binary")
    np.testing.assert_allclose(said, committee.predict(rows), atol=1e-12)


def test_missing_and_infinite_values_go_where_their_stand_in_goes():
    table, committee = serving_committee(["RandomForestClassifier"], features=["even", "far"])
    graph, columns = graph_of(committee, table)
    rows = pd.DataFrame({"even": [np.nan, np.inf, -np.inf, 9.0] * 3,
                         "far": np.repeat([np.nan, np.inf, 0.0], 4)})  # fmt: skip
    said = answers(graph, read_frame(rows, columns), "binary")
    np.testing.assert_allclose(said, committee.predict(rows), atol=1e-12)
    assert said[0] == said[1] == said[2]


def test_a_forest_too_large_for_the_format_is_served_natively(monkeypatch):
    monkeypatch.setattr(onnx_forest, "MOST_NODES", 10)
    table, committee = serving_committee(["RandomForestClassifier"], features=["even"])
    with pytest.raises(NotServed, match="nodes, more than 10"):
        graph_of(committee, table)
