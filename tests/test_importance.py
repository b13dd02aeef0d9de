import math

import numpy as np
import pytest

from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack
from project_lib.tuning.asking import random_settings
from project_lib.tuning.importance import importance_sentence, parameter_importance
from project_lib.tuning.search_spaces import SPACES
from project_lib.tuning.trials import Trial

AP = find_metric("binary")


def trials_with(score, *, count=30, class_name="LGBMClassifier", seed=0):
    settings = random_settings(SPACES[class_name], count, seed)
    return [
        Trial(i, Pack("boosted", class_name, s), "all", ("f",), (score(s), score(s) + 0.1),
              "pruned" if i % 3 else "complete")
        for i, s in enumerate(settings)
    ]  # fmt: skip


def planted(setting):
    return 0.5 - 0.05 * abs(math.log(setting["learning_rate"] / 0.05))


def test_the_planted_parameter_is_the_most_important_one_above_chance():
    table = parameter_importance(trials_with(planted), AP)
    assert table["parameter"].iloc[0] == "learning_rate"
    assert table["importance_share"].sum() == pytest.approx(1)
    first = table.iloc[0]
    assert first["importance_share"] > first["chance_share"]
    assert (table["importance_share"][1:] < table["chance_share"][1:]).all()
    assert first["best"] == pytest.approx(0.05, rel=0.2)
    said = importance_sentence(table, trials_with(planted))
    assert "Boosted: `learning_rate` (" in said
    assert "(30 trials)" in said


@pytest.mark.slow
def test_where_scores_are_noise_no_parameter_stands_out():
    clear = 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        noise = trials_with(lambda s, random=random: random.random(), seed=seed)
        table = parameter_importance(noise, AP)
        clear += (table["importance_share"] > table["chance_share"]).any()
    assert clear <= 2
    table = table.assign(chance_share=0.99)
    assert "no parameter above the 99 %" in importance_sentence(table, noise).lower()


def test_too_few_trials_or_one_parameter_say_nothing():
    few = trials_with(planted, count=9)
    assert parameter_importance(few, AP).empty
    assert "No importance is told" in importance_sentence(parameter_importance(few, AP), few)
    one = trials_with(lambda s: s["C"], class_name="LogisticRegression")
    assert parameter_importance(one, AP).empty
    same = trials_with(lambda s: 0.5)
    assert parameter_importance(same, AP).empty


def test_the_same_seed_gives_the_same_numbers():
    few = trials_with(planted, count=12)
    tables = [parameter_importance(few, AP, random_state=1) for _ in range(2)]
    assert tables[0].equals(tables[1])


def test_models_of_which_nothing_is_told_are_named():
    more = [*trials_with(planted), Trial(0, Pack("forest", "Ridge"), "all", (), (0.1,))]
    table = parameter_importance(more, AP)
    assert importance_sentence(table, more).endswith("Of forest nothing can be told.")
