import time

import pytest
from doctor_cases import SmallCase

PREPARE = "def prepare(case):\n    return case.restore(\"filtering\")\n\n\n"
IMPORTS = (
    "import narwhals as nw\nfrom project_lib.findings import Claim\n"
    "from project_lib.hypotheses.group_differences import rate_difference\n\n\n"
)


@pytest.fixture
def case(project):
    return SmallCase(project)


def told(case, body, prepare=PREPARE):
    """Return what the doctor says of a test with this body."""
    head = "def young_leave(evidence, *, random_state):\n"
    case.hypotheses = f"{IMPORTS}{prepare}{head}    {body}\n"
    return [(one.key, one.problem, one.remedy) for one in case.examine()]


def test_a_test_that_reads_what_is_there_is_sound(case):
    assert told(case, 'return evidence[["age", "leaves"]].mean()') == []
    assert told(case, 'return evidence["since"]', PREPARE.replace(
        'restore("filtering")', 'scan("description").collect().to_pandas()'
    )) == []


def test_a_column_that_the_table_does_not_have_is_told_with_the_nearest(case):
    missing = [("young_leave", "reads 'agee', and there is no such column", "did you mean 'age'?")]
    assert told(case, 'return evidence["agee"].mean()') == missing
    words = "reads column 'agee', which is not in the table"
    assert told(case, (
        'return rate_difference(evidence, outcome="leaves", group="agee", pair=(1, 0), '
        'names=("a", "b"), who="people", event="leave", claim=Claim("above", 0, relevant=1), '
        "random_state=random_state)"
    )) == [("young_leave", words, "did you mean 'age'?")]
    [(key, problem, _)] = told(case, 'return evidence.filter(nw.col("agee") > 1).collect()',
                               'def prepare(case):\n    return case.scan("description")\n\n\n')
    assert (key, "raises ColumnNotFoundError" in problem) == ("young_leave", True)


def test_code_that_cannot_run_is_told_and_prepare_too(case):
    [(key, problem, _)] = told(case, "return evidence.agee")
    assert (key, problem) == (
        "young_leave", "raises AttributeError: 'DataFrame' object has no attribute 'agee'"
    )
    [(key, problem, _)] = told(case, "return evidence", PREPARE.replace("return", "return age +"))
    assert (key, problem) == ("prepare", "raises NameError: name 'age' is not defined")


def test_what_only_few_rows_lack_is_not_told(case):
    case.table.loc[399, "city"] = "Oslo"
    body = 'return evidence.groupby("city")["age"].mean()["{}"]'
    assert told(case, body.format("Oslo")) == []
    assert told(case, "raise ValueError('too few')") == []
    assert told(case, "raise SystemExit(3)") == []
    assert told(case, 'return evidence[evidence["age"] > 900]["age"].iloc[0]') == []


def test_a_test_that_takes_its_time_is_stopped_and_its_words_are_kept_back(case, capsys):
    begun = time.process_time()
    assert told(case, "print(1)\n    while True:\n        pass") == []
    assert time.process_time() - begun < 5
    assert capsys.readouterr().out == ""


def test_it_is_stopped_where_python_drops_what_a_callback_raises(case, capsys):
    callback = (
        "import weakref\n    def busy(_):\n        while True:\n            pass\n"
        "    kept = set()\n    watched = weakref.ref(kept, busy)\n    del kept\n"
        "    while True:\n        pass"
    )
    begun = time.process_time()
    assert told(case, callback) == []
    assert time.process_time() - begun < 5
    assert capsys.readouterr().err == ""  # and pytest fails for what was dropped loudly


def test_nothing_is_left_behind(case):
    case.examine()
    files = sorted(p for p in case.root.rglob("*") if "__pycache__" not in p.parts)
    told(case, 'return evidence["age"].mean()')
    assert sorted(p for p in case.root.rglob("*") if "__pycache__" not in p.parts) == files


def test_a_ratio_that_is_tested_as_a_difference_is_pointed_out(case):
    body = (
        'return rate_difference(evidence, outcome="leaves", group="city", pair=("Rome", "Lima"), '
        'who="people", event="leave", claim=Claim("above", {}), random_state=random_state)'
    )
    assert told(case, body.format(0)) == []
    case.spoil("The young leave more often", "The young leave twice as often")
    [(key, problem, remedy)] = told(case, body.format(0))
    assert key == "hypotheses.0.statement"
    assert problem == (
        "says 'twice as', and its test compares a difference (in percentage points) with 0"
    )
    assert "group_ratios.rate_ratio" in remedy
    ratio = body.replace(", random_state=random_state", "").replace("rate_difference", "rate_ratio")
    imported = f"from project_lib.hypotheses.group_ratios import rate_ratio\n{PREPARE}"
    assert told(case, ratio.format(2), imported) == []
