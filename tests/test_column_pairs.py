import numpy as np
import pandas as pd
import pytest
from any_frame import ENGINES, as_engine

from project_lib.statistics import cramers_v, spearman
from project_lib.tables import column_pairs, profiles
from project_lib.tables.profiles import profile_tables

RNG = np.random.default_rng(5)
X = RNG.normal(size=300).round(2)
DATA = {
    "x": X.tolist(), "y": (X + RNG.normal(size=300)).tolist(),
    "gaps": [None if i % 7 == 0 else float(v) for i, v in enumerate(X)],
    "shop": ["ns"[i % 2] for i in range(300)], "region": ["NS"[i % 2] for i in range(300)],
    "constant": ["k"] * 300,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_pairs_are_the_same_on_each_engine(engine):
    pairs = column_pairs.pair_table(profile_tables({"t": as_engine(DATA, engine)}))
    found = {(row.first, row.second): row for row in pairs.itertuples()}
    assert set(found) == {("x", "y"), ("x", "gaps"), ("y", "gaps"), ("shop", "region")}
    assert found["x", "y"].value == pytest.approx(spearman(DATA["x"], DATA["y"]), abs=1e-12)
    assert found["x", "gaps"].rows == 300 - 43
    assert found["shop", "region"].value == cramers_v(DATA["shop"], DATA["region"])
    assert pairs["value"].abs().is_monotonic_decreasing


def test_the_sentence_names_the_strongest_of_each_measure():
    profiled = profile_tables({"t": pd.DataFrame(DATA)})
    sentence = column_pairs.pairs_sentence(column_pairs.pair_table(profiled), profiled)
    assert "Of 3 pairs compared by Spearman, *x* and *gaps* go together most: 1" in sentence
    assert "*shop* and *region* are the only pair to compare by Cramér's V: 1" in sentence


def test_a_relation_within_its_error_is_called_chance():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.normal(size=50), "b": rng.normal(size=50)})
    profiled = profile_tables({"t": frame})
    sentence = column_pairs.pairs_sentence(column_pairs.pair_table(profiled), profiled)
    assert sentence.endswith("which is no more than chance.")


def test_what_is_not_compared_is_told(monkeypatch):
    monkeypatch.setattr(profiles, "MOST_PAIRED", 1)
    profiled = profile_tables({"t": pd.DataFrame({"a": [1.0, 2.5], "b": [2.5, 1.0]})})
    pairs = column_pairs.pair_table(profiled)
    assert pairs.empty
    assert column_pairs.pairs_sentence(pairs, profiled) == (
        "There is no pair of varying columns of one kind to compare. "
        "1 column beyond the first of a wide table is not compared."
    )


def test_the_strongest_pairs_are_labelled():
    strongest = column_pairs.strongest_pairs(
        column_pairs.pair_table(profile_tables({"t": pd.DataFrame(DATA)})), most=2
    )
    assert strongest["label"].tolist()[0] in ("x and gaps", "shop and region")
    assert len(strongest) == 2
