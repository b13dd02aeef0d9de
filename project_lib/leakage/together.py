"""The part of the leakage audit that looks for few columns which decide the target together.

Whether a convict was arrested again, and after how many days, decide together whether that was
within two years; neither does alone. Nor does a perfect score prove a leak: a mushroom can be told
from many of its parts. What tells them apart is company. The truth shows in many columns; what
gives the outcome away stands in few, and without them the others fall far behind.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.companions import find_companions
from project_lib.leakage.comparisons import find_comparison
from project_lib.leakage.labels import Label, audited_rows, read_label
from project_lib.leakage.late_names import LATER
from project_lib.leakage.short_rules import (
    Codes,
    Rule,
    draw_folds,
    find_rule,
    judge_guesses,
    read_codes,
)
from project_lib.leakage.single_scores import (
    CERTAIN,
    FAR_OUT,
    SUSPICIOUS,
    strength,
)
from project_lib.leakage.verdicts import audit_table, join_audits

if TYPE_CHECKING:
    import pandas as pd

CHECK = "decided together"
FEWEST_ROWS, FEWEST_RARE, MOST_ROWS = 200, 50, 10_000  # rare: not of the commonest class
MOST_CELLS = 1_000_000  # rows times columns, above which fewer rows are looked at, but 2,000
OTHERS = 3  # times the columns of a rule, that must stand beside it to miss their company
ROUNDS = 3
FOLDS = 3
TREES = {"n_estimators": 40, "num_leaves": 15, "learning_rate": 0.2, "min_child_samples": 5}


@dataclass(frozen=True)
class Decided:
    """Columns that decide the target together, and those recorded with them, with the evidence.

    `alone` is whether there are others enough to say that the columns lack company.
    """

    evidence: dict[str, str]
    alone: bool


def given_columns(dictionary: "pd.DataFrame") -> list[str]:
    """Return the features that the rows bring: what a function makes of them is no company."""
    given = (dictionary["role"] == "feature") & (dictionary["kind"] != "function")
    return dictionary.loc[given, "name"].tolist()


def audit_together(
    audit: "pd.DataFrame", table: "pd.DataFrame", target: str, features: Sequence[str]
) -> "pd.DataFrame":
    """Return the audit with the columns that decide the target together: undecided, never clear.

    Parameters
    ----------
    audit : of single features; those that leak are out of the question
    """
    if not target:
        return audit
    rows = audited_rows(table, target)
    label = read_label(rows[target])
    leaks = set(audit.loc[audit["verdict"] == "leak", "column"])
    found = {}
    for decided in find_together(rows, label, features, leaks):
        found |= decided.evidence
    lines = [(CHECK, name, "unknown", f"{text}{LATER}") for name, text in found.items()]
    clean = [(CHECK, "", "clean", "no two or three columns decide the target by a short rule")]
    return join_audits(audit, audit_table(lines or clean))


def find_together(
    table: "pd.DataFrame", label: Label, features: Sequence[str], leaks: Collection[str]
) -> list[Decided]:
    """Return the sets of columns that decide a class together, and those recorded with them.

    All of this must hold. A rule of one comparison for each of two or three columns has a lower
    95 % bound of the AUROC of 0.95 in rows that it has not seen, and boosted trees on all columns
    reach 0.99; or which of two columns is greater reaches 0.99. And trees on all other columns
    reach less than a third of that in log-odds. The first is quick, so that ordinary tables cost no
    more. What is found is set aside, and the rest is looked at again, at most three times. Amounts
    are for `parts` to judge.

    Parameters
    ----------
    leaks : features that are refused already
    """
    if label.kind not in ("binary", "classes") or len(table) < FEWEST_ROWS:
        return []
    if len(table) * (1 - label.shares.max()) < FEWEST_RARE:
        return []
    known = [name for name in features if name not in leaks]
    most = min(MOST_ROWS, max(MOST_CELLS // max(len(known), 1), 2_000))
    if len(table) > most:
        places = np.linspace(0, len(table) - 1, most).astype(int)
        table = table.iloc[places].reset_index(drop=True)
        label = read_label(table[label.name])
    codes, found = read_codes(table, known), []
    for _ in range(ROUNDS):
        refused = [*leaks, *(name for one in found for name in one.evidence)]
        decided = _look(table, label, _part(codes, known), [n for n in refused if n in table])
        if decided is None:
            break
        found.append(decided)
        known = [name for name in known if name not in decided.evidence]
    return found


def _look(
    table: "pd.DataFrame", label: Label, codes: Codes, refused: Collection[str]
) -> Decided | None:
    known = [*codes.numbers, *codes.levels]
    rule = find_rule(codes, label, SUSPICIOUS)
    every = _tree_score(codes, label) if rule else 0.0
    if every < CERTAIN:  # which column is greater, trees learn badly
        rule = find_comparison(table, label, known, CERTAIN)
        every = rule.score if rule else 0.0
    if rule is None:
        return None
    others = [name for name in known if name not in rule.columns]
    companions = find_companions(table, label, others, [*refused, *rule.columns])
    rest = [name for name in others if name not in companions]
    left = _tree_score(_part(codes, rest), label) if rest else 0.0
    if strength(every, label) < FAR_OUT * strength(left, label):
        return None
    evidence = dict.fromkeys(rule.columns, _words(label, rule, left)) | companions
    return Decided(evidence, len(others) >= OTHERS * len(rule.columns))


def _words(label: Label, rule: Rule, left: float) -> str:
    names = prose.listing([f"`{name}`" for name in rule.columns])
    reached, best = f"an AUROC of {left:.3f}", f"AUROC {rule.score:.3f}"
    if label.kind == "classes":
        best = f"{prose.percent(rule.score)} of the errors of guessing avoided"
        reached = prose.percent(left)
    return (
        f"{names} together tell `{label.name}` in {prose.percent(rule.right_share)} of the rows "
        f"({best}), while all other columns together reach only {reached}"
    )


def _part(codes: Codes, names: Collection[str]) -> Codes:
    kept = set(names)
    return Codes(*(
        {name: values for name, values in part.items() if name in kept}
        for part in (codes.numbers, codes.levels)
    ))  # fmt: skip


def _tree_score(codes: Codes, label: Label) -> float:
    """Return what boosted trees tell of rows that they have not seen."""
    from lightgbm import LGBMClassifier

    fold = draw_folds(len(label.values), FOLDS)
    guesses = np.zeros((len(fold), len(label.classes)))
    for number in range(FOLDS):
        known = np.flatnonzero(fold != number)
        matrix = np.column_stack(list(codes.ordered(label, known).values())).astype(float)
        model = LGBMClassifier(**TREES, n_jobs=1, random_state=0, verbose=-1)
        model.fit(matrix[known], label.values[known])
        guesses[np.ix_(fold == number, model.classes_)] = model.predict_proba(
            matrix[fold == number]
        )
    return judge_guesses(guesses, label)[0]
