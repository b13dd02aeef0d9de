import numpy as np
import pytest
from scipy.stats import kstest
from statsmodels.duration.survfunc import survdiff
from waiting_tables import remissions, simulated_waits

from project_lib.errors import InputError
from project_lib.survival.log_rank import compare_waits

WAITS = {"duration": "days", "observed": "back", "by": "group"}


def test_the_published_statistic_of_the_remission_trial_is_found():
    test = compare_waits(remissions(), duration="weeks", observed="relapse", by="drug")
    assert test.chi2 == pytest.approx(16.79, abs=0.005)
    assert test.degrees == 1
    assert test.groups["events"].tolist() == [9, 21]
    assert test.groups["expected"].tolist() == pytest.approx([19.25, 10.75], abs=0.005)


def test_three_groups_agree_with_statsmodels():
    table = simulated_waits(1).assign(group=lambda t: t["noise"].round().clip(-1, 1).astype(int))
    chi2, p = survdiff(table["days"], table["back"].astype(int), table["group"])
    test = compare_waits(table, **WAITS)
    assert (test.chi2, test.p, test.degrees) == (pytest.approx(chi2), pytest.approx(p), 2)


def test_p_is_uniform_when_groups_wait_alike():
    p = [compare_waits(simulated_waits(seed, n=200), **WAITS).p for seed in range(300)]
    assert kstest(p, "uniform").pvalue > 0.01
    assert np.mean(np.array(p) < 0.05) < 0.09


def test_a_planted_difference_is_found():
    assert all(compare_waits(simulated_waits(s, ratio=1.8), **WAITS).p < 0.01 for s in range(5))


def test_one_group_or_no_event_is_refused():
    table = simulated_waits(0)
    with pytest.raises(InputError, match="one group only"):
        compare_waits(table.query("group == 'a'"), **WAITS)
    with pytest.raises(InputError, match="false in every row"):
        compare_waits(table.assign(back=False), **WAITS)
