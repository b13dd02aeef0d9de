import time
from io import BytesIO
from zipfile import ZipFile

from pptx import Presentation

from project_lib.deck.file_bytes import settle_package


def package():
    buffer = BytesIO()
    Presentation().save(buffer)
    return buffer.getvalue()


def test_two_files_made_at_different_times_have_the_same_bytes():
    first = package()
    time.sleep(2.1)  # a zip file counts in steps of two seconds
    second = package()
    assert first != second
    assert settle_package(first) == settle_package(second)


def test_nothing_but_times_is_changed():
    made = package()
    before, after = (ZipFile(BytesIO(content)) for content in (made, settle_package(made)))
    assert before.namelist() == after.namelist()
    for name in before.namelist():
        if name != "docProps/core.xml":
            assert before.read(name) == after.read(name)
