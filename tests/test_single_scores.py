import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from project_lib.leakage import single_scores
from project_lib.leakage.labels import read_label
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.single_scores import find_outstanding, find_too_good
from project_lib.leakage.verdicts import overall_verdict


def judged(data, target="target"):
    label = read_label(data[target])
    found = find_too_good(data, label, [name for name in data if name != target], "alone")
    return {column: verdict for _, column, verdict, _ in found if column}


def public(name):
    data = getattr(datasets, f"load_{name}")(as_frame=True).frame
    return data.rename(columns=str)


@pytest.mark.parametrize("name", ["breast_cancer", "wine", "diabetes"])
def test_strong_but_honest_measurements_are_neither_leak_nor_suspect(name):
    data = public(name)
    assert judged(data) == {}
    features = [column for column in data if column != "target"]
    audit = audit_signs(data, "target", features)
    assert overall_verdict(audit) == "clean", audit.to_string()


def test_the_classes_of_wine_by_name_give_no_false_alarm_either():
    data = public("wine")
    named = data.assign(target=data["target"].map({0: "Barolo", 1: "Grignolino", 2: "Barbera"}))
    named = named.sample(frac=1, random_state=0, ignore_index=True)
    audit = audit_signs(named, "target", [name for name in named if name != "target"])
    assert overall_verdict(audit) == "clean", audit.to_string()


def test_no_flower_is_called_a_leak():
    data = public("iris")
    for kind in (0, 1, 2):
        one = data.assign(target=(data["target"] == kind).astype(int))
        assert "leak" not in judged(one).values()


@pytest.mark.parametrize(("name", "verdict"), [("breast_cancer", "leak"), ("wine", "unknown")])
def test_a_copy_with_noise_stands_out_from_strong_features_too(name, verdict):
    data = public(name)
    noise = np.random.default_rng(0).normal(0, 0.02, len(data))
    assert judged(data.assign(copy=data["target"] + noise)) == {"copy": verdict}


def test_a_score_made_from_the_outcome_is_undecided_among_weak_features():
    random = np.random.default_rng(0)
    target = (random.random(4000) < 0.25).astype(int)
    data = pd.DataFrame({f"x{i}": random.normal(size=4000) + 0.4 * target for i in range(8)})
    data["score"] = random.normal(size=4000) + 2.6 * target
    assert judged(data.assign(target=target)) == {"score": "unknown"}


def cards(exceptions, rows=2000):
    """Return who has a card, and what is spent: nothing without a card, but for exceptions."""
    random = np.random.default_rng(0)
    card = random.random(rows) < 0.77
    spends = np.where(random.random(rows) < exceptions, ~card, card) & (random.random(rows) < 0.98)
    data = pd.DataFrame({f"x{i}": random.normal(size=rows) + 0.4 * card for i in range(8)})
    data["spending"] = np.where(spends, random.lognormal(5, 1, rows), 0.0)
    return data.assign(target=card.astype(int))


def test_what_only_one_class_can_have_is_a_leak_even_if_not_all_of_the_class_have_it():
    assert judged(cards(exceptions=0.0)) == {"spending": "leak"}


def test_a_strong_feature_with_exceptions_on_both_sides_is_no_leak():
    assert judged(cards(exceptions=0.01)) == {"spending": "unknown"}


def test_few_rows_of_a_class_may_all_be_alike():
    data = cards(exceptions=0.0)
    some = pd.concat([data[data["target"] == 1], data[data["target"] == 0].head(90)])
    assert judged(some.reset_index(drop=True)) in ({}, {"spending": "unknown"})


def test_two_leaks_do_not_hide_each_other():
    random = np.random.default_rng(0)
    target = (random.random(4000) < 0.25).astype(int)
    data = pd.DataFrame({f"x{i}": random.normal(size=4000) + 0.4 * target for i in range(8)})
    for name in ("one", "other"):
        data[name] = random.normal(size=4000) + 4.4 * target
    assert judged(data.assign(target=target)) == {"one": "leak", "other": "leak"}


def test_a_renamed_class_with_errors_is_found_among_several():
    random = np.random.default_rng(0)
    target = random.choice(["stayed", "left", "joined"], 3000, p=[0.6, 0.3, 0.1])
    code = pd.Series(target).map({"stayed": 2, "left": 1, "joined": 3}).to_numpy()
    code = np.where(random.random(3000) < 0.002, 1, code)
    data = pd.DataFrame({"code": code, "noise": random.normal(size=3000), "target": target})
    assert judged(data) == {"code": "leak"}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", ["binary", "classes", "amount"])
def test_noise_is_never_too_good(kind, seed):
    random = np.random.default_rng(seed)
    data = pd.DataFrame(random.normal(size=(60, 20))).add_prefix("x")
    data["text"] = random.choice(list("abcdef"), 60)
    data["name"] = [f"n{i}" for i in range(60)]
    target = {"binary": random.random(60) < 0.3, "classes": random.choice(list("pqr"), 60)}
    assert judged(data.assign(target=target.get(kind, random.gamma(2, 10, 60)))) == {}


def test_other_features_are_judged_only_where_a_suspect_is_remarkable(monkeypatch):
    random = np.random.default_rng(0)
    target = (random.random(900) < 0.3).astype(int)
    data = pd.DataFrame({f"x{i}": random.normal(size=900) + 0.2 * target for i in range(6)})
    data["late"] = random.normal(size=900) + 4 * target
    judge, asked = single_scores._judge, []
    monkeypatch.setattr(
        single_scores, "_judge", lambda one, label: asked.append(one.name) or judge(one, label)
    )
    label = read_label(pd.Series(target, name="y"))
    assert find_outstanding(data, label, list(data), ["x0", "x3"]) == {}
    assert asked == ["x0", "x3"]
    (told,) = find_outstanding(data, label, list(data), ["x0", "late"]).items()
    assert told[0] == "late" and told[1].endswith("far more than the other features tell")
    assert sorted(asked[2:]) == sorted(data)
