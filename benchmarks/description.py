"""How fast notebook 02 describes 1.6 million rows, against pandas and ydata-profiling.

    python benchmarks/description.py [--runs 3] [--without-ydata]

Whole processes, from parquet to numbers: time by the clock, peak resident memory by the kernel.
The runs of the contenders alternate; medians count. Our numbers must equal pandas' to 1e-9.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environments import environment, make_environment

HERE = Path(__file__).resolve().parent
FOLDER = Path(tempfile.gettempdir()) / "crisp-ds-benchmarks"
TABLE = FOLDER / "description.parquet"
YDATA = environment("ydata")
CONTENDERS = ("ours", "pandas", "ydata-minimal", "ydata-default")
TARGETS = {"pandas": 4, "ydata-minimal": 8, "ydata-default": 20}
HEADING = "## Description"


def measure(contender: str) -> tuple[float, float, float]:
    """Return seconds by the clock, seconds of all cores and peak megabytes of one process."""
    python = YDATA / "bin" / "python" if contender.startswith("ydata") else sys.executable
    script, result = HERE / "description_contenders.py", FOLDER / f"{contender}.json"
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(python), "-W", "ignore", str(script), contender, str(TABLE), str(result)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        sys.exit(f"{contender} failed with status {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def largest_difference() -> float:
    """Return the largest relative difference between our numbers and pandas'."""
    ours, theirs = (json.loads((FOLDER / f"{name}.json").read_text()) for name in CONTENDERS[:2])
    return compare(ours, theirs, "")


def compare(ours: object, theirs: object, where: str) -> float:
    """Return the largest relative difference between two nested results; exit on a mismatch."""
    if isinstance(theirs, dict):
        if set(ours) != set(theirs):
            sys.exit(f"{where}: we have {sorted(ours)}, pandas has {sorted(theirs)}")
        return max(compare(ours[key], theirs[key], f"{where}/{key}") for key in theirs)
    if isinstance(theirs, list):
        pairs = zip(ours, theirs, strict=True)
        return max(compare(a, b, f"{where}/{i}") for i, (a, b) in enumerate(pairs))
    if isinstance(theirs, str):
        return 0.0 if ours == theirs else sys.exit(f"{where}: {ours}, pandas: {theirs}")
    if math.isnan(theirs) and math.isnan(ours):
        return 0.0
    difference = abs(ours - theirs) / max(1.0, abs(theirs))
    if not difference <= 1e-9:
        sys.exit(f"{where}: {ours}, pandas: {theirs}")
    return difference


def report(times: dict[str, list[tuple]], difference: float, runs: int) -> str:
    """Return the section of benchmarks/README.md."""
    medians = {
        name: tuple(statistics.median(values) for values in zip(*pairs, strict=True))
        for name, pairs in times.items()
    }
    lines = [
        HEADING, "",
        "1,599,828 rows x 15 columns with the shape of a marketplace's purchases (synthetic):",
        "everything that notebook 02 computes, with exact distinct counts, duplicates, Spearman,",
        "Cramér's V and validation. Whole process from parquet; median of",
        f"{runs} alternating runs of `python benchmarks/description.py` on "
        f"{os.cpu_count()} cores.", "",
        "| contender | seconds | times ours | target | CPU seconds | peak memory (MB) |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, (seconds, cpu, memory) in medians.items():
        ratio = seconds / medians["ours"][0]
        target = f">= {TARGETS[name]}" if name in TARGETS else ""
        numbers = f"{seconds:.2f} | {ratio:.1f} | {target} | {cpu:.2f} | {memory:,.0f}"
        lines.append(f"| {name} | {numbers} |")
    lines += ["", f"Largest relative difference between our numbers and pandas': {difference:.1e}."]
    return "\n".join(lines) + "\n"


def write_section(text: str) -> None:
    """Replace our section of benchmarks/README.md, or add it at the end."""
    path = HERE / "README.md"
    old = path.read_text() if path.is_file() else "# Benchmarks\n"
    before, found, after = old.partition(HEADING + "\n")
    rest = after[after.index("\n## ") + 1 :] if found and "\n## " in after else ""
    path.write_text(before.rstrip() + "\n\n" + text + ("\n" + rest if rest else ""))


def main() -> None:
    """Measure, compare and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-ydata", action="store_true")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not TABLE.is_file():
        from description_table import make_table

        make_table(TABLE)
    contenders = CONTENDERS[:2] if options.without_ydata else CONTENDERS
    if not options.without_ydata:
        make_environment("ydata")
    times: dict[str, list[tuple]] = {name: [] for name in contenders}
    for _ in range(options.runs):
        # the file and the libraries are warm for everyone, after the long runs of the round before
        measure("ours")
        for name in contenders:
            times[name].append(measure(name))
            seconds, cpu, memory = times[name][-1]
            print(f"{name}: {seconds:.2f} s, CPU {cpu:.2f} s, {memory:,.0f} MB", flush=True)
    text = report(times, largest_difference(), options.runs)
    print(text)
    if not options.without_ydata:
        write_section(text)


if __name__ == "__main__":
    main()
