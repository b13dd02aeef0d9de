import numpy as np
import pandas as pd

from project_lib.drawing import plots_exploration as plots
from project_lib.drawing.plots_svg import figure_svg
from project_lib.exploration.histograms import find_histogram

RATES = pd.DataFrame(
    {
        "group": ["1", "2"],
        "outcome": "1",
        "rows": 9,
        "rate": [0.1, 0.4],
        "low": [0.0, 0.3],
        "high": [0.2, 0.5],
    }
)
BASE = pd.DataFrame({"outcome": ["1"], "rate": [0.2]})


def test_a_distribution_draws_its_counts_its_median_and_what_is_beyond():
    histogram = find_histogram(np.append(np.arange(1000.0), 1e9))
    ax = plots.plot_distribution(histogram, x_label="Amount (USD)")
    assert ax.patches[0].get_data().values.tolist() == histogram.counts.tolist()
    assert ax.lines[0].get_xdata()[0] == histogram.median
    assert "beyond" in ax.texts[0].get_text()
    assert ax.get_xlabel() == "Amount (USD)"


def test_numbers_that_lie_close_together_have_few_ticks():
    histogram = find_histogram(np.linspace(2016.5, 2017.66, 999))
    shown = plots.plot_distribution(histogram).get_xticks()
    assert sum(2016.5 <= tick <= 2017.66 for tick in shown) <= 3


def test_ratios_are_drawn_on_a_logarithmic_axis():
    histogram = find_histogram(np.random.default_rng(0).lognormal(0, 3, 999))
    assert plots.plot_distribution(histogram).get_xscale() == "log"


def test_there_is_a_panel_per_feature_and_no_empty_one():
    histograms = [find_histogram(np.arange(9.0))] * 4
    figure = plots.plot_distributions(histograms, list("abcd"))
    assert [ax.get_xlabel() for ax in figure.axes] == list("abcd")


def test_rates_are_drawn_with_intervals_and_the_base():
    figure = plots.plot_rates({"x": RATES}, BASE, ["The x"], y_label="rate", percent=True)
    ax = figure.axes[0]
    dots, line = ax.lines
    assert dots.get_ydata().tolist() == [0.1, 0.4]
    assert line.get_ydata()[0] == 0.2
    assert [path.vertices[:, 1].tolist() for path in ax.collections[0].get_paths()] == [
        [0.0, 0.2],
        [0.3, 0.5],
    ]
    assert ax.yaxis.get_major_formatter()(0.175, None) == "17.5 %"


def test_each_outcome_has_its_colour_and_name():
    classes = pd.concat([RATES, RATES.assign(outcome="2")])
    base = pd.DataFrame({"outcome": ["1", "2"], "rate": [0.2, 0.3]})
    ax = plots.plot_rates({"x": classes}, base, ["x"], y_label="", percent=True).axes[0]
    assert len({line.get_color() for line in ax.lines}) == 2
    assert [text.get_text() for text in ax.texts] == ["1", "2"]
    assert len(plots.plot_moments(classes, y_label="rate", percent=True).lines) == 2


def test_the_busiest_month_has_the_accent():
    months = pd.DataFrame(
        {"month": pd.date_range("2024-01-01", periods=4, freq="MS"), "rows_per_day": [1, 5, 2, 8],
         "compared": [True, True, True, False]}
    )  # fmt: skip
    ax = plots.plot_months(months, y_label="visits per day")
    assert [bar.get_height() for bar in ax.patches] == [1, 5, 2]
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[0] == colours[2] != colours[1]


def test_weekdays_are_compared_with_all_days():
    weekdays = pd.DataFrame(
        {"weekday": ["Monday", "Tuesday"], "ratio": [1.1, 0.9], "low": 0.8, "high": 1.2}
    )
    ax = plots.plot_weekdays(weekdays, y_label="")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Mon", "Tue"]
    assert ax.lines[1].get_ydata()[0] == 1


def test_the_same_figure_gives_the_same_bytes():
    first, second = (
        figure_svg(plots.plot_rates({"x": RATES}, BASE, ["x"], y_label="", percent=True))
        for _ in range(2)
    )
    assert first == second
