import hashlib

import pytest

from project_lib.datasets.checksums import Expected, measure_checksum, require_expected
from project_lib.errors import InputError


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "data.csv"
    file.write_bytes(b"abc")
    return file


def test_the_checksum_of_a_known_text_is_the_published_one(path):
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2
    assert measure_checksum(path) == f"sha256:{known}"


@pytest.mark.parametrize(
    "expected",
    [
        Expected(),
        Expected(size=3),
        Expected(checksum=f"sha256:{hashlib.sha256(b'abc').hexdigest()}"),
    ],
)
def test_a_file_that_is_as_expected_differs_in_nothing(path, expected):
    assert expected.difference(path) == ""
    require_expected(path, expected)


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (Expected(size=4), "has 3 bytes instead of 4"),
        (Expected(3, "sha256:" + "0" * 64), "has the SHA-256 ba7816bf8f01... instead of 000000"),
    ],
)
def test_a_file_that_is_not_as_expected_is_told_with_both_values(path, expected, words):
    with pytest.raises(InputError, match=words.replace(".", "[.]")):
        require_expected(path, expected)
