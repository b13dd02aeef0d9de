"""What point-in-time features of 26.26 million events cost, against SQL and pandas by hand.

    python benchmarks/features.py [--runs 3] [--without-pandas]

Each way is a process of its own, from the parquet file to the finished table, imports included; the
ways take turns. Peak memory is the largest resident set of the process. The tables must agree:
integers, texts, missing values exactly, floats to 1e-9. Medians go into benchmarks/README.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROWS = 26_260_000
WAYS = {
    "project_lib (Narwhals on DuckDB)": ("project_lib", "", 1),
    "hand-written DuckDB SQL": ("sql", "", 1),
    "project_lib, memory limit 500 MB": ("project_lib", "500MB", 1),
    "project_lib, a tenth of the rows": ("project_lib", "", 10),
    "pandas by hand": ("pandas", "", 1),
}


def run_way(way: str, events: Path, memory: str, table: Path) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and peak memory in MB of one way in its own process."""
    command = [
        sys.executable,
        __file__,
        "--way",
        way,
        "--events",
        str(events),
        "--table",
        str(table),
    ]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, "--memory", memory])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{way} failed with status {status}")
    wall = time.perf_counter() - begun
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def require_equal(one: Path, other: Path) -> float:
    """Return the largest relative difference of two tables, and stop where they disagree."""
    import numpy as np
    import pandas as pd

    mine, theirs = pd.read_parquet(one), pd.read_parquet(other)
    theirs = theirs[mine.columns]
    worst = 0.0
    for name in mine:
        a, b = mine[name], theirs[name]
        if a.isna().tolist() != b.isna().tolist():
            sys.exit(f"{name}: other values are missing")
        if a.dtype.kind == "f" or b.dtype.kind == "f":
            a, b = a.dropna().to_numpy(float), b.dropna().to_numpy(float)
            scale = np.maximum(np.abs(b), 1e-300)
            worst = max(worst, float((np.abs(a - b) / scale).max(initial=0)))
        elif a.tolist() != b.tolist():
            sys.exit(f"{name}: the values differ")
    if worst > 1e-9:
        sys.exit(f"the tables differ by {worst:g}")
    return worst


def compare(runs: int, *, with_pandas: bool, rows: int) -> str:
    """Return the Markdown table of the medians."""
    sys.path.insert(0, str(HERE))
    from event_log import write_events

    results: dict[str, list] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        logs = {part: Path(folder) / f"events_{part}.parquet" for part in (1, 10)}
        for part, path in logs.items():
            write_events(path, rows // part)
        for _ in range(runs):
            for name, (way, memory, part) in WAYS.items():
                if way == "pandas" and not with_pandas:
                    continue
                table = Path(folder) / f"{way}{memory}{part}.parquet"
                results[name].append(run_way(way, logs[part], memory, table))
                wall, cpu, peak = results[name][-1]
                print(f"{name}: {wall:.2f} s, CPU {cpu:.2f} s, {peak:.0f} MB", flush=True)
        mine = Path(folder) / "project_lib1.parquet"
        others = ["sql1", "project_lib500MB1", *(["pandas1"] if with_pandas else [])]
        worst = max(require_equal(mine, Path(folder) / f"{name}.parquet") for name in others)
    return report(results, rows, runs, worst)


def report(results: dict[str, list], rows: int, runs: int, worst: float) -> str:
    """Return the section of the README."""
    medians = {
        name: [statistics.median(values) for values in zip(*found, strict=True)]
        for name, found in results.items()
        if found
    }
    base, cpu_base, _ = medians["project_lib (Narwhals on DuckDB)"]
    tenth, cpu_tenth, _ = medians["project_lib, a tenth of the rows"]
    lines = [
        f"{rows:,} synthetic events, 46 features of 22,278 users at one cutoff, "
        f"{os.cpu_count()} cores; whole process, median of {runs} interleaved runs. "
        "CPU seconds of all threads are less disturbed by other work on the machine.",
        "",
        "| way | seconds | against project_lib | CPU seconds | against project_lib "
        "| peak memory (MB) |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {wall:.1f} | {wall / base:.2f} | {cpu:.1f} | {cpu / cpu_base:.2f} "
        f"| {memory:,.0f} |"
        for name, (wall, cpu, memory) in medians.items()
    ]
    lines += [
        "",
        f"The tables agree; floats differ by at most {worst:.1g} of their value. "
        f"Ten times the rows cost {base / tenth:.1f} times the time "
        f"({cpu_base / cpu_tenth:.1f} times the CPU seconds).",
    ]
    return "\n".join(lines)


def write_section(path: Path, title: str, text: str) -> None:
    """Put a section into a Markdown file, in place of an older one of the same title."""
    old = path.read_text(encoding="utf-8") if path.is_file() else "# Benchmarks\n"
    parts = old.split("\n## ")
    kept = [part for part in parts if not part.startswith(f"{title}\n")]
    new = "\n## ".join(part.rstrip() + "\n" for part in [*kept, f"{title}\n\n{text}"])
    path.write_text(new, encoding="utf-8")


def main() -> None:
    """Run one way, or compare them all and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--without-pandas", action="store_true")
    for name in ("--way", "--events", "--table", "--memory"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        sys.path.insert(0, str(HERE))
        import feature_ways

        make = getattr(feature_ways, f"by_{options.way}")
        make(Path(options.events), options.memory).to_parquet(options.table)
        return
    text = compare(options.runs, with_pandas=not options.without_pandas, rows=options.rows)
    print(f"\n{text}")
    if options.rows == ROWS and not options.without_pandas:
        write_section(HERE / "README.md", "Features", text)


if __name__ == "__main__":
    main()
