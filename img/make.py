"""Photograph pages and slides of the report for the README, and write the findings into it.

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
from project_lib.configuration.case_file import read_case_file
from project_lib.report.summary_page import summary_context

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "reports" / "cdnow"
SIZE = (1180, 900)
SLIDES = {"slide_summary": 2, "slide_finding": 4}  # of the deck, counted from 1


def photograph(page: str, picture: Path, size: tuple[int, int] = SIZE) -> None:
    """Write a PNG of the top of the page at an address, `size` pixels wide and high."""
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
        subprocess.run([*command, page], check=True, capture_output=True)
        shot.replace(temporary)


def findings_block(findings: list[dict]) -> str:
    """Return the findings as a Markdown table: verdict, what was found, estimate, n."""
    rows = ["| verdict | finding | estimate (95 % interval) | n |", "|---|---|---|---:|"]
    for finding in findings:
        if finding["verdict"] == "failed":
            continue
        unit = finding["unit"]
        estimate, bounds = prose.quantity(finding["effect"], unit), "none"
        if finding["interval"]:
            estimate = prose.estimate(finding["effect"], *finding["interval"], unit)
            bounds = prose.span(*finding["interval"], unit)
        rows.append(
            f"| {finding['verdict']} | {finding['statement']} | {estimate} ({bounds}) "
            f"| {prose.number(finding['n'])} |"
        )
    return "\n".join(rows)


def model_block(card: dict, about_model: list[dict]) -> str:
    """Return what the holdout says of the model, as Markdown: a lead, then a line per claim."""
    claims = [f"- **{found['verdict']}**: {found['statement']}" for found in about_model]
    return "\n".join([card["lead"], "", *claims])


def answers_block(summary: dict) -> str:
    """Return the business's questions with their answers, as a Markdown list."""
    return "\n".join(f"- {part['question']} **{part['text']}**" for part in summary["answers"])


def write_block(readme: Path, name: str, block: str) -> None:
    """Replace what stands between the README's marks of this name by `block`."""
    text = re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
        lambda m: f"{m[1]}{block}\n{m[2]}",
        readme.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    files.write_text(readme, text)


def read_report(name: str) -> object:
    """Return what a JSON file of the report holds."""
    return json.loads((REPORT / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    readme, config = ROOT / "README.md", read_case_file(ROOT, REPORT.name)
    names = ("findings", "model_findings")
    findings, about_model = (read_report(f"{name}.json") for name in names)
    summary = summary_context(config, findings, about_model)["summary"]
    write_block(readme, "answers", answers_block(summary))
    write_block(readme, "findings", findings_block(findings))
    write_block(readme, "model", model_block(read_report("model_card.json"), about_model))
    for page in ("index", "findings"):
        photograph((REPORT / f"{page}.html").as_uri(), ROOT / "img" / f"{page}.png")
    for name, number in SLIDES.items():
        slide = f"{(REPORT / 'deck.html').as_uri()}#/{number - 1}"
        photograph(slide, ROOT / "img" / f"{name}.png", (1280, 720))
