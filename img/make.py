"""Photograph the report's first page for the README, and write the run's figures into it.

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


def figures_block(figures: list[dict]) -> str:
    """Return the headline numbers as a Markdown table: figure, value, interval, notebook."""
    rows = ["| figure | value | 95 % interval | n | notebook |", "|---|---:|---|---:|---|"]
    for figure in figures:
        unit = figure["unit"]
        bounds = [prose.quantity(bound, unit) for bound in figure["interval"] or []]
        n = prose.number(figure["n"]) if figure["n"] else ""
        rows.append(
            f"| {figure['label']} | {prose.quantity(figure['value'], unit)} "
            f"| {' to '.join(bounds)} "
            f"| {n} | {figure['notebook'][:2]} |"
        )
    return "\n".join(rows)


def write_figures(readme: Path, block: str) -> None:
    """Replace what stands between the README's figure marks by `block`."""
    text = re.sub(
        r"(<!-- figures -->\n).*?(<!-- /figures -->)",
        lambda m: f"{m[1]}{block}\n{m[2]}",
        readme.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    files.write_text(readme, text)


if __name__ == "__main__":
    write_figures(
        ROOT / "README.md", figures_block(json.loads((REPORT / "key_figures.json").read_text()))
    )
    photograph(REPORT / "index.html", ROOT / "img" / "index.png")
