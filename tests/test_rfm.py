import numpy as np
import pandas as pd
import pytest
from customer_examples import END, cdnow_summary, summary

from project_lib.errors import InputError
from project_lib.segmentation import rfm

BY_HAND = summary(
    [
        (6, 100, 5, 900.0),  # mean pause 19 days
        (2, 60, 10, 40.0),  # 50
        (1, 8, 8, 20.0),
        (2, 300, 290, 30.0),  # 10
        (1, 200, 200, 10.0),
    ]
)
BOUNDARIES = rfm.Boundaries(pause_days=50, many=6, much=500.0)


def draw_customers(customers, *, seed=1):
    """Return customers of three planted kinds: frequent and recent, gone after two, bought once."""
    random = np.random.default_rng(seed)
    kind = random.choice(3, customers, p=[0.1, 0.3, 0.6])
    days = np.choose(kind, [random.integers(8, 12, customers), 2, 1])
    last = np.choose(
        kind, [random.uniform(1, 3, customers), *random.uniform(60, 90, (2, customers))]
    )
    pause = random.uniform(3, 9, customers)
    money = np.choose(kind, [500, 40, 20]) * random.uniform(0.9, 1.1, customers)
    table = pd.DataFrame({"days": days, "last_age": last, "total": money})
    table["first_age"] = last + pause * (days - 1)
    return table, kind


def test_customers_get_the_segment_that_the_rules_say():
    segments = rfm.assign_segments(BY_HAND, BOUNDARIES)
    words = [rfm.SEGMENTS[place] for place in segments]
    assert words == ["best", "returning", "single purchase", "slipping away", "lost"]


def test_boundaries_are_quantiles_of_the_customers_own_habits():
    found = rfm.find_boundaries(BY_HAND)
    assert found == rfm.Boundaries(pause_days=50, many=6, much=40.0)


def test_the_table_holds_raw_units_and_shares_that_add_up():
    table = rfm.segment_table(BY_HAND, BOUNDARIES).set_index("segment")
    assert table["customer_share"].sum() == pytest.approx(1)
    assert table["money_share"].tolist() == pytest.approx([0.9, 0.04, 0.02, 0.03, 0.01])
    assert table.loc["slipping away", "mean_recency_days"] == 290
    assert table.loc["best", "mean_purchase_days"] == 6
    assert table["kept_share"].between(0, 1).all()


def test_planted_kinds_are_found_and_stable():
    customers, kind = draw_customers(5_000)
    boundaries = rfm.find_boundaries(customers)
    segments = rfm.assign_segments(customers, boundaries)
    best = (segments == 0)[kind == 0]
    assert best.mean() > 0.7  # the planted ones bought on 8 to 11 days; the boundary lies between
    assert not (segments == 0)[kind > 0].any()
    assert set(segments[kind == 1]) == {3}
    assert set(segments[kind == 2]) == {4}
    table = rfm.segment_table(customers, boundaries)
    assert table["kept_share"].dropna().min() > 0.9
    assert table.loc[1:2, "customers"].sum() == (segments == 1).sum() + (segments == 2).sum()


def test_few_customers_make_segments_less_stable_than_many():
    customers = cdnow_summary(END)
    kept = []
    for part in (customers.iloc[:60], customers):
        boundaries = rfm.find_boundaries(part)
        share = np.bincount(rfm.assign_segments(part, boundaries), minlength=5) / len(part)
        kept.append(np.nansum(rfm.kept_shares(part, boundaries) * share))
    assert kept[0] < kept[1]
    assert kept[1] > 0.97


def test_resampled_boundaries_spread_as_those_of_real_resamples():
    customers, _ = draw_customers(400)
    drawn = [b.pause_days for b in rfm._draw_boundaries(customers, np.random.default_rng(1))]
    random = np.random.default_rng(2)
    resampled = [
        rfm.find_boundaries(customers.iloc[random.integers(0, 400, 400)]).pause_days
        for _ in range(200)
    ]
    assert np.mean(drawn) == pytest.approx(np.mean(resampled), abs=0.2)
    assert np.std(drawn) == pytest.approx(np.std(resampled), abs=0.2)


def test_the_share_of_money_has_an_interval_around_it():
    customers = cdnow_summary(END)
    segments = rfm.assign_segments(customers, rfm.find_boundaries(customers))
    found = rfm.money_share(customers, segments, 0, threshold=0.5, random_state=1)
    best = customers.loc[segments == 0, "total"].sum() / customers["total"].sum()
    assert found.value == pytest.approx(best)
    assert found.low < best < found.high
    assert 0 <= found.p <= 1


def test_money_may_be_unknown_but_not_scaled():
    bare = BY_HAND.drop(columns="total")
    boundaries = rfm.find_boundaries(bare)
    assert boundaries.much is None
    assert "money_share" not in rfm.segment_table(bare, boundaries)
    segments = rfm.assign_segments(bare, boundaries)
    with pytest.raises(InputError, match="column 'total'"):
        rfm.money_share(bare, segments, 0)
    with pytest.raises(InputError, match="neither scaled nor negative"):
        rfm.money_share(BY_HAND.assign(total=BY_HAND["total"] - 50), segments, 0)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (BY_HAND.iloc[[2, 4]], "bought on one day each"),
        (BY_HAND.iloc[:0], "are none"),
        (BY_HAND.drop(columns="days"), "column 'days'"),
    ],
)
def test_summaries_without_habits_are_refused(table, words):
    with pytest.raises(InputError, match=words):
        rfm.find_boundaries(table)
