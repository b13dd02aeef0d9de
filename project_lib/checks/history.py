"""What validation found at each run, kept beside the data and drawn over time."""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from project_lib import clock, files, prose

KEPT = ("name", "table", "kind", "severity", "observed", "expected", "passed", "n_failed")
COLUMNS = ("run", "fingerprint", *KEPT)


def append_history(path: Path | str, results: pd.DataFrame, fingerprint: str) -> pd.DataFrame:
    """Add one run to the history and return all of it, one row per run and check.

    Columns: run (UTC, to the second), fingerprint (of the data), name, table, kind, severity,
    observed, expected, passed, n_failed. A run of the same second on the same data replaces itself.

    Parameters
    ----------
    path : a file of JSON lines; written whole or not at all
    results : what `validate` returned
    """
    run = clock.stamp()
    new = results[list(KEPT)].astype(object)
    lines = [
        {"run": run, "fingerprint": fingerprint, **_plain(row)} for row in new.to_dict("records")
    ]
    others = [
        line for line in _read(path) if (line["run"], line["fingerprint"]) != (run, fingerprint)
    ]
    kept = sorted([*others, *lines], key=lambda line: line["run"])
    files.write_text(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept))
    return _frame(kept)


def read_history(path: Path | str) -> pd.DataFrame:
    """Return the history so far, empty where there is none; lines that are no JSON are left out."""
    return _frame(_read(path))


def history_table(history: pd.DataFrame) -> pd.DataFrame:
    """Return one row per run: run, fingerprint, checks, passed, passed_share, failed (names)."""
    rows = [
        {
            "run": run, "fingerprint": fingerprint[:12], "checks": len(part),
            "passed": int(part["passed"].sum()), "passed_share": float(part["passed"].mean()),
            "failed": ", ".join(part.loc[~part["passed"], "name"]),
        }
        for (run, fingerprint), part in history.groupby(["run", "fingerprint"], sort=True)
    ]
    names = ["run", "fingerprint", "checks", "passed", "passed_share", "failed"]
    table = pd.DataFrame(rows, columns=names)
    table["run"] = pd.to_datetime(table["run"], utc=True).dt.tz_localize(None)
    return table


def history_sentence(history: pd.DataFrame) -> str:
    """Say how the share of passed checks has moved since the first and since the last run."""
    runs = history_table(history)
    if runs.empty:
        return "Validation has not run yet."
    last = runs.iloc[-1]
    now = f"{prose.percent(last['passed_share'])} of {prose.plural(last['checks'], 'check')} passed"
    if len(runs) == 1:
        return f"This is the first run on record: {now}."
    before = runs.iloc[-2]
    text = (
        f"In this run, number {len(runs)} since {prose.day(runs.iloc[0]['run'])}, {now}, "
        f"{prose.percent(before['passed_share'])} in the run before"
    )
    same = last["fingerprint"] == before["fingerprint"]
    text += f", on {'the same' if same else 'changed'} data"
    broken = sorted(_failed(history, -1) - _failed(history, -2))
    mended = sorted(_failed(history, -2) - _failed(history, -1))
    if broken:
        text += f". Newly failed: {prose.listing(broken)}"
    if mended:
        text += f". No longer failing: {prose.listing(mended)}"
    return f"{text}."


def _failed(history: pd.DataFrame, place: int) -> set[str]:
    """Return the names that failed in the last (-1) or an earlier run."""
    keys = sorted(set(zip(history["run"], history["fingerprint"], strict=True)))
    run, fingerprint = keys[place]
    here = (history["run"] == run) & (history["fingerprint"] == fingerprint)
    return set(history.loc[here & ~history["passed"], "name"])


def _read(path: Path | str) -> list[dict]:
    path = Path(path)
    if not path.is_file():
        return []
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and set(COLUMNS) <= set(line):
            lines.append(line)
    return lines


def _frame(lines: Sequence[dict]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=list(COLUMNS)).astype(
        {"passed": bool, "n_failed": "Int64"}
    )


def _plain(row: dict) -> dict:
    return {
        **row, "passed": bool(row["passed"]),
        "n_failed": None if pd.isna(row["n_failed"]) else int(row["n_failed"]),
    }
