import pytest

from project_lib.errors import InputError
from project_lib.serving.plain_json import MOST_BYTES, parse_json


def test_plain_json_is_read():
    assert parse_json(b'{"a": [1, {"b": null}]}', "x.json") == {"a": [1, {"b": None}]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1, "a": 2}', "a key is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[" * 100_000 + b"]" * 100_000, "is no JSON that can be read"),
        (b"[" * 20 + b"]" * 20, "nested deeper than 12 levels"),
        (b"\xff\xfe", "is no JSON"),
        (b"", "is no JSON"),
        (b" " * (MOST_BYTES + 1), "more than"),
    ],
)
def test_anything_else_is_refused_with_file_and_remedy(data, said):
    with pytest.raises(InputError, match=f"^x.json: .*{said}.*; do not use this bundle"):
        parse_json(data, "x.json")
