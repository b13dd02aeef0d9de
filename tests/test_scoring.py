import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from score_files import adding_bundle, expected, rows_to_score

from project_lib.errors import InputError
from project_lib.serving import scoring
from project_lib.serving.scoring import in_order, score_file


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.parquet"
    rows_to_score().to_parquet(path, row_group_size=300)
    return path


def test_every_row_is_scored_in_its_order(source, tmp_path, monkeypatch):
    monkeypatch.setattr(scoring, "MOST_ROWS", 70)
    target = tmp_path / "out.parquet"
    scored = score_file(adding_bundle(), source, target, threads=3)
    result, rows = pd.read_parquet(target), pd.read_parquet(source)
    assert result.columns.tolist() == ["user", "cutoff", "probability", "decision"]
    assert np.allclose(result["probability"], expected(rows), atol=1e-12)
    assert (result["decision"] == (expected(rows) >= 0.5)).all()
    assert 0.05 < result["decision"].mean() < 0.95
    pd.testing.assert_frame_equal(result[["user", "cutoff"]], rows[["user", "cutoff"]])
    assert (scored.rows, scored.target) == (1000, target)
    assert scored.seconds > 0


def test_the_result_does_not_depend_on_threads_and_batches(source, tmp_path, monkeypatch):
    targets = [tmp_path / f"{number}.parquet" for number in range(3)]
    score_file(adding_bundle(), source, targets[0], threads=1)
    score_file(adding_bundle(), source, targets[1], threads=4)
    monkeypatch.setattr(scoring, "MOST_ROWS", 70)
    score_file(adding_bundle(), source, targets[2])
    assert len({target.read_bytes() for target in targets}) == 1


def test_several_classes_get_a_probability_each_and_the_likeliest(source, tmp_path):
    score_file(adding_bundle("classes"), source, tmp_path / "out.parquet")
    result = pd.read_parquet(tmp_path / "out.parquet")
    names = ["probability_low", "probability_mid", "probability_high"]
    assert result.columns.tolist() == ["user", "cutoff", *names, "class"]
    assert np.allclose(result[names].sum(axis=1), 1)
    likeliest = result[names].idxmax(axis=1).str.removeprefix("probability_")
    assert (result["class"] == likeliest).all()


def test_a_number_is_one_column(source, tmp_path):
    score_file(adding_bundle("number"), source, tmp_path / "out.parquet")
    result = pd.read_parquet(tmp_path / "out.parquet")
    assert result.columns.tolist() == ["user", "cutoff", "prediction"]
    assert np.allclose(result["prediction"], expected(pd.read_parquet(source)))


def test_entity_and_cutoff_are_kept_where_the_file_has_them(tmp_path):
    rows_to_score(5).drop(columns="user").to_parquet(tmp_path / "in.parquet")
    score_file(adding_bundle(), tmp_path / "in.parquet", tmp_path / "out.parquet")
    names = pq.read_schema(tmp_path / "out.parquet").names
    assert names == ["cutoff", "probability", "decision"]


def test_a_file_is_never_scored_into_itself(source, tmp_path):
    before = source.read_bytes()
    (tmp_path / "link.parquet").symlink_to(source)
    for target in (source, tmp_path / "link.parquet"):
        with pytest.raises(InputError, match="is the file that is scored; name another"):
            score_file(adding_bundle(), source, target)
    assert source.read_bytes() == before


def test_a_folder_is_no_target(source, tmp_path):
    with pytest.raises(InputError, match="is a folder; name the parquet file to write"):
        score_file(adding_bundle(), source, tmp_path)


def test_a_damaged_page_is_told_with_its_row_and_the_old_result_stays(tmp_path):
    path, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    rows_to_score(200_000).to_parquet(path, row_group_size=50_000)
    target.write_text("the old result")
    content = bytearray(path.read_bytes())
    middle = pq.ParquetFile(path).metadata.row_group(2).column(2).data_page_offset
    content[middle : middle + 2000] = bytes(2000)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"in.parquet: cannot be read from row \d+ on") as told:
        score_file(adding_bundle(), path, target)
    assert "it is damaged" in str(told.value)
    assert target.read_text() == "the old result"
    assert sorted(os.listdir(tmp_path)) == ["in.parquet", "out.parquet"]


def test_a_full_disk_is_told_and_leaves_nothing(source, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        with pytest.raises(InputError, match="out.parquet: cannot be written .* free some space"):
            score_file(adding_bundle(), source, tmp_path / "out.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert os.listdir(tmp_path) == ["in.parquet"]


KILLED = """
import sys, time
from score_files import adding_bundle
from project_lib.serving import scoring
scoring.MOST_ROWS = 50
write = scoring.write_scores
def slow(*given):
    print("scoring", flush=True)
    time.sleep(0.05)
    return write(*given)
scoring.write_scores = slow
scoring.score_file(adding_bundle(), sys.argv[1], sys.argv[2])
"""


def test_a_kill_leaves_the_old_result_whole(source, tmp_path):
    target = tmp_path / "out.parquet"
    target.write_text("the old result")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", KILLED, str(source), str(target)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert target.read_text() == "the old result"


def test_few_batches_are_read_ahead_of_those_that_are_taken():
    given, lock = [], threading.Lock()

    def items():
        for number in range(100):
            with lock:
                given.append(number)
            yield number

    taken = in_order(lambda number: number * 2, items(), threads=2)
    assert [next(taken) for _ in range(3)] == [0, 2, 4]
    assert len(given) <= 3 + 2 * scoring.AHEAD + 2
    assert list(taken) == [2 * number for number in range(3, 100)]


def test_an_error_in_one_batch_ends_the_work_of_all():
    done = []

    def work(number):
        if number == 3:
            raise ValueError("three")
        time.sleep(0.001)
        done.append(number)

    with pytest.raises(ValueError, match="three"):
        list(in_order(work, range(1000), threads=2))
    assert len(done) < 20
