import numpy as np
import pytest
from serving_examples import names_for, serving_committee

from project_lib.errors import InputError
from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import Pack
from project_lib.serving.model_parts import split_target_transform
from project_lib.serving.native_models import (
    dump_member,
    load_member,
    model_file,
    require_sound_boosting,
)


def facts(fitted):
    model, unlog = split_target_transform(fitted.model)
    return {
        "class": fitted.member.pack.class_name, "features": fitted.member.features,
        "seen": [int(x) for x in getattr(model, "classes_", ())], "unlog": unlog,
    }  # fmt: skip


def reloaded(fitted):
    return load_member(dump_member(fitted), facts(fitted), "member_0")


@pytest.mark.parametrize("task", ["binary", "number"])
def test_every_model_comes_back_and_predicts_the_same(task):
    for name in names_for(task):
        transform = "log1p" if task == "number" else "none"
        table, committee = serving_committee(
            [name], task, rows=150, transform=transform, features=["even", "amount", "plan"]
        )
        again = reloaded(committee.members[0]).predict(table, task, committee.classes)
        np.testing.assert_allclose(again, committee.predict(table), rtol=1e-6, err_msg=name)


@pytest.mark.slow
def test_so_does_every_model_of_several_classes():
    for name in names_for("classes"):
        table, committee = serving_committee([name], "classes")
        again = reloaded(committee.members[0]).predict(table, "classes", committee.classes)
        np.testing.assert_allclose(again, committee.predict(table), rtol=1e-6, err_msg=name)


def test_each_library_has_its_own_format():
    assert model_file("LGBMClassifier") == "model.txt"
    assert model_file("XGBRegressor") == "model.json"
    assert model_file("Ridge") == "model.skops"


def test_the_same_member_gives_the_same_files():
    for name in ("LinearSVC", "HistGradientBoostingClassifier", "LGBMClassifier"):
        files = [
            dump_member(serving_committee([name], features=["even"])[1].members[0]) for _ in "ab"
        ]
        assert files[0] == files[1], name


def test_a_model_that_could_not_be_checked_is_not_deployed():
    table, committee = serving_committee(["Ridge"], "number", features=["even"])
    from serving_examples import RECIPE

    pack = Pack("linear trees", "LGBMRegressor", {"linear_tree": True})
    committee = fit_committee(
        [Member(pack, ("even",))], table, np.arange(300.0), recipe=RECIPE, task="number"
    )
    with pytest.raises(InputError, match="model 'linear trees': cannot be deployed: .*case.toml"):
        dump_member(committee.members[0])


def test_a_file_of_another_class_is_refused():
    _, committee = serving_committee(["LogisticRegression"], features=["even"])
    files = dump_member(committee.members[0])
    told = facts(committee.members[0])
    with pytest.raises(InputError, match="model.skops: holds a LogisticRegression where a Ridge"):
        load_member(files, {**told, "class": "Ridge"}, "member_0")
    swapped = {**files, "preprocessing.skops": files["model.skops"]}
    with pytest.raises(InputError, match="preprocessing.skops: would make .*LogisticRegression'"):
        load_member(swapped, told, "member_0")


def test_trees_of_a_stored_forest_that_lead_astray_are_refused():
    from project_lib.serving.skops_files import dump_skops
    from project_lib.serving.trusted_types import MODEL_LOADERS

    _, committee = serving_committee(["RandomForestClassifier"], features=["even", "far"])
    fitted = committee.members[0]
    files, told = dump_member(fitted), facts(fitted)
    state = fitted.model.estimators_[0].tree_.__getstate__()
    state["nodes"]["left_child"][0] = 10_000_000
    fitted.model.estimators_[0].tree_.__setstate__(state)
    altered = {**files, "model.skops": dump_skops(fitted.model, MODEL_LOADERS)}
    with pytest.raises(InputError, match="model.skops: is no such model .*where nothing is"):
        load_member(altered, told, "member_0")


@pytest.mark.parametrize("file", ["model.txt", "model.json"])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"{}", b"[]", b"tree\nnum_class=1\n", b"null"])
def test_what_is_no_model_of_its_library_is_refused(file, data):
    with pytest.raises(InputError, match=f"^member_0/{file}: is no such model.*write it again"):
        require_sound_boosting(file, data, f"member_0/{file}")
