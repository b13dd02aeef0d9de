import copy
import json

import pytest

from project_lib.errors import InputError
from project_lib.run.notebooks import (
    executable_copy,
    notebook_code,
    notebook_digest,
    read_notebook,
)

PARAMETERS = {"CASE": "shop", "SAMPLE": 50, "ENGINE": "spark"}


def code_cell(source, key="a", **metadata):
    return {
        "cell_type": "code", "id": key, "source": source, "metadata": metadata,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}],
        "execution_count": 3,
    }


def notebook_of(*cells):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def with_parameters(source):
    notebook = notebook_of(code_cell(source, tags=["parameters"]))
    return executable_copy(notebook, "x.ipynb", PARAMETERS)["cells"][0]["source"]


def test_values_are_replaced_and_the_rest_of_the_cell_stays():
    source = '# which case\nCASE = "cdnow"  # a folder\nSAMPLE = None\nENGINE = "duckdb"\nÜ = 1'
    assert with_parameters(source) == (
        "# which case\nCASE = 'shop'  # a folder\nSAMPLE = 50\nENGINE = 'spark'\nÜ = 1"
    )


def test_values_over_several_lines_and_with_types_are_replaced():
    assert with_parameters('ENGINE: str = (\n    "duckdb"\n)\nCASE = "ä" + "b"; SAMPLE = 1') == (
        "ENGINE: str = (\n    'spark'\n)\nCASE = 'shop'; SAMPLE = 50"
    )


def test_parameters_that_the_cell_does_not_set_are_added():
    assert with_parameters('CASE = "cdnow"').split("\n")[1:] == ["SAMPLE = 50", "ENGINE = 'spark'"]


def test_the_copy_has_no_outputs_and_the_source_stays_as_it_was():
    notebook = notebook_of(code_cell("CASE = 1", tags=["parameters"]), code_cell("1", "b"))
    before = copy.deepcopy(notebook)
    made = executable_copy(notebook, "x.ipynb", PARAMETERS)
    assert [cell["outputs"] for cell in made["cells"]] == [[], []]
    assert notebook == before


def test_a_notebook_without_parameters_cell_is_refused():
    with pytest.raises(InputError, match="no cell tagged 'parameters'"):
        executable_copy(notebook_of(code_cell("1")), "x.ipynb", PARAMETERS)


def test_a_broken_parameters_cell_is_refused():
    with pytest.raises(InputError, match="broken parameters cell"):
        with_parameters("CASE = (")


def test_outputs_and_editors_notes_do_not_change_the_digest_but_sources_ids_and_tags_do():
    notebook = notebook_of(code_cell("1"))
    digest = notebook_digest(notebook)
    shown = notebook_of({**code_cell("1", scrolled=True), "outputs": [], "execution_count": 9})
    assert notebook_digest(shown) == digest
    for other in (code_cell("2"), code_cell("1", "b"), code_cell("1", tags=["x"])):
        assert notebook_digest(notebook_of(other)) != digest


def test_the_code_leaves_out_text_and_magic_lines():
    text = {"cell_type": "markdown", "id": "t", "source": "# Title", "metadata": {}}
    notebook = notebook_of(text, code_cell("%matplotlib inline\nif x:\n    !ls\nx = 5 % 2"))
    assert notebook_code(notebook) == "pass\nif x:\n    pass\nx = 5 % 2"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 3}', "\x00\xff"])
def test_a_file_that_is_no_notebook_is_named(tmp_path, content):
    path = tmp_path / "01_data_extraction.ipynb"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match="01_data_extraction.ipynb: is no notebook"):
        read_notebook(path)


def test_lines_are_joined_and_missing_ids_are_given(tmp_path):
    path = tmp_path / "x.ipynb"
    cell = {"cell_type": "code", "source": ["a\n", "b"], "metadata": {}, "outputs": []}
    path.write_text(json.dumps(notebook_of(cell)))
    read = read_notebook(path)["cells"][0]
    assert (read["source"], read["id"]) == ("a\nb", "cell-0")
