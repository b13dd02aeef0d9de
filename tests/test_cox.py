import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg
from waiting_tables import remissions, simulated_waits

from project_lib.errors import InputError
from project_lib.survival.cox import fit_cox

WAITS = {"duration": "days", "observed": "back"}


def test_the_published_hazard_ratio_of_the_remission_trial_is_found():
    fit = fit_cox(remissions(), duration="weeks", observed="relapse", covariates=["drug"])
    row = fit.ratios.iloc[0]
    assert (row["level"], row["compared_with"]) == ("placebo", "6-MP")
    ratio, low, high = row[["hazard_ratio", "low", "high"]]
    assert (ratio, low, high) == pytest.approx((4.817, 2.147, 10.81), abs=0.005)
    assert (fit.n, fit.events) == (42, 30)
    assert fit.proportional["p"].iloc[0] > 0.5


def test_many_ties_and_several_covariates_agree_with_statsmodels():
    table = simulated_waits(3, ratio=1.5, limit=40).assign(days=lambda t: np.ceil(t["days"] / 7))
    fit = fit_cox(table, **WAITS, covariates=["noise", "group"])
    level = fit.ratios["level"].iloc[1]
    columns = np.column_stack([table["noise"], table["group"] == level]).astype(float)
    reference = PHReg(table["days"], columns, status=table["back"], ties="efron").fit()
    assert np.log(fit.ratios["hazard_ratio"]).to_numpy() == pytest.approx(
        reference.params, abs=1e-7
    )
    widths = np.log(fit.ratios["high"] / fit.ratios["low"]) / (2 * 1.959964)
    assert widths.to_numpy() == pytest.approx(reference.bse, rel=1e-5)
    assert fit.log_likelihood == pytest.approx(reference.llf)


def test_the_planted_ratio_is_covered_and_noise_is_not_found():
    fits = [
        fit_cox(simulated_waits(s, n=600, ratio=1.6), **WAITS, covariates=["group", "noise"])
        for s in range(100)
    ]
    ratios = [fit.ratios.set_index("covariate") for fit in fits]
    truth = [1.6 if r.loc["group", "level"] == "b" else 1 / 1.6 for r in ratios]
    covered = [
        r.loc["group", "low"] <= t <= r.loc["group", "high"]
        for r, t in zip(ratios, truth, strict=True)
    ]
    assert 0.9 <= np.mean(covered) <= 0.99
    assert np.mean([r.loc["noise", "p"] < 0.05 for r in ratios]) <= 0.1


def test_the_check_finds_ratios_that_change_and_passes_those_that_stay():
    changing, staying = (
        [
            fit_cox(table, **WAITS, covariates=["group"]).proportional["p"].iloc[0]
            for table in tables
        ]
        for tables in (
            [simulated_waits(s, n=800, ratio=2.5, later_ratio=0.5) for s in range(5)],
            [simulated_waits(s, n=300, ratio=1.5) for s in range(200)],
        )
    )
    assert max(changing) < 0.01
    assert 0.01 <= np.mean(np.array(staying) < 0.05) <= 0.09


@pytest.mark.parametrize(
    ("covariates", "message"),
    [
        (["grup"], "did you mean 'group'"),
        (["same"], "covariate 'same': is constant"),
        (["gaps"], "covariate 'gaps': has missing values"),
        (["name"], "has 400 levels"),
        (["noise", "twice"], "repeat each other"),
        (["days"], "tell the order"),
        ([], "are none"),
    ],
)
def test_covariates_that_allow_no_answer_are_refused(covariates, message):
    table = simulated_waits(0).assign(
        same=1.0,
        gaps=lambda t: t["noise"].where(t["noise"] > 0),
        name=lambda t: t.index.astype(str),
        twice=lambda t: 2 * t["noise"],
    )
    with pytest.raises(InputError, match=message):
        fit_cox(table, **WAITS, covariates=covariates)


def test_no_event_is_refused():
    with pytest.raises(InputError, match="false in every row"):
        fit_cox(simulated_waits(0).assign(back=False), **WAITS, covariates=["group"])
