import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.group_differences import number_difference, rate_difference

RATE = {"outcome": "again", "group": "device", "pair": ("tablet", "desktop")}
RATE |= {"who": "customers", "event": "buy again", "claim": Claim("above")}
NUMBER = {"number": "amount", "group": "device", "pair": ("tablet", "desktop")}
NUMBER |= {"who": "purchases", "what": "value of a purchase", "unit": "USD"}
NUMBER |= {"claim": Claim("above")}


def purchases(seed=0, rows=600, more=0.0, higher=0.0):
    random = np.random.default_rng(seed)
    tablet = random.random(rows) < 0.4
    return pd.DataFrame(
        {
            "device": np.where(tablet, "tablet", "desktop"),
            "again": random.random(rows) < 0.3 + more * tablet,
            "amount": random.lognormal(3, 0.6, rows) + higher * tablet,
            "customer": random.integers(0, rows // 4, rows),
        }
    )


def verdict(result):
    return find_verdict(result, result.p)


def test_a_planted_difference_of_rates_is_found_in_percentage_points():
    table = purchases(more=0.3)
    result = rate_difference(table, **RATE, names=("tablets", "desktops"), random_state=0)
    rates = table.groupby("device")["again"].mean()
    assert result.effect == pytest.approx(100 * (rates["tablet"] - rates["desktop"]))
    assert verdict(result) == "supported"
    words = (round(100 * rates[name]) for name in ("tablet", "desktop"))
    assert result.statement == "{} % of tablets buy again, against {} % of desktops".format(*words)
    assert (result.unit, result.n) == ("percentage points", 600)
    assert result.exhibits[0].table["rows"].sum() == 600


def test_a_difference_against_the_claim_refutes_it():
    table = purchases(more=-0.25)
    result = rate_difference(table, **RATE, random_state=0)
    assert verdict(result) == "refuted"
    assert result.effect < -15
    assert verdict(rate_difference(table, **RATE | {"claim": Claim("below")}, random_state=0)) == (
        "supported"
    )


def test_a_threshold_of_a_rate_is_in_percentage_points():
    table = purchases(more=0.3)
    claims = [Claim("above", 5.0), Claim("above", 60.0)]
    found = [rate_difference(table, **RATE | {"claim": c}, random_state=0) for c in claims]
    assert [verdict(result) for result in found] == ["supported", "refuted"]
    assert "by 5 percentage points or more" in found[0].meaning.supported


@pytest.mark.parametrize("of", ["mean", "median"])
def test_a_planted_difference_of_numbers_is_found(of):
    table = purchases(higher=8)
    result = number_difference(table, **NUMBER, of=of, random_state=0)
    values = table.groupby("device")["amount"].agg(of)
    assert result.effect == pytest.approx(values["tablet"] - values["desktop"])
    assert verdict(result) == "supported"
    assert result.statement.startswith(f"The {of} value of a purchase is ")
    assert "USD for tablet, against " in result.statement
    assert result.exhibits[1].table["first_larger_share"].iloc[0] > 0.6


@pytest.mark.parametrize("of", ["mean", "median"])
def test_no_difference_of_numbers_is_rarely_supported(of, monkeypatch):
    from project_lib.hypotheses import group_differences
    from project_lib.inference import permutation

    def fast(*samples, **options):
        return permutation.permute_difference(*samples, permutations=199, **options)

    monkeypatch.setattr(group_differences, "permute_difference", fast)
    found = [
        number_difference(
            purchases(seed, 120), **NUMBER | {"claim": Claim("different")}, of=of, random_state=seed
        )
        for seed in range(100)
    ]
    assert np.mean([verdict(result) == "supported" for result in found]) <= 0.11


def test_no_difference_of_rates_is_rarely_supported():
    found = [
        rate_difference(
            purchases(seed, 300), **RATE | {"claim": Claim("different")}, random_state=seed
        )
        for seed in range(200)
    ]
    assert 0.01 <= np.mean([verdict(result) == "supported" for result in found]) <= 0.09


def test_rows_of_one_entity_widen_the_interval():
    random = np.random.default_rng(0)
    level, device = random.normal(0, 10, 60), random.choice(["tablet", "desktop"], 60)
    customer = np.repeat(np.arange(60), 20)
    table = pd.DataFrame(
        {
            "customer": customer,
            "device": device[customer],
            "amount": 50 + level[customer] + random.normal(0, 1, 1_200),
        }
    )
    table["again"] = table["amount"] > 50
    for test, words in ((number_difference, NUMBER), (rate_difference, RATE)):
        alone = test(table, **words, random_state=0)
        together = test(table, **words, entity="customer", random_state=0)
        widths = [result.interval[1] - result.interval[0] for result in (alone, together)]
        assert alone.effect == pytest.approx(together.effect)
        assert widths[1] > 2.5 * widths[0]
        assert "over customers" in together.method
        assert together.counted.endswith(" of 60 customers")
        assert "independent of each other" in alone.limits
        assert "independent of each other" not in together.limits


def test_the_same_seed_gives_the_same_result():
    one, other = (number_difference(purchases(), **NUMBER, random_state=3) for _ in range(2))
    assert (one.interval, one.p) == (other.interval, other.p)


def test_groups_without_any_success_have_no_difference():
    table = purchases().assign(again=False)
    result = rate_difference(table, **RATE, random_state=0)
    assert result.p == 1
    assert result.statement == "0 % of tablet buy again, against 0 % of desktop"


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="cannot allow for several rows of one 'customer'"):
        number_difference(purchases(), **NUMBER, of="median", entity="customer", random_state=0)
    with pytest.raises(InputError, match="'customr': is not in the table; did you mean 'customer'"):
        number_difference(purchases(), **NUMBER, entity="customr", random_state=0)
    with pytest.raises(InputError, match="neither 0 nor 1"):
        rate_difference(purchases(), **RATE | {"outcome": "amount"}, random_state=0)
