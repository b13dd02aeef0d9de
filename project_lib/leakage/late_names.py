"""What the names of columns say about when they are filled: hints for a person, and no proof.

The data alone cannot tell a column that is filled after the outcome from one that is merely good.
Some names can: the reason for leaving, the length of the call whose result is predicted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.leakage.labels import audited_rows, read_label
from project_lib.leakage.single_scores import find_outstanding
from project_lib.leakage.verdicts import audit_table, join_audits

if TYPE_CHECKING:
    import pandas as pd

CHECK = "names of later things"
LATER = ": find out when it becomes known"
FEWEST_ROWS = 30  # whose values are looked at

FILLERS = frozenset(
    "is has had was will did the a of in for to and or y yn flag label value target class outcome "
    "response result indicator binary bool boolean num number nb count cnt n id numeric".split()
)  # of the words of a target, those that do not say what it is
MADE_FROM = frozenset(
    "label value flag score reason category class cat status date datetime day days time timestamp "
    "at on when month year probability prob proba pred predicted prediction predictions classifier "
    "indicator binary bool numeric num number encoded code desc description comment note rank "
    "bucket band bin group level amount cost paid loss log ln sqrt per ratio share index norm "
    "scaled z pct percent sum total yes no true false actual final".split()
)  # words that beside those of a target name something made of it, or known with it
EARLIER = frozenset("previous prev prior last past earlier old ever first".split())
LONGEST_ENDING = 6  # cancel, cancellation
SAME_LETTERS = 6  # of two words with one stem: survived, survival


@dataclass(frozen=True)
class Rule:
    """Names that match `pattern` are filled late, where the other names or the target fit, too.

    Patterns are searched in the words of a name in small letters, joined by single spaces.
    """

    pattern: str
    reason: str
    target: str = ""
    others: str = ""

    def applies(self, words: str, target: str, others: str) -> bool:
        """Return whether a column of these words is late for a target, beside other columns."""
        return bool(
            re.search(rf"\b(?:{self.pattern})\b", words)
            and re.search(self.target, target)
            and re.search(self.others, others)
        )


ENDED = "churn|cancel|exit|leav|left|attrit|terminat|clos|quit|unsubscri|reject|refus|declin|denial"
CONTACT = r"\b(?:contact|call|calls|campaign|poutcome|pdays)\b"
DEATH = "surviv|death|dead|died|mortal|alive|decease"
RULES = (
    Rule(
        r"(?:last )?(?:call |contact )?duration(?: sec| secs| seconds| min| minutes)?",
        "is measured during the contact whose result is predicted",
        others=CONTACT,
    ),
    Rule(
        rf"(?:{ENDED})\w* (?:reason|category|comment|note|type|code|date|time|day|on|at|month)"
        rf"|reasons? (?:for |of )?(?:\w+ )?(?:{ENDED})\w*|(?:date|time|day) (?:of )?(?:{ENDED})\w*",
        "is filled in when something has ended",
    ),
    Rule(
        r"(?:life ?)?boat|body|cause of death|autopsy|burial|funeral|(?:date|time|day) of death"
        r"|death (?:date|time|cause|day)|days to death",
        "is known once it is known who died",
        target=DEATH,
    ),
    Rule(
        r"time|follow ?up(?: \w+)?|(?:survival|observation) \w+|tenure until \w+",
        "is the time of observation, which ends with the outcome",
        target=DEATH,
    ),
    Rule(
        r"recover(?:y|ies)(?: fee)?|collection recovery fee|charge ?off\w*(?: \w+)*|chargeback\w*"
        r"|write ?offs?|written off|settlement(?: \w+)*|debt settlement(?: \w+)*"
        r"|hardship(?: \w+)+|(?:total|tot) (?:rec|pymnt)(?: \w+)*|last pymnt(?: \w+)*"
        r"|next pymnt(?: \w+)*|out prncp(?: \w+)*|collections? (?:fee|amount|date)"
        r"|^paid (?:total|principal|interest|late fees?)$|^(?:total|principal|interest) paid$",
        "is booked while a loan is repaid, or after it has failed",
    ),
    Rule(
        r"^(?:reservation|booking|order|subscription|account|customer|member|membership|claim|ticket"
        r"|case) status(?: date)?$",
        "is a state as of the day of export, which the outcome may have changed",
    ),
    Rule(
        r"assigned room type",
        "is settled on arrival",
        others=r"\breserved room type\b",
    ),
    Rule(
        r"(?:y )?(?:pred|preds|predicted|prediction|proba|probability|y hat|yhat)(?: \w+)*"
        r"|\w+ classifier(?: \w+)+|(?:model|propensity) score",
        "looks like the prediction of another model, which may have seen the outcome",
    ),
    Rule(
        r"page values?",
        "is computed from transactions, which may include the one that is predicted",
        others=r"\b(?:bounce|exit) rates?\b",
    ),
    Rule(
        r"resolution(?: \w+)*|resolved(?: \w+)*|(?:closed|completed|converted|cancell?ed|churned"
        r"|refunded|returned|ended|terminated|deactivated|delivered) (?:at|on|date|time|day|flag)",
        "is filled in when something has ended",
    ),
    Rule(
        r"(?:next|future|subsequent|following)(?: \w+)+",
        "is named after what comes later",
    ),
)


def late_hints(names: Iterable[str], target: str) -> dict[str, str]:
    """Return why columns may be known only after the target, by name; the others are left out.

    Parameters
    ----------
    names : of columns as the source writes them, or cleaned; the target among them is ignored
    target : the name of the target

    Examples
    --------
    >>> late_hints(["tenure", "Churn Reason"], "Churn Label")
    {'Churn Reason': "'Churn Reason' carries the name of the target: it may be made from it"}
    """
    known = {name: name_words(name) for name in dict.fromkeys(names) if name != target}
    wanted, hints = name_words(target), {}
    for name, words in known.items():
        others = " ; ".join(" ".join(other) for key, other in known.items() if key != name)
        for reason in _reasons(words, wanted, others):
            hints.setdefault(name, f"'{name}' {reason}")
    return hints


def audit_names(
    audit: "pd.DataFrame",
    table: "pd.DataFrame",
    target: str,
    features: Sequence[str],
    *,
    named: str = "",
) -> "pd.DataFrame":
    """Return the audit with what the features' names tell, the worst verdicts first.

    A name alone leaves it undecided. It is a leak where the values are suspicious, too: another
    check doubts them, or the feature stands out from all others by what it tells alone.

    Parameters
    ----------
    audit : of the values: check, column, verdict, evidence
    target : column of the table; where it is empty nothing is predicted, and no name is late
    named : as the source names the target, where that differs
    """
    if not target:
        return audit
    hints = late_hints(features, named or target)
    doubts = audit[audit["verdict"] == "unknown"].drop_duplicates("column")
    evidence = dict(zip(doubts["column"], doubts["evidence"], strict=True))
    rows = audited_rows(table, target) if hints else table
    label = read_label(rows[target])
    if hints and label.kind != "none" and len(rows) >= FEWEST_ROWS:
        evidence = find_outstanding(rows, label, features, hints) | evidence
    found = []
    for name, hint in hints.items():
        doubt = evidence.get(name, "").removesuffix(LATER)
        text = f"{hint}; and {doubt}" if doubt else f"{hint}{LATER}"
        found.append((CHECK, name, "leak" if doubt else "unknown", text))
    counted = prose.plural(len(features), "feature")
    clean = [(CHECK, "", "clean", f"no name of {counted} speaks of what comes later")]
    return join_audits(audit, audit_table(found or clean))


def name_words(name: str) -> list[str]:
    """Return the words of a column's name in small letters: `LoanStatus_2` is loan, status."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W\d_]+", apart.casefold())


def _reasons(words: Sequence[str], target: Sequence[str], others: str) -> Iterable[str]:
    if _is_of(words, target):
        yield "carries the name of the target: it may be made from it"
    elif _is_of(target, words):
        yield "gives the target its name: the target may be made from it"
    if not {"previous", "prev", "prior", "ever"}.isdisjoint(words):
        return
    text, wanted = " ".join(words), " ".join(target)
    yield from (rule.reason for rule in RULES if rule.applies(text, wanted, others))


def _is_of(words: Sequence[str], target: Sequence[str]) -> bool:
    """Return whether a name holds what the target is, and a word for something made of it."""
    core = [word for word in target if word not in FILLERS and len(word) > 2]
    if not core or not all(any(_same_stem(word, one) for word in words) for one in core):
        return False
    rest = [word for word in words if not any(_same_stem(word, one) for one in core)]
    return not rest or (not MADE_FROM.isdisjoint(rest) and EARLIER.isdisjoint(rest))


def _same_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    same = len(short) > 3 and long.startswith(short) and len(long) - len(short) <= LONGEST_ENDING
    alike = one[:SAME_LETTERS] == other[:SAME_LETTERS] and len(long) - len(short) < LONGEST_ENDING
    return same or alike or one == other
