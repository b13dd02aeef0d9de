import numpy as np
import pandas as pd
import pytest

from project_lib.explanations.contributions import Contributions
from project_lib.explanations.entangled_features import (
    determined_features,
    entangled_sentence,
    opposed_pairs,
)
from project_lib.explanations.overall_contributions import contributions_table
from project_lib.exploration.feature_columns import find_columns

X = np.arange(200.0)


def sentence(rows, **added):
    """Return the sentence about rows whose features add these amounts to the log-odds."""
    dictionary = pd.DataFrame({"name": list(rows), "role": "feature", "unit": "",
                               "description": [name.title() for name in rows]})  # fmt: skip
    found = Contributions(pd.DataFrame(added), np.zeros(len(rows)), "log-odds", (), 0.0, 0.0)
    columns = find_columns(rows, dictionary)
    return entangled_sentence(contributions_table(found, rows, columns), found, rows, columns)


def counted(**more):
    """Return counts by kind, as of synthetic purchases, with their sum."""
    draws = np.random.default_rng(0)
    kinds = {name: draws.poisson(2.0, 200).astype(float) for name in ("art", "cook", "maps")}
    return pd.DataFrame({**kinds, "related": sum(kinds.values()), **more})


def test_features_set_against_each_other_are_named():
    rows = pd.DataFrame({"days": X, "orders": X + np.sin(X) / 9, "other": np.cos(X)})
    text = sentence(rows, days=X - 100, orders=(100 - X) / 2, other=np.cos(X))
    assert "“Days” and “Orders” (together: more of them raises the forecast)" in text
    assert "read as a sum" in text
    assert "of the variance" not in text.lower()
    found = Contributions(rows, np.zeros(200), "log-odds", (), 0.0, 0.0)
    assert opposed_pairs(list(rows), found, rows) == []


def test_a_sum_of_other_features_is_named_with_its_parts():
    rows = counted()
    text = sentence(rows, **{name: -2.0 * rows[name] for name in rows})
    assert text.startswith("Of the variance of a feature, others determine nearly all: 100 % of")
    for name in ("Art", "Cook", "Maps", "Related"):
        assert text.count(f"“{name}”") == 1


def test_a_feature_that_determines_none_of_the_strongest_is_not_named():
    noise = np.random.default_rng(1).normal(size=200)
    found, _ = determined_features(["related"], ["related", "noise", "art", "cook", "maps"],
                                   counted(noise=noise))  # fmt: skip
    others, share = found["related"]
    assert set(others) == {"art", "cook", "maps"}
    assert share == pytest.approx(1)


def test_the_share_is_that_of_least_squares():
    rows = counted(noise=np.random.default_rng(1).normal(size=200)).drop(columns="maps")
    found, (name, share) = determined_features(["related"], list(rows), rows)
    design = np.column_stack([np.ones(200), rows.drop(columns="related")])
    rest = rows["related"] - design @ np.linalg.lstsq(design, rows["related"], rcond=None)[0]
    assert not found
    assert name == "related"
    assert share == pytest.approx(1 - rest.var() / rows["related"].var())


def test_unrelated_features_are_said_to_be_so_and_only_that():
    rows = counted(place=["a", "b"] * 100).drop(columns="related")
    text = sentence(rows, **{name: rows[name] for name in ("art", "cook", "maps")},
                    place=np.ones(200))  # fmt: skip
    assert text.startswith("Among the numbers of the strongest features no two go together")
    assert "Categories and dates were not compared" in text
    assert "one by one" not in text


def test_few_rows_missing_values_and_constants_tell_nothing_wrong():
    few = counted().head(5)
    assert "none is determined" in sentence(few[["art", "maps"]], art=few["art"], maps=few["maps"])
    rows = counted(still=1.0)
    rows.loc[::3, "art"] = np.nan
    rows.loc[1, "cook"] = np.inf
    found, _ = determined_features(["art", "still"], list(rows), rows)
    assert found == {}


def test_one_number_alone_is_not_compared():
    rows = pd.DataFrame({"art": X, "place": ["a", "b"] * 100})
    assert "was not checked" in sentence(rows, art=X, place=X)


def test_enormous_numbers_are_compared_like_others():
    rows = counted()
    found, _ = determined_features(["related"], list(rows), rows)
    vast, _ = determined_features(["related"], list(rows), rows * 1e300)
    assert vast["related"][0] == found["related"][0]
    assert vast["related"][1] == pytest.approx(1.0)
