"""The tests of a case's hypotheses: the functions of its `hypotheses.py`, run one by one."""

import zlib
from collections.abc import Callable, Sequence
from textwrap import shorten
from types import ModuleType

from project_lib.case import Case
from project_lib.checkpoints import is_missing
from project_lib.configuration.case_schema import Hypothesis
from project_lib.errors import InputError, nearest
from project_lib.findings import Result, Trial
from project_lib.key_figures import current_cell

MOST_LETTERS = 500  # of an error that is reported


def run_hypotheses(case: Case) -> list[Trial]:
    """Return each declared hypothesis with what its test has found, in their order.

    The test of the hypothesis ``big_ones_return`` is the function of that name in the case's
    `hypotheses.py`; it gets what `prepare(case)` returned and a seed of its own. A test that raises
    is kept with its error.

    Raises
    ------
    InputError
        When `hypotheses.py` has a test for a hypothesis that case.toml does not declare, or
        `prepare` asks for a checkpoint that no notebook has written yet: no claim has failed then.
    """
    hypotheses = case.hypotheses
    if not hypotheses:
        return []
    try:
        module = case.module("hypotheses")
    except InputError as error:
        return [_trial(hypothesis, error=str(error)) for hypothesis in hypotheses]
    _require_declared(module, hypotheses)
    try:
        evidence = _function(module, "prepare")(case)
    except (Exception, SystemExit) as error:
        if is_missing(error):
            raise
        words = f"prepare: {_words(error)}"
        return [_trial(hypothesis, error=words) for hypothesis in hypotheses]
    return [run_hypothesis(hypothesis, module, evidence) for hypothesis in hypotheses]


def run_hypothesis(hypothesis: Hypothesis, module: ModuleType, evidence: object) -> Trial:
    """Return one hypothesis with its result, or with the error that its test has raised."""
    seed = zlib.crc32(hypothesis.id.encode()) % 2**31
    try:
        result = _function(module, hypothesis.id)(evidence, random_state=seed)
    except (Exception, SystemExit) as error:
        return _trial(hypothesis, error=_words(error))
    if not isinstance(result, Result):
        return _trial(hypothesis, error=f"the test returned {type(result).__name__}, no Result")
    return _trial(hypothesis, result)


def _trial(hypothesis: Hypothesis, result: Result | None = None, *, error: str = "") -> Trial:
    return Trial(hypothesis, result, error, current_cell())


def _function(module: ModuleType, name: str) -> Callable:
    function = getattr(module, name, None)
    if not isinstance(function, Callable):
        where = f"{module.__name__.replace('.', '/')}.py"
        raise InputError(where, f"has no function '{name}'", "write it")
    return function


def find_mismatches(module: ModuleType, hypotheses: Sequence[Hypothesis]) -> list[InputError]:
    """Return an error for each test without a hypothesis, and each hypothesis without a test.

    The first are told first. Keys lead into hypotheses.py or to the hypothesis in case.toml.
    """
    declared = [hypothesis.id for hypothesis in hypotheses]
    found = []
    for name in _public_functions(module):
        if name != "prepare" and name not in declared:
            where = f"{module.__name__.replace('.', '/')}.py: {name}"
            remedy = f"{nearest(name, declared)}; helpers begin with an underscore"
            problem, key = "is the test of no hypothesis in case.toml", ("hypotheses.py", name)
            found.append(InputError(where, problem, remedy, key=key))
    for place, name in enumerate(declared):
        found += _missing(module, name, key=("hypotheses", place, "id"))
    return found + _missing(module, "prepare", key=("hypotheses.py",))


def _missing(module: ModuleType, name: str, *, key: tuple[str | int, ...]) -> list[InputError]:
    try:
        _function(module, name)
    except InputError as error:
        return [InputError(error.where, error.problem, error.remedy, key=key)]
    return []


def _require_declared(module: ModuleType, hypotheses: Sequence[Hypothesis]) -> None:
    """Raise InputError for a test that nobody asked for: its id was probably mistyped."""
    for error in find_mismatches(module, hypotheses):
        if error.key[0] == "hypotheses.py" and error.key[1:]:
            raise error


def _public_functions(module: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and isinstance(value, Callable)
        and not isinstance(value, type)
        and getattr(value, "__module__", "") == module.__name__
    ]


def _words(error: BaseException) -> str:
    text = shorten(" ".join(str(error).split()), MOST_LETTERS, placeholder=" …")
    return text if isinstance(error, InputError) else f"{type(error).__name__}: {text}"
