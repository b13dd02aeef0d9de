import os
import subprocess
import sys
import time

import psutil
import pytest

from project_lib import files
from project_lib.errors import InputError
from project_lib.run.lock import only_run


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "data", tmp_path / "reports"


def test_a_second_run_is_refused_and_names_the_process(folders):
    with only_run("shop", *folders):
        with pytest.raises(InputError, match=f"being run by process {os.getpid()}"):
            with only_run("shop", *folders):
                pytest.fail("the second run was let in")
    with only_run("shop", *folders):
        assert files.read_json(folders[0] / "run.json")["pid"] == os.getpid()


def test_nothing_but_the_lock_file_is_left(folders):
    with only_run("shop", *folders) as record:
        scratch = record.scratch
        assert scratch.is_dir()
    assert [path.name for path in folders[0].iterdir()] in ([".lock"], [])
    assert not scratch.exists()


def test_what_a_killed_run_left_is_cleared_away(folders, tmp_path):
    kernel = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    data, reports = folders
    scratch = tmp_path / "crisp-ds-old"
    scratch.mkdir()
    created = psutil.Process(kernel.pid).create_time()
    files.write_json(
        data / "run.json",
        {"pid": 1, "started": "", "processes": [[kernel.pid, created]], "scratch": [str(scratch)]},
    )
    half = data / "interim" / ".a.parquet.0a1b2c3d.tmp"
    half.parent.mkdir()
    half.write_text("half")
    bundle = data / ".bundle.0a1b2c3d.tmp" / "member_0"
    bundle.mkdir(parents=True)
    (bundle / ".model.txt.0a1b2c3d.tmp").write_text("half")
    with only_run("shop", data, reports):
        assert not half.exists()
        assert not bundle.parent.exists()
        assert not scratch.exists()
    kernel.wait()
    assert not psutil.pid_exists(kernel.pid)


def test_a_process_that_only_has_the_old_number_lives_on(folders):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    record = {"pid": 1, "started": "", "processes": [[other.pid, 1.0]], "scratch": []}
    files.write_json(folders[0] / "run.json", record)
    with only_run("shop", *folders):
        time.sleep(0.1)
        assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(folders):
    folders[0].mkdir()
    folders[0].chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        with only_run("shop", *folders):
            pytest.fail("the folder could be written")


def test_a_file_in_place_of_the_folder_is_named(folders):
    folders[0].write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        with only_run("shop", *folders):
            pytest.fail("the file was taken for a folder")
