import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.performance.parts import Part
from project_lib.performance.residuals import (
    decile_sentence,
    decile_table,
    decile_title,
    describe_residuals,
    residual_sentence,
)


def make_part(rows=1000, *, noise=2.0, bias=0.0, seed=0):
    random = np.random.default_rng(seed)
    predicted = random.gamma(2, 10, rows)
    return Part(predicted + bias + random.normal(0, noise, rows), predicted, np.arange(rows))


def test_each_tenth_has_a_tenth_of_the_rows_and_its_means():
    part = Part(np.arange(200.0) * 2, np.arange(200.0), np.arange(200))
    table = decile_table(part)
    assert table["rows"].tolist() == [20] * 10
    assert table["predicted"].tolist() == [9.5 + 20 * i for i in range(10)]
    assert table["actual"].tolist() == [19 + 40 * i for i in range(10)]
    assert ((table["low"] <= table["actual"]) & (table["actual"] <= table["high"])).all()


def test_equal_predictions_stay_together():
    part = Part(np.arange(30.0), np.repeat([1.0, 2.0], [25, 5]), np.arange(30))
    table = decile_table(part)
    assert table["rows"].tolist() == [25, 5]
    flat = decile_table(Part(np.arange(5.0), np.ones(5), np.arange(5)))
    assert flat["rows"].tolist() == [5]
    assert "predicted the same" in decile_sentence(flat)


def test_predictions_that_are_right_lie_in_nearly_all_intervals():
    outside = 0
    for seed in range(20):
        found = decile_table(make_part(seed=seed), resamples=200, random_state=seed)
        inside = (found["low"] <= found["predicted"]) & (found["predicted"] <= found["high"])
        outside += (~inside).sum()
    assert outside <= 22  # of 200, of which 10 are expected


def test_a_biased_group_is_named_with_its_side():
    part = make_part(noise=1.0)
    high = part.predicted > np.quantile(part.predicted, 0.9)
    text = decile_sentence(
        decile_table(Part(part.actual - 20 * high, part.predicted, part.entities)), unit="USD"
    )
    assert "farthest in group 10" in text
    assert "more than" in text
    fine = Part(part.predicted, part.predicted, part.entities)
    assert "In all 10 groups" in decile_sentence(decile_table(fine))


def test_the_interval_of_the_bias_is_that_of_a_mean():
    found = describe_residuals(make_part(4000, noise=3.0, bias=1.0))
    assert found.mean == pytest.approx(1.0, abs=0.2)
    assert found.high - found.low == pytest.approx(2 * 1.96 * 3 / np.sqrt(4000), rel=0.1)


def test_the_sentence_tells_a_bias_only_beyond_chance():
    biased = residual_sentence(describe_residuals(make_part(bias=3.0)), unit="USD")
    assert "too low by 2.9" in biased
    assert "too high by 3.08" in residual_sentence(describe_residuals(make_part(bias=-3.0)))
    fair = np.tile([-1.0, 1.0], 50)
    text = residual_sentence(describe_residuals(Part(fair, np.zeros(100), np.arange(100))))
    assert "neither too high nor too low" in text
    assert "lies between −1 and 1." in text


def test_equal_residuals_have_a_mean_without_width():
    found = describe_residuals(Part(np.ones(9), np.zeros(9), np.arange(9)))
    assert found.mean == found.low == found.high == 1


def test_missing_predictions_are_refused():
    with pytest.raises(InputError, match="missing in 1 places"):
        decile_table(Part(np.ones(2), np.array([1.0, np.nan]), np.arange(2)))


def test_tenths_are_titled_by_their_ends():
    tenths = pd.DataFrame({"actual": [1.0, 5.0, 20.0]})
    said = "From 1.00 USD where least is predicted to 20.00 USD where most is predicted"
    assert decile_title(tenths, "USD") == said
