import json

import pandas as pd
import pytest
from serving_examples import serving_committee

from project_lib.errors import InputError
from project_lib.serving.input_schema import describe_inputs, read_schema, schema_document


@pytest.fixture(scope="module")
def columns():
    table, committee = serving_committee(["LogisticRegression"])
    notes = pd.DataFrame({
        "name": ["amount"], "role": "feature", "description": "Spent", "unit": "USD",
    })  # fmt: skip
    return describe_inputs([committee.members[0].pipeline], table, notes)


def test_each_feature_is_described_by_what_its_treatment_reads(columns):
    found = {column.name: column for column in columns}
    assert (found["even"].kind, found["even"].place) == ("number", "numbers")
    assert (found["moment"].kind, found["moment"].place) == ("time", "moments")
    assert (found["plan"].kind, found["plan"].place) == ("category", "words")
    assert (found["code"].kind, found["code"].written) == ("number", "integer")
    assert set(found["code"].levels) == {"3", "14", "15"}
    assert found["grade"].levels == ("missing", "low", "mid", "high")
    assert (found["amount"].description, found["amount"].unit) == ("Spent", "USD")
    assert "customer_id" not in found


def test_the_schema_survives_json(columns):
    document = json.loads(json.dumps(schema_document(columns, ["customer_id"])))
    assert read_schema(document, "schema.json") == (columns, ("customer_id",))
    assert set(document["arrays"]) == {"numbers", "words", "moments"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("columns"),
        lambda d: d.update(columns=[]),
        lambda d: d["columns"][0].update(kind="code"),
        lambda d: d["columns"][0].update(place="elsewhere"),
        lambda d: d["columns"][0].update(name=3),
        lambda d: d["columns"][0].update(more=3),
        lambda d: d.update(keys=[1]),
    ],
)
def test_a_document_that_is_no_schema_is_refused(columns, spoil):
    document = json.loads(json.dumps(schema_document(columns, ["customer_id"])))
    spoil(document)
    with pytest.raises(InputError, match="^schema.json: .*write the bundle again"):
        read_schema(document, "schema.json")
