import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.segmentation import cluster_words

TABLE = pd.DataFrame({"sales": [900, 800, 5, 6, 7, 8], "unit_price": [1.0, 2.0, 9, 9, 8, 1]})
LABELS = np.array([1, 1, 0, 0, 0, -1])
MATRIX = ((TABLE - TABLE.mean()) / TABLE.std(ddof=0)).to_numpy()
WORDS = {"sales": ("few sales", "many sales")}


def test_groups_are_described_by_what_sets_them_apart():
    profiles = cluster_words.profile_clusters(
        TABLE, LABELS, MATRIX, ["sales", "unit_price"], words=WORDS
    )
    assert profiles["group"].tolist() == [1, 2, 0]
    assert profiles["size"].tolist() == [3, 2, 1]
    assert profiles["sales"].tolist() == [6, 850, 8]
    assert profiles.loc[1, "profile"] == "many sales, low unit price"
    assert profiles.loc[0, "profile"] == "few sales, high unit price"
    assert profiles["share"].sum() == pytest.approx(1)


def test_small_differences_get_no_word_and_large_ones_a_very():
    assert cluster_words.describe([0.4, -0.49], ["a", "b"]) == "close to the average in everything"
    assert cluster_words.describe([0.6, -1.6], ["a", "b"]) == "high a, very low b"
    four = cluster_words.describe([1, 1.1, 1.2, 1.3], list("abcd"))
    assert four == "high b, high c, high d"


def test_a_listing_names_size_and_kind_and_how_many_are_in_no_group():
    profiles = pd.DataFrame(
        {"group": [1, 2, 0], "size": [1500, 20, 3],
         "profile": ["close to the average in everything", "high price", "low price"]}
    )  # fmt: skip
    listing = cluster_words.profile_listing(profiles)
    assert listing == "1,500 close to the average in everything; 20 with high price; 3 in none"


def test_rows_that_do_not_belong_together_are_refused():
    with pytest.raises(InputError, match="pass what belongs together"):
        cluster_words.profile_clusters(TABLE, LABELS[:2], MATRIX, ["sales"])
