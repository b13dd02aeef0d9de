import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GroupKFold, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler, TargetEncoder

from project_lib.leakage.folds import audit_fit, audit_folds


def table(seed=0, rows=300):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "user": random.integers(0, 60, rows),
            "x": random.normal(size=rows),
            "n": random.integers(0, 3, rows).astype(float),
            "city": random.choice(list("pqrs"), rows),
        }
    )


def verdicts(audit):
    return audit["verdict"].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_grouped_folds_of_distinct_rows_are_clean(seed):
    data = table(seed)
    folds = list(GroupKFold(5).split(data, groups=data["user"]))
    assert verdicts(audit_folds(data, folds, "user", ["x", "n"])) == ["clean", "clean"]


def test_an_entity_in_training_and_test_is_a_leak():
    data = table()
    audit = audit_folds(
        data, list(KFold(5, shuffle=True, random_state=0).split(data)), "user", ["x"]
    )
    assert audit.loc[0, ["column", "verdict"]].tolist() == ["user", "leak"]
    assert "in fold 1" in audit.at[0, "evidence"]


def test_rows_copied_across_folds_are_a_leak():
    data = table()
    copies = data.head(40).assign(user=lambda t: t["user"] + 1000)
    both = pd.concat([data, copies], ignore_index=True)
    folds = [(np.arange(300), np.arange(300, 340))]
    audit = audit_folds(both, folds, "user", ["x", "n", "city"])
    assert verdicts(audit) == ["clean", "leak"]
    assert "100 % of the test rows have a twin" in audit.at[1, "evidence"]


def test_twins_of_coarse_features_are_unknown():
    data = table()
    folds = list(GroupKFold(3).split(data, groups=data["user"]))
    assert verdicts(audit_folds(data, folds, "user", ["n"])) == ["clean", "unknown"]


def test_two_chance_twins_in_a_small_test_fold_are_no_leak():
    data = pd.DataFrame({"user": np.arange(1000), "x": np.arange(1000.0)})
    data.loc[[1, 900, 950], "x"] = data.loc[[0, 0, 2], "x"].to_numpy()
    folds = [(np.arange(800), np.arange(800, 1000))]
    assert verdicts(audit_folds(data, folds, "user", ["x"])) == ["clean", "clean"]
    data.loc[900:909, "x"] = np.arange(10.0)
    assert verdicts(audit_folds(data, folds, "user", ["x"])) == ["clean", "leak"]


def test_without_folds_the_verdict_is_unknown():
    assert verdicts(audit_folds(table(), [], "user", ["x"])) == ["unknown", "unknown"]


def mixed(scaler):
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), scaler), ["x", "n"]),
            ("texts", OneHotEncoder(handle_unknown="ignore"), ["city"]),
        ]
    )


@pytest.mark.parametrize("transformer", [mixed(StandardScaler()), StandardScaler()])
def test_a_transformer_fitted_on_everything_is_a_leak(transformer):
    data = table()[["x", "n", "city"]]
    data = data if isinstance(transformer, ColumnTransformer) else data[["x", "n"]]
    audit = audit_fit(transformer.fit(data), data.head(200))
    assert verdicts(audit) == ["leak"]
    assert "the training rows alone give" in audit.at[0, "evidence"]
    assert verdicts(audit_fit(transformer.fit(data.head(200)), data.head(200))) == ["clean"]


def test_an_encoder_that_learned_from_test_targets_is_a_leak():
    data, target = table(), pd.Series(np.random.default_rng(0).integers(0, 2, 300))
    encoder = TargetEncoder(random_state=0).fit(data[["city"]], target)
    assert verdicts(audit_fit(encoder, data[["city"]].head(200), target.head(200))) == ["leak"]
    honest = TargetEncoder(random_state=0).fit(data[["city"]].head(200), target.head(200))
    assert verdicts(audit_fit(honest, data[["city"]].head(200), target.head(200))) == ["clean"]


def test_what_learned_nothing_is_unknown():
    fitted = FunctionTransformer().fit(table()[["x"]])
    audit = audit_fit(fitted, table()[["x"]])
    assert verdicts(audit) == ["unknown"]
    assert "FunctionTransformer" in audit.at[0, "evidence"]


def test_what_cannot_be_cloned_is_unknown():
    assert verdicts(audit_fit(object(), table()[["x"]])) == ["unknown"]
