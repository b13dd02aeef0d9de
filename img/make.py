"""Photograph the report's first pages for the README, and write the run's findings into it.

Needs Chromium and `make report` before it: ``.venv/bin/python img/make.py``.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project_lib import files, prose

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "reports" / "cdnow"
SIZE = (1180, 900)


def photograph(page: Path, picture: Path, size: tuple[int, int] = SIZE) -> None:
    """Write a PNG of the top of `page`, `size` pixels wide and high."""
    chromium = shutil.which("chromium") or sys.exit("img/make.py: chromium is missing; install it")
    with files.atomic_path(picture) as temporary, tempfile.TemporaryDirectory() as profile:
        shot = temporary.with_suffix(".png")
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={shot}",
        ]
        subprocess.run([*command, page.as_uri()], check=True, capture_output=True)
        shot.replace(temporary)


def findings_block(findings: list[dict]) -> str:
    """Return the findings as a Markdown table: verdict, what was found, estimate, n."""
    rows = ["| verdict | finding | estimate (95 % interval) | n |", "|---|---|---|---:|"]
    for finding in findings:
        if finding["verdict"] == "failed":
            continue
        unit = finding["unit"]
        estimate = prose.quantity(finding["effect"], unit)
        bounds = " to ".join(prose.quantity(bound, unit) for bound in finding["interval"])
        rows.append(
            f"| {finding['verdict']} | {finding['statement']} | {estimate} ({bounds}) "
            f"| {prose.number(finding['n'])} |"
        )
    return "\n".join(rows)


def write_findings(readme: Path, block: str) -> None:
    """Replace what stands between the README's marks by `block`."""
    text = re.sub(
        r"(<!-- findings -->\n).*?(<!-- /findings -->)",
        lambda m: f"{m[1]}{block}\n{m[2]}",
        readme.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    files.write_text(readme, text)


if __name__ == "__main__":
    findings = json.loads((REPORT / "findings.json").read_text(encoding="utf-8"))
    write_findings(ROOT / "README.md", findings_block(findings))
    for page in ("index", "findings"):
        photograph(REPORT / f"{page}.html", ROOT / "img" / f"{page}.png")
