"""What a run of a case costs beyond its notebooks' own work.

    python benchmarks/runner.py [--case cdnow] [--runs 3]

The case runs from scratch, in a copy of the project without data and reports. Definitions:

- work: the seconds of all code cells, less the cells that import (imports are overhead);
- overhead: (wall time of the whole command - work) / work;
- undisturbed work: the same cells when the notebooks run one after the other and nothing else runs,
  so that work which only takes longer because kernels are warmed and pages made beside it counts as
  overhead, too;
- peak memory: the largest sum over all processes of the run, memory that they share counted once.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def copy_project(folder: Path) -> Path:
    """Return a copy of the project without data, reports and what git does not keep."""
    for name in ("project_lib", "cases", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_command(root: Path, case: str) -> tuple[float, float]:
    """Return the wall time in seconds and the peak memory in MB of `crisp-ds run`."""
    begun = time.perf_counter()
    process = psutil.Popen(
        [sys.executable, "-m", "project_lib.cli", "run", case], cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.DEVNULL,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.1)
    wall = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"the run failed with exit code {process.returncode}")
    return wall, peak / 1e6


def memory(process: psutil.Process) -> int:
    """Return the bytes of a process and its children; shared memory in equal parts (Linux: PSS)."""
    total = 0
    try:
        for member in [process, *process.children(recursive=True)]:
            full = member.memory_full_info()
            total += getattr(full, "pss", full.rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return total


def import_cells(notebook: Path) -> set[str]:
    """Return the ids of the cells that import something."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
    return {
        key for key, source in sources.items()
        if any(line.startswith(("import ", "from ")) for line in source.split("\n"))
    }


def work_by_notebook(root: Path, case: str) -> dict[str, float]:
    """Return the seconds of the cells that do not import, by notebook, as the run noted them."""
    manifest = json.loads((root / "reports" / case / "manifest.json").read_text(encoding="utf-8"))
    work = {}
    for entry in manifest["notebooks"]:
        state = json.loads((root / "data" / case / "state" / f"{entry['stage']}.json").read_text())
        left_out = import_cells(root / "notebooks" / f"{entry['notebook']}.ipynb")
        work[entry["notebook"]] = sum(
            seconds for key, seconds in state["cell_seconds"].items() if key not in left_out
        )
    return work


async def undisturbed_work(root: Path, case: str) -> float:
    """Return the seconds of the cells that do not import when nothing else runs."""
    from project_lib.run.kernels import Kernel
    from project_lib.run.lock import only_run
    from project_lib.run.notebooks import executable_copy, read_notebook

    total = 0.0
    with only_run(case, root / "data" / case, root / "reports" / case) as record:
        for number, path in enumerate(sorted((root / "notebooks").glob("*.ipynb"))):
            kernel = Kernel(record.scratch, number)
            await kernel.start(root / "notebooks", record)
            seconds: dict[str, float] = {}
            parameters = {"CASE": case, "SAMPLE": None, "ENGINE": "duckdb"}
            copy = executable_copy(read_notebook(path), path, parameters)
            _, failure = await kernel.execute(copy, seconds.__setitem__)
            await kernel.stop()
            if failure:
                sys.exit(f"{path.name}: {failure.error}: {failure.message}")
            left_out = import_cells(path)
            total += sum(value for key, value in seconds.items() if key not in left_out)
    return total


def measure(case: str) -> dict[str, float]:
    """Return the figures of one run from scratch, a second one, and the undisturbed work."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder))
        wall, peak = run_command(root, case)
        by_notebook = work_by_notebook(root, case)
        again, _ = run_command(root, case)
        for name in ("data", "reports"):
            shutil.rmtree(root / name)
        undisturbed = asyncio.run(undisturbed_work(root, case))
    for notebook, seconds in by_notebook.items():
        print(f"  {notebook:32} {seconds:6.2f} s of work")
    work = sum(by_notebook.values())
    return {
        "wall time (s)": wall,
        "work (s)": work,
        "overhead (%)": 100 * (wall - work) / work,
        "undisturbed work (s)": undisturbed,
        "overhead over undisturbed work (%)": 100 * (wall - undisturbed) / undisturbed,
        "peak memory (MB)": peak,
        "second run, nothing stale (s)": again,
    }


def main() -> None:
    """Print the median of each figure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--case", default="cdnow")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    results = [measure(options.case) for _ in range(options.runs)]
    print(f"\n{options.case}, median of {options.runs}, {os.cpu_count()} cores")
    for name in results[0]:
        print(f"  {name:36} {statistics.median(r[name] for r in results):8.1f}")


if __name__ == "__main__":
    main()
