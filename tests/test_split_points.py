import numpy as np
import pandas as pd
import pytest
from serving_examples import serving_committee

from project_lib.serving.fitted_parts import fitted_parts
from project_lib.serving.split_points import (
    TOP,
    filled_in,
    goes_left,
    raw_splits,
    scale_numbers,
)


@pytest.fixture(scope="module")
def parts():
    _, committee = serving_committee(["LogisticRegression"])
    return [p for p in fitted_parts(committee.members[0].pipeline) if p.kind == "numbers"]


def through_sklearn(part, raw):
    frame = pd.DataFrame(raw, columns=list(part.names))
    for step in part.steps[2:]:
        frame = step.transform(frame)
    return np.asarray(frame, dtype=float)


def test_scaling_is_that_of_scikit_learn_to_the_last_digit(parts):
    raw = np.random.default_rng(0).normal(scale=50, size=(500, 1))
    assert len(parts) == 6
    for part in parts:
        np.testing.assert_array_equal(scale_numbers(part, raw), through_sklearn(part, raw))


@pytest.mark.parametrize("reads", ["double <=", "single <=", "single <"])
def test_the_raw_split_is_the_last_number_that_goes_left(parts, reads):
    random = np.random.default_rng(1)
    for part in parts:
        raw = random.normal(scale=20, size=(50, 1))
        thresholds = scale_numbers(part, raw)
        if reads != "double <=":
            thresholds = thresholds.astype(np.float32).astype(float)
        splits = raw_splits(lambda raw, part=part: scale_numbers(part, raw), thresholds, reads)
        inside = np.isfinite(splits) & (splits < TOP)
        assert inside.any()
        left = goes_left(scale_numbers(part, np.where(inside, splits, 0)), thresholds, reads)
        after = np.nextafter(np.where(inside, splits, 0), np.inf)
        right = ~goes_left(scale_numbers(part, after), thresholds, reads)
        assert (left & right)[inside].all()


def test_a_split_that_none_or_all_pass_is_infinite():
    def scale(values):
        return np.clip(values, -1, 1)

    found = raw_splits(scale, np.array([[-2.0, 2.0, 0.5]]), "double <=")
    assert found.tolist() == [[-np.inf, TOP, 0.5]]


def test_missing_numbers_are_filled_in_as_preprocessing_fills_them(parts):
    for part in parts:
        np.testing.assert_array_equal(filled_in(part), part.steps[1].statistics_)
