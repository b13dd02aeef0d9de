import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.performance.parts import Part, check_part

ONES = np.ones(3, dtype=int)


def test_a_part_counts_its_rows_entities_and_positives():
    part = Part(np.array([0, 1, 1]), np.array([0.1, 0.5, 0.9]), np.array(["a", "a", "b"]))
    assert len(part) == 3
    assert part.counts("binary") == {"rows": 3, "entities": 2, "positives": 2}
    assert part.counts("number") == {"rows": 3, "entities": 2}


@pytest.mark.parametrize(
    ("predicted", "entities", "problem"),
    [
        (np.array([0.5, 0.5]), ONES, "arrays of 2 and 3 rows"),
        (np.array([0.5, np.nan, 0.1]), ONES, "missing in 1 places"),
        (np.array([0.5, 1.2, 0.1]), ONES, "outside 0 to 1"),
        (np.array([0.5, -0.2, 0.1]), ONES, "outside 0 to 1"),
    ],
)
def test_predictions_that_cannot_be_are_refused_by_the_name_of_their_part(
    predicted, entities, problem
):
    with pytest.raises(InputError, match=f"'holdout'.*{problem}"):
        check_part("holdout", Part(np.array([0, 1, 0]), predicted, entities), "binary")


def test_a_part_without_rows_is_refused():
    empty = np.array([])
    with pytest.raises(InputError, match="have no rows"):
        check_part("batch", Part(empty, empty, empty), "number")


def test_numbers_may_be_of_any_size():
    check_part("holdout", Part(np.array([5.0]), np.array([-70.0]), np.array([1])), "number")
