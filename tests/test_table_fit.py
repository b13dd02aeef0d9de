import pytest

from project_lib.deck.layout import Box
from project_lib.deck.slides import TableData
from project_lib.deck.table_fit import SIZES, column_widths, fit_table

BOX = Box(0.6, 2, 12, 4.9)


def table(rows, text="a claim"):
    return TableData({"Claim": (text,) * rows, "Estimate": ("1.5 %",) * rows}, ("Estimate",))


def test_no_word_of_a_table_is_broken_where_there_is_room():
    wide = TableData({"Claim": ("a long claim " * 8,), "Verdict": ("Supported",)})
    claim, verdict = column_widths(wide, 12.0)
    assert claim + verdict == pytest.approx(12.0) and verdict > 1.0


def test_a_small_table_is_written_large_and_not_stretched():
    fit = fit_table(table(3), BOX)
    assert fit.size == SIZES[0] and sum(fit.heights) < BOX.height / 2


def test_more_and_longer_rows_are_written_smaller_and_fit():
    fit = fit_table(table(10, "a claim of many words " * 7), BOX)
    assert SIZES[-1] < fit.size < SIZES[0] and sum(fit.heights) <= BOX.height


def test_what_never_fits_is_cut_to_the_box():
    fit = fit_table(table(10, "x" * 5000), BOX)
    assert fit.size == SIZES[-1] and sum(fit.heights) == pytest.approx(BOX.height)
