import json

from project_lib import journal


def test_the_journal_remembers_the_last_value_of_each_key():
    journal.note("section", "business", "1")
    journal.note("section", "business", "2")
    journal.note("checkpoint_read", "a.parquet", "3")
    assert json.loads(journal.as_json()) == {
        "section": {"business": "2"},
        "checkpoint_read": {"a.parquet": "3"},
    }
    assert journal.entries("nothing") == {}
