import numpy as np
import pandas as pd
import pytest
from serving_examples import serving_committee, serving_rows

from project_lib.serving.fitted_parts import fitted_parts
from project_lib.serving.input_schema import describe_inputs
from project_lib.serving.onnx_columns import UNKNOWN, ColumnWriter, level_table
from project_lib.serving.onnx_nodes import GraphWriter
from project_lib.serving.raw_inputs import TYPES, as_frame, read_frame

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")


@pytest.fixture(scope="module")
def fitted():
    table, committee = serving_committee(["LogisticRegression"])
    pipeline = committee.members[0].pipeline
    return pipeline, describe_inputs([pipeline], table)


def encode(pipeline, columns, frame):
    graph = GraphWriter()
    writer = ColumnWriter(graph, columns)
    blocks = [writer.write(part) for part in fitted_parts(pipeline)]
    width = sum(count for _, count in blocks)
    block = graph.join([name for name, _ in blocks])
    session = onnxruntime.InferenceSession(graph.model(writer.inputs, block, width))
    return session.run(None, dict(zip(TYPES, read_frame(frame, columns), strict=True)))[0]


def test_every_treatment_gives_the_columns_of_the_pipeline(fitted):
    pipeline, columns = fitted
    rows = serving_rows(400, seed=9)
    np.testing.assert_allclose(
        encode(pipeline, columns, rows), pipeline.transform(rows), rtol=0, atol=1e-12
    )


def test_dates_of_four_centuries_fall_into_the_right_month_day_and_hour(fitted):
    pipeline, columns = fitted
    days = pd.date_range("1799-12-28", "2201-01-05", freq="37h13min").astype("datetime64[s]")
    rows = pd.DataFrame({name: serving_rows(9)[name].iloc[0] for name in [c.name for c in columns]},
                        index=range(len(days))).assign(moment=days)  # fmt: skip
    frame = as_frame(read_frame(rows, columns), columns)
    np.testing.assert_array_equal(frame["moment"].to_numpy(), days.to_numpy())
    np.testing.assert_allclose(
        encode(pipeline, columns, rows), pipeline.transform(frame), rtol=0, atol=1e-12
    )


def test_each_level_and_an_unknown_one_become_what_the_encoders_make_of_them(fitted):
    pipeline, _ = fitted
    parts = {name: (part, part.names.index(name)) for part in fitted_parts(pipeline)
             for name in part.names if part.kind == "words"}  # fmt: skip
    levels, table = level_table(*parts["grade"])
    assert levels == ["missing", "low", "mid", "high"]
    assert table[:, 0].tolist() == sorted(table[:, 0])[1:] + [table[-1, 0]]  # unknown is below all
    levels, table = level_table(*parts["plan"])
    assert table.shape == (len(levels) + 1, table.shape[1])
    assert (table.sum(axis=1) == 1).all()
    assert table[-1].tolist() == table[levels.index("rare")].tolist()
    assert UNKNOWN not in levels
    _, code = level_table(*parts["code"])
    assert code.shape[1] == 3
