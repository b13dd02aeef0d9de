import pytest
from toy_case import BUSINESS

from project_lib import business_understanding as understanding
from project_lib.configuration.case_schema import Business, Costs, Hypothesis
from project_lib.stages import STAGES, find_stage

QUESTIONS = [{"id": "who", "text": "Who returns?"}, {"id": "what", "text": "What sells?"}]


def business(**keys):
    return Business.model_validate({**BUSINESS, "questions": QUESTIONS, **keys})


def hypothesis(name, question="who", factor="", statement="x"):
    return Hypothesis(id=name, question=question, factor=factor, statement=statement)


def costs(contact, benefit, **keys):
    return Costs(currency="USD", contact=contact, benefit=benefit, **keys)


def test_every_notebook_belongs_to_one_phase_in_order():
    phases = understanding.cycle_phases()
    assert [stage for group in phases.values() for stage in group] == list(STAGES)


def test_cycle_goes_on_after_the_last_notebook():
    phases = understanding.cycle_phases()
    first = understanding.cycle_sentence(phases, find_stage("business_understanding"))
    last = understanding.cycle_sentence(phases, find_stage("storytelling"))
    assert first.endswith("the next is 01, data extraction.")
    assert last.endswith("the next is 00, business understanding.")


def test_framing_is_told_with_its_note():
    case = business(problem="Nobody returns", deliverable="A list.", note="simulated data")
    assert understanding.framing_sentence(case) == (
        "**Nobody returns.** To be handed over: A list. simulated data."
    )
    assert understanding.framing_table(case)["answer"].tolist()[-2:] == [
        "Nobody returns",
        "A list.",
    ]


@pytest.mark.parametrize(
    ("questions", "hypotheses", "sentence"),
    [
        ([], [], "The case asks **no question** yet; `business.questions` in case.toml is empty."),
        (QUESTIONS[:1], [hypothesis("a")],
         "The business asks **one question**; it has at least one hypothesis to test."),
        (QUESTIONS, [], "The business asks **2 questions**; no hypothesis has been written yet."),
        (QUESTIONS, [hypothesis("a")],
         "The business asks **2 questions**; 1 of them waits for a hypothesis: What sells?"),
        (QUESTIONS, [hypothesis("a"), hypothesis("b", "what")],
         "The business asks **2 questions**; each has at least one hypothesis to test."),
    ],
)  # fmt: skip
def test_questions_are_counted_with_those_that_wait(questions, hypotheses, sentence):
    assert understanding.question_sentence(business(questions=questions), hypotheses) == sentence


def test_map_groups_hypotheses_by_question_and_factor():
    hypotheses = [
        hypothesis("a", factor="time", statement="1"),
        hypothesis("b", factor="price", statement="2"),
        hypothesis("c", factor="time", statement="3"),
    ]  # fmt: skip
    assert understanding.map_rows(business(), hypotheses) == [
        ("Who returns?", "time", "1"), ("Who returns?", "time", "3"),
        ("Who returns?", "price", "2"), ("What sells?", "", ""),
    ]  # fmt: skip
    table = understanding.question_table(business(), hypotheses)
    assert table["hypotheses"].tolist() == [3, 0]


@pytest.mark.parametrize(
    ("factors", "sentence"),
    [
        ([], "**No hypothesis** is declared yet; they are kept under `hypotheses` in case.toml."),
        ([""], "**1 hypothesis** will be tested; no factor is named."),
        (["time"], "**1 hypothesis** will be tested, about *time*."),
        (["time", "price"], "**2 hypotheses** will be tested across 2 factors, 1 about each."),
        (["time", "time", "price"],
         "**3 hypotheses** will be tested across 2 factors; *time* carries the most (2)."),
        (["a", "a", "b", "b", "c"],
         "**5 hypotheses** will be tested across 3 factors; *a* and *b* carry the most (2 each)."),
    ],
)  # fmt: skip
def test_map_is_read_for_any_number_of_hypotheses(factors, sentence):
    hypotheses = [hypothesis(f"h{i}", factor=factor) for i, factor in enumerate(factors)]
    assert understanding.map_sentence(hypotheses) == sentence


def test_input_task_and_output_stand_side_by_side():
    case = business(input_output_task={"input": ["a"], "task": ["b", "c"], "output": []})
    table = understanding.input_output_task_table(case)
    assert table.to_numpy().tolist() == [["a", "b", ""], ["", "c", ""]]
    assert understanding.input_output_task_sentence(case) == (
        "**1 input** becomes no outputs in 2 steps."
    )


@pytest.mark.parametrize(
    ("assumptions", "sentence"),
    [
        ([], "The case states no assumptions."),
        (["a"],
         "Every result rests on **1 assumption**; where it does not hold, neither do the "
         "answers."),
        (["a", "b"],
         "Every result rests on **2 assumptions**; where they do not hold, neither do the "
         "answers."),
    ],
)  # fmt: skip
def test_assumptions_are_counted(assumptions, sentence):
    case = business(assumptions=assumptions)
    assert understanding.assumption_sentence(case) == sentence
    assert understanding.assumption_table(case)["assumption"].tolist() == assumptions


@pytest.mark.parametrize(
    ("money", "share", "words"),
    [
        (None, None, "declares **no costs**"),
        (costs(0.5, 10), 0.05, "contacting pays where success is likelier than **5 %**."),
        (costs(0, 10), 0, "contacts are free, so **every contact pays**."),
        (costs(10, 5), None, "**no contact pays**, however likely its success."),
        (costs(0, 0), None, "**no contact pays**"),
        (costs(1, 2, capacity=1), 0.5, "**50 %**. At most 1 contact can be made per cutoff."),
    ],
)
def test_contact_pays_from_cost_over_benefit(money, share, words):
    assert understanding.break_even_share(money) == share
    assert words in understanding.cost_sentence(money)
    assert [f["value"] for f in understanding.cost_figures(money)] == (
        [] if share is None else [share]
    )
    assert len(understanding.cost_table(money)) == (0 if money is None else 2)
    assert understanding.cost_formats(money) == ({} if money is None else {"amount": "USD"})


def test_handover_names_the_tables():
    assert understanding.handover_sentence(business(), ["sales"]) == (
        "The data extraction brings the table `sales`, from which 2 questions will be answered."
    )
