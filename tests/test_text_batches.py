from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from project_lib.sources.text_batches import text_batch, text_schema


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, None, -3], ["1", None, "-3"]),
        ([2**70], [str(2**70)]),
        ([0.1, 1e20, 5.0], ["0.1", "1e+20", "5"]),
        ([True, False], ["true", "false"]),
        ([date(2024, 1, 5)], ["2024-01-05"]),
        ([datetime(2024, 1, 5, 10)], ["2024-01-05 10:00:00"]),
        (
            [datetime(2024, 1, 5, 10, tzinfo=timezone(timedelta(hours=2)))],
            ["2024-01-05 10:00:00+02:00"],
        ),
        ([Decimal("2.50")], ["2.50"]),
        (["00001", None], ["00001", None]),
        ([b"caf\xc3\xa9"], ["caf\xe9"]),
        ([1, "a", 2.0], ["1", "a", "2"]),
        ([None], [None]),
    ],
)
def test_values_become_text_that_reads_back_as_the_same_value(values, expected):
    batch = text_batch([(value,) for value in values], text_schema(["x"]))
    assert batch.column(0).to_pylist() == expected


def test_no_rows_give_an_empty_batch_with_all_columns():
    assert text_batch([], text_schema(["a", "b"])).num_columns == 2
