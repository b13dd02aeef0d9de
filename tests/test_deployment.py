import numpy as np
import pandas as pd
import pytest

from project_lib import deployment, files, journal
from project_lib.case import open_case
from project_lib.errors import InputError
from project_lib.models.committee import Member
from project_lib.models.packs import Pack

MEMBERS = (
    Member(Pack("logistic regression", "LogisticRegression"), ("x", "z"), 0.5),
    Member(Pack("tree", "DecisionTreeClassifier", {"max_depth": 2}), ("x",), 0.5),
)
RECIPE = pd.DataFrame({
    "name": ["x", "z"], "kind": "number", "missing": "median", "treatment": "standard",
    "setting": "", "reason": "",
})  # fmt: skip


@pytest.fixture
def case(write_case):
    write_case()
    return open_case("shop", "deployment")


def make_rows(kind="binary", rows=300):
    random = np.random.default_rng(3)
    table = pd.DataFrame({
        "customer_id": [f"c{number // 2}" for number in range(rows)],
        "cutoff": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows) % 2 * 90, "D"),
        "x": random.normal(size=rows), "z": random.normal(size=rows),
    })  # fmt: skip
    score = table["x"] + random.logistic(size=rows)
    target = {
        "binary": (score > 0.5).astype(int),
        "classes": np.array(["a", "b", "c"])[np.digitize(score, [-1, 1])],
        "number": score,
    }[kind]
    return table.assign(buys_again=target)


def refit(case, rows, kind="binary", members=MEMBERS):
    plan = pd.DataFrame({"kind": [kind], "transform": ["none"]})
    return deployment.refit_committee(members, rows, plan, RECIPE, case.require_prediction())


def sample_of(model, rows):
    said = np.asarray(model.committee.predict(rows.head(50))).reshape(50, -1)
    names = ["predicted"] if said.shape[1] == 1 else [f"predicted_{i}" for i in range(3)]
    return rows.head(50)[["customer_id", "cutoff"]].join(pd.DataFrame(said, columns=names))


@pytest.mark.parametrize("kind", ["binary", "classes"])
def test_the_same_seed_gives_the_same_model_again(case, kind):
    rows = make_rows(kind)
    first, again = refit(case, rows, kind), refit(case, rows, kind)
    assert first.labels == {"binary": (0, 1), "classes": ("a", "b", "c")}[kind]
    sample = sample_of(first, rows)
    assert deployment.require_same_model(again.committee, rows, sample) == 0
    said = deployment.refit_sentence(MEMBERS, rows, sample, 0.0)
    assert said.startswith("Logistic regression and tree are fitted on 300 training rows.")
    assert said.endswith("largest difference is 0: it is the model that was evaluated.")


def test_a_number_is_refitted_without_labels(case):
    rows, member = make_rows("number"), Member(Pack("ridge", "Ridge"), ("x", "z"))
    model = refit(case, rows, "number", [member])
    assert model.labels == ()
    assert deployment.require_same_model(model.committee, rows, sample_of(model, rows)) == 0


def test_another_model_stops_the_notebook(case):
    rows = make_rows()
    sample = sample_of(refit(case, rows.iloc[20:].reset_index(drop=True)), rows)
    with pytest.raises(InputError, match="is not the one of notebook 11: predictions differ by"):
        deployment.require_same_model(refit(case, rows).committee, rows, sample)
    other = sample.rename(columns={"predicted": "predicted_0"}).assign(predicted_1=0.0)
    with pytest.raises(InputError, match="is not the one of notebook 11"):
        deployment.require_same_model(refit(case, rows).committee, rows, other)


def test_a_sample_that_was_not_left_is_told(case):
    rows = make_rows()
    assert deployment.restore_sample(case) is None
    difference = deployment.require_same_model(refit(case, rows).committee, rows, None)
    said = deployment.refit_sentence(MEMBERS[:1], rows, None, difference)
    assert said == (
        "Logistic regression is fitted on 300 training rows. "
        "Notebook 11 has left no predictions to compare with."
    )


def test_the_sample_of_notebook_11_is_restored(case):
    sample = pd.DataFrame({"customer_id": ["c1"], "predicted": [0.5]})
    case.save(sample, "evaluation", "production")
    assert deployment.restore_sample(case).equals(sample)


def test_the_origin_is_plain_and_names_the_rows_that_were_learned(case):
    rows = make_rows()
    case.save(rows, "preparation")
    origin = deployment.bundle_origin(case, rows, refit(case, rows))
    assert origin["training_rows"] == 300
    assert origin["training_entities"] == 150
    assert origin["last_cutoff"] == "2026-04-01T00:00:00"
    assert origin["members"] == ["logistic regression", "tree"]
    assert len(origin["training_sha256"]) == 64
    still = deployment.bundle_origin(case, rows.drop(columns="cutoff"), refit(case, rows))
    assert "last_cutoff" not in still


def test_keys_are_those_that_the_rows_have(case):
    rows = make_rows()
    case.save(rows, "preparation")
    model = refit(case, rows)
    parts = deployment.bundle_parts(case, rows, None, model)
    assert (parts["keys"], parts["labels"]) == (["customer_id", "cutoff"], (0, 1))
    timeless = deployment.bundle_parts(case, rows.drop(columns="cutoff"), None, model)
    assert timeless["keys"] == ["customer_id"]


def test_the_runner_is_told_of_each_file_of_the_bundle(case):
    folder = deployment.bundle_folder(case)
    (folder / "member_0").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "member_0" / "model.txt").write_text("trees")
    deployment.note_bundle(case)
    noted = journal.entries("checkpoint_written")
    assert sorted(noted) == ["../bundle/manifest.json", "../bundle/member_0/model.txt"]
    interim = case.data_folder / "interim"
    interim.mkdir()
    assert all(noted[name] == files.fingerprint(interim / name) for name in noted)
