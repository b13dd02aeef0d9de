import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from exploration_tables import CUTOFFS, feature_table

from project_lib import exploratory_analysis as explore
from project_lib.exploration.feature_columns import find_columns

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "05_exploratory_analysis.ipynb"


def test_the_last_cutoff_is_never_explored():
    table, dictionary = feature_table()
    rows = explore.exploration_rows(table, find_columns(table, dictionary))
    assert rows["cutoff"].max() == CUTOFFS[1]
    assert len(rows) == 120


def test_outcomes_that_end_after_the_last_cutoff_are_not_explored():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    assert explore.exploration_rows(table, columns, horizon_days=91)["cutoff"].nunique() == 2
    assert explore.exploration_rows(table, columns, horizon_days=92)["cutoff"].nunique() == 1


def test_a_horizon_longer_than_all_cutoffs_still_holds_the_last_one_back():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    rows = explore.exploration_rows(table, columns, horizon_days=1000)
    assert rows["cutoff"].max() == CUTOFFS[1]


def test_a_single_cutoff_is_explored_and_said_so():
    table, dictionary = feature_table(cutoffs=CUTOFFS[:1])
    columns = find_columns(table, dictionary)
    rows = explore.exploration_rows(table, columns, horizon_days=90)
    assert len(rows) == len(table)
    assert "single cutoff" in explore.rows_sentence(table, rows, columns)


def test_the_sentence_counts_what_is_held_back():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    sentence = explore.rows_sentence(table, explore.exploration_rows(table, columns), columns)
    assert "120 rows of 2 cutoffs" in sentence
    assert "60 rows (33.3 %), up to the cutoff of 1 July 2024" in sentence


def test_each_entity_is_sampled_once_and_the_same_each_time():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    sample = explore.sample_entities(table, columns, random_state=1)
    assert sample["customer_id"].is_unique
    assert len(sample) == 60
    assert sample["cutoff"].nunique() == 3
    pd.testing.assert_frame_equal(sample, explore.sample_entities(table, columns, random_state=1))
    assert len(explore.sample_entities(table, columns, most_rows=7)) == 7
    assert "7 customers (a random part of 60)" in explore.sample_sentence(
        table, sample.head(7), columns
    )


def test_numbers_are_described_without_what_is_missing_or_infinite():
    table, dictionary = feature_table(cutoffs=CUTOFFS[:1])
    table["spend"] = [np.nan] * 12 + [np.inf] * 8 + [0.0] * 10 + [10.0] * 30
    columns = find_columns(table, dictionary)
    row = explore.number_table(table, columns).set_index("name").loc["spend"]
    assert row["missing_share"] == 0.2
    assert row["zero_share"] == 0.25
    assert (row["median"], row["largest"], row["mean"]) == (10, 10, 7.5)
    assert row["top_tenth_share"] == pytest.approx(4 / 30)


def test_the_top_tenth_of_equal_values_holds_a_tenth():
    assert explore.top_share(np.ones(100), 0.1) == pytest.approx(0.1)
    assert np.isnan(explore.top_share(np.array([-1.0, 1.0]), 0.1))
    assert np.isnan(explore.top_share(np.array([]), 0.1))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "no values"),
        ([0, 0], "all are zero"),
        ([5] * 10, "at least half are 5 USD"),
        ([1, 2, 3, 4], "half are between 1.75 and 3.25 USD"),
        ([-5, -1, 1, 5, 9], "half are between −1.00 and 5.00 USD"),
        ([10] * 99 + [1000], "one customer reaches about a hundred times the usual"),
        ([10] * 998 + [1000, 900], "a few customers reach about a hundred times the usual"),
        ([0] * 90 + [1] * 10, "90 % are zero; of the others at least half are 1"),
        ([0] * 999 + [1], "nearly all are zero"),
    ],
)
def test_spread_is_told_in_words(values, words):
    words = words.replace("5 USD", "5.00 USD") if words.endswith("half are 5 USD") else words
    assert words in explore.spread_words(np.array(values, float), "USD", "customer", "customers")


def test_the_most_uneven_money_leads_the_sentence():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    sentence = explore.number_sentence(explore.number_table(table, columns), columns)
    assert "1 numeric feature of money, *The spend*" in sentence
    assert "No value is missing." in sentence


def test_categories_are_counted_with_the_rare_ones_together():
    table, dictionary = feature_table(
        channel=lambda random, n: (
            ["web"] * 30 + [None] * 10 + [f"shop {i % 10}" for i in range(n - 40)]
        )
    )
    columns = find_columns(table, dictionary)
    levels = explore.category_table(table, columns, most_levels=2)
    assert levels["level"].tolist() == ["web", "missing", "10 others"]
    assert levels["rows"].tolist() == [90, 30, 60]
    assert "50 % are web" in explore.category_sentence(levels)
    assert "1 category;" in explore.category_sentence(levels)


class StubCase:
    """A case that restores the given tables and collects key figures."""

    main_table, prediction = "purchases", None
    tables = {"purchases": SimpleNamespace(having=lambda *roles: ["day"])}

    def __init__(self, table, dictionary, events):
        self.frames, self.events, self.recorded = (table, dictionary), events, {}

    def restore(self, stage, name=None):
        return self.frames[bool(name)]

    def scan(self, stage):
        return self.events

    def record(self, name, value, *, label, unit="", interval=None, n=None):
        assert np.isfinite([value, *interval]).all()
        self.recorded[name] = (value, label)


def run_notebook(monkeypatch, table, dictionary, *, extra=False):
    """Run the notebook's cells in this process; return what it says, shows and records."""
    from project_lib.exploration import data_space

    days = pd.DataFrame({"day": pd.date_range("2024-01-01", "2024-08-30")})
    case, said, shown = StubCase(table, dictionary, days), [], []
    if not extra:
        monkeypatch.setattr(data_space, "extra_maps", dict)
    monkeypatch.setattr("project_lib.case.open_case", lambda *args, **kwargs: case)
    monkeypatch.setattr("project_lib.display.say", said.append)
    monkeypatch.setattr(
        "project_lib.display.show",
        lambda thing, title="", **kwargs: shown.append((title, thing)),
    )
    names = {}
    for cell in json.loads(NOTEBOOK.read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return said, shown, case.recorded


def shop(random, n):
    return random.choice(["web", "shop", "phone"], n)


def visit(random, n):
    return pd.to_datetime("2023-01-01") + pd.to_timedelta(random.integers(0, 300, n), unit="D")


MORE = {
    "shop": shop,
    "visit": visit,
    "gaps": lambda random, n: np.where(random.random(n) < 0.3, np.nan, random.normal(size=n)),
    "empty": lambda random, n: np.full(n, np.nan),
    "constant": lambda random, n: np.ones(n),
    "regular": lambda random, n: random.random(n) < 0.5,
}


@pytest.mark.parametrize("target", ["binary", "classes", "number", "constant", ""])
def test_the_notebook_runs_for_any_target_and_kind_of_feature(monkeypatch, target):
    said, shown, recorded = run_notebook(monkeypatch, *feature_table(40, target=target, **MORE))
    assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in said)
    assert not any("nan" in sentence.split() or "unknown" in sentence for sentence in said)
    assert all(title for title, _ in shown)
    assert ("highest_end_rate" in recorded) == (target in ("binary", "classes", "number"))


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_the_notebook_runs_on_tiny_tables(monkeypatch, rows):
    said, _, _ = run_notebook(monkeypatch, *feature_table(rows, **MORE))
    assert any("No map is drawn" in sentence for sentence in said)


def test_the_notebook_runs_with_one_feature(monkeypatch):
    table, dictionary = feature_table(40)
    dictionary = dictionary[~dictionary["name"].isin(["noise", "orders"])]
    said, _, _ = run_notebook(monkeypatch, table, dictionary)
    assert any("fewer than two numeric features" in sentence for sentence in said)


@pytest.mark.slow
def test_the_notebook_runs_with_five_hundred_columns(monkeypatch):
    many = {f"f{i}": lambda random, n: random.normal(size=n) for i in range(500)}
    said, shown, _ = run_notebook(monkeypatch, *feature_table(300, **many))
    assert any("further features are not drawn" in sentence for sentence in said)
    assert any("weaker features are left out" in sentence for sentence in said)
