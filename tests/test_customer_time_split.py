import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import config_context
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline
from split_tables import CUTOFFS, feature_table

from project_lib.errors import InputError
from project_lib.splits.customer_time_split import CustomerTimeSplit, fold_count

DAY = pd.Timedelta(days=1)


def splitter(**changes):
    keys = {"entity": "user_id", "time": "cutoff", "horizon_days": 90, "n_splits": 5}
    return CustomerTimeSplit(**(keys | changes))


@st.composite
def any_table(draw):
    rows = draw(st.integers(2, 120))
    seed = draw(st.integers(0, 10**6))
    users, days = draw(st.integers(1, 40)), draw(st.sampled_from([1, 2, 4, 30, 400]))
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "user_id": random.integers(0, users, rows),
            "cutoff": pd.Timestamp("2020-01-01") + random.integers(0, days, rows) * DAY,
            "y": random.integers(0, 2, rows),
        }
    )


def test_two_folds_never_test_the_same_cutoff_where_no_entity_comes_twice():
    days = pd.to_datetime(["2020-01-02", "2020-01-01", "2020-01-03"])
    table = pd.DataFrame({"user_id": [0, 2, 1], "cutoff": days, "y": [0, 1, 0]})
    split = splitter(horizon_days=0, n_splits=2)
    tested = [set(test) for _, test in split.split(table, table["y"])]
    assert not tested[0] & tested[1]


@settings(max_examples=200, deadline=None)
@given(any_table(), st.sampled_from([0, 0.5, 1, 7, 90]), st.integers(2, 6), st.integers(0, 5))
def test_no_input_makes_folds_that_overlap_in_entity_or_time(table, horizon, n_splits, seed):
    split = splitter(horizon_days=horizon, n_splits=n_splits, random_state=seed)
    try:
        folds = list(split.split(table, table["y"]))
    except InputError:
        return
    assert len(folds) == n_splits
    tested = set()
    for train, test in folds:
        assert len(train) and len(test)
        assert np.all(np.diff(train) > 0) and np.all(np.diff(test) > 0)
        users = set(table["user_id"].iloc[test])
        assert not users & set(table["user_id"].iloc[train])
        assert not users & tested
        tested |= users
        if table["cutoff"].nunique() > 1:
            known = table["cutoff"].iloc[train].max() + pd.Timedelta(days=horizon)
            assert known <= table["cutoff"].iloc[test].min()
            assert table["cutoff"].iloc[train].max() < table["cutoff"].iloc[test].min()


@settings(max_examples=50, deadline=None)
@given(any_table(), st.integers(0, 1000))
def test_folds_hold_the_same_rows_whatever_the_order_of_rows(table, seed):
    order = np.random.default_rng(seed).permutation(len(table))
    mixed = table.iloc[order].reset_index(drop=True)
    try:
        folds = list(splitter(n_splits=3).split(table, table["y"]))
    except InputError:
        with pytest.raises(InputError):
            list(splitter(n_splits=3).split(mixed, mixed["y"]))
        return
    for before, after in zip(folds, splitter(n_splits=3).split(mixed, mixed["y"]), strict=True):
        for one, other in zip(before, after, strict=True):
            assert sorted(order[other]) == one.tolist()


def test_a_horizon_that_reaches_past_the_tested_cutoff_is_left_out():
    table = feature_table(users=40)
    for train, test in splitter(horizon_days=100).split(table):
        learned, tested = table["cutoff"].iloc[train].max(), table["cutoff"].iloc[test].unique()
        assert len(tested) == 1
        assert learned + 100 * DAY <= tested[0]
    tests = [
        table["cutoff"].iloc[test].iloc[0] for _, test in splitter(horizon_days=100).split(table)
    ]
    assert tests == [CUTOFFS[3], CUTOFFS[2], CUTOFFS[3], CUTOFFS[2], CUTOFFS[3]]


def test_cutoffs_take_turns_from_the_latest_back():
    table = feature_table(users=40)
    tested = [table["cutoff"].iloc[test].iloc[0] for _, test in splitter().split(table)]
    assert tested == [CUTOFFS[3], CUTOFFS[2], CUTOFFS[1], CUTOFFS[3], CUTOFFS[2]]


def test_no_fold_learns_from_a_past_that_knows_one_value_of_the_target():
    table = feature_table()
    early = table["cutoff"] == CUTOFFS[0]
    target = table["buys"].where(~early, 0)
    for train, _ in splitter(n_splits=5).split(table, target):
        assert target[train].nunique() == 2
    alike = splitter().split(table, 0 * target)  # where all are the same, folds are what they were
    assert len(list(alike)) == 5


def test_a_single_cutoff_gives_stratified_folds_of_entities_that_test_every_row_once():
    table = feature_table(users=100, cutoffs=CUTOFFS[:1])
    folds = list(splitter().split(table, table["buys"]))
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(100))
    positives = [table["buys"].iloc[test].sum() for _, test in folds]
    assert np.ptp(positives) <= 1
    without = splitter(entity=None, time=None)
    assert [len(test) for _, test in without.split(table)] == [20] * 5


def test_rows_with_a_time_each_are_tested_in_spans():
    n = 1200
    table = pd.DataFrame({"user_id": np.arange(n) % 300})
    table["cutoff"] = pd.Timestamp("2020-01-01") + np.arange(n) * pd.Timedelta(hours=1)
    for train, test in splitter(horizon_days=1).split(table):
        assert len(test) > 30
        assert table["cutoff"].iloc[train].max() + DAY <= table["cutoff"].iloc[test].min()


def test_entities_with_one_row_each_are_all_learned_from_and_tested():
    n = 1200
    table = pd.DataFrame({"user_id": np.arange(n)})
    table["cutoff"] = pd.Timestamp("2020-01-01") + np.arange(n) * pd.Timedelta(hours=1)
    folds = list(splitter(horizon_days=0).split(table))
    assert [len(test) for _, test in folds] == [200] * 5
    assert [len(train) for train, _ in folds] == [1000, 800, 600, 400, 200]
    two = table.assign(cutoff=np.where(table["user_id"] % 2, *pd.to_datetime(["2020", "2021"])))
    folds = list(splitter(horizon_days=0).split(two))
    assert [len(train) for train, _ in folds] == [600] * 5
    assert len(np.unique(np.concatenate([test for _, test in folds]))) == 600


def test_the_deal_depends_on_the_seed_alone():
    table = feature_table()
    first, again, other = (
        [test.tolist() for _, test in splitter(random_state=seed).split(table)]
        for seed in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize("container", ["default", "pandas"])
@pytest.mark.parametrize("routing", [False, True])
def test_it_works_wherever_scikit_learn_takes_a_splitter(container, routing):
    table = feature_table()
    with config_context(transform_output=container, enable_metadata_routing=routing):
        features = make_column_transformer(("passthrough", ["spent", "age"]))
        model = make_pipeline(features, LogisticRegression(max_iter=1000))
        scores = cross_validate(model, table, table["buys"], cv=splitter(), scoring="roc_auc")
        grid = {"logisticregression__C": [0.1, 1]}
        search = GridSearchCV(model, grid, cv=splitter(n_splits=3)).fit(table, table["buys"])
    assert len(scores["test_score"]) == 5
    assert np.isfinite(scores["test_score"]).all()
    assert search.n_splits_ == 3


def test_it_says_how_it_was_made():
    assert repr(splitter(n_splits=3)) == (
        "CustomerTimeSplit(entity='user_id', time='cutoff', horizon_days=90, n_splits=3, "
        "random_state=0)"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_splits": 1}, "n_splits: is 1"),
        ({"n_splits": 61}, "has 60 different values for 61 folds"),
        ({"entity": "who"}, "column 'who': is not in the table"),
        ({"horizon_days": 400}, "no cutoff that another horizon of 400 days precedes"),
    ],
)
def test_a_split_that_cannot_be_made_is_named(changes, message):
    with pytest.raises(InputError, match=message):
        list(splitter(**changes).split(feature_table()))


@pytest.mark.parametrize(
    ("rows", "time", "folds"),
    [(29_999, None, 5), (30_000, None, 3), (30_000, "cutoff", 5), (10, None, 5)],
)
def test_three_folds_are_enough_of_many_rows_without_time(rows, time, folds):
    assert fold_count(rows, time) == folds
