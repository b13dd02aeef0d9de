import numpy as np
import pandas as pd
import pytest

from project_lib.leakage.signs import audit_signs
from project_lib.leakage.verdicts import overall_verdict


def table(seed=0, rows=400):
    random = np.random.default_rng(seed)
    target = (random.random(rows) < 0.3).astype(int)
    return pd.DataFrame(
        {
            "noise": random.normal(size=rows),
            "holed": np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows)),
            "city": random.choice(list("pqrs"), rows),
            "useful": random.normal(size=rows) + target,
            "target": target,
            "amount": target * random.gamma(2, 10, rows),
        }
    )


def audited(data, *features, target="target"):
    found = audit_signs(data, target, [*features, "noise", "holed", "city", "useful"], ["amount"])
    return found[found["verdict"] != "clean"].set_index("column")


@pytest.mark.parametrize("seed", range(8))
def test_honest_features_come_out_clean(seed):
    data = table(seed)
    assert audited(data).empty
    assert audited(data, target="amount").drop("amount", errors="ignore").empty


@pytest.mark.parametrize(
    ("plant", "evidence"),
    [
        (lambda data: data["target"], "it equals `target`"),
        (lambda data: 1.0 - data["target"], "each of its values stands for one value of `target`"),
        (lambda data: data["target"].map({0: "no", 1: "yes"}), "each of its values stands for"),
        (lambda data: data["noise"].where(data["target"] == 1), "its missing values tell `target`"),
        (lambda data: data["amount"], "it equals `amount`"),
        (lambda data: data["amount"] * 3 + 1, "it is a straight line of `amount`"),
    ],
)
def test_a_target_in_disguise_is_a_leak(plant, evidence):
    data = table()
    found = audited(data.assign(planted=plant(data)), "planted").loc[["planted"]]
    assert found["verdict"].iloc[0] == "leak"
    assert evidence in found["evidence"].iloc[0]


def test_a_measurement_that_parts_one_class_from_the_others_is_no_code_of_it():
    width = np.tile([0.2, 0.3, 1.3, 1.5, 1.8], 100)
    rows = pd.DataFrame({"width": width, "code": np.where(width < 1, 0.5, 1.5), "y": width < 1})
    audit = audit_signs(rows, "y", ["width", "code"], time="").set_index("check")
    assert audit.loc[["target in disguise"], "column"].tolist() == ["code"]


def test_a_feature_that_tells_the_target_alone_is_a_leak():
    data = table()
    planted = data["target"] + np.random.default_rng(1).normal(0, 0.1, len(data))
    found = audited(data.assign(planted=planted), "planted")
    assert found.at["planted", "check"] == "too good alone"
    assert found.at["planted", "verdict"] == "leak"
    assert "AUROC 1.000" in found.at["planted", "evidence"]


def test_a_suspiciously_good_feature_is_unknown():
    data = table(rows=3000)
    planted = data["target"] + np.random.default_rng(1).normal(0, 0.38, len(data))
    found = audited(data.assign(planted=planted), "planted")
    assert found.at["planted", "verdict"] == "unknown"


def test_a_feature_that_explains_an_amount_is_a_leak():
    data = table().assign(amount=lambda t: np.exp(t["noise"]))
    found = audit_signs(data, "amount", ["noise", "useful"])
    assert found.set_index("column").at["noise", "verdict"] == "leak"


@pytest.mark.parametrize("target", ["target", "amount"])
@pytest.mark.parametrize("others", [0, 3])
def test_a_text_that_is_almost_always_the_same_is_no_leak(target, others):
    planted = ["rare"] * others + ["usual"] * (400 - others)
    audit = audit_signs(table().assign(planted=planted), target, ["planted"])
    assert overall_verdict(audit) == "clean", audit.to_string()


def test_a_text_that_nearly_tells_the_target_is_not_clean():
    data = table(rows=3000)
    planted = data["target"].map({0: "no", 1: "yes"}).where(data.index % 500 > 0, "no")
    found = audited(data.assign(planted=planted), "planted").loc[["planted"]]
    assert overall_verdict(found) == "leak"


def test_the_best_feature_of_an_amount_is_named_also_when_it_is_weak():
    audit = audit_signs(table(), "amount", ["noise", "useful"]).set_index("check")
    evidence = audit.at["too good alone", "evidence"]
    assert evidence.startswith("the best single one is useful: explains")


def test_a_text_with_a_value_per_row_is_no_leak():
    data = table().assign(planted=[f"name {i}" for i in range(400)])
    assert audited(data, "planted").empty


@pytest.mark.parametrize("data", [table().head(10), table().assign(target=0)])
def test_too_little_data_is_unknown(data):
    found = audit_signs(data, "target", ["noise"])
    assert overall_verdict(found) == "unknown"
    assert found["evidence"].str.contains("too few").all()


def test_a_constant_tells_nothing_of_an_amount():
    data = table().assign(planted=4)
    assert audit_signs(data, "amount", ["planted"]).set_index("check")["verdict"].eq("clean").all()


@pytest.mark.parametrize("kind", ["text", "truth", "holed"])
def test_a_target_of_texts_or_with_gaps_is_audited_too(kind):
    data = table()
    code = data["target"]
    data = data.assign(copy=code * 2 + 1, said=code.map({0: "nein", 1: "ja"}))
    named = {"text": code.map({0: "no", 1: "yes"}), "truth": code == 1}
    data["target"] = named.get(kind, code.where(data.index > 5))
    found = audit_signs(data, "target", ["copy", "said", "noise", "holed", "city", "useful"])
    leaks = found[found["verdict"] == "leak"]
    assert set(leaks["column"]) == {"copy", "said"}
    assert not found["evidence"].str.contains("the check stopped").any(), found.to_string()


def test_several_classes_are_audited_and_too_many_are_undecided():
    data = table(rows=900)
    data["target"] = pd.qcut(data["useful"], 3, labels=["low", "middle", "high"]).astype(str)
    data["code"] = data["target"].map({"low": 7, "middle": 3, "high": 5})
    found = audit_signs(data, "target", ["code", "noise", "holed", "city"])
    assert set(found.loc[found["verdict"] != "clean", "column"]) == {"code"}
    many = audit_signs(data.assign(target=[f"n{i}" for i in range(900)]), "target", ["noise"])
    assert set(many["verdict"]) == {"unknown"}
    assert many["evidence"].iloc[0] == "900 rows with 900 values of the target"


def test_without_a_target_only_dates_are_judged():
    data = table().assign(cutoff=pd.Timestamp("2024-01-01"), planned=pd.Timestamp("2024-02-01"))
    found = audit_signs(data, "", ["noise", "planned"])
    assert found[["check", "column", "verdict"]].to_numpy().tolist() == [
        ["dates before the cutoff", "planned", "unknown"]
    ]
    assert audit_signs(data, "", ["noise"]).empty
