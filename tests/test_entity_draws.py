import numpy as np

from project_lib.performance import entity_draws
from project_lib.performance.entity_draws import draw_counts, draw_means, number_entities


def test_each_resample_draws_as_many_entities_as_there_are():
    counts = np.concatenate(list(draw_counts(50, resamples=300)))
    assert counts.shape == (300, 50)
    assert (counts.sum(axis=1) == 50).all()


def test_an_entity_is_drawn_once_on_average_with_the_spread_of_a_bootstrap():
    counts = np.concatenate(list(draw_counts(400, resamples=500)))
    assert abs(counts.mean() - 1) < 1e-12
    assert abs(counts.var() - (1 - 1 / 400)) < 0.02


def test_chunks_do_not_change_what_a_seed_draws_apart_from_their_size(monkeypatch):
    whole = np.concatenate(list(draw_counts(30, resamples=20, random_state=3)))
    again = np.concatenate(list(draw_counts(30, resamples=20, random_state=3)))
    other = np.concatenate(list(draw_counts(30, resamples=20, random_state=4)))
    np.testing.assert_array_equal(whole, again)
    assert not np.array_equal(whole, other)
    monkeypatch.setattr(entity_draws, "CHUNK_CELLS", 90)
    chunks = list(draw_counts(30, resamples=20, random_state=3))
    assert [len(chunk) for chunk in chunks] == [3, 3, 3, 3, 3, 3, 2]
    np.testing.assert_array_equal(np.concatenate(chunks), whole)


def test_very_many_rows_get_fewer_resamples_but_never_below_two_hundred(monkeypatch):
    monkeypatch.setattr(entity_draws, "MOST_CELLS", 1000)
    assert sum(len(chunk) for chunk in draw_counts(10, rows=4, resamples=500)) == 200
    assert sum(len(chunk) for chunk in draw_counts(2, rows=4, resamples=240)) == 240


def test_an_entity_has_one_number_in_all_parts():
    parts, count = number_entities([np.array(["b", "a"]), np.array(["a", "c", "b"])])
    assert [part.tolist() for part in parts] == [[0, 1], [1, 2, 0]]
    assert count == 3


def test_means_by_group_are_drawn_with_their_entities():
    values, entities = np.array([1.0, 3.0, 10.0, 20.0]), np.array([0, 0, 1, 1])
    inside = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=bool)
    drawn = draw_means(values, inside, entities, resamples=200)
    assert set(drawn[np.isfinite(drawn[:, 0]), 0]) == {2.0}  # the pair comes or stays away together
    assert set(drawn[np.isfinite(drawn[:, 1]), 1]) == {15.0}
    assert 0.15 < np.isnan(drawn[:, 0]).mean() < 0.35  # 1 of 4 resamples is without entity 0
