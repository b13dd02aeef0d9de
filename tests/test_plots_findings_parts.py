import finding_examples as examples

from project_lib.charts import Chart
from project_lib.drawing.plots import ACCENT, QUIET
from project_lib.drawing.plots_findings import plot_chart
from project_lib.drawing.plots_findings_parts import as_numbers, series_colours, wrapped
from project_lib.drawing.plots_svg import figure_svg


def test_long_labels_are_wrapped_and_a_dollar_is_no_formula():
    label = "customers whose first order was above $24 or below $\\foo"
    ax = plot_chart(Chart("bar", {"label": [label, "x" * 200], "value": [1, 2]}, alt="two"))
    first, second = (text.get_text() for text in ax.get_yticklabels())
    assert first.replace("\n", " ") == label
    assert max(map(len, first.split("\n"))) <= 26
    assert second.endswith("…")
    assert len(second) < 90
    assert "$24" in figure_svg(ax)


def test_a_label_has_at_most_three_lines():
    assert wrapped("others") == "others"
    assert wrapped("") == ""
    assert wrapped("word " * 40).count("\n") == 2


def test_what_carries_the_message_has_the_accent():
    assert series_colours(examples.chart(accent=("b",)), ["a", "b"]) == [QUIET, ACCENT]
    assert len(set(series_colours(examples.chart(), ["a", "b", "c"]))) == 3


def test_missing_values_are_not_zero():
    assert as_numbers([1, None]).tolist()[0] == 1
    assert as_numbers([None]) != as_numbers([None])
