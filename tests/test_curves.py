import numpy as np
import pytest
from sklearn import metrics

from project_lib.errors import InputError
from project_lib.performance.curves import (
    MOST_POINTS,
    curve_title,
    precision_recall_curve,
    precision_recall_sentence,
    roc_curve,
    roc_sentence,
)
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part


def make_part(rows=400, *, signal=1.0, tied=False, seed=0):
    random = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(1 - 1.5 * random.normal(size=rows)))
    actual = (random.random(rows) < (chance if signal else 0.3)).astype(int)
    return Part(actual, np.round(chance, 1) if tied else chance, np.arange(rows))


@pytest.mark.parametrize("tied", [False, True])
def test_few_points_are_those_of_scikit_learn(tied):
    part = make_part(150, tied=tied)
    x, y, _ = metrics.roc_curve(part.actual, part.predicted, drop_intermediate=False)
    found = roc_curve(part, resamples=0).points
    np.testing.assert_allclose(found[["x", "y"]], np.column_stack([x, y]))
    precision, recall, threshold = metrics.precision_recall_curve(part.actual, part.predicted)
    found = precision_recall_curve(part, resamples=0).points
    np.testing.assert_allclose(found["threshold"], threshold[::-1])
    np.testing.assert_allclose(found["x"], recall[-2::-1])
    np.testing.assert_allclose(found["y"], precision[-2::-1])


def test_many_points_are_thinned_and_keep_ends_and_area():
    part = make_part(20_000)
    points = roc_curve(part, resamples=0).points
    assert len(points) <= MOST_POINTS + 2
    assert points.iloc[0][["x", "y"]].tolist() == [0, 0]
    assert points.iloc[-1][["x", "y"]].tolist() == [1, 1]
    area = np.trapezoid(points["y"], points["x"])
    assert area == pytest.approx(metrics.roc_auc_score(part.actual, part.predicted), abs=1e-3)
    points = precision_recall_curve(part, resamples=0).points
    assert points["x"].iloc[-1] == 1
    assert points["y"].iloc[-1] == pytest.approx(part.actual.mean(), abs=1e-3)


def test_the_band_holds_the_curve_and_narrows_with_more_rows():
    few, many = (roc_curve(make_part(rows)).band for rows in (200, 5000))
    widths = [(band["high"] - band["low"]).mean() for band in (few, many)]
    assert widths[0] > 3 * widths[1] > 0
    curve = precision_recall_curve(make_part(400))
    middle = curve.band[(curve.band["x"] > 0.2) & (curve.band["x"] < 0.9)]
    at = np.interp(middle["x"], curve.points["x"], curve.points["y"])
    assert np.mean((middle["low"] <= at) & (at <= middle["high"])) > 0.97


def test_the_band_of_random_scores_holds_the_diagonal():
    band = roc_curve(make_part(500, signal=0)).band
    inside = (band["low"] <= band["x"]) & (band["x"] <= band["high"])
    assert inside.mean() > 0.9


def test_the_same_seed_gives_the_same_band():
    first, again = (roc_curve(make_part(), random_state=2).band for _ in range(2))
    assert first.equals(again)


def test_rows_of_one_class_have_no_curve_and_the_sentences_say_so():
    part = Part(np.ones(5, dtype=int), np.linspace(0, 1, 5), np.arange(5))
    assert roc_curve(part) is None
    assert "none to draw" in roc_sentence(roc_curve(part))
    assert "here there are none" in precision_recall_sentence(precision_recall_curve(part))


def test_the_sentences_read_the_curves():
    part = Part(np.array([1, 1, 0, 0]), np.array([0.9, 0.6, 0.5, 0.1]), np.arange(4))
    assert "flags 0 % of the negatives" in roc_sentence(roc_curve(part, resamples=0))
    text = precision_recall_sentence(precision_recall_curve(part, resamples=0))
    assert "half of the positives is right in 100 %" in text
    assert "a list in random order in 50 %" in text
    assert "95 % interval" in precision_recall_sentence(precision_recall_curve(make_part()))


def test_missing_predictions_are_refused():
    with pytest.raises(InputError, match="missing in 1 places"):
        roc_curve(Part(np.array([0, 1]), np.array([0.5, np.nan]), np.arange(2)))


def test_curves_are_titled_by_their_area_against_chance():
    part = make_part(1000)
    scores = score_parts({"validation": part}, task="binary", resamples=200)
    roc = curve_title(roc_curve(part, resamples=0), scores)
    assert roc.startswith("The area under the ROC curve is 0.") and roc.endswith("reaches 0.5")
    precise = curve_title(precision_recall_curve(part, resamples=0), scores)
    assert precise.startswith("Average precision is 0.")
    assert precise.endswith(f"reaches {part.actual.mean():.3f}")
