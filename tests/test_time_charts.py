import numpy as np
import pandas as pd
from daily_tables import daily_series, noise

from project_lib.hypotheses import time_charts
from project_lib.time_series.anomalies import expect_days, find_anomalies
from project_lib.time_series.growth import estimate_growth


def test_bars_are_differences_from_what_they_are_compared_with():
    table = pd.DataFrame(
        {
            "weekday": ["Monday", "Sunday"],
            "ratio": [1.2, 0.8],
            "low": [1.1, 0.7],
            "high": [1.3, 0.9],
        }
    )
    chart = time_charts.ratio_chart(
        table, "weekday", what="revenue", compared="average day", accent=("Sunday",)
    )
    assert np.allclose(chart.data["value"], [0.2, -0.2])
    assert np.allclose(chart.data["low"], [0.1, -0.3])
    assert (chart.reference, chart.accent) == (0.0, ("Sunday",))
    assert "from Monday (20 % above) to Sunday (20 % below)" in chart.alt


def test_the_trend_is_drawn_beside_the_weeks():
    growth = estimate_growth(daily_series(100 * np.exp(0.001 * np.arange(100))))
    chart = time_charts.trend_chart(growth, what="revenue", unit="USD")
    assert set(chart.data["series"]) == {"weekly revenue", "trend"}
    assert chart.data["x"][0] == "2016-01-04"
    assert chart.y_label == "revenue per week (USD)"
    assert "4 January 2016" in chart.alt


def test_unusual_days_are_a_series_with_dates():
    values = 1000 + 20 * noise(120, seed=1)
    values[31] = 3000
    days = expect_days(daily_series(values))
    chart = time_charts.unusual_chart(days, find_anomalies(days), what="visits", unit="visits")
    assert chart.data["series"].count("out of line") == 1
    assert [label for label in chart.data["label"] if label] == ["1 February 2016"]
    assert chart.y_label == "visits per day"
    assert chart.data["y"][0] == 3000
    assert len(chart.data["x"]) == 120
