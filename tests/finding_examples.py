"""Results and findings made by hand, for tests of what is made from them."""

import pandas as pd

from project_lib.charts import Chart
from project_lib.configuration.case_schema import Hypothesis
from project_lib.exhibits import Exhibit
from project_lib.findings import Claim, Meaning, Result, Trial, judge
from project_lib.ledger import as_records

DATA = {
    "bar": {"label": ["best fifth", "rest"], "value": [0.6, 0.4], "low": [0.5, 0.3],
            "high": [0.7, 0.5]},
    "stacked_bar": {"label": ["May", "May", "June"], "series": ["new", "old", "new"],
                    "value": [1.0, 2.0, 3.0]},
    "histogram": {"start": [0, 1, 2], "end": [1, 2, 3], "count": [4, 9, 1]},
    "pareto": {"label": ["A", "B", "a longer name"], "value": [5, 3, 2],
               "cumulative_share": [0.5, 0.8, 1.0]},
    "waterfall": {"label": ["before", "won", "lost", "after"], "value": [10, 4, -3, None]},
    "heatmap": {"row": ["a", "a", "b"], "column": ["0", "1", "0"], "value": [1.0, 0.5, None]},
    "line": {"x": ["1998-01-01", "1998-02-01"] * 2, "y": [1.0, 2.0, 2.0, None],
             "series": ["actual", "actual", "forecast", "forecast"],
             "low": [None, None, 1.5, None], "high": [None, None, 2.5, None]},
    "steps": {"x": [0, 10, 0, 10], "y": [1.0, 0.4, 1.0, 0.7],
              "series": ["early", "early", "late", "late"]},
    "scatter": {"x": [1, 2, 3], "y": [3.0, 2.0, 1.0], "label": ["", "the dear one", ""]},
}  # fmt: skip


def chart(kind="bar", **more):
    return Chart(kind, DATA[kind], alt="what one sees", **more)


def result(**more):
    table = pd.DataFrame({"group": ["best", "rest"], "revenue_share": [0.6, 0.4]})
    values = {
        "statement": "The best fifth of customers brings 60 % of the revenue",
        "method": "bootstrap over customers",
        "effect": 0.6,
        "unit": "share",
        "interval": (0.55, 0.65),
        "n": 1000,
        "counted": "customers",
        "p": 0.0001,
        "claim": Claim("above", 0.5),
        "chart": chart(unit="share"),
        "meaning": Meaning("Keep the best.", "All count alike.", "Ask again later."),
        "limits": "One shop only.",
        "exhibits": (Exhibit("Revenue by group", table),),
    }
    return Result(**values | more)


def hypothesis(name="few_hold_much", question="concentration"):
    statement = "A fifth of the customers brings more than half of the revenue"
    return Hypothesis(id=name, question=question, statement=statement, factor="amount")


def trial(name="few_hold_much", question="concentration", result=None, error=""):
    return Trial(hypothesis(name, question), result, error, "tests-run")


def findings():
    """Return one finding of each verdict, under cdnow's questions."""
    return judge(
        [
            trial(result=result()),
            trial("smaller", "repeat", result(effect=0.4, interval=(0.35, 0.45))),
            trial("unclear", "repeat", result(p=0.4)),
            trial("broken", "revenue", error="ValueError: <b>no</b> numbers"),
        ]
    )


def model_record(name, **more):
    """Return what notebook 11 leaves about a model, as a record."""
    return records(judge([trial(name, "repeat", result(**more))]))[0]


def records(found=None):
    questions = {name: f"What about {name}?" for name in ("concentration", "repeat", "revenue")}
    return as_records(
        findings() if found is None else found,
        questions=questions,
        notebook="06_hypothesis_validation",
        fingerprint="f" * 64,
    )
