import numpy as np
import pandas as pd
import pytest
from explained_committees import (
    FOREST,
    LIGHTGBM,
    LOGISTIC,
    RECIPE,
    RIDGE,
    TREE,
    make_committee,
)

from project_lib.errors import InputError
from project_lib.explanations.contributions import (
    choose_outcome,
    contributions_sentence,
    explain_rows,
    sample_rows,
)
from project_lib.explanations.scales import to_scale


def explained(*packs, rows=slice(0, 60), **changes):
    outcome = changes.pop("outcome", None)
    committee, table = make_committee(*packs, **changes)
    how = {"transform": changes.get("transform", "none"), "outcome": outcome}
    found = explain_rows(committee, table.iloc[rows], background=table, recipe=RECIPE, **how)
    return committee, table.iloc[rows], found


@pytest.mark.parametrize(
    "packs", [(LOGISTIC,), (LIGHTGBM,), (TREE,), (LOGISTIC, LIGHTGBM), (TREE, LIGHTGBM, LOGISTIC)]
)
def test_contributions_of_two_classes_add_up_to_the_log_odds(packs):
    committee, rows, found = explained(*packs)
    np.testing.assert_allclose(
        found.total, to_scale(committee.predict(rows), "log-odds"), atol=1e-9
    )
    np.testing.assert_allclose(found.forecast, committee.predict(rows), atol=1e-9)
    assert found.gap < 1e-9
    assert found.values.columns.tolist() == ["age", "visits", "plan"]
    assert found.values.index.tolist() == rows.index.tolist()


@pytest.mark.parametrize("packs", [(RIDGE,), (FOREST,), (RIDGE, FOREST)])
@pytest.mark.parametrize("transform", ["none", "log1p"])
def test_contributions_to_a_number_add_up_in_its_unit_or_its_logarithm(packs, transform):
    committee, rows, found = explained(*packs, task="number", transform=transform)
    scale = {"none": "number", "log1p": "logarithm"}[transform]
    inside = committee.predict(rows) > 0
    assert found.scale == scale
    np.testing.assert_allclose(
        found.total[inside], to_scale(committee.predict(rows), scale)[inside], atol=1e-9
    )


def test_of_several_classes_one_is_explained():
    committee, rows, found = explained(LOGISTIC, LIGHTGBM, task="classes", outcome=2)
    level = to_scale(committee.predict(rows), "log-odds", place=2)
    np.testing.assert_allclose(found.total, level, atol=1e-9)
    assert found.outcome == 2
    assert found.values["age"].corr(rows["age"]) > 0.5


def test_the_columns_of_a_feature_are_added_up_by_hand():
    committee, rows, found = explained(LOGISTIC)
    one = committee.members[0]
    _, table = make_committee(LOGISTIC)
    encoded, usual = one.encode(rows), one.encode(table).mean()
    parts = (encoded - usual) * one.model.coef_[0]
    plan = [name for name in encoded.columns if name.startswith("plan=")]
    assert len(plan) == 3
    np.testing.assert_allclose(found.values["plan"], parts[plan].sum(axis=1))
    age = parts[["age", "age_missing"]].sum(axis=1)
    np.testing.assert_allclose(found.values["age"], age)


def test_members_weigh_what_they_weigh_in_the_forecast():
    alone = [explained(pack)[2] for pack in (LOGISTIC, LIGHTGBM)]
    _, _, both = explained(LOGISTIC, LIGHTGBM, weights=[0.75, 0.25])
    expected = 0.75 * alone[0].values + 0.25 * alone[1].values
    pd.testing.assert_frame_equal(both.values, expected)
    np.testing.assert_allclose(both.base, 0.75 * alone[0].base + 0.25 * alone[1].base)


def test_exact_contributions_that_do_not_add_up_are_not_used(monkeypatch):
    import lightgbm

    right = lightgbm.LGBMClassifier.predict

    def wrong(self, rows, **kwargs):
        found = right(self, rows, **kwargs)
        return found + 0.1 if kwargs.get("pred_contrib") else found

    monkeypatch.setattr(lightgbm.LGBMClassifier, "predict", wrong)
    _, _, found = explained(LIGHTGBM)
    assert "sampled" in found.ways[0]
    assert found.gap < 1e-9


def test_sampled_and_exact_contributions_of_a_linear_model_agree(monkeypatch):
    from project_lib.explanations import member_contributions

    _, _, exact = explained(LOGISTIC)
    monkeypatch.setattr(member_contributions, "contribute_exactly", lambda *_: None)
    _, _, sampled = explained(LOGISTIC)
    assert sampled.error > 0
    apart = (sampled.values - exact.values).to_numpy()
    assert np.abs(apart).max() < 5 * sampled.error
    ranks = [frame.to_numpy().ravel() for frame in (sampled.values, exact.values)]
    assert np.corrcoef(*ranks)[0, 1] > 0.99


def test_a_model_that_learned_noise_alone_adds_next_to_nothing():
    committee, table = make_committee(LOGISTIC)
    random = np.random.default_rng(0)
    from project_lib.models.committee import fit_committee

    members = [one.member for one in committee.members]
    target = random.integers(0, 2, len(table))
    noise = fit_committee(members, table, target, recipe=RECIPE, task="binary", classes=(0, 1))
    quiet, loud = (
        explain_rows(one, table, background=table, recipe=RECIPE).values.abs().mean().max()
        for one in (noise, committee)
    )
    assert quiet < 0.25 * loud


def test_the_same_seed_explains_the_same():
    first, second = (explained(TREE)[2] for _ in range(2))
    pd.testing.assert_frame_equal(first.values, second.values)


def test_rows_to_explain_are_of_different_entities():
    committee, table = make_committee(LOGISTIC)
    places = sample_rows(committee, table, table["customer_id"].to_numpy())
    assert len(places) == 200
    assert table["customer_id"].iloc[places].is_unique
    assert (np.diff(places) > 0).all()


def test_fewer_rows_are_explained_where_it_takes_sampling():
    rows = make_committee(LOGISTIC)[1]
    many = pd.concat([rows] * 10, ignore_index=True)
    groups = np.arange(len(many))
    counts = [
        len(sample_rows(make_committee(*packs)[0], many, groups))
        for packs in ((LOGISTIC, LIGHTGBM), (LOGISTIC, TREE))
    ]
    assert counts == [2_000, 500]


def test_fewer_rows_are_explained_where_trees_are_many_and_large(monkeypatch):
    from project_lib.explanations import contributions

    committee, rows = make_committee(LIGHTGBM)  # 20 trees of 7 leaves
    many = pd.concat([rows] * 3, ignore_index=True)
    monkeypatch.setattr(contributions, "LEAF_ROWS", 140 * 250)
    assert len(sample_rows(committee, many, np.arange(len(many)))) == 250


def test_nothing_to_explain_is_refused():
    committee, table = make_committee(LOGISTIC)
    with pytest.raises(InputError, match="rows to explain: there are none"):
        explain_rows(committee, table.iloc[:0], background=table, recipe=RECIPE)
    with pytest.raises(InputError, match="background: there are none"):
        explain_rows(committee, table, background=table.iloc[:0], recipe=RECIPE)


def test_a_class_that_the_model_does_not_know_is_refused():
    committee, table = make_committee(LOGISTIC, task="classes")
    with pytest.raises(InputError, match="outcome 7: is no class"):
        explain_rows(committee, table, background=table, recipe=RECIPE, outcome=7)


def test_the_class_most_often_wrongly_forecast_is_explained():
    predicted = np.eye(3)[[0, 0, 0, 2, 2, 1]]
    assert choose_outcome(np.array([0, 0, 0, 1, 1, 1]), predicted) == 2
    assert choose_outcome(np.array([0, 0, 0, 2, 2, 1]), predicted) == 0


def test_the_sentence_says_unit_number_and_exactness():
    _, _, exact = explained(LOGISTIC)
    text = contributions_sentence(exact, "customer_id")
    assert "60 customers is taken apart into what 3 features add" in text
    assert "log-odds; it adds up to every forecast exactly. It comes from coefficients." in text
    _, _, sampled = explained(RIDGE, FOREST, task="number", transform="log1p")
    text = contributions_sentence(sampled, "customer_id", unit="USD")
    assert "in the logarithm of 1 + USD" in text
    assert "64 pairs of sampled walks; where it is sampled, a contribution has a standard" in text


def test_amounts_that_are_cut_off_at_zero_are_explained_exactly():
    committee, rows, found = explained(RIDGE, task="number", transform="log1p", rows=slice(None))
    assert (committee.predict(rows) == 0).any()
    assert found.ways == ("coefficients",)
    np.testing.assert_allclose(found.forecast, committee.predict(rows), atol=1e-9)
