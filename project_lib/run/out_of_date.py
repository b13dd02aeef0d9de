"""What a run of some notebooks has left behind: results of others that are now out of date."""

from collections.abc import Iterable

from project_lib import files, prose
from project_lib.report.index import rerun_command
from project_lib.run.notebooks import read_notebook
from project_lib.run.staleness import Surroundings, reasons_to_run
from project_lib.stages import Stage


def out_of_date_sentence(stages: Iterable[Stage], now: Surroundings) -> str:
    """Name the stages whose results are out of date and the command that makes them, else nothing.

    Out of date is what a run would make again, and what was made from something that is. A stage
    that never ran to its end has left nothing that could mislead.

    Parameters
    ----------
    stages : those that apply to the case, in their order
    """
    stale, results, doubtful = [], set(), set()
    for stage in stages:
        state = files.read_json(now.state_path(stage), default={})
        if state.get("status") != "ran":
            continue
        notebook = read_notebook(now.notebook_path(stage))
        if any(reasons_to_run(stage, state, notebook, now)) or doubtful & _read(state):
            stale.append(f"{stage.number:02} {stage.title}")
            results.update(state.get("left", {}).get("reports", {}))
            doubtful |= _written(state)
    if not stale:
        return ""
    shown = f", with {prose.listing(sorted(results))}" if results else ""
    parameters = {key.lower(): value for key, value in now.parameters.items()}
    command = rerun_command(now.case_name, parameters)
    return f"Out of date now: {prose.listing(stale)}{shown}. Next: {command}"


def _read(state: dict) -> set[tuple[str, str]]:
    made = state.get("made_from", {})
    kinds = ("checkpoints", "reports", "key_figures")
    return {(kind, name) for kind in kinds for name in made.get(kind, {})}


def _written(state: dict) -> set[tuple[str, str]]:
    left = state.get("left", {})
    figures = {("key_figures", figure["name"]) for figure in left.get("key_figures", [])}
    kinds = ("checkpoints", "reports")
    return figures | {(kind, name) for kind in kinds for name in left.get(kind, {})}
