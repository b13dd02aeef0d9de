from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from decision_examples import draw_noise, draw_outcomes

from project_lib.performance.profit import (
    NO_COSTS,
    assumption_sentence,
    find_best_list,
    profit_curve,
    profit_sentence,
    profit_title,
)


def costs_of(contact=2.0, benefit=10.0, capacity=None):
    return SimpleNamespace(contact=contact, benefit=benefit, currency="EUR", capacity=capacity)


def test_the_profit_of_a_known_list():
    actual = np.repeat([1, 0], [20, 80])
    curve = profit_curve(actual, np.linspace(0.99, 0.01, 100), costs_of())
    profit = curve.set_index((100 * curve["list_share"]).round().astype(int))["profit_per_1000"]
    assert profit[[0, 10, 20, 100]].tolist() == pytest.approx([0, 800, 1600, 0])
    assert curve["threshold"].iloc[20] == pytest.approx(np.linspace(0.99, 0.01, 100)[19])
    assert (curve["low"] <= curve["profit_per_1000"]).all()
    assert (curve["high"] >= curve["profit_per_1000"]).all()


def test_the_best_list_ends_where_a_contact_no_longer_pays():
    actual, probability, _ = draw_outcomes(rows=60_000)
    curve = profit_curve(actual, probability, costs_of(), random_state=1)
    best = find_best_list(curve)
    assert curve.loc[curve["list_share"] == best.share, "threshold"].item() == pytest.approx(
        0.2, abs=0.03
    )
    assert best.flat_from < best.share < best.flat_to
    said = profit_sentence(curve, costs_of(), "customers")
    assert f"contacting the {100 * best.share:.0f} % ranked first brings most" in said
    assert "The length hardly matters between" in said


def test_noise_pays_for_all_or_for_nobody():
    actual, probability = draw_noise(rows=20_000)
    everybody = find_best_list(profit_curve(actual, probability, costs_of(contact=0.5)))
    assert everybody.share > 0.95
    curve = profit_curve([1, 0, 1], [0.1, 0.9, 0.2], costs_of(contact=0.1))
    said = profit_sentence(curve, costs_of(contact=0.1), "customers")
    assert "contacting all customers brings most" in said
    assert "even those ranked last are worth a contact" in said
    nobody = profit_curve(actual, probability, costs_of(contact=5.0))
    assert find_best_list(nobody).share < 0.02


def test_contacts_that_cost_more_than_they_bring_are_told():
    curve = profit_curve([0, 1, 0], [0.1, 0.9, 0.2], costs_of(contact=12.0))
    said = profit_sentence(curve, costs_of(contact=12.0), "customers")
    assert said.startswith("No list of these customers pays; contacting nobody costs nothing")
    assert "would lose 8,667 EUR per 1,000 customers" in said
    assert profit_title(curve, costs_of(), "customers") == "No list of these customers pays"
    assert "no contact pays" in assumption_sentence(costs_of(contact=12.0))


def test_the_flat_part_is_around_the_best_list_alone():
    curve = pd.DataFrame({
        "list_share": [0.0, 0.25, 0.5, 0.75, 1.0],
        "profit_per_1000": [0.0, 98.0, 50.0, 100.0, 97.0],
        "low": 0.0,
        "high": 200.0,
    })  # fmt: skip
    best = find_best_list(curve)
    assert (best.share, best.flat_from, best.flat_to) == (0.75, 0.75, 1.0)


def test_a_capacity_ends_the_curve():
    actual, probability, _ = draw_outcomes(rows=2000)
    costs = costs_of(contact=0.1, capacity=500)
    curve = profit_curve(actual, probability, costs, population=10_000)
    assert curve["list_share"].iloc[-1] == 0.05
    best = find_best_list(curve)
    assert (best.share, best.longest) == (0.05, 0.05)
    said = profit_sentence(curve, costs, "customers")
    assert "contacting as many customers as one can, the 5 % ranked first, brings most" in said
    assert "everyone" not in said


def test_without_costs_nothing_is_said_of_money():
    assert profit_curve([0, 1], [0.1, 0.2], None) is None
    assert profit_sentence(None, None, "customers") == NO_COSTS
    assert assumption_sentence(None) == NO_COSTS
    assert profit_title(None, None, "customers") == "No costs are declared"


def test_the_assumption_names_the_price_and_claims_no_effect():
    said = assumption_sentence(costs_of())
    assert "pays from a probability of 20 % on" in said
    assert "nothing here shows that a contact makes anyone act" in said
    assert "success brings nothing" in assumption_sentence(costs_of(benefit=0.0))
