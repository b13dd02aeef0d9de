import numpy as np
from explained_committees import FEATURES, LIGHTGBM, RECIPE, TREE, make_committee

from project_lib.explanations.member_contributions import (
    Aim,
    encode_rows,
    explain_jointly,
    explain_member,
    largest_gap,
)


def prepared(pack):
    committee, table = make_committee(pack)
    encoded = encode_rows(committee.members[0], table.iloc[:20], table, RECIPE)
    return committee, encoded, Aim(committee, "log-odds", None, 0)


def test_encoded_columns_know_their_feature():
    _, encoded, _ = prepared(TREE)
    assert set(encoded.sources) == set(FEATURES)
    assert encoded.rows.shape == (20, len(encoded.sources))
    names = [FEATURES[place] for place in encoded.owners(FEATURES)]
    assert tuple(names) == encoded.sources


def test_a_member_is_explained_exactly_where_its_class_allows():
    for pack, way in ((LIGHTGBM, "SHAP values of LightGBM"), (TREE, "64 pairs of sampled walks")):
        committee, encoded, aim = prepared(pack)
        part = explain_member(encoded, FEATURES, aim)
        assert part.way == way
        level = aim.level(committee.members, [encoded.rows])
        assert largest_gap(part.base + part.values.sum(axis=1), level, "log-odds") < 1e-9


def test_a_joint_explanation_adds_up_and_gives_its_error():
    committee, encoded, aim = prepared(LIGHTGBM)
    part = explain_jointly([encoded], FEATURES, aim)
    level = aim.level(committee.members, [encoded.rows])
    np.testing.assert_allclose(part.base + part.values.sum(axis=1), level, atol=1e-9)
    assert 0 < part.error < 0.5


def test_forecasts_that_are_cut_off_have_no_gap():
    edge = np.log((1 - 1e-6) / 1e-6)
    assert largest_gap(np.array([20.0, 1.0]), np.array([edge, 1.5]), "log-odds") == 0.5
