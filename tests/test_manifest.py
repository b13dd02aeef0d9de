import json
import os

import pytest

from project_lib.errors import InputError
from project_lib.serving import manifest as folders
from project_lib.serving.manifest import describe_files, read_folder, write_folder

CONTENTS = {"schema.json": b"{}", "member_0/model.txt": b"tree", "member_0.onnx": b"graph"}


def facts(contents=CONTENTS, **changes):
    return {
        "format": folders.FORMAT, "python": "3", "libraries": folders.library_versions(),
        "serving": "onnx", "reason": "", "parity": {}, "members": [], "provenance": {},
        "files": describe_files(contents), **changes,
    }  # fmt: skip


def written(folder, contents=CONTENTS, **changes):
    manifest = json.dumps(facts(contents, **changes)).encode()
    write_folder(folder, {**contents, "manifest.json": manifest})
    return folder


@pytest.fixture
def bundle(tmp_path):
    return written(tmp_path / "bundle")


def refused(bundle, name, said, remedy):
    with pytest.raises(InputError) as error:
        read_folder(bundle)
    assert error.value.where == str(bundle / name).rstrip("/")
    assert said in error.value.problem
    assert remedy in error.value.remedy


def rewrite(bundle, **changes):
    (bundle / "manifest.json").write_text(json.dumps(facts(**changes)))


def test_what_was_written_is_read(bundle):
    manifest, contents = read_folder(bundle)
    assert contents == CONTENTS
    assert manifest["format"] == folders.FORMAT
    assert sorted(p.name for p in bundle.parent.iterdir()) == ["bundle"]


def test_an_altered_file_is_refused(bundle):
    (bundle / "schema.json").write_bytes(b"[]")
    refused(bundle, "schema.json", "was altered: its SHA-256", "copy the bundle again")
    (bundle / "schema.json").write_bytes(b"{ }")
    refused(bundle, "schema.json", "was altered: it has 3 bytes instead of 2", "copy")


def test_a_missing_file_is_refused(bundle):
    (bundle / "member_0.onnx").unlink()
    refused(bundle, "member_0.onnx", "is missing", "copy the bundle again")


@pytest.mark.parametrize("name", ["evil.py", ".hidden", "member_0/custom.so", "member_1.onnx"])
def test_a_file_that_the_manifest_does_not_name_is_refused(bundle, name):
    (bundle / name).write_bytes(b"")
    refused(bundle, name, "does not belong to the bundle", "do not use this bundle")


def test_a_folder_that_no_member_has_is_refused(bundle):
    (bundle / "member_9").mkdir()
    refused(bundle, "member_9", "does not belong", "do not use")


def test_a_link_is_refused_wherever_it_leads(bundle, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"{}")
    (bundle / "schema.json").unlink()
    (bundle / "schema.json").symlink_to(secret)
    refused(bundle, "schema.json", "is a link", "do not use")


def test_a_folder_or_a_manifest_that_is_a_link_is_refused(bundle, tmp_path):
    other = tmp_path / "other"
    (bundle / "member_0").rename(other)
    (bundle / "member_0").symlink_to(other)
    refused(bundle, "member_0", "is a link", "do not use")
    moved = tmp_path / "manifest.json"
    (bundle / "manifest.json").rename(moved)
    (bundle / "manifest.json").symlink_to(moved)
    refused(bundle, "manifest.json", "is a link", "do not use")


def test_a_pipe_is_refused_and_does_not_block(bundle):
    (bundle / "schema.json").unlink()
    os.mkfifo(bundle / "schema.json")
    refused(bundle, "schema.json", "is no regular file", "do not use")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "member_0/../../x", "a\\b", "member_0/model.pkl",
             "member_10.onnx", "manifest.json", "schema.json\n", ""],
)  # fmt: skip
def test_a_manifest_that_names_other_files_is_refused(bundle, name):
    rewrite(bundle, files={**describe_files(CONTENTS), name: {"bytes": 1, "sha256": "0" * 64}})
    refused(bundle, "manifest.json", "which no bundle has", "do not use")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ({"bytes": 10**13, "sha256": "0" * 64}, "more than"),
        ({"bytes": -1, "sha256": "0" * 64}, "no size or hash"),
        ({"bytes": True, "sha256": "0" * 64}, "no size or hash"),
        ({"bytes": 1, "sha256": "none"}, "no size or hash"),
        ({"bytes": 1}, "does not describe"),
        ("none", "does not describe"),
    ],
)
def test_sizes_and_hashes_that_are_none_are_refused(bundle, file, said):
    rewrite(bundle, files={"schema.json": file})
    refused(bundle, "manifest.json", said, "do not use")


def test_another_format_is_refused(bundle):
    rewrite(bundle, format=2)
    refused(bundle, "manifest.json", "is of format 2, this version reads 1", "write the bundle ag")


def test_other_libraries_are_refused_with_what_to_install(bundle):
    rewrite(bundle, libraries={"scikit-learn": "0.24.1"})
    refused(bundle, "manifest.json", "was made with scikit-learn 0.24.1", "install scikit-learn 0.")


def test_a_library_that_is_not_here_or_a_later_patch_is_no_reason(bundle, monkeypatch):
    here = folders.library_versions()["scikit-learn"].rpartition(".")[0]
    rewrite(bundle, libraries={"scikit-learn": f"{here}.99", "xgboost": "1.0"})
    monkeypatch.setattr(folders, "DISTRIBUTIONS", {"xgboost": ("not-installed",)})
    assert read_folder(bundle)[1] == CONTENTS


@pytest.mark.parametrize("change", [{"more": 1}, {"files": []}, {"libraries": []}])
def test_a_manifest_of_other_parts_is_refused(bundle, change):
    rewrite(bundle, **change)
    with pytest.raises(InputError, match="manifest.json"):
        read_folder(bundle)


def test_a_manifest_that_is_too_large_or_none_is_refused(bundle):
    (bundle / "manifest.json").write_bytes(b" " * 1_000_001)
    refused(bundle, "manifest.json", "too many", "do not use")
    (bundle / "manifest.json").write_bytes(b"[" * 5000)
    refused(bundle, "manifest.json", "is no JSON", "do not use")
    (bundle / "manifest.json").unlink()
    refused(bundle, "manifest.json", "is missing", "copy")


def test_where_there_is_no_bundle_notebook_12_is_named(tmp_path):
    refused(tmp_path / "bundle", "", "holds no bundle", "run notebook 12")


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_whenever_writing_is_killed_the_old_or_the_new_bundle_is_there(bundle, monkeypatch, moves):
    renamed, real = [], os.rename

    def rename(*paths):
        if len(renamed) == moves:
            raise Killed
        renamed.append(paths)
        real(*paths)

    monkeypatch.setattr(folders.os, "rename", rename)
    if moves == 2:
        monkeypatch.setattr(folders.shutil, "rmtree", lambda *a, **k: None)
    new = {**CONTENTS, "schema.json": b'{"new": 1}'}
    try:
        written(bundle, new)
    except Killed:
        pass
    monkeypatch.undo()
    _, contents = read_folder(bundle)
    assert contents == (new if moves == 2 else CONTENTS)
    assert written(bundle, new)
    assert read_folder(bundle)[1] == new
    assert [p.name for p in bundle.parent.iterdir()] == ["bundle"]


def test_an_error_leaves_the_old_bundle(bundle, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, "fsync", full)
    with pytest.raises(InputError, match="cannot be written .No space left.*free some space"):
        written(bundle, {**CONTENTS, "schema.json": b"new"})
    monkeypatch.undo()
    assert read_folder(bundle)[1] == CONTENTS
    assert [p.name for p in bundle.parent.iterdir()] == ["bundle"]
