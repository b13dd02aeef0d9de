import hashlib
import os
import subprocess
import sys

import pytest

from project_lib import files
from project_lib.errors import InputError


def test_a_file_is_replaced_only_when_it_is_complete(tmp_path):
    path = tmp_path / "figures.json"
    files.write_text(path, "old")
    with pytest.raises(ZeroDivisionError), files.atomic_path(path) as temporary:
        temporary.write_text("half of the n")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["figures.json"]


def test_a_writer_that_is_killed_leaves_the_old_file(tmp_path):
    path = tmp_path / "figures.json"
    files.write_text(path, "old")
    code = (
        "import os, sys\nfrom project_lib import files\n"
        "with files.atomic_path(sys.argv[1]) as temporary:\n"
        "    temporary.write_text('half')\n    os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)]).returncode == -9
    assert path.read_text() == "old"


def test_a_folder_in_the_way_is_named_with_a_remedy(tmp_path):
    (tmp_path / "reports").write_text("a file where a folder should be")
    with pytest.raises(InputError, match=r"reports.*cannot be written.*free some space"):
        files.write_text(tmp_path / "reports" / "index.html", "x")


def test_a_full_disk_is_named_with_a_remedy(tmp_path, monkeypatch):
    def no_space(self, *arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", no_space)
    with pytest.raises(InputError, match="No space left on device.*free some space"):
        files.write_text(tmp_path / "index.html", "x")


def test_json_is_read_back_and_broken_json_is_the_default(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": [1, "ç"]})
    assert files.read_json(tmp_path / "a.json") == {"b": [1, "ç"]}
    (tmp_path / "broken.json").write_text('{"b": ')
    assert files.read_json(tmp_path / "broken.json", default=[]) == []
    assert files.read_json(tmp_path / "missing.json") is None


def test_json_refuses_what_is_not_a_number(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        files.write_json(tmp_path / "a.json", float("nan"))
    assert not (tmp_path / "a.json").exists()


def test_fingerprints_are_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert files.fingerprint(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()
    assert files.fingerprint_text("abc") == hashlib.sha256(b"abc").hexdigest()
