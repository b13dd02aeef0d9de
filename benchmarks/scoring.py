"""How fast a bundle scores a parquet file into another, and one row, against LightGBM itself.

    python benchmarks/scoring.py [--runs 2] [--rows 10000000]

Whole processes, imports included; the ways take turns and medians count. The bundle does more: it
prepares the raw features, which LightGBM's trees take as they are.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from features import write_section

HERE = Path(__file__).resolve().parent
FOLDER = Path(tempfile.gettempdir()) / "crisp-ds-benchmarks" / "scoring"
WAYS = {
    "bundle": "by_bundle",
    "LightGBM in chunks": "by_chunks",
    "LightGBM in our layout": "by_overlap",
}
TENTH = "bundle, a tenth of the rows"


def run_way(way: str, rows: int) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and peak memory in MB of one way in its own process."""
    command = [sys.executable, str(HERE / "scoring_ways.py"), way, str(FOLDER), str(rows)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "2"})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{way} failed with status {status}")
    wall = time.perf_counter() - begun
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def compare(rows: int, runs: int) -> dict[str, list[float]]:
    """Return the medians of seconds, CPU seconds and memory of each way."""
    found: dict[str, list] = {name: [] for name in [*WAYS, TENTH]}
    for _ in range(runs):
        for name in found:
            count = rows // 10 if name == TENTH else rows
            found[name].append(run_way(WAYS.get(name, "by_bundle"), count))
            wall, cpu, peak = found[name][-1]
            print(f"{name}: {wall:.1f} s, CPU {cpu:.1f} s, {peak:,.0f} MB", flush=True)
    return {
        name: [statistics.median(values) for values in zip(*times, strict=True)]
        for name, times in found.items()
    }


def report(medians: dict[str, list[float]], singles: dict, rows: int, runs: int) -> str:
    """Return the section of the README."""
    wall, cpu, peak = medians["bundle"]
    lines = [
        f"{rows:,} synthetic rows x 50 features, parquet to parquet; LightGBM, 300 trees of 63 "
        f"leaves; 2 threads on {os.cpu_count()} cores; whole process, median of {runs} runs that "
        "take turns. The bundle prepares the features (logarithm, scale, missing values), predicts "
        "by ONNX Runtime and calibrates; LightGBM predicts from raw features and does no more. "
        "CPU seconds are less disturbed by other work on the machine.",
        "",
        "| way | rows per second | seconds, times the bundle's | CPU seconds | peak memory (MB) |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, (seconds, busy, memory) in medians.items():
        count = rows // 10 if name == TENTH else rows
        pace = f"{count / seconds:,.0f} | {seconds / wall:.2f}" if count == rows else " | "
        lines.append(f"| {name} | {pace} | {busy:.0f} | {memory:,.0f} |")
    usual, few = medians["LightGBM in chunks"], medians[TENTH][2]
    lines += [
        "",
        f"The bundle scores {usual[0] / wall:.2f} times as many rows per second as LightGBM in "
        f"chunks (target: at least 1.25), and a CPU second goes {usual[1] / cpu:.2f} times as far. "
        f"Peak memory is {peak:,.0f} MB (target: below 1,500), {peak / few:.2f} times that of a "
        "tenth of the rows.",
        "",
        "| one row from a dict | median (ms) | 99 % within (ms) | 99 % within, CPU (ms) | target |",
        "|---|---:|---:|---:|---:|",
    ]
    names = {"bundle": "bundle", "pipeline": "scikit-learn pipeline, a DataFrame of one row"}
    for name, words in names.items():
        half, most, busy = (1000 * value for value in singles[name])
        target = "< 1" if name == "bundle" else ""
        lines.append(f"| {words} | {half:.3f} | {most:.3f} | {busy:.3f} | {target} |")
    return "\n".join(lines)


def main() -> None:
    """Measure all ways and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--rows", type=int, default=10_000_000)
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    run_way("prepare", options.rows)
    medians = compare(options.rows, options.runs)
    run_way("one_by_one", 0)
    singles = json.loads((FOLDER / "one_by_one.json").read_text())
    text = report(medians, singles, options.rows, options.runs)
    print(text)
    if options.rows == parser.get_default("rows"):
        write_section(HERE / "README.md", "Scoring", text)


if __name__ == "__main__":
    main()
