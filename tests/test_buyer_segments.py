"""Buyers keep the habits of their segment."""

import numpy as np
import pytest

from project_lib.simulation.buyer_segments import Segment, describe_segments, draw_buyers

SEGMENTS = (
    Segment("loyal", 0.2, 3.0, 2, (1.0, 9.0)),
    Segment("passing", 0.8, 1.1, 1, (1.0, 1.0)),
)
ROWS = 1_480


@pytest.fixture(scope="module")
def buyers():
    return draw_buyers(SEGMENTS, 1_000, ROWS, random_state=np.random.default_rng(0))


def test_every_buyer_buys_and_all_purchases_are_made(buyers):
    counts = np.bincount(buyers.of_purchase, minlength=1_000)
    assert counts.min() == 1
    assert counts.sum() == ROWS


def test_segments_have_their_share_frequency_and_recency(buyers):
    moments = np.linspace(0, 100 * 86_400, ROWS).astype(np.int64)
    loyal, passing = describe_segments(SEGMENTS, buyers, moments, 100 * 86_400)
    assert loyal["buyers"] == 200
    assert loyal["frequency"] == pytest.approx(3.0)
    assert passing["frequency"] == pytest.approx(1.1)
    assert loyal["purchases_share"] == pytest.approx(600 / ROWS)
    assert loyal["recency_days"] < 20 < 40 < passing["recency_days"]


def test_recency_is_measured_from_each_buyers_last_purchase():
    one = draw_buyers(
        (Segment("all", 1.0, 2.0, 2, (1.0, 1.0)),), 1, 2, random_state=np.random.default_rng(0)
    )
    found = describe_segments(
        (Segment("all", 1.0, 2.0, 2, (1.0, 1.0)),), one, np.array([0, 86_400 * 7]), 86_400 * 10
    )
    assert found[0]["recency_days"] == 3
