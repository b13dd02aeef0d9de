import re
from urllib.parse import urlsplit

import pytest

from project_lib.datasets.catalogue import find_dataset, list_lines, read_catalogue
from project_lib.errors import InputError

ENTRIES = list(read_catalogue().values())


@pytest.fixture(params=ENTRIES, ids=lambda e: e.name)
def entry(request):
    return request.param


def test_an_entry_says_what_it_is_whose_and_what_it_asks(entry):
    assert entry.title
    assert entry.licence
    assert entry.credit
    assert entry.asks.endswith("?")
    assert urlsplit(entry.page).scheme == "https"


def test_an_entry_has_one_way_to_be_fetched(entry):
    assert sum(map(bool, (entry.url, entry.package, entry.by_hand))) == 1
    assert bool(entry.package) == bool(entry.package_file)


def test_addresses_are_https(entry):
    assert not entry.url or urlsplit(entry.url).scheme == "https"


def test_a_checksum_comes_with_who_published_it(entry):
    assert bool(entry.checksum or entry.file_checksum) == bool(entry.evidence)
    assert entry.size is None or entry.evidence


def test_checksums_are_well_formed(entry):
    for checksum in filter(None, (entry.checksum, entry.file_checksum)):
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", checksum)


def test_names_are_those_of_cases_and_plain_files(entry):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.name)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", entry.file)


def test_what_is_downloaded_has_another_name_than_what_is_made_of_it(entry):
    assert not entry.is_made() or not entry.url.endswith(f"/{entry.file}")


def test_a_gzip_member_is_named_as_its_file(entry):
    source = entry.url or entry.package_file
    if source.endswith(".gz") and entry.members:
        assert [source.rpartition("/")[2].removesuffix(".gz")] == list(entry.members)


def test_options_are_those_of_the_next_command(entry):
    names = [word for word in entry.options if word.startswith("--")]
    assert set(names) <= {"--target", "--entity", "--time", "--events"}
    assert len(names) == len(set(names))


def test_sentences_have_no_full_stop_of_their_own(entry):
    assert not entry.note.endswith(".")
    assert not entry.evidence.endswith(".")


@pytest.mark.parametrize(("name", "columns"), [("adult", 15), ("german_credit", 21)])
def test_sets_without_header_have_a_name_for_each_column(name, columns):
    assert len(set(find_dataset(name).columns)) == columns


@pytest.mark.parametrize("name", ["bank_marketing", "bank-marketing", " Bank Marketing "])
def test_hyphens_and_capitals_make_no_difference(name):
    assert find_dataset(name).name == "bank_marketing"


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(InputError, match="'telcochurn': is not in .* did you mean 'telco_churn'"):
        find_dataset("telcochurn")


def test_the_list_has_a_line_each_in_columns():
    lines = list_lines()
    assert len(lines) == len(ENTRIES)
    assert lines == sorted(lines)
    starts = {line.index(e.asks) for line, e in zip(lines, ENTRIES, strict=True)}
    assert len(starts) == 1


def test_the_list_tells_size_package_or_login():
    text = "\n".join(list_lines())
    assert re.search(r"^adult +620 kB +CC BY 4.0 ", text, flags=re.MULTILINE)
    assert re.search(r"^universal_bank +package dmba +MIT ", text, flags=re.MULTILINE)
    assert re.search(r"^house_prices +by hand \(login\) ", text, flags=re.MULTILINE)
    assert re.search(r"^ames_housing +size unknown ", text, flags=re.MULTILINE)
