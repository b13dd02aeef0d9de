import re

import numpy as np
import pandas as pd

from project_lib import display, plots


def cells(html):
    return re.findall(r"<td class=\"[^\"]*\"[^>]*>(.*?)</td>", html)


def test_numbers_are_written_for_people_and_shares_in_per_cent():
    table = pd.DataFrame(
        {"rows": [69659, 2], "missing_share": [0.25, np.nan], "paid": [True, False]}
    )
    assert cells(display.table_html(table)) == ["69,659", "25 %", "yes", "2", "–", "no"]


def test_formats_overrule_the_guess():
    html = display.table_html(
        pd.DataFrame({"value": [0.5], "amount": [3.5]}),
        formats={"value": "percent", "amount": "USD"},
    )
    assert cells(html) == ["50 %", "3.50"]
    assert ">amount, USD</th>" in html


def test_text_from_data_is_escaped_everywhere():
    hostile = "<script>alert(1)</script>"
    html = display.table_html(pd.DataFrame({hostile: [hostile]}), hostile)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_column_headings_are_words_and_marked_as_headings():
    assert '<th scope="col" class="number">order value</th>' in display.table_html(
        pd.DataFrame({"order_value": [1]})
    )


def test_long_tables_are_marked_and_cut_with_a_note():
    html = display.table_html(pd.DataFrame({"a": range(display.MOST_ROWS + 7)}))
    assert 'data-long="true"' in html
    assert "7 more rows are not shown" in html


def test_dates_are_written_without_an_empty_time():
    table = pd.DataFrame(
        {
            "when": pd.to_datetime(["1997-01-01", "1997-01-02"]),
            "at": pd.to_datetime(["1997-01-01 10:30"] * 2),
        }
    )
    assert cells(display.table_html(table)) == [
        "1997-01-01",
        "1997-01-01 10:30:00",
        "1997-01-02",
        "1997-01-01 10:30:00",
    ]


def test_a_figure_carries_its_alternative_text_and_title():
    html = display.figure_html(plots.plot_bars(["a"], [1]), "A is <1>", 'bars & "quotes"')
    assert "<figcaption>A is &lt;1&gt;</figcaption>" in html
    assert 'role="img" aria-label="bars &amp; &quot;quotes&quot;"' in html
