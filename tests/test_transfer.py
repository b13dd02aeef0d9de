import hashlib
import multiprocessing
import shutil
import threading

import pytest
from data_server import (
    BODY,
    HASTE,
    cut,
    hang_up,
    quiet_display,
    redirect,
    refuse,
    running_server,
    send_range,
    send_without_length,
    serve,
)

from project_lib.datasets import transfer as room
from project_lib.datasets.checksums import Expected
from project_lib.datasets.connections import Patience
from project_lib.datasets.transfer import transfer
from project_lib.errors import InputError

RIGHT = Expected(len(BODY), f"sha256:{hashlib.sha256(BODY).hexdigest()}")


@pytest.fixture
def server():
    with running_server() as started:
        yield started


@pytest.fixture
def get(tmp_path):
    """Return a function that fetches into a folder and gives path and shown text."""

    def fetch(url, expected=RIGHT, patience=HASTE, **options):
        display, shown = quiet_display()
        fetch.shown = shown
        return transfer(
            url, tmp_path / "data.csv", display=display, expected=expected, patience=patience,
            **options,
        )

    return fetch


def leftovers(folder):
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(".lock"))


def test_a_file_is_fetched_whole_and_nothing_else_is_left(server, get, tmp_path):
    assert get(server.answers("/a", serve(BODY))).read_bytes() == BODY
    assert leftovers(tmp_path) == ["data.csv"]


def test_a_second_fetch_asks_the_server_nothing(server, get):
    url = server.answers("/a", serve(BODY))
    get(url)
    get(url)
    assert len(server.requests) == 1


def test_a_download_that_breaks_off_goes_on_where_it_stopped(server, get):
    half = len(BODY) // 2
    url = server.answers("/a", cut(BODY, half), serve(BODY))
    assert get(url).read_bytes() == BODY
    asked = server.requests[1][1]
    assert asked["Range"] == f"bytes={half}-"
    assert asked["If-Range"] == '"1"'
    assert f"broke off after {half:,} of {len(BODY):,} bytes" in get.shown.getvalue()


def test_the_day_of_the_last_change_serves_where_there_is_only_a_weak_tag(server, get):
    day = "Sun, 22 Nov 2026 10:00:00 GMT"
    url = server.answers("/a", cut(BODY, 5000, etag='W/"1"', last_modified=day), serve(BODY))
    get(url)
    assert server.requests[1][1]["If-Range"] == day


def test_a_server_without_ranges_sends_the_whole_again(server, get):
    url = server.answers("/a", cut(BODY, 5000), serve(BODY, ranges=False))
    assert get(url).read_bytes() == BODY


def test_a_file_that_changed_meanwhile_is_fetched_from_the_beginning(server, get):
    other = BODY[::-1]
    url = server.answers("/a", cut(BODY, 5000), serve(other, etag='"2"'))
    assert get(url, expected=Expected()).read_bytes() == other


@pytest.mark.parametrize(
    "liar",
    [
        send_range(BODY[::-1], 5000, ETag='"2"'),
        send_range(BODY, 4000),
        send_range(BODY, 5000, total=len(BODY) + 1),
    ],
    ids=["another version", "from elsewhere", "another size"],
)
def test_a_part_that_does_not_continue_what_is_here_is_not_appended(server, get, liar):
    url = server.answers("/a", cut(BODY, 5000), liar, serve(BODY))
    assert get(url).read_bytes() == BODY
    assert "from the beginning" in get.shown.getvalue()


def test_a_changed_file_without_any_version_is_noticed_by_its_checksum(server, get, tmp_path):
    url = server.answers("/a", cut(BODY[::-1], 5000, etag=None), refuse(404))
    with pytest.raises(InputError):
        get(url)
    server.answers("/a", serve(BODY, etag=None))
    assert get(url).read_bytes() == BODY
    assert "fetched anew" in get.shown.getvalue()


def test_two_versions_are_never_put_together(server, get):
    url = server.answers("/a", cut(BODY[::-1], 5000, etag=None), serve(BODY, etag=None))
    assert get(url, expected=Expected()).read_bytes() == BODY
    assert "Range" not in server.requests[1][1]


def test_a_server_that_has_no_such_range_is_asked_from_the_beginning(server, get):
    url = server.answers("/a", cut(BODY, 5000), refuse(416), serve(BODY))
    assert get(url).read_bytes() == BODY


def test_a_server_that_always_changes_is_given_up(server, get):
    with pytest.raises(InputError, match="changes while it is fetched"):
        get(server.answers("/a", send_range(BODY, 4000)))


def test_a_server_that_falls_silent_is_asked_again(server, get):
    url = server.answers("/a", server.stall(BODY, 70_000), serve(BODY))
    assert get(url).read_bytes() == BODY
    assert "fallen silent" in get.shown.getvalue()


def test_a_server_that_stays_silent_is_given_up_and_the_beginning_kept(server, get, tmp_path):
    url = server.answers("/a", server.stall(BODY, 5000))
    with pytest.raises(InputError, match="3 times in a row.*5,000 bytes are kept in .*.csv.part"):
        get(url)
    assert leftovers(tmp_path) == ["data.csv.part", "data.csv.part.json"]


def test_a_server_that_drips_counts_as_stalled(server, get):
    with pytest.raises(InputError, match="hardly anything"):
        get(server.answers("/a", server.drip(BODY)), patience=Patience(0.3, tries=1))


def test_tries_that_gain_something_do_not_count_as_failures(server, get):
    step = len(BODY) // 6 + 1
    steps = [cut_range(i * step, (i + 1) * step) for i in range(5)]
    url = server.answers("/a", *steps, serve(BODY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LEAST_GAIN", 1000)
        assert get(url).read_bytes() == BODY


def cut_range(start, end):
    def answer(request):
        request.send_response(206 if start else 200)
        request.send_header("ETag", '"1"')
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        request.send_header("Content-Length", str(len(BODY) - start))
        request.end_headers()
        request.wfile.write(BODY[start:end])

    return answer


@pytest.mark.parametrize("status", [500, 503, 408])
def test_a_fault_of_the_server_that_passes_is_waited_out(server, get, status):
    url = server.answers("/a", refuse(status), refuse(status), serve(BODY))
    assert get(url).read_bytes() == BODY


def test_a_server_that_asks_to_wait_is_waited_for(server, get, monkeypatch):
    waits = []
    monkeypatch.setattr(room.time, "sleep", waits.append)
    get(server.answers("/a", refuse(429, Retry_After=7), serve(BODY)))
    assert waits == [7]


def test_pauses_grow_and_end(server, get, monkeypatch):
    waits = []
    monkeypatch.setattr(room.time, "sleep", waits.append)
    with pytest.raises(InputError, match=r"\(429, too many requests\), 5 times in a row"):
        get(server.answers("/a", refuse(429)), patience=Patience(1, tries=5, pause=1))
    assert waits == [1, 2, 4, 8]


def test_a_lost_connection_is_tried_again(server, get):
    assert get(server.answers("/a", hang_up, serve(BODY))).read_bytes() == BODY


@pytest.mark.parametrize("length", [len(BODY) + 1, len(BODY) - 1])
def test_a_length_other_than_the_known_one_is_refused_at_once(server, get, tmp_path, length):
    url = server.answers("/a", serve(BODY, Content_Length=length))
    with pytest.raises(InputError, match="announces .* bytes instead of"):
        get(url)
    assert leftovers(tmp_path) == []


def test_an_announced_length_that_is_too_long_is_a_broken_download(server, get):
    url = server.answers("/a", cut(BODY + b"xx", len(BODY)))
    with pytest.raises(InputError, match="broke off"):
        get(url, expected=Expected())


def test_a_body_without_length_is_verified_all_the_same(server, get, tmp_path):
    assert get(server.answers("/a", send_without_length(BODY))).read_bytes() == BODY


@pytest.mark.parametrize("body", [BODY[:-5], BODY + b"1,1\n" * 90_000, BODY[::-1]])
def test_a_body_other_than_the_known_one_leaves_nothing(server, get, tmp_path, body):
    url = server.answers("/b", send_without_length(body))
    with pytest.raises(InputError, match="sends a file that has .* instead of"):
        get(url)
    assert leftovers(tmp_path) == []


def test_an_empty_answer_is_no_file(server, get, tmp_path):
    with pytest.raises(InputError, match="sends nothing"):
        get(server.answers("/a", serve(b"")), expected=Expected())
    assert leftovers(tmp_path) == []


PAGE = b"\n<!DOCTYPE html><html><head><title>Please  log in</title></head></html>"


@pytest.mark.parametrize("expected", [Expected(), RIGHT])
@pytest.mark.parametrize("send", [serve, send_without_length])
def test_a_web_page_instead_of_data_is_told_by_its_title(server, get, tmp_path, expected, send):
    with pytest.raises(InputError, match=r"sends a web page \('Please log in'\) instead of data"):
        get(server.answers("/a", send(PAGE)), expected=expected)
    assert leftovers(tmp_path) == []


def test_redirects_are_followed(server, get):
    server.answers("/b", redirect("/c", 307))
    server.answers("/c", serve(BODY))
    assert get(server.answers("/a", redirect("/b"))).read_bytes() == BODY


def test_a_file_that_lies_there_is_verified(server, get, tmp_path):
    (tmp_path / "data.csv").write_bytes(BODY[:-1] + b"x")
    with pytest.raises(InputError, match="has the SHA-256 .* instead of .*move or delete it"):
        get(server.answers("/a", serve(BODY)))
    assert server.requests == []


def test_what_came_from_another_address_is_not_continued(server, get, tmp_path):
    with pytest.raises(InputError):
        get(server.answers("/old", cut(BODY[::-1], 5000)), patience=Patience(1, tries=1))
    get(server.answers("/new", serve(BODY)))
    assert "Range" not in server.requests[-1][1]


def test_a_complete_part_of_a_killed_process_needs_no_request(server, get, tmp_path):
    url = server.answers("/a", cut(BODY, 5000))
    with pytest.raises(InputError):
        get(url, patience=Patience(1, tries=1))
    (tmp_path / "data.csv.part").write_bytes(BODY)
    asked = len(server.requests)
    assert get(url).read_bytes() == BODY
    assert len(server.requests) == asked


def test_an_interrupt_keeps_the_beginning_and_says_so(server, get, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(room.time, "sleep", interrupt)
    url = server.answers("/a", cut(BODY, 5000), serve(BODY))
    with pytest.raises(KeyboardInterrupt):
        get(url)
    assert "5,000 bytes are kept in" in get.shown.getvalue()
    get(url)
    assert server.requests[-1][1]["Range"] == "bytes=5000-"


def test_too_little_room_is_told_before_anything_is_written(server, get, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(InputError, match=f"has 1,000 bytes free, {len(BODY):,} are needed"):
        get(server.answers("/a", serve(BODY)))


def test_a_disk_that_fills_up_is_told_with_what_is_kept(server, get, monkeypatch):
    def fail(self, *_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("project_lib.datasets.transfer_display.TransferDisplay.advance", fail)
    with pytest.raises(InputError, match=r"cannot be written \(No space left.*free some space"):
        get(server.answers("/a", serve(BODY)))


def test_a_folder_that_is_a_file_is_told(server, tmp_path):
    (tmp_path / "taken").write_text("")
    display, _ = quiet_display()
    with pytest.raises(InputError, match="cannot be written"):
        transfer("https://x.org/a", tmp_path / "taken" / "a.csv", display=display)


def test_two_at_once_fetch_once(server, tmp_path):
    url = server.answers("/a", serve(BODY))
    process = multiprocessing.get_context("spawn").Process
    jobs = [process(target=fetch_there, args=(url, tmp_path)) for _ in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0]
    assert (tmp_path / "data.csv").read_bytes() == BODY
    assert len(server.requests) == 1


def fetch_there(url, folder):
    display, _ = quiet_display()
    transfer(url, folder / "data.csv", display=display, expected=RIGHT)


def test_no_thread_is_left(server, get):
    before = threading.active_count()
    get(server.answers("/a", serve(BODY)))
    assert threading.active_count() <= before + 1
