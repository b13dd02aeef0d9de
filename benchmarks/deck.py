"""How long a deck of 30 slides takes in both formats: `python benchmarks/deck.py [CASE]`.

Whole process from the findings of a case that has run, told again and again until there are 30
slides; median of 3 runs. scikit-learn must not be imported for it.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SLIDES, TARGET = 30, 10.0


def write_decks(case: str, folder: Path) -> None:
    """Write a deck of 30 slides in both formats, and say what was imported and used."""
    from project_lib.configuration.case_file import read_case_file
    from project_lib.deck.html_deck import write_html
    from project_lib.deck.pptx_deck import write_pptx
    from project_lib.deck.slides import Deck
    from project_lib.deck.storyline import plan_deck

    findings = json.loads((ROOT / "reports" / case / "findings.json").read_text("utf-8"))
    deck = plan_deck(read_case_file(ROOT, case), findings, [])
    slides = (deck.slides * (SLIDES // len(deck.slides) + 1))[:SLIDES]
    deck = Deck(deck.title, slides, deck.parts, deck.theme, deck.note)
    write_pptx(deck, folder / "deck.pptx", ROOT)
    write_html(deck, folder / "deck.html")
    if "sklearn" in sys.modules:
        sys.exit("scikit-learn was imported")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(case: str = "cdnow") -> None:
    """Print the median of three whole processes."""
    seconds, memory = [], []
    for _ in range(3):
        with TemporaryDirectory() as folder:
            begun = time.perf_counter()
            command = [sys.executable, __file__, case, folder]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds.append(time.perf_counter() - begun)
            memory.append(float(done.stdout))
    print("| 30 slides, PowerPoint and HTML | seconds | target | peak memory (MB) |")
    print("|---|---:|---:|---:|")
    taken = statistics.median(seconds)
    print(f"| {case} | {taken:.1f} | below {TARGET:.0f} | {statistics.median(memory):.0f} |")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write_decks(sys.argv[1], Path(sys.argv[2]))
    else:
        main(*sys.argv[1:])
