"""The tests of the claims, tried on a few entities: what they read that is not there."""

import io
import re
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from copy import copy
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import TYPE_CHECKING

from project_lib.checkpoints import Checkpoints
from project_lib.errors import InputError, nearest
from project_lib.examination.data_faults import Patient
from project_lib.examination.problems import Advice
from project_lib.examination.trial_features import Made
from project_lib.findings import Result
from project_lib.sources.conversion import Extracted

if TYPE_CHECKING:
    from project_lib.case import Case

FEW = 300  # entities: enough for a test to read what it reads, and soon computed
SECONDS = 0.5  # of work for each function: what a test reads, it reads before it computes
AGAIN = 0.02  # seconds of work after which a function that was in an import is stopped
IMPORTING = "<frozen importlib"
CODE_FAULTS = (AttributeError, ImportError, KeyError, NameError, TypeError)
RATIO = re.compile(r"\b(twice|thrice|half|\S+ times) (as|more|less)\b", re.IGNORECASE)
UNKNOWN_NAME = ("did you mean", "use one of")


class _Enough(BaseException):
    """A function has had its time."""


def check_tests(case: "Case", patient: Patient, made: Made) -> Iterator[InputError]:
    """Yield each test that reads a column that is not there, or fails for its code.

    A test that fails on a few entities is tried on all, since only few may lack a group. What else
    a test may raise depends on the data as notebook 06 has them, and is left to it.
    """
    from project_lib.sources.sampling import sample_tables

    try:
        module = case.module("hypotheses") if case.hypotheses else None
    except InputError:  # told elsewhere
        module = None
    if module is None:
        return
    made, entity = _with_earlier_cutoff(case, made), case.prediction.entity
    few = sample_tables(patient.tables, case.tables, size=FEW, entity=entity)
    kept = made.table[entity].drop_duplicates().head(FEW)
    some = Made(made.table[made.table[entity].isin(kept)], made.dictionary)
    names = [hypothesis.id for hypothesis in case.hypotheses]
    results, suspects = _try(case, few, some, names)
    yield from _differences_for_ratios(case, results)
    if not suspects:
        return
    columns = {*made.table.columns, *(c for t in patient.tables.values() for c in t.rows.columns)}
    for name, error in _try(case, patient.tables, made, list(suspects))[1].items():
        yield _told(name, error, columns)


def _with_earlier_cutoff(case: "Case", made: Made) -> Made:
    """Return features at two cutoffs where there are several: tests often leave the last out."""
    import pandas as pd

    from project_lib.features.windows import as_moment

    moments = sorted(map(as_moment, case.prediction.cutoffs))
    if len(moments) < 2 or made.table["cutoff"].nunique() > 1:
        return made
    before = pd.Series(pd.Timestamp(moments[-2]), index=made.table.index)
    earlier = made.table.assign(cutoff=before.astype(made.table["cutoff"].dtype))
    return Made(pd.concat([earlier, made.table], ignore_index=True), made.dictionary)


def _try(
    case: "Case", tables: Mapping[str, Extracted], made: Made, names: list[str]
) -> tuple[dict[str, Result], dict[str, Exception]]:
    """Return what the functions return, and the faults among what they raise, by their names."""
    module, results, faults = case.module("hypotheses"), {}, {}
    with TemporaryDirectory(prefix="crisp-ds-") as folder, _quietly():
        trial = _copy_in(Path(folder), case, tables, made)
        evidence, error = _call(getattr(module, "prepare", None), trial)
        if error is not None:
            return {}, {"prepare": error} if _is_fault(error) else {}
        for name in names:
            result, error = _call(getattr(module, name, None), evidence, random_state=0)
            if isinstance(result, Result):
                results[name] = result
            if _is_fault(error):
                faults[name] = error
    return results, faults


def _differences_for_ratios(case: "Case", results: Mapping[str, Result]) -> Iterator[InputError]:
    """Yield advice where a claim says so many times as often, and its test takes a difference."""
    for place, hypothesis in enumerate(case.hypotheses):
        said, result = RATIO.search(hypothesis.statement), results.get(hypothesis.id)
        if not said or result is None or result.unit == "share" or result.claim.threshold:
            continue
        problem = (
            f"says '{said.group()}', and its test compares a difference (in {result.unit}) with 0"
        )
        remedy = (
            "test it with group_ratios.rate_ratio and Claim('above', 2) for twice as often, or "
            "state the difference that matters"
        )
        yield Advice("", problem, remedy, key=("hypotheses", place, "statement"))


def _copy_in(
    folder: Path, case: "Case", tables: Mapping[str, Extracted], made: Made
) -> "Case":
    """Return the case with checkpoints of its own, as the first notebooks would leave them."""
    trial = copy(case)
    trial.checkpoints = Checkpoints(folder, case.name)
    for name, table in tables.items():
        trial.save(table.rows, "extraction", name)
        trial.save(table.rows, "description", name)
    for stage in ("feature_engineering", "filtering"):
        trial.save(made.table, stage)
        trial.save(made.dictionary, stage, "dictionary")
    return trial


def _call(function: object, *given: object, **named: object) -> tuple[object, BaseException | None]:
    """Return what a function returns and what it raises, None where it had not the time to."""
    if not callable(function):  # told elsewhere
        return None, None
    try:
        return _within(SECONDS, lambda: function(*given, **named)), None
    except _Enough:
        return None, None
    except (Exception, SystemExit) as error:
        return None, error


def _within(seconds: float, work: Callable[[], object]) -> object:
    """Return what `work` returns; raise `_Enough` after so many seconds, where they are counted.

    An import is let finish: a module that is half there would fail what comes after it.
    """
    apart = threading.current_thread() is not threading.main_thread()
    if apart or not hasattr(signal, "setitimer"):
        return work()

    def stop(_: int, frame: FrameType | None) -> None:
        codes = list(_stack(frame))
        if work.__code__ in codes and not any(c.co_filename.startswith(IMPORTING) for c in codes):
            raise _Enough

    def tell(unraisable: "sys.UnraisableHookArgs") -> None:
        # Raised in a callback or a finaliser, where Python drops it: it is raised AGAIN soon.
        if unraisable.exc_type is not _Enough:
            told(unraisable)

    before, told = signal.signal(signal.SIGPROF, stop), sys.unraisablehook
    sys.unraisablehook = tell
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sys.unraisablehook = told


def _stack(frame: FrameType | None) -> Iterator[CodeType]:
    """Yield the code of a frame and of what called it."""
    while frame is not None:
        yield frame.f_code
        frame = frame.f_back


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings(record=True), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _is_fault(error: BaseException | None) -> bool:
    if isinstance(error, InputError):
        return error.remedy.startswith(UNKNOWN_NAME)
    return isinstance(error, CODE_FAULTS) or type(error).__name__ == "ColumnNotFoundError"


def _told(name: str, error: Exception, columns: set[str]) -> InputError:
    """Return a fault with the place to mend it, and the nearest name where one is not known."""
    key, remedy = ("hypotheses.py", name), "mend it, or its claim cannot be tested"
    if isinstance(error, InputError):
        return InputError("", f"reads {error.where}, which {error.problem}", error.remedy, key=key)
    asked = error.args[0] if isinstance(error, KeyError) and error.args else None
    if isinstance(asked, str) and asked.isidentifier():
        problem = f"reads '{asked}', and there is no such column"
        return InputError("", problem, nearest(asked, columns), key=key)
    words = " ".join(str(error).split())
    return InputError("", f"raises {type(error).__name__}: {words}", remedy, key=key)
