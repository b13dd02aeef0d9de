import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import Claim
from project_lib.hypotheses.share_changes import top_share_change


def totals(values):
    return pd.DataFrame({"seller": np.arange(len(values)), "total": values})


def change(earlier, later, *, top=0.05, seed=1, **more):
    options = {"holder": "seller", "who": "sellers", "what": "revenue", "claim": Claim("above")}
    return top_share_change(
        totals(earlier), totals(later), top=top, random_state=seed, **options | more
    )


def lognormal(seed, spread, count=800):
    return np.exp(spread * np.random.default_rng(seed).normal(size=count))


def test_shares_are_those_counted_by_hand():
    result = change([6, 1, 1, 1, 1], [3, 3, 1, 1, 2], top=0.2)
    assert result.effect == pytest.approx(100 * (3 / 10 - 6 / 10))
    assert "hold 60 % of revenue in the first period and 30 % in the second" in result.statement
    assert result.chart.data["value"] == pytest.approx([0.6, 0.3])


def test_who_is_missing_in_a_period_held_nothing_then():
    both = top_share_change(
        totals([6, 1, 1, 1, 1]),
        totals([3, 3, 1]),
        holder="seller", who="sellers", what="revenue", claim=Claim("above"), top=0.2,
        random_state=0,
    )  # fmt: skip
    assert both.n == 5
    assert both.effect == pytest.approx(100 * (3 / 7 - 6 / 10))


def test_a_planted_change_is_found_and_the_same_seed_repeats_it():
    earlier, later = lognormal(1, 1.0), lognormal(2, 2.0)
    result = change(earlier, later)
    assert result.interval[0] > 0
    assert result.p < 0.01
    assert change(earlier, later) == result


def test_without_a_change_few_tests_are_below_five_per_cent():
    found = []
    for seed in range(120):
        size = lognormal(seed, 1.0, 300)
        noise = [lognormal(1000 * k + seed, 0.3, 300) for k in (1, 2)]
        found.append(change(size * noise[0], size * noise[1], seed=seed).p <= 0.05)
    assert sum(found) <= 13  # beyond it lies 0.5 % of chance


@pytest.mark.parametrize(
    ("earlier", "more", "message"),
    [
        ([1, -2, 3], {}, "below 0"),
        ([1, 2, 3], {"amount": "totl"}, "did you mean 'total'"),
        ([1, 2, 3], {"holder": "vendor"}, "column 'vendor': is missing"),
    ],
)
def test_what_cannot_be_compared_is_named(earlier, more, message):
    with pytest.raises(InputError, match=message):
        change(earlier, [1, 2, 3], **more)
