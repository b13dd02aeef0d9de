"""Pages made from executed notebooks, in a process beside the run and only where they changed.

``python -m project_lib.run.rendering`` is that process: it reads one request a line and answers
with one line each, until its input ends.
"""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

from project_lib import files
from project_lib.errors import InputError
from project_lib.run.lock import RunRecord
from project_lib.run.staleness import Fingerprints
from project_lib.stages import Stage, available_stages

REPORTING = "project_lib.report.reporting"


class Pages:
    """The HTML pages of a case."""

    def __init__(
        self, root: Path, case_name: str, fingerprints: Fingerprints, record: RunRecord,
        reporting: str = REPORTING,
    ) -> None:
        self.root, self.case_name, self.reporting = root, case_name, reporting
        self.folder = root / "reports" / case_name
        self.fingerprints, self.record = fingerprints, record
        notebooks = [stage.notebook for stage in available_stages(root)]  # pages link to each other
        self._shared = {
            "style": importlib.import_module(reporting).style_fingerprint(),
            "case": fingerprints.of(root / "cases" / case_name / "case.toml"),
            "notebooks": " ".join(notebooks),
        }
        self._path = root / "data" / case_name / "state" / "pages.json"
        self._made: dict[str, dict] = files.read_json(self._path, default={})
        self._worker: subprocess.Popen | None = None
        self._asked: list[tuple[str, dict, Path]] = []

    def page(self, stage: Stage) -> Path:
        """Return where a stage's page lies."""
        return self.folder / f"{stage.notebook}.html"

    @property
    def index(self) -> Path:
        """Where the index lies."""
        return self.folder / "index.html"

    def update(self, stage: Stage, executed: Path) -> bool:
        """Ask for a stage's page if it does not fit the executed notebook; say whether."""
        made_from = {**self._shared, "executed": self.fingerprints.of(executed)}
        page = self.page(stage)
        if self._fits(stage.notebook, made_from, page):
            return False
        self._ask(stage.notebook, made_from, page, executed=str(executed))
        return True

    def update_findings(self) -> None:
        """Ask for the page of findings if it does not fit them; without findings there is none."""
        findings, page = self.folder / "findings.json", self.folder / "findings.html"
        made_from = {**self._shared, "findings": self.fingerprints.of(findings)}
        if findings.is_file() and not self._fits("findings", made_from, page):
            self._ask("findings", made_from, page, makes="findings")

    def update_model_card(self) -> None:
        """Ask for the model card if it does not fit its data; without evaluation there is none."""
        names = ("evaluation.json", "model_card.json", "holdout.json", "manifest.json")
        sources, page = [self.folder / name for name in names], self.folder / "model_card.html"
        made_from = {**self._shared, **{p.name: self.fingerprints.of(p) for p in sources}}
        there = all(path.is_file() for path in sources[:3])
        if there and not self._fits("model_card", made_from, page):
            self._ask("model_card", made_from, page, makes="model_card")

    def update_index(self) -> None:
        """Ask for the index if it does not fit what it shows."""
        shown = {p.name: self.fingerprints.of(p) for p in sorted(self.folder.glob("*.json"))}
        made_from = {**self._shared, **shown}
        if not self._fits("index", made_from, self.index):
            self._ask("index", made_from, self.index)

    def _fits(self, name: str, made_from: dict, page: Path) -> bool:
        made = self._made.get(name)
        return bool(made) and made == {**made_from, "page": self.fingerprints.of(page)}

    def start(self) -> None:
        """Start the process, so that it has imported what it needs when the first page comes."""
        if self._worker is None:
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "project_lib.run.rendering", self.reporting],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for the run, which then ends this process
            )
            self.record.add_process(self._worker.pid)

    def _ask(self, name: str, made_from: dict, page: Path, **more: str) -> None:
        self.start()
        request = {"root": str(self.root), "case": self.case_name, "page": str(page), **more}
        self._worker.stdin.write(json.dumps(request) + "\n")
        self._worker.stdin.flush()
        self._asked.append((name, made_from, page))

    def finish(self) -> None:
        """Wait for every page that was asked for.

        Raises
        ------
        InputError
            As the other process met it: a folder that cannot be written, a broken case.toml.
        RuntimeError
            When a page could not be made for another reason; its traceback is given.
        """
        for name, made_from, page in self._asked:
            line = self._worker.stdout.readline()
            answer = json.loads(line) if line else {"error": "the process ended"}
            if "input_error" in answer:
                raise InputError(*answer["input_error"])
            if answer.get("error"):
                raise RuntimeError(f"{page} could not be made: {answer['error']}")
            self._made[name] = {**made_from, "page": self.fingerprints.of(page)}
        if self._asked:
            self._asked = []
            files.write_json(self._path, dict(sorted(self._made.items())))

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None


def serve(reporting: str) -> None:
    """Make pages as they are asked for on standard input, until it ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    if hasattr(os, "nice"):
        os.nice(5)  # the notebooks come first
    module = importlib.import_module(reporting)
    for line in sys.stdin:
        answers.write(json.dumps(_render(module, json.loads(line))) + "\n")
        answers.flush()


def _render(module: object, request: dict) -> dict:
    import traceback

    root, case_name = Path(request["root"]), request["case"]
    try:
        if "executed" in request:
            executed, page = Path(request["executed"]), Path(request["page"])
            module.render_page(executed, page, root=root, case_name=case_name)
        elif request.get("makes") == "findings":
            module.render_findings(root, case_name)
        elif request.get("makes") == "model_card":
            module.render_model_card(root, case_name)
        else:
            module.render_index(root, case_name)
    except InputError as error:
        return {"input_error": [error.where, error.problem, error.remedy]}
    except Exception:
        return {"error": traceback.format_exc()}
    return {}


if __name__ == "__main__":
    serve(sys.argv[1])
