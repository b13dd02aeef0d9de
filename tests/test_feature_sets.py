import numpy as np
import pandas as pd
import pytest
from selector_examples import fold_rows

from project_lib.selectors.feature_sets import SETS, compare_sets, summarise_sets

RNG = np.random.default_rng(0)
PARTS = {"signal": RNG.normal(size=500), "noise": RNG.normal(size=500)}
GOAL = PARTS["signal"] + 0.5 * RNG.normal(size=500)


def compared(kind, target, chosen=(True, False)):
    choices = pd.DataFrame([chosen] * 3, columns=["signal", "noise"], index=[1, 2, 3])
    return compare_sets(fold_rows(PARTS, target, kind), choices)


@pytest.mark.parametrize(
    ("kind", "target"),
    [("binary", GOAL > 0), ("classes", np.digitize(GOAL, [-0.5, 0.5])), ("number", GOAL)],
)
def test_the_signal_alone_does_as_well_as_everything(kind, target):
    target = np.asarray(target).astype(float if kind == "number" else int)
    summary = summarise_sets(compared(kind, target))
    assert summary["features"].tolist() == [*SETS, *SETS]
    chosen = summary[summary["features"] == SETS[1]]
    assert (chosen["inputs"] == 1).all()
    assert (chosen["score"] > 0.6).all()
    assert (chosen["difference"] > -0.03).all()
    assert (summary.loc[summary["features"] == SETS[0], "difference"] == 0).all()


def test_dropping_the_signal_costs():
    summary = summarise_sets(compared("number", GOAL, chosen=(False, True)))
    chosen = summary[summary["features"] == SETS[1]]
    assert (chosen["high"] < -0.3).all()


def test_the_difference_has_the_interval_of_a_paired_t_test():
    scores = compared("number", GOAL)
    summary = summarise_sets(scores).iloc[1]
    wide = scores[scores["model"] == "linear"].pivot(
        index="fold", columns="features", values="score"
    )
    from scipy.stats import ttest_rel

    bounds = ttest_rel(wide[SETS[1]], wide[SETS[0]]).confidence_interval()
    assert (summary["low"], summary["high"]) == pytest.approx((bounds.low, bounds.high))


def test_an_empty_choice_has_no_score():
    summary = summarise_sets(compared("number", GOAL, chosen=(False, False)))
    assert summary.loc[summary["features"] == SETS[1], "score"].isna().all()
    assert summary.loc[summary["features"] == SETS[0], "score"].notna().all()
