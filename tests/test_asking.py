import numpy as np
import pytest

from project_lib.models.packs import Pack
from project_lib.tuning.asking import grid_settings, make_asker
from project_lib.tuning.ranges import Choice, Range
from project_lib.tuning.trials import Trial

SPACE = {
    "x": Range(-1, 1), "c": Range(0.001, 10, log=True), "n": Range(2, 9, whole=True),
    "kind": Choice(("a", "b")),
}  # fmt: skip


def tried(score, state="complete"):
    return Trial(1, Pack("a", "B"), "all", ("f",), () if score is None else (score,), state)


def search(method, *, batch=4, count=24, score=lambda s: -((s["x"] - 0.3) ** 2), **keys):
    asker = make_asker(method, SPACE, count=count, **keys)
    settings = []
    while asked := asker.ask(batch):
        settings += asked
        asker.tell([tried(score(setting)) for setting in asked])
    return settings


def test_a_grid_varies_the_first_parameters_first_and_stays_small_enough():
    for most, varied in ((1, set()), (2, {"x"}), (4, {"x", "c"}), (16, set(SPACE))):
        settings = grid_settings(SPACE, most)
        assert len(settings) <= most
        assert {name for setting in settings for name in setting} == varied
    assert grid_settings({"x": Range(0, 1)}, 4) == [{"x": v} for v in (0.125, 0.375, 0.625, 0.875)]
    assert len(grid_settings({"kind": SPACE["kind"]}, 9)) == 2


@pytest.mark.parametrize("method", ["random", "bayesian"])
def test_a_search_asks_for_as_many_settings_as_it_may_all_within_the_ranges(method):
    settings = search(method, count=22)
    assert len(settings) == 22
    assert all(SPACE[name].holds(value) for setting in settings for name, value in setting.items())
    assert all(setting.keys() == SPACE.keys() for setting in settings)
    assert len({setting["x"] for setting in settings}) == 22


@pytest.mark.parametrize("method", ["grid", "random", "bayesian"])
def test_the_same_seed_asks_the_same(method):
    assert search(method, random_state=3) == search(method, random_state=3)
    assert (search(method, random_state=4) == search(method, random_state=3)) == (method == "grid")


def test_starts_come_first():
    start = {"x": 0.5, "c": 1.0, "n": 3, "kind": "b"}
    for method in ("random", "bayesian"):
        assert search(method, starts=[start], count=5)[0] == start


@pytest.mark.parametrize("higher", [True, False])
def test_the_bayesian_search_looks_where_good_settings_lay(higher):
    sign = 1 if higher else -1
    late = [
        abs(setting["x"] - 0.3)
        for seed in range(3)
        for setting in search(
            "bayesian", count=40, random_state=seed, higher_is_better=higher,
            score=lambda s: -sign * (s["x"] - 0.3) ** 2,
        )[28:]
    ]  # fmt: skip
    assert np.median(late) < 0.25  # 0.5 if it drew at random


def test_what_was_stopped_or_failed_is_told_as_such():
    asker = make_asker("bayesian", SPACE, count=12)
    asker.know({"x": 0.0, "c": 1.0, "n": 3, "kind": "a"}, 0.5)
    asker.know({"x": 0.0}, 0.5)
    asker.know({"x": 7.0, "c": 1.0, "n": 3, "kind": "a"}, 0.5)
    asker.ask(3)
    asker.tell([tried(0.1), tried(0.2, "pruned"), tried(None, "failed")])
    states = [trial.state.name for trial in asker._study.trials]
    assert states == ["COMPLETE", "COMPLETE", "PRUNED", "FAIL"]
    assert asker._study.trials[2].intermediate_values == {1: 0.2}
