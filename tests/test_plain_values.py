import json
import math
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from project_lib.plain_values import plain_value


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (pd.NA, None),
        (pd.NaT, None),
        (math.nan, None),
        (np.float32("nan"), None),
        (np.datetime64("NaT"), None),
        (math.inf, "infinite"),
        (np.int64(3), 3),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (Decimal("1.50"), 1.5),
        (date(1969, 7, 20), "1969-07-20"),
        (datetime(1998, 4, 1), "1998-04-01"),
        (pd.Timestamp("1998-04-01 12:30:15.5"), "1998-04-01T12:30:15"),
        (np.datetime64("1998-04-01T12:30:15.000000000"), "1998-04-01T12:30:15"),
        (pd.Timestamp("1998-04-01", tz="UTC"), "1998-04-01T00:00:00+00:00"),
        (timedelta(days=3), "3 days, 0:00:00"),
        (pd.Interval(0, 5), "(0, 5]"),
        (pd.Period("1998-04"), "1998-04"),
        (("a", 1), "('a', 1)"),
        ("=1+1", "=1+1"),
    ],
)
def test_any_value_becomes_one_that_json_knows(value, plain):
    got = plain_value(value)
    assert got == plain
    assert type(got) is type(plain)
    json.dumps(got, allow_nan=False)
