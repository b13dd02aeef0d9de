"""The doctor: what of a case does not fit its data, everything at once, with the line to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError
from project_lib.examination.problems import Advice, Problem
from project_lib.examination.schema_faults import read_case_text

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile

SEVERITIES = ("error", "warning")


@dataclass(frozen=True)
class Examination:
    """What was found in a case: its problems, and whether the data could be looked at."""

    name: str
    problems: tuple[Problem, ...]
    looked_at_data: bool

    @property
    def exit_code(self) -> int:
        """2 where something must be mended, else 0."""
        return 2 if any(one.severity == "error" for one in self.problems) else 0

    @property
    def verdict(self) -> str:
        """Whether the case can run, and how much is to be mended or looked at."""
        errors, warnings = (sum(p.severity == kind for p in self.problems) for kind in SEVERITIES)
        look = f", {prose.plural(warnings, 'warning')} to look at" if warnings else ""
        if not errors:
            return f"{self.name} is sound{look}: crisp-ds run {self.name}"
        text = f"{self.name} has {prose.plural(errors, 'problem')} to mend{look}"
        if not self.looked_at_data:
            text += "; the data are looked at once they can be read by case.toml"
        return f"{text}."


def examine_case(root: Path, name: str) -> Examination:
    """Return every problem of a case, errors first, in the order of files and lines.

    The sources are read as the first notebook reads them, and their snapshots are kept for it.

    Raises
    ------
    InputError
        For a case that does not exist, or when the data's folder cannot be written.
    """
    text, config, problems = read_case_text(root, name)
    if config is not None:
        problems = [*problems, *(text.problem(error) for error in _examine(root, name, config))]
    known = dict.fromkeys(problems)
    ordered = sorted(known, key=lambda p: (SEVERITIES.index(p.severity), p.file, p.line))
    return Examination(name, tuple(ordered), config is not None)


def _examine(root: Path, name: str, config: "CaseFile") -> Iterator[InputError]:
    from project_lib.case import Case
    from project_lib.examination.code_faults import check_hypotheses, read_functions
    from project_lib.examination.data_faults import check_tables, read_tables
    from project_lib.examination.prediction_faults import check_prediction
    from project_lib.examination.trial_tests import check_tests
    from project_lib.storytelling import require_logo

    case = Case(root, name, config)
    patient = read_tables(case)
    yield from patient.faults
    yield from check_tables(case, patient)
    functions, faults = read_functions(case)
    yield from faults
    yield from check_hypotheses(case)
    made = yield from check_prediction(case, patient, functions)
    if made is not None and all(isinstance(fault, Advice) for fault in patient.faults):
        yield from check_tests(case, patient, made)
    try:
        require_logo(case)
    except InputError as error:
        yield error
