import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.selectors.blocks import encode_fold, numbers_as_blocks, stack_blocks

BLOCKS = stack_blocks({"a": [1.0, 2.0, 3.0], "b": [[0, 1], [1, 0], [0, 1]], "c": [5, 5, 5]})


def test_columns_belong_to_their_features():
    assert BLOCKS.owner.tolist() == [0, 1, 1, 2]
    assert BLOCKS.block(1).tolist() == [[0, 1], [1, 0], [0, 1]]


def test_scores_of_columns_become_scores_of_features():
    by_column = np.array([1.0, 2.0, 3.0, -4.0])
    assert BLOCKS.total(by_column).tolist() == [1, 5, -4]
    assert BLOCKS.largest(by_column).tolist() == [1, 3, 0]


def test_some_features_keep_their_order_and_columns():
    few = BLOCKS.keep(["c", "b"])
    assert few.names == ("b", "c")
    assert few.owner.tolist() == [0, 0, 1]
    assert few.values.shape == (3, 3)
    assert BLOCKS.keep([]).values.shape == (3, 0)


def test_a_constant_column_is_zero_after_standardising():
    values = BLOCKS.standardised().values
    assert values[:, 0].std() == pytest.approx(1)
    assert values[:, 3].tolist() == [0, 0, 0]


def test_missing_values_and_words_are_refused_with_the_feature_named():
    with pytest.raises(InputError, match="feature 'a': is missing or infinite in 1 row"):
        numbers_as_blocks(pd.DataFrame({"a": [1.0, np.nan]}))
    with pytest.raises(InputError, match="feature 'city': holds .* values such as 'x'"):
        numbers_as_blocks(pd.DataFrame({"city": ["x", "y"]}))


def test_preparation_learns_from_training_rows_only():
    recipe = pd.DataFrame(
        {"name": ["age", "age_group", "gone"], "treatment": ["standard", "one-hot", "drop"],
         "missing": ["median, flagged", "own level", ""], "setting": ["", "", ""]}
    )  # fmt: skip
    train = pd.DataFrame({"age": [1.0, 3.0, np.nan, 5.0], "age_group": ["x", "y", "x", "y"]})
    test = pd.DataFrame({"age": [1e9, np.nan], "age_group": ["new", "x"]})
    first, second = encode_fold(train, np.array([0, 1, 0, 1]), test, recipe)
    assert first.names == second.names == ("age", "age_group")
    assert first.block(0).shape[1] == 2  # the number and its flag
    assert first.block(1).shape[1] == 2
    assert first.block(0)[:, 0].mean() == pytest.approx(0)
    assert second.block(0)[0, 0] > 1e6
