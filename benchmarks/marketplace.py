"""What the marketplace's report costs: all notebooks on 1.6 million purchases, or ten times that.

    python benchmarks/marketplace.py [--factor 1] [--limit-minutes 4] [--limit-gigabytes 4]

The case runs in a copy of the project. The extraction runs once before, so that the purchases are
drawn and in memory; then everything but the drawn purchases is deleted, and a whole run is measured
from the source to the last page. Definitions:

- time per stage: seconds of the notebook's cells, as the manifest notes them;
- peak memory: the largest sum over all processes of the run, memory that they share counted once;
- simulation: drawing and writing the purchases, in a process of its own.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from runner import copy_project, memory, run_command

CASE = "marketplace"
SIMULATE = (
    "from pathlib import Path; from project_lib.case_modules import import_case_module; "
    "module = import_case_module(Path('cases/marketplace').resolve(), 'simulate'); "
    "module.simulate('simulated', random_state=2016, factor={factor})"
)


def set_factor(root: Path, factor: float) -> None:
    """Write the size into the copy's case.toml."""
    path = root / "cases" / CASE / "case.toml"
    text, count = re.subn(
        r"^factor = [0-9.]+", f"factor = {factor}", path.read_text("utf-8"), flags=re.MULTILINE
    )
    if count != 1:
        sys.exit(f"{path} names the size {count} times")
    path.write_text(text, encoding="utf-8")


def measure_simulation(root: Path, factor: float) -> tuple[float, float]:
    """Return seconds and peak memory in MB of drawing the purchases."""
    (root / "simulated").mkdir()
    begun, peak = time.perf_counter(), 0
    process = psutil.Popen(
        [sys.executable, "-c", SIMULATE.format(factor=factor)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.05)
    if process.returncode:
        sys.exit(f"the simulation failed with exit code {process.returncode}")
    shutil.rmtree(root / "simulated")
    return time.perf_counter() - begun, peak / 1e6


def draw_purchases(root: Path) -> None:
    """Run the extraction, which draws the purchases."""
    subprocess.run(
        [sys.executable, "-m", "project_lib.cli", "run", CASE, "--only", "extraction"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def forget_run(root: Path) -> None:
    """Delete what a run has left, but for the purchases that were drawn."""
    shutil.rmtree(root / "reports")
    for path in (root / "data" / CASE).iterdir():
        if path.name != "simulated":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def measure(factor: float) -> dict:
    """Return the figures of the simulation and of a warm run: wall, peak, stages, rows."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder))
        set_factor(root, factor)
        simulation = measure_simulation(root, factor)
        draw_purchases(root)
        forget_run(root)
        wall, peak = run_command(root, CASE)
        reports = root / "reports" / CASE
        manifest = json.loads((reports / "manifest.json").read_text("utf-8"))
        truth = root / "data" / CASE / "simulated" / "simulated" / "truth.json"
        rows = json.loads(truth.read_text("utf-8"))["counts"]["purchases"]
    stages = {entry["notebook"]: entry["seconds"] for entry in manifest["notebooks"]}
    return {
        "rows": rows, "simulation": simulation, "stages": stages, "wall": wall, "peak": peak
    }  # fmt: skip


def report(found: dict) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"{found['rows']:,} synthetic purchases, {os.cpu_count()} cores, whole run warm.",
        "",
        "| stage | seconds |",
        "|---|---:|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in found["stages"].items()),
        f"| **whole run, pages included** | **{found['wall']:.1f}** |",
        "",
        f"Peak memory over all processes {found['peak']:,.0f} MB. Drawing the purchases took "
        f"{found['simulation'][0]:.1f} s and {found['simulation'][1]:,.0f} MB.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the figures; fail when a limit is given and exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--factor", type=float, default=1.0)
    parser.add_argument("--limit-minutes", type=float, default=0.0)
    parser.add_argument("--limit-gigabytes", type=float, default=0.0)
    options = parser.parse_args()
    found = measure(options.factor)
    print(report(found))
    if options.limit_minutes and found["wall"] > 60 * options.limit_minutes:
        sys.exit(f"the run took longer than {options.limit_minutes:g} minutes")
    if options.limit_gigabytes and found["peak"] > 1000 * options.limit_gigabytes:
        sys.exit(f"the run took more than {options.limit_gigabytes:g} GB")


if __name__ == "__main__":
    main()
