"""Write the lock files beside this script: versions and hashes for every platform, no addresses."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
BUILD = "setuptools>=77\n"  # the editable install builds without isolation, from locked versions
LOCKS = {  # each lock holds the one before it, at the same versions
    "report": ["onnx"],
    "test": ["onnx", "dev", "notebooks", "sql"],
    "all": [
        "onnx", "dev", "notebooks", "sql", "spark", "embeddings", "xgboost", "imbalance",
        "tracking",
    ],  # fmt: skip
}


def write_lock(name: str, extras: list[str], constraint: Path | None) -> Path:
    """Resolve setup.cfg with `extras` into ``<name>.lock`` and return its path."""
    lock = FOLDER / f"{name}.lock"
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "setup.cfg",
        "-",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-annotate",
        "--custom-compile-command",
        "make lock",
        "--output-file",
        str(lock),
    ]
    command += [word for extra in extras for word in ("--extra", extra)]
    command += ["--constraint", str(constraint)] if constraint else []
    subprocess.run(command, input=BUILD, text=True, check=True, cwd=ROOT)
    return lock


if __name__ == "__main__":
    before = None
    for name, extras in LOCKS.items():
        before = write_lock(name, extras, before)
