import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.column_signal import column_tells


def customers(seed=0, rows=600, apart=0.0):
    random = np.random.default_rng(seed)
    plan = random.integers(0, 3, rows)
    return pd.DataFrame({
        "plan": np.array(["basic", "plus", "pro"])[plan],
        "age": random.normal(40, 10, rows) + 8 * apart * plan,
        "left": random.random(rows) < 0.3 + 0.2 * apart * plan,
        "spent": random.lognormal(3, 1, rows) * np.exp(apart * plan),
        "colour": np.where(random.random(rows) < apart / 2, plan, random.integers(0, 3, rows)),
    }).assign(colour=lambda t: t["colour"].map({0: "red", 1: "green", 2: "blue"}))


def tell(table, column="plan", about="left", **given):
    given = {"who": "customers", "random_state": 0, **given}
    return column_tells(table, column=column, about=about, **given)


@pytest.mark.parametrize("about", ["left", "spent", "colour"])
@pytest.mark.parametrize("column", ["plan", "age"])
def test_what_goes_with_the_column_is_found(about, column):
    result = tell(customers(apart=1.0), column, about)
    assert find_verdict(result, result.p) == "supported"
    assert result.counted == "customers"
    assert result.n == 600


@pytest.mark.parametrize("about", ["left", "spent", "colour"])
@pytest.mark.parametrize("column", ["plan", "age"])
def test_columns_that_have_nothing_to_do_with_each_other_are_rarely_supported(about, column):
    p = [tell(customers(seed, 300), column, about).p for seed in range(60)]
    assert np.mean(np.array(p) <= 0.05) <= 0.15
    assert np.mean(np.array(p) <= 0.5) == pytest.approx(0.5, abs=0.2)


def test_the_share_of_two_by_two_groups_is_the_squared_correlation():
    table = customers(rows=5000, apart=1.0)
    table = table[table["plan"] != "plus"]
    known = np.corrcoef(table["plan"] == "pro", table["left"])[0, 1] ** 2
    assert tell(table).effect == pytest.approx(known, abs=0.001)


def test_the_sentence_names_the_highest_and_the_lowest_group():
    table = pd.DataFrame({"plan": ["a"] * 100 + ["b"] * 100, "left": [1] * 60 + [0] * 140})
    result = tell(table, event="leave")
    assert result.statement.startswith(
        "60 % of customers leave where “plan” is “a”, against 0 % where it is “b”"
    )
    assert result.chart.data["value"] == [0.6, 0.0]


def test_a_few_rows_are_not_named_as_the_lowest_group():
    plans = ["a"] * 500 + ["b"] * 500 + ["c"] * 12
    left = [1] * 250 + [0] * 250 + [1] * 50 + [0] * 462
    statement = tell(pd.DataFrame({"plan": plans, "left": left}), event="leave").statement
    assert statement.endswith("leave where “plan” is “a”, against 10 % where it is “b”")


def test_what_a_supported_claim_means_says_where_to_look_and_how_much_it_tells():
    result = tell(customers(apart=1.0), event="leave")
    share = f"{100 * result.effect:.0f} %"
    assert result.meaning.supported == (
        "Look first at the customers where “plan” is “pro”, and ask what sets them apart: "
        f"{share} of the differences in whether customers leave go with “plan”."
    )


def test_a_relation_that_bends_is_found():
    random = np.random.default_rng(0)
    age = random.uniform(-1, 1, 500)
    table = pd.DataFrame({"age": age, "spent": age**2 + random.normal(0, 0.1, 500)})
    assert tell(table, "age", "spent").effect > 0.5


def test_nothing_to_see_is_said_in_shares():
    assert "of the differences in “left” between customers go with “plan”" in (
        tell(customers(seed=3)).statement
    )


def test_what_is_refuted_is_told_by_how_little_it_tells_and_not_by_two_groups():
    few = pd.DataFrame({"gift": [True] * 100 + [False] * 19900})
    few["spent"] = np.random.default_rng(0).lognormal(3, 0.5, 20000) * np.where(few["gift"], 1.5, 1)
    result = tell(few, "gift", "spent")
    assert result.p < 0.001
    assert find_verdict(result, result.p) == "refuted"
    assert result.statement.startswith("Only 0.32 % of the differences in “spent” between")
    assert result.meaning.refuted == (
        "Over all customers, “gift” tells too little about “spent” to matter: look elsewhere. "
        "A small group may still stand apart: see the chart."
    )


def test_rows_without_the_column_count_and_those_without_the_other_do_not():
    table = customers().astype({"left": object})
    table.loc[:49, "plan"], table.loc[50:59, "left"] = None, None
    result = tell(table.assign(left=table["left"].astype("boolean")))
    assert result.n == 590
    assert "missing" in result.chart.data["label"]


def test_names_of_the_data_may_hold_any_word():
    table = customers(apart=1.0).rename(columns={"plan": "cause", "left": "driven\n=cmd()"})
    table["cause"] = table["cause"].replace("pro", "drives <b>")
    result = tell(table, "cause", "driven\n=cmd()")
    assert "“drives <b>”" in result.statement
    assert "\n" not in result.statement


def test_the_table_of_classes_says_of_which_class_the_shares_are():
    table = pd.DataFrame({"plan": ["a"] * 100 + ["b"] * 60, "city": ["x"] * 100 + ["y"] * 60})
    counts = tell(table, "plan", "city").exhibits[0].table
    assert counts["class"].tolist() == ["x", "x"]
    assert counts["its_share"].tolist() == [1.0, 0.0]


def test_many_classes_are_drawn_as_six_and_the_rest():
    random = np.random.default_rng(0)
    table = pd.DataFrame({"plan": random.integers(0, 3, 900), "city": random.integers(0, 30, 900)})
    result = tell(table.assign(city=table["city"].map("city {}".format)), "plan", "city")
    assert len(set(result.chart.data["series"])) == 7
    assert sum(result.chart.data["value"]) == pytest.approx(3)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"column": "plam"}, "did you mean 'plan'"),
        ({"about": "lfet"}, "did you mean 'left'"),
        ({"about": "constant"}, "has one value"),
        ({"column": "constant"}, "has 1 group of 10 rows or more"),
        ({"claim": Claim("above", 0.1)}, "is not 0; use relevant="),
    ],
)
def test_bad_input_is_told(given, message):
    with pytest.raises(InputError, match=message):
        tell(customers().assign(constant=1), **given)


def test_what_doubles_a_rare_yes_tells_something():
    random = np.random.default_rng(0)
    mail = random.choice(["men", "women", "none"], 40_000)
    rate = np.select([mail == "men", mail == "women"], [0.018, 0.015], 0.009)
    visits = (random.random(40_000) < rate).astype(int)
    table = pd.DataFrame({"mail": mail, "noise": random.random(40_000), "visit": visits})
    given = {"about": "visit", "who": "customers", "event": "visit", "random_state": 0}
    told = column_tells(table, column="mail", **given)
    assert told.effect < 0.005
    assert find_verdict(told, told.p) == "supported"
    noise = column_tells(table, column="noise", **given)
    assert find_verdict(noise, noise.p) != "supported"
    even = column_tells(table.assign(visit=table.index % 2), column="noise", **given)
    assert even.claim.relevant == pytest.approx(0.01)
