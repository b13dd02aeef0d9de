"""Business understanding: the framing of case.toml in tables and sentences."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.case_schema import Business, Costs, Hypothesis
from project_lib.stages import STAGES, Stage

if TYPE_CHECKING:
    import pandas as pd

PHASES = {
    "Understand the business": ("business_understanding",),
    "Understand the data": ("extraction", "description"),
    "Shape the data": ("feature_engineering", "filtering"),
    "Explore and test": ("exploratory_analysis", "hypothesis_validation"),
    "Model": ("preparation", "feature_selection", "model_training", "hyperparameter_tuning"),
    "Evaluate, deploy, tell": ("evaluation", "deployment", "storytelling"),
}


def cycle_phases() -> dict[str, list[Stage]]:
    """Return the stages of each phase of the cycle, in their order."""
    return {
        phase: [stage for stage in STAGES if stage.name in names] for phase, names in PHASES.items()
    }


def cycle_sentence(phases: dict[str, list[Stage]], current: Stage) -> str:
    """Say where the open notebook stands in the cycle, and what comes next."""
    stages = [stage for group in phases.values() for stage in group]
    following = stages[(stages.index(current) + 1) % len(stages)]
    return (
        f"This is notebook {current.number:02} of a cycle of **{len(stages)} notebooks** in "
        f"{len(phases)} phases; the next is {following.number:02}, {following.title.lower()}."
    )


def framing_table(business: Business) -> "pd.DataFrame":
    """Return the framing: aspect and what the case says about it."""
    import pandas as pd

    rows = [
        ("Company", business.company),
        ("Business model", business.business_model),
        ("Stage", business.stage),
        ("Problem", business.problem),
        ("Deliverable", business.deliverable),
    ]
    return pd.DataFrame(rows, columns=["aspect", "answer"])


def framing_sentence(business: Business) -> str:
    """Say in one sentence what is wrong and what will be handed over."""
    note = f" {_sentence(business.note)}" if business.note else ""
    deliverable = _sentence(business.deliverable)
    return f"**{_sentence(business.problem)}** To be handed over: {deliverable}{note}"


def question_table(business: Business, hypotheses: Sequence[Hypothesis]) -> "pd.DataFrame":
    """Return the questions of the business and how many hypotheses stand under each."""
    import pandas as pd

    rows = [
        (question.text, sum(h.question == question.id for h in hypotheses))
        for question in business.questions
    ]
    return pd.DataFrame(rows, columns=["question", "hypotheses"])


def question_sentence(business: Business, hypotheses: Sequence[Hypothesis]) -> str:
    """Say how many questions are asked, and which of them no hypothesis serves yet."""
    count = len(business.questions)
    if not count:
        return "The case asks **no question** yet; `business.questions` in case.toml is empty."
    asks = (
        "The business asks **one question**"
        if count == 1
        else f"The business asks **{count} questions**"
    )
    served = {h.question for h in hypotheses}
    open_ones = [q.text for q in business.questions if q.id not in served]
    if not open_ones:
        each = "it has" if count == 1 else "each has"
        return f"{asks}; {each} at least one hypothesis to test."
    if len(open_ones) == count:
        return f"{asks}; no hypothesis has been written yet."
    verb = "waits" if len(open_ones) == 1 else "wait"
    waiting = f"{len(open_ones)} of them {verb} for a hypothesis"
    return f"{asks}; {waiting}: {prose.listing(open_ones)}"


def map_rows(business: Business, hypotheses: Sequence[Hypothesis]) -> list[tuple[str, str, str]]:
    """Return the mind map as rows: question, factor, statement; the last two empty where none is.

    Questions stand in the order of case.toml, factors in the order of their first hypothesis.
    """
    rows = []
    for question in business.questions:
        under = [h for h in hypotheses if h.question == question.id]
        factors = list(dict.fromkeys(h.factor for h in under))
        rows += [
            (question.text, h.factor, h.statement) for f in factors for h in under if h.factor == f
        ]
        rows += [] if under else [(question.text, "", "")]
    return rows


def map_sentence(hypotheses: Sequence[Hypothesis]) -> str:
    """Say how many hypotheses there are, and which factor carries most of them."""
    if not hypotheses:
        return "**No hypothesis** is declared yet; they are kept under `hypotheses` in case.toml."
    count = prose.plural(len(hypotheses), "hypothesis", "hypotheses")
    factors = [h.factor for h in hypotheses if h.factor]
    if not factors:
        return f"**{count}** will be tested; no factor is named."
    names = sorted(set(factors), key=lambda f: (-factors.count(f), f))
    most = factors.count(names[0])
    leaders = [f"*{name}*" for name in names if factors.count(name) == most]
    spread = f"across {prose.plural(len(names), 'factor')}"
    if len(names) == 1:
        return f"**{count}** will be tested, about *{names[0]}*."
    if len(leaders) == len(names):
        return f"**{count}** will be tested {spread}, {most} about each."
    verb = "carries" if len(leaders) == 1 else "carry"
    each = " each" if len(leaders) > 1 else ""
    most_of_them = f"{prose.listing(leaders)} {verb} the most ({most}{each})"
    return f"**{count}** will be tested {spread}; {most_of_them}."


def input_output_task_table(business: Business) -> "pd.DataFrame":
    """Return inputs, tasks and outputs side by side, one line each; short columns end empty."""
    from itertools import zip_longest

    import pandas as pd

    frame = business.input_output_task
    rows = zip_longest(frame.input, frame.task, frame.output, fillvalue="")
    return pd.DataFrame(rows, columns=["input", "task", "output"])


def input_output_task_sentence(business: Business) -> str:
    """Say how many inputs become how many outputs in how many steps."""
    frame = business.input_output_task
    verb = "becomes" if len(frame.input) == 1 else "become"
    return (
        f"**{prose.plural(len(frame.input), 'input')}** {verb} "
        f"{prose.plural(len(frame.output), 'output')} in {prose.plural(len(frame.task), 'step')}."
    )


def assumption_table(business: Business) -> "pd.DataFrame":
    """Return the assumptions, numbered."""
    import pandas as pd

    return pd.DataFrame(
        [(str(i), text) for i, text in enumerate(business.assumptions, 1)],
        columns=["number", "assumption"],
    )


def assumption_sentence(business: Business) -> str:
    """Say on how many assumptions the results rest."""
    count = len(business.assumptions)
    if not count:
        return "The case states no assumptions."
    those = "it does" if count == 1 else "they do"
    assumptions = prose.plural(count, "assumption")
    failing = f"where {those} not hold, neither do the answers"
    return f"Every result rests on **{assumptions}**; {failing}."


def break_even_share(costs: Costs | None) -> float | None:
    """Return the probability of success from which contacting pays: cost over benefit, in [0, 1].

    None where no costs are declared, or where no probability makes a contact pay.
    """
    if costs is None or costs.benefit <= 0 or costs.contact > costs.benefit:
        return None
    return costs.contact / costs.benefit


def cost_table(costs: Costs | None) -> "pd.DataFrame":
    """Return what contacting costs and brings: item, amount (in the case's currency)."""
    import pandas as pd

    columns = ["item", "amount"]
    if costs is None:
        return pd.DataFrame(columns=columns)
    rows = [("One contact costs", costs.contact), ("One success brings", costs.benefit)]
    return pd.DataFrame(rows, columns=columns)


def cost_formats(costs: Costs | None) -> dict[str, str]:
    """Return how the cost table's amounts are written: in the case's currency."""
    return {"amount": costs.currency} if costs is not None else {}


def cost_figures(costs: Costs | None) -> list[dict]:
    """Return the break-even probability as arguments of `case.record`, where there is one."""
    share = break_even_share(costs)
    if share is None:
        return []
    label = "Probability of success from which a contact pays"
    return [{"name": "break_even_share", "value": share, "label": label, "unit": "share"}]


def cost_sentence(costs: Costs | None) -> str:
    """Say from which probability on a contact pays."""
    if costs is None:
        return "The case declares **no costs**: the evaluation will compare models without money."
    share = break_even_share(costs)
    price = (
        f"A contact costs {prose.money(costs.contact, costs.currency)} and a success brings "
        f"{prose.money(costs.benefit, costs.currency)}"
    )
    limit = (
        f" At most {prose.plural(costs.capacity, 'contact')} can be made per cutoff."
        if costs.capacity is not None
        else ""
    )
    if share is None:
        return f"{price}: **no contact pays**, however likely its success.{limit}"
    if share == 0:
        return f"{price}: contacts are free, so **every contact pays**.{limit}"
    likelier = f"success is likelier than **{prose.percent(share)}**"
    return f"{price}: contacting pays where {likelier}.{limit}"


def handover_sentence(business: Business, tables: Sequence[str]) -> str:
    """Say what the extraction is to bring."""
    names = prose.listing([f"`{name}`" for name in tables], most=12)
    return (
        f"The data extraction brings the {'table' if len(tables) == 1 else 'tables'} {names}, "
        f"from which {prose.plural(len(business.questions), 'question')} will be answered."
    )


def _sentence(text: str) -> str:
    """Return the text with a full stop at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
