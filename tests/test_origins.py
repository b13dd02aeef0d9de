import json
from dataclasses import replace

import pytest
from data_server import BODY, HASTE, quiet_display, running_server, serve

from project_lib.configuration.case_file import read_case_file
from project_lib.datasets.catalogue import Dataset, find_dataset
from project_lib.datasets.download import download
from project_lib.datasets.fetching import fetch_dataset
from project_lib.datasets.origins import Origin, find_origin
from project_lib.inspection.inspection import inspect_data
from project_lib.onboarding.new_case import make_case
from project_lib.report.index import index_context

ORDERS = b"id,visits,left\n" + b"".join(
    b"c%d,%d,%s\n" % (i, i % 7, b"yes" if i % 3 else b"no") for i in range(120)
)
SHOP = Dataset(
    name="shop", title="A shop", asks="Who leaves?", licence='CC BY 4.0 ("as is")',
    page="https://example.org/shop", credit="Nobody (2026)", file="shop.csv", options=(),
)  # fmt: skip


def test_a_fetched_set_tells_licence_title_credit_and_page(tmp_path):
    fetched = fetch_dataset(find_dataset("cdnow"), tmp_path)
    origin = find_origin(fetched.path)
    assert origin.licence.startswith("MIT")
    assert origin.origin.startswith("CDNOW purchases, January 1997 to June 1998; Fader and Hardie")
    assert origin.origin.endswith("; https://www.brucehardie.com/datasets/")


def test_a_download_tells_its_address(tmp_path):
    display, _ = quiet_display()
    with running_server() as server:
        url = server.answers("/a.csv", serve(BODY))
        path = download(url, tmp_path, display=display, patience=HASTE)
    assert find_origin(path) == Origin("", url)


def test_an_address_is_told_without_the_token_that_opens_it(tmp_path):
    path = tmp_path / "a.csv"
    url = "https://example.org/a.csv?signature=secret#part"
    record = {"url": url, "checksum": "sha256:0"}
    path.with_name("a.csv.json").write_text(json.dumps(record))
    assert find_origin(path) == Origin("", "https://example.org/a.csv")


def test_a_case_of_a_fetched_set_names_licence_and_origin_as_do_its_reports(project):
    display, _ = quiet_display()
    with running_server() as server:
        shop = replace(SHOP, url=server.answers("/shop.csv", serve(ORDERS)))
        fetch_dataset(shop, project, display=display, patience=HASTE)
    make_case(project, "mine", "data/datasets/shop/shop.csv", target="left")
    config = read_case_file(project, "mine")
    source = config.sources["shop"]
    assert (source.path, source.licence) == ("data/datasets/shop/shop.csv", shop.licence)
    assert source.origin == "A shop; Nobody (2026); https://example.org/shop"
    (told,) = index_context({}, [], [], config, None)["sources"]
    assert told == f"{source.origin}. Licence: {shop.licence}"


def test_a_case_of_an_address_names_it(project):
    display, _ = quiet_display()

    def fetch(address, folder):
        return download(address, folder, display=display, patience=HASTE)

    with running_server() as server:
        url = server.answers("/shop.csv", serve(ORDERS))
        make_case(
            project, "mine", url,
            look=lambda data, **known: inspect_data(data, download=fetch, **known),
        )
    assert read_case_file(project, "mine").sources["shop"].origin == url


def test_a_case_of_ones_own_files_claims_no_origin(project):
    (project / "shop.csv").write_bytes(ORDERS)
    make_case(project, "mine", "*.csv", target="left")
    assert "origin" not in (project / "cases" / "mine" / "case.toml").read_text("utf-8")


def test_data_beside_a_file_are_not_read_for_a_record(tmp_path):
    path = tmp_path / "data.csv"
    large = {"url": "https://example.org", "checksum": "sha256:0", "rows": ["x" * 200_000]}
    path.with_name("data.csv.json").write_text(json.dumps(large))
    assert find_origin(path) == Origin()


@pytest.mark.parametrize("record", [None, "{", "[1]", json.dumps({"url": 1}), json.dumps({"a": 2})])
def test_a_file_of_ones_own_tells_nothing(tmp_path, record):
    path = tmp_path / "shop" / "data.csv"
    path.parent.mkdir()
    if record:
        path.with_name("data.csv.json").write_text(record)
        (tmp_path / "shop.json").write_text(record)
    assert find_origin(path) == Origin()
