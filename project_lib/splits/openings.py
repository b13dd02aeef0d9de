"""The log of a sealed holdout: who opened the same rows, when and why, and what that leaves."""

from typing import TYPE_CHECKING

from project_lib import prose

if TYPE_CHECKING:
    import pandas as pd

SEAL = "holdout.json"  # in the case's reports

# The mean of the largest of k independent standard normal values, k = 1, 2, ... (Tippett, 1925).
BEST_OF = (0.0, 0.564, 0.846, 1.029, 1.163, 1.267, 1.352, 1.424, 1.485, 1.539)


def openings_of_same_rows(seal: dict) -> list[dict]:
    """Return every opening of the rows that lie under the seal, the earliest first.

    Rows that were sealed before, replaced by others and sealed again count as the same; so do the
    same entities at the same cutoffs with other features, which may have been chosen by the score.
    """
    seals = [*seal.get("earlier", []), seal]
    return [o for known in seals if _are_same(known, seal) for o in known.get("openings", [])]


def _are_same(known: dict, seal: dict) -> bool:
    return any(name in seal and known.get(name) == seal[name] for name in ("sha256", "keys_sha256"))


def _others_sentence(seal: dict) -> str:
    """Say that earlier holdouts of other rows were opened, empty where none was."""
    others = sum(
        len(known["openings"]) for known in seal.get("earlier", []) if not _are_same(known, seal)
    )
    if not others:
        return ""
    times = prose.plural(others, "opening")
    return f" Before, the log has {times} of other sealed rows; who is in both was seen there."


def openings_table(seal: dict) -> "pd.DataFrame":
    """Return the log of openings, a row each: number, at, notebook, reason, rows as sealed."""
    import pandas as pd

    rows = [
        {
            "opening": place,
            "at": opening["at"].replace("T", " ").removesuffix("+00:00") + " UTC",
            "notebook": opening["notebook"] or "outside of a notebook",
            "reason": opening["reason"],
            "rows_as_sealed": opening["intact"],
        }
        for place, opening in enumerate(openings_of_same_rows(seal), start=1)
    ]
    return pd.DataFrame(rows, columns=["opening", "at", "notebook", "reason", "rows_as_sealed"])


def opened_again(seal: dict) -> bool:
    """Say whether the sealed rows were opened more than once; not where nothing was sealed."""
    return "sha256" in seal and len(openings_of_same_rows(seal)) > 1


def openings_sentence(seal: dict, worth: str = "") -> str:
    """Say how often the holdout was opened, and what its score is then worth.

    Parameters
    ----------
    worth : of a holdout that was opened again: `worth_sentence`
    """
    openings = openings_of_same_rows(seal)
    rows = prose.plural(seal["rows"], "sealed row was", "sealed rows were")
    if not openings:
        return f"The {rows} never opened; nothing was tested on them yet."
    if len(openings) == 1:
        return (
            f"The {rows} opened once, on {openings[0]['at'][:10]}: no choice was made after they "
            f"had been seen, so their score is a fair test.{_others_sentence(seal)}"
        )
    first, last = (openings[place]["at"][:10] for place in (0, -1))
    when = f"on {first}" if first == last else f"first on {first} and last on {last}"
    text = (
        f"The {rows} opened {len(openings)} times, {when}. Whoever has seen a score can choose by "
        "it."
    )
    return f"{text} {worth}".strip()


def reopened_sentence(seal: dict) -> str:
    """Say in one sentence what a second opening makes of the score, empty where there was none."""
    if not opened_again(seal):
        return ""
    looks = _count_decisions(seal)
    if looks == 1:
        return (
            "The holdout was opened more than once, each time for the same decision: the model's "
            "numbers are fair as long as nobody changes it because of them."
        )
    return (
        f"The holdout was opened more than once, for {prose.number(looks)} different decisions: if "
        "the best of them was kept, the model's numbers flatter."
    )


def _count_decisions(seal: dict) -> int:
    return len({opening["reason"] for opening in openings_of_same_rows(seal)})


def worth_sentence(seal: dict, words: str, value: float, low: float, high: float) -> str:
    """Say what a score is worth on rows that were opened again, empty where they were not.

    Openings for the same reason test the same decision and choose nothing. Several decisions are
    taken as independent looks, which is the worst case: the best of k exceeds the truth by the mean
    of the largest of k normal errors (Tippett, 1925).

    Parameters
    ----------
    words : the metric in words
    value, low, high : the score with its 95 % interval
    """
    if not opened_again(seal):
        return ""
    looks = _count_decisions(seal)
    score = f"the {words} of {prose.number(value)}"
    if looks == 1:
        return (
            f"Each opening tested the same decision, so {score} was only computed again. It stays "
            "a fair test as long as nobody changes the model because of it."
        )
    flattered = BEST_OF[min(looks, len(BEST_OF)) - 1] * (high - low) / 3.92
    much = f"by up to {prose.number(flattered, 2)} on average" if flattered > 0 else "by chance"
    return (
        f"{prose.capital(prose.number(looks))} different decisions were tested. If the best of "
        f"them was kept, {score} flatters {much}, and its 95 % interval holds the truth less often "
        "than it says. Only rows that nobody has seen test the model again: add later or new rows "
        "to the data."
    )
