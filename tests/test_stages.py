import pytest

from project_lib.errors import InputError
from project_lib.stages import STAGES, available_stages, find_stage


def test_stages_are_numbered_in_their_order():
    assert [stage.number for stage in STAGES] == list(range(14))


@pytest.mark.parametrize(
    "name",
    [
        "description",
        "02",
        "2",
        "02_data_description",
        "data_description",
        "02_data_description.ipynb",
    ],
)
def test_a_stage_answers_to_each_of_its_names(name):
    assert find_stage(name).name == "description"


def test_an_unknown_stage_proposes_the_nearest():
    with pytest.raises(InputError, match="stage 'descripton'.*did you mean 'description'"):
        find_stage("descripton")


def test_only_stages_with_a_notebook_are_available(project):
    (project / "notebooks" / "01_data_extraction.ipynb").touch()
    assert [stage.name for stage in available_stages(project)] == ["extraction"]
    assert available_stages(project)[0].title == "Data extraction"
