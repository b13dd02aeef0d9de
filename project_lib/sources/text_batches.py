"""Python rows as Arrow batches of text, so that the column dictionary alone decides on types."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def text_schema(names: Sequence[str]) -> "pa.Schema":
    """Return a schema of text columns with these names."""
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in names])


def text_batch(rows: Sequence[Sequence[object]], schema: "pa.Schema") -> "pa.RecordBatch":
    """Return rows of Python values as one batch of text; None stays missing."""
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.RecordBatch.from_arrays([_as_text(values) for values in columns], schema=schema)


def _as_text(values: Sequence[object]) -> "pa.Array":
    """Return values as text: moments in ISO form with offset, numbers in their shortest form."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds <= {str}:
        return pa.array(values, pa.string())
    if kinds <= {int} or kinds <= {float}:  # Arrow writes these many times faster than Python
        try:
            return pa.array(values).cast(pa.string())
        except (pa.ArrowInvalid, OverflowError):
            pass
    return pa.array([None if value is None else _word(value) for value in values], pa.string())


def _word(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode("utf-8", errors="replace")
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
    return str(value)
