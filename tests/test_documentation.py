"""The documentation: every command and every snippet of it is run, in the order of its pages."""

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from project_lib.configuration.reference import reference_markdown

ROOT = Path(__file__).parents[1]
PAGES = (
    "tutorial", "hypothesis", "feature", "model", "check", "case", "datasets",
)  # fmt: skip
FENCE = re.compile(
    r"^```(?:\{code-block\} )?(?P<kind>sh|toml|python)\n"
    r"(?::caption: (?P<file>\S+)\n\n)?(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ALREADY_DONE = ("make install", ". .venv/bin/activate", "python -m pip install ")
INTERACTIVE = ("make lab",)


@dataclass(frozen=True)
class Block:
    """A command, or a snippet that belongs at the end of a file."""

    kind: str
    text: str
    file: str


def blocks(page: str) -> list[Block]:
    """Return what a page asks its reader to type, in its order; mere examples are left out."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = [Block(m["kind"], m["text"], m["file"] or "") for m in FENCE.finditer(text)]
    return [block for block in found if block.kind == "sh" or block.file]


def run_command(command: str, folder: Path) -> None:
    """Run one line as the tests' own environment would; what needs a person is only looked up."""
    if command.startswith(ALREADY_DONE):
        return
    if command in INTERACTIVE:
        command = command.replace("make ", "make --dry-run ", 1)
    paths = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    done = subprocess.run(
        command, shell=True, cwd=folder, env={"PATH": paths, "HOME": str(folder)},
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name in ("notebooks", "Makefile", "setup.cfg", "requirements"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    shutil.copytree(ROOT / "cases" / "cdnow", folder / "cases" / "cdnow")
    return folder


@pytest.mark.slow
def test_every_command_and_snippet_of_the_documentation_works(project):
    for block in [block for page in PAGES for block in blocks(page)]:
        if block.file:
            with (project / block.file).open("a", encoding="utf-8") as file:
                file.write(f"\n{block.text}")
        else:
            for command in block.text.replace("\\\n", " ").splitlines():
                run_command(command, project)
    for made in ("index.html", "deck.pptx", "ranked_list.csv"):
        assert (project / "reports" / "loans" / made).is_file()


def test_each_page_is_run_or_has_nothing_to_run():
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"case_toml"}
    silent = {page for page in pages - set(PAGES) if not blocks(page)}
    assert pages == set(PAGES) | silent


def test_the_reference_in_the_repository_is_that_of_the_model():
    written = (ROOT / "docs" / "case_toml.md").read_text(encoding="utf-8")
    assert written == reference_markdown(ROOT), "run `make docs` and commit docs/case_toml.md"


def test_every_ready_made_test_of_a_claim_is_listed_and_no_other():
    page = (ROOT / "docs" / "hypothesis.md").read_text(encoding="utf-8")
    listed = re.findall(r"`(\w+\.\w+)`", page[page.index("| to test | use |") :])
    made = {
        f"{path.stem}.{node.name}"
        for path in (ROOT / "project_lib" / "hypotheses").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        and isinstance(node.returns, ast.Name) and node.returns.id == "Result"
    }  # fmt: skip
    assert sorted(listed) == sorted(made)


def test_the_site_is_built_without_a_dead_link(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "docs", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "case_toml.html").is_file()
