"""Simulated columns come in batches, in order."""

import numpy as np
import pytest

from project_lib.checkpoints import BATCH_ROWS
from project_lib.simulation.column_stream import as_moments, draw_members, new_ids, stream_columns


def test_batches_are_asked_for_in_order_and_cover_all_rows():
    asked = []

    def columns(begin, end):
        asked.append((begin, end))
        return {"place": np.arange(begin, end)}

    table = stream_columns(columns, BATCH_ROWS + 5).read_all()
    assert asked == [(0, BATCH_ROWS), (BATCH_ROWS, BATCH_ROWS + 5)]
    assert table["place"].to_numpy().tolist() == list(range(BATCH_ROWS + 5))


def test_only_the_first_batch_is_made_before_it_is_drawn():
    asked = []
    stream_columns(lambda b, e: asked.append(b) or {"x": np.arange(b, e)}, 3 * BATCH_ROWS)
    assert asked == [0]


def test_ids_are_each_number_once():
    ids = new_ids(np.random.default_rng(0), 50)
    assert sorted(ids) == list(range(1, 51))
    assert ids.tolist() != list(range(1, 51))


def test_members_are_drawn_in_proportion_to_their_weights():
    drawn = draw_members(np.random.default_rng(0), [1, 0, 3], 40_000)
    assert np.bincount(drawn) / 40_000 == pytest.approx([0.25, 0, 0.75], abs=0.01)


def test_seconds_become_moments():
    assert as_moments(np.array([86_400])).tolist()[0].isoformat() == "1970-01-02T00:00:00"
