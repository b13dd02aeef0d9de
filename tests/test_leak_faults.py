import pytest
from doctor_cases import SmallCase


@pytest.fixture
def case(project):
    case = SmallCase(project)
    case.spoil(
        "left = {",
        'gone = { description = "Gone", dtype = "integer", role = "number" }\n'
        'churn_reason = { description = "Why", dtype = "text", role = "category" }\nleft = {',
    )
    case.table["gone"] = "1"
    case.table["churn_reason"] = "none"
    return case


def test_a_column_that_is_the_target_must_be_left_out(case):
    case.table["gone"] = case.table["left"].map({"yes": "1", "no": "0"})
    case.spoil("leave_out = []", 'leave_out = ["churn_reason"]')
    [problem] = case.examine()
    assert (problem.severity, problem.line) == ("error", case.line("gone = {"))
    assert "it equals `leaves`" in problem.problem
    assert "add 'gone' to prediction.leave_out" in problem.remedy
    case.spoil('["churn_reason"]', '["churn_reason", "gone"]')
    assert case.examine() == ()


def test_a_column_whose_name_says_that_it_is_filled_late_is_a_warning(case):
    [problem] = case.examine()
    assert (problem.severity, problem.line) == ("warning", case.line("churn_reason = {"))
    assert "when something has ended" in problem.problem


def test_columns_that_decide_the_target_together_are_a_warning_each(case):
    case.spoil("leave_out = []", 'leave_out = ["churn_reason"]')
    case.table["gone"] = (case.table.index % 2).astype(str)
    young = case.table["age"].astype(float) < 45
    case.table["left"] = ((case.table["gone"] == "1") & young).map({True: "yes", False: "no"})
    found = [problem for problem in case.examine() if "together tell" in problem.problem]
    assert {problem.severity for problem in found} == {"warning"}
    assert {problem.line for problem in found} == {case.line("age = {"), case.line("gone = {")}


def test_a_function_that_tells_the_target_is_told_in_its_file(case):
    case.spoil("leave_out = []", 'leave_out = ["churn_reason"]')
    case.table.loc[case.table["left"] == "yes", "age"] = "99"
    case.features = (
        "import narwhals as nw\n\n\ndef old(rows):\n"
        '    return rows.select("person", (nw.col("age") == 99).cast(nw.Int64).alias("old"))\n'
    )
    found = {(one.file.split("/")[-1], one.key) for one in case.examine()}
    assert ("features.py", "old") in found
