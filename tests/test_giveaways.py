import numpy as np
import pandas as pd
import pytest

from project_lib import filtering
from project_lib.leakage.giveaways import find_giveaways, find_later_dates
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.verdicts import overall_verdict

CUTOFF = pd.Timestamp("2024-01-01")


def make_table(rows=2000, seed=0):
    """Return honest features of a target that a tenth of the rows has, all at one cutoff."""
    random = np.random.default_rng(seed)
    signal = random.normal(size=rows)
    target = (signal + random.logistic(size=rows) > 2.6).astype(int)
    days = pd.to_timedelta(random.integers(1, 400, rows), unit="D")
    return pd.DataFrame({
        "customer": np.arange(rows), "cutoff": CUTOFF,
        "signal": signal, "noise": random.normal(size=rows),
        "visits": random.poisson(0.4, rows), "joined": CUTOFF - days,
        "city": random.choice(list("pqrs"), rows),
        "holed": np.where(random.random(rows) < 0.3, np.nan, signal),
        "target": target,
    })  # fmt: skip


HONEST = ["signal", "noise", "visits", "joined", "city", "holed"]


def some(target, share=0.6, seed=1):
    """Return which rows are a part, drawn at random, of those that have the outcome."""
    return (target == 1) & (np.random.default_rng(seed).random(len(target)) < share)


def reason(data):
    return pd.Series("moved away", index=data.index).where(some(data["target"]))


def stayer(data):
    return data["target"].idxmin()


def last_seen(data):
    later = data["cutoff"] + pd.Timedelta(days=20)
    return later.where(some(data["target"]), data["joined"])


PLANTS = {
    "a reason that some who left have given": (reason, "leak", "in which it is filled"),
    "an amount that only buyers have": (
        lambda data: data["signal"].where(some(data["target"])), "leak", "in which it is filled",
    ),
    "a moment filled in later": (last_seen, "leak", "a date not before the cutoff"),
    "a count of what only leavers do": (
        lambda data: some(data["target"]).astype(int), "leak", "in which it is not 0",
    ),
    "a count of what hardly any but leavers do": (
        lambda data: some(data["target"]).astype(int).where(data.index != stayer(data), 1),
        "unknown", "in which it is not 0",
    ),
    "a balance of what only leavers do": (
        lambda data: some(data["target"]) * np.where(data.index % 2, 1.0, -1.0),
        "unknown", "in which it is not 0",
    ),
    "a state that only leavers are in": (
        lambda data: reason(data).fillna("active"), "unknown", "in which it is 'moved away'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "verdict", "evidence"), PLANTS.values(), ids=PLANTS.keys())
def test_what_only_the_rarer_class_has_is_found(plant, verdict, evidence):
    data = make_table()
    data["planted"] = plant(data)
    found = find_giveaways(data, "target", [*HONEST, "planted"], "cutoff", "certain")
    assert [(column, told) for _, column, told, _ in found] == [("planted", verdict)]
    assert evidence in found[0][3]


@pytest.mark.parametrize("seed", range(5))
def test_honest_features_give_nothing_away(seed):
    data = make_table(seed=seed)
    audit = audit_signs(data, "target", HONEST)
    assert overall_verdict(audit) == "clean", audit.to_string()


def test_a_number_proves_nothing_of_a_common_class_or_of_features_made_of_the_past():
    data = make_table()
    data["spent"] = some(data["target"]) * 9.5
    again = find_giveaways(data, "target", ["spent"], "cutoff", "certain", made_again=True)
    half = data.groupby("target").head(300)
    common = find_giveaways(half, "target", ["spent"], "cutoff", "certain")
    assert [told for _, _, told, _ in (*again, *common)] == ["unknown", "unknown"]


def test_a_sign_in_few_rows_or_of_the_common_class_is_none():
    data = make_table()
    data["few"] = np.where(data["target"].eq(1) & (data["target"].cumsum() < 20), 1, 0)
    data["common"] = data["signal"].where(data["target"] == 0).where(data["noise"] > 0)
    found = find_giveaways(data, "target", ["few", "common"], "cutoff", "certain")
    assert [told for _, _, told, _ in found] == ["clean"]


def test_an_amount_has_no_rarer_class():
    data = make_table().assign(amount=lambda table: np.exp(table["noise"]))
    assert find_giveaways(data, "amount", HONEST, "cutoff", "certain")[0][2] == "clean"


def test_a_planned_date_after_the_cutoff_is_undecided():
    data = make_table()
    data["renewal"] = data["joined"] + pd.Timedelta(days=365)
    found = find_later_dates(data, [*HONEST, "renewal"], "cutoff", "dates")
    assert [(column, told) for _, column, told, _ in found] == [("renewal", "unknown")]
    later = int((data["renewal"] >= CUTOFF).sum())
    assert f"{later:,} rows hold a date not before the cutoff" in found[0][3]
    assert find_later_dates(data, HONEST, "cutoff", "dates")[0][2] == "clean"
    assert find_later_dates(data.drop(columns="cutoff"), HONEST, "cutoff", "dates") == []


LEAKS = {
    "copy": lambda data: data["target"],
    "twice": lambda data: 3 - 2 * data["target"],
    "noisy": lambda data: data["target"] + np.random.default_rng(2).normal(0, 0.15, len(data)),
    "reason": reason,
    "last_seen": last_seen,
    "leaving": lambda data: some(data["target"]).astype(int),
}
DOUBTS = {
    "nearly": lambda data: data["target"] ^ (np.random.default_rng(3).random(len(data)) < 0.015),
    "renewal": lambda data: data["joined"] + pd.Timedelta(days=365),
}


def test_planted_leaks_never_reach_training_and_doubts_are_named():
    data = make_table(rows=4000)
    planted = {name: plant(data) for name, plant in {**LEAKS, **DOUBTS}.items()}
    data = data.assign(**planted)
    roles = {"customer": "identifier", "cutoff": "time", "target": "target"}
    dictionary = pd.DataFrame({"name": data.columns, "kind": "column"})
    dictionary["role"] = dictionary["name"].map(roles).fillna("feature")
    features = dictionary.loc[dictionary["role"] == "feature", "name"].tolist()
    audit = audit_signs(data, "target", features)
    rules = filtering.column_rules(data, dictionary, audit)
    rows, kept = filtering.filter_columns(data, dictionary, rules)
    assert set(features) - set(kept["name"]) == set(LEAKS)
    assert not set(LEAKS) & set(rows.columns)
    said = filtering.handover_sentence(rows, kept, audit)
    assert "could not decide" in said
    assert all(f"`{name}`" in said for name in DOUBTS)


def test_presence_that_tells_nearly_everything_is_undecided():
    data = make_table()
    data["target"] = (data["signal"] > 0.3).astype(int)
    random = np.random.default_rng(4).random(len(data))
    data["boat"] = data["noise"].where(np.where(data["target"] == 1, random < 0.9, random < 0.02))
    data["body"] = data["noise"].where((data["target"] == 0) & (random < 0.15))
    found = find_giveaways(data, "target", ["boat", "body", "joined"], "cutoff", "certain")
    assert [(column, told) for _, column, told, _ in found] == [
        ("boat", "unknown"), ("body", "unknown"),
    ]  # fmt: skip
    assert "of the commoner class of `target`, against" in found[1][3]


def test_a_flag_of_missing_text_tells_as_the_text_would():
    data = make_table()
    data["note_missing"] = (~some(data["target"])).astype(int)
    found = find_giveaways(data, "target", ["note_missing"], "cutoff", "certain")
    assert [(column, told) for _, column, told, _ in found] == [("note_missing", "leak")]


def test_a_reason_that_one_of_several_classes_has_is_a_leak():
    random = np.random.default_rng(0)
    status = random.choice(["Stayed", "Churned", "Joined"], 2000, p=[0.6, 0.3, 0.1])
    why = random.choice(["price", "moved"], 2000)
    data = pd.DataFrame({"why": pd.Series(why).where(status == "Churned"), "status": status})
    data["city"] = random.choice(list("pqrs"), 2000)
    found = find_giveaways(data, "status", ["why", "city"], "cutoff", "certain")
    assert [(column, told) for _, column, told, _ in found] == [("why", "leak")]
    assert "of class 'Churned' of `status`" in found[0][3]


def test_who_never_came_and_comes_no_more_gives_no_count_away():
    random = np.random.default_rng(0)
    never = random.random(2000) < 0.3
    visits = np.where(never, 0, 1 + random.poisson(1, 2000))
    data = pd.DataFrame({"last": pd.Series(random.normal(size=2000)).where(~never)})
    found = find_giveaways(data.assign(visits=visits), "visits", ["last"], "cutoff", "certain")
    assert [told for _, _, told, _ in found] == ["clean"]


def test_a_nullable_number_hides_no_other_giveaway():
    data = make_table()
    reasons = reason(data)
    holes = pd.Series(np.where(data["noise"] > 1, 3, 1), dtype="Int64").where(data.index % 9 > 0)
    data = data.assign(reason=reasons, holes=holes)
    found = find_giveaways(data, "target", ["holes", "reason"], "cutoff", "giveaways")
    assert [(column, verdict) for _, column, verdict, _ in found] == [("reason", "leak")]
