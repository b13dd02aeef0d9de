import numpy as np
import pandas as pd
import pytest
from serving_examples import names_for, serving_committee, serving_rows

from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import Pack
from project_lib.serving.forests import NotServed
from project_lib.serving.input_schema import describe_inputs
from project_lib.serving.model_parts import read_model
from project_lib.serving.onnx_graph import write_graph
from project_lib.serving.parity import TOLERANCE, draw_parity_sample, largest_difference
from project_lib.serving.raw_inputs import TYPES, read_frame

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")


def answers(graph, arrays, task):
    session = onnxruntime.InferenceSession(graph)
    fed = dict(zip(TYPES, arrays, strict=True))
    taken = {entry.name: fed[entry.name] for entry in session.get_inputs()}
    (predicted,) = session.run(None, taken)
    return predicted if task == "classes" else predicted[:, 0]


def graph_of(committee, table):
    member = committee.members[0]
    columns = describe_inputs([member.pipeline], table)
    graph = write_graph(member.pipeline, read_model(member.model), columns, committee.classes)
    return graph, columns


def difference(class_name, task, **kwargs):
    """Return by how much graph and Python differ on the parity sample of all treatments."""
    table, committee = serving_committee([class_name], task, **kwargs)
    graph, columns = graph_of(committee, table)
    sample = draw_parity_sample(committee, table, columns)
    return largest_difference(answers(graph, sample.arrays, task), sample.expected, task)


@pytest.mark.parametrize("task", ["binary", "number"])
def test_every_model_after_every_treatment_predicts_what_python_predicts(task):
    for name in names_for(task):
        # XGBoost itself adds in 32 bits, all others in 64
        assert difference(name, task, rows=200) <= (1e-6 if "XGB" in name else 1e-12), name


@pytest.mark.slow
def test_so_does_every_model_of_several_classes_and_of_logarithms():
    for name in names_for("classes"):
        assert difference(name, "classes") <= 1e-6, name
    for name in names_for("number"):
        assert difference(name, "number", transform="log1p") <= 1e-6, name


PARAMETERS = {
    "LGBMClassifier": [{"boosting_type": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
                       {"objective": "cross_entropy"}, {"boosting_type": "dart"}],
    "BernoulliNB": [{"binarize": 0.4, "alpha": 3.0}],
    "LogisticRegression": [{"solver": "liblinear"}, {"fit_intercept": False}],
    "RandomForestClassifier": [{"n_estimators": 3, "criterion": "entropy", "max_features": 0.5}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parameters"), [(name, one) for name, all_ in PARAMETERS.items() for one in all_]
)
def test_parameters_of_models_change_nothing(name, parameters):
    table = serving_rows(200)[["even", "amount", "plan"]]
    recipe = pd.DataFrame({
        "name": ["even", "amount", "plan"], "missing": "median",
        "treatment": ["standard", "log", "one-hot"], "setting": "",
    })  # fmt: skip
    target = (table["amount"].fillna(0) > 20).to_numpy().astype(int)
    pack = Pack(name, name, {"n_estimators": 5, **parameters} if "LGBM" in name else parameters)
    committee = fit_committee(
        [Member(pack, tuple(table))], table, target, recipe=recipe, task="binary", classes=(0, 1)
    )
    graph, columns = graph_of(committee, table)
    said = answers(graph, read_frame(table, columns), "binary")
    np.testing.assert_allclose(said, committee.predict(table), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("task", "name", "parameters"),
    [
        ("number", "LGBMRegressor", {"objective": "poisson"}),
        ("number", "XGBRegressor", {"objective": "count:poisson"}),
        ("number", "HistGradientBoostingRegressor", {"loss": "poisson", "max_iter": 5}),
        ("number", "HistGradientBoostingRegressor", {"loss": "absolute_error", "max_iter": 5}),
        ("classes", "LGBMClassifier", {"objective": "multiclassova"}),
    ],
)
def test_objectives_with_a_link_of_their_own_are_followed(task, name, parameters):
    if name not in names_for(task):
        pytest.skip(f"the library of {name} is not installed")
    table = serving_rows(200)[["even", "amount"]]
    recipe = pd.DataFrame({
        "name": list(table), "missing": "median", "treatment": "robust", "setting": "",
    })  # fmt: skip
    amount = table["amount"].fillna(0).to_numpy()
    target = amount + 1 if task == "number" else np.digitize(amount, [5, 30])
    small = {"n_estimators": 5} if name[:3] in ("LGB", "XGB") else {}
    committee = fit_committee(
        [Member(Pack(name, name, {**small, **parameters}), tuple(table))], table, target,
        recipe=recipe, task=task, classes=() if task == "number" else (0, 1, 2),
    )  # fmt: skip
    graph, columns = graph_of(committee, table)
    said = answers(graph, read_frame(table, columns), task)
    assert largest_difference(said, committee.predict(table), task) <= TOLERANCE / 10


@pytest.mark.parametrize("name", ["LogisticRegression", "DecisionTreeClassifier", "BernoulliNB"])
def test_a_class_that_the_member_has_not_seen_has_probability_zero(name):
    table, _ = serving_committee([name], "classes", rows=100, features=["even"])
    recipe = pd.DataFrame(
        {"name": ["even"], "missing": "median", "treatment": "standard", "setting": ""}
    )
    target = np.where(np.arange(100) % 3 == 0, 0, 2)
    committee = fit_committee(
        [Member(Pack(name, name), ("even",))], table, target, recipe=recipe, task="classes",
        classes=(0, 1, 2),
    )  # fmt: skip
    graph, columns = graph_of(committee, table)
    said = answers(graph, read_frame(table, columns), "classes")
    assert (said[:, 1] == 0).all()
    np.testing.assert_allclose(said, committee.predict(table), atol=1e-12)


def test_a_member_takes_its_columns_from_all_those_of_the_bundle():
    table, committee = serving_committee(["DecisionTreeClassifier"], features=["far", "plan"])
    _, other = serving_committee(["LogisticRegression"])
    member = committee.members[0]
    columns = describe_inputs([member.pipeline, other.members[0].pipeline], table)
    graph = write_graph(member.pipeline, read_model(member.model), columns, (0, 1))
    said = answers(graph, read_frame(table, columns), "binary")
    np.testing.assert_allclose(said, committee.predict(table), atol=1e-12)


def test_the_same_committee_gives_the_same_bytes():
    graphs = {graph_of(serving_committee(["LGBMClassifier"])[1], serving_rows())[0] for _ in "ab"}
    assert len(graphs) == 1


def test_what_the_graph_cannot_say_is_refused_with_the_reason():
    table = serving_rows(100)[["even"]]
    recipe = pd.DataFrame(
        {"name": ["even"], "missing": "median", "treatment": "standard", "setting": ""}
    )
    committee = fit_committee(
        [Member(Pack("x", "LGBMRegressor", {"linear_tree": True}), ("even",))], table,
        table["even"].fillna(0).to_numpy(), recipe=recipe, task="number",
    )  # fmt: skip
    with pytest.raises(NotServed, match="linear models"):
        graph_of(committee, table)
