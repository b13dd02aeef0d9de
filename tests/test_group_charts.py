from project_lib.hypotheses.group_charts import bar_chart, interval_table
from project_lib.inference.estimates import Estimate

RATES = [Estimate(0.3, 0.2, 0.4, 0.5), Estimate(0.1, 0.05, 0.2, 0.5)]


def test_each_group_has_a_bar_with_its_interval():
    chart = bar_chart(["a", "b"], RATES, "customers", "repeat rate", "share", accent=("a",))
    assert chart.data == {
        "label": ["a", "b"], "value": [0.3, 0.1], "low": [0.2, 0.05], "high": [0.4, 0.2]
    }  # fmt: skip
    assert chart.alt == "Bars with their intervals, repeat rate: 30 % for a and 10 % for b"


def test_ends_of_a_share_are_named_as_shares():
    table = interval_table(["a", "b"], {"rows": [5, 6]}, "rate_share", RATES)
    assert list(table) == ["group", "rows", "rate_share", "low_share", "high_share"]
    assert list(interval_table(["a", "b"], {}, "median", RATES)) == [
        "group", "median", "low", "high"
    ]  # fmt: skip
