import numpy as np
import pandas as pd
import pytest

from project_lib.leakage.late_names import audit_names, late_hints, name_words
from project_lib.leakage.signs import audit_signs
from project_lib.leakage.verdicts import audit_table, overall_verdict

BANK = """age job marital education default balance housing loan contact day month duration campaign
pdays previous poutcome y""".split()
TELCO = [
    "CustomerID", "Gender", "Senior Citizen", "Tenure Months", "Contract", "Payment Method",
    "Monthly Charges", "Total Charges", "Churn Label", "Churn Value", "Churn Score", "CLTV",
    "Churn Reason",
]  # fmt: skip
TITANIC = "pclass survived name sex age sibsp parch ticket fare cabin embarked boat body".split()
HOTEL = """hotel is_canceled lead_time adr previous_cancellations reserved_room_type
assigned_room_type reservation_status reservation_status_date""".split()
LOANS = """loan_amnt term int_rate grade annual_inc dti revol_util loan_status total_pymnt
recoveries collection_recovery_fee last_pymnt_d out_prncp""".split()
SHOPPERS = "Administrative BounceRates ExitRates PageValues SpecialDay Month Revenue".split()
HEART = "age anaemia ejection_fraction serum_sodium sex smoking time DEATH_EVENT".split()
BANKCHURN = [
    "Attrition_Flag", "Customer_Age", "Total_Trans_Ct", "Naive_Bayes_Classifier_Attrition_Flag_1",
]  # fmt: skip

LATE = {
    "bank marketing": (BANK, "y", {"duration"}),
    "telco": (TELCO, "Churn Label", {"Churn Value", "Churn Score", "Churn Reason"}),
    "telco by value": (TELCO, "Churn Value", {"Churn Label", "Churn Score", "Churn Reason"}),
    "titanic": (TITANIC, "survived", {"boat", "body"}),
    "hotel": (
        HOTEL, "is_canceled",
        {"assigned_room_type", "reservation_status", "reservation_status_date"},
    ),
    "loans": (
        LOANS, "loan_status",
        {"total_pymnt", "recoveries", "collection_recovery_fee", "last_pymnt_d", "out_prncp"},
    ),
    "online shoppers": (SHOPPERS, "Revenue", {"PageValues"}),
    "heart failure": (HEART, "DEATH_EVENT", {"time"}),
    "bank churn": (BANKCHURN, "Attrition_Flag", {BANKCHURN[-1]}),
    "paid loans": (
        ["annual_income", "paid_total", "paid_late_fees", "interest_paid", "paid_rent"],
        "defaulted", {"paid_total", "paid_late_fees", "interest_paid"},
    ),
    "category of price": (["rooms", "MEDV"], "CAT. MEDV", {"MEDV"}),
    "price by area": (["area", "price_per_sqft", "list price"], "price", {"price_per_sqft"}),
}  # fmt: skip


@pytest.mark.parametrize(("names", "target", "late"), LATE.values(), ids=LATE.keys())
def test_columns_that_are_filled_late_are_named(names, target, late):
    hints = late_hints(names, target)
    assert set(hints) == late
    assert all(hint.startswith(f"'{name}' ") for name, hint in hints.items())


HONEST = {
    "german credit": (
        "duration credit_amount credit_history purpose checking_account_status personal_status "
        "other_debtors property age housing job telephone", "credit_risk",
    ),
    "creditability": ("credit_amount number_of_existing_credits duration", "creditability"),
    "adult": (
        "age workclass fnlwgt education education-num marital-status occupation relationship race "
        "sex capital-gain capital-loss hours-per-week native-country", "income",
    ),
    "credit default": (
        "LIMIT_BAL SEX EDUCATION MARRIAGE AGE PAY_0 PAY_2 BILL_AMT1 PAY_AMT1",
        "default payment next month",
    ),
    "house prices": (
        "MSSubClass LotArea Street OverallQual YearBuilt GrLivArea MoSold YrSold SaleType",
        "SalePrice",
    ),
    "wine": ("fixed_acidity volatile_acidity alcohol pH density flavanoids", "quality"),
    "diabetes": ("Pregnancies Glucose BMI DiabetesPedigreeFunction Age", "Outcome"),
    "heart disease": (
        "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal heart_rate",
        "heart_disease",
    ),
    "breast cancer": ("radius_mean texture_mean worst_perimeter", "diagnosis"),
    "attrition": ("Age DistanceFromHome YearsAtCompany OverTime JobSatisfaction", "Attrition"),
    "nothing known": ("x1 x2 x3", "target"),
}  # fmt: skip


@pytest.mark.parametrize(("names", "target"), HONEST.values(), ids=HONEST.keys())
def test_names_that_tell_nothing_give_no_hint(names, target):
    assert late_hints(names.split(), target) == {}


def test_a_state_before_the_prediction_is_not_late():
    assert late_hints(["previous_churn_date", "last churn score"], "churn") == {}
    assert late_hints(["total_collection_amount_ever"], "defaulted") == {}


def test_hostile_names_give_no_hint_and_no_error():
    names = ["", "../x", '"; DROP TABLE', "=cmd()", "\n", "\N{GRINNING FACE}", "a" * 3000, "((("]
    assert late_hints(names, "\N{GRINNING FACE}") == {}
    assert late_hints([], "y") == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LoanStatus_2", ["loan", "status"]),
        ("Churn Reason", ["churn", "reason"]),
        ("DEATH_EVENT", ["death", "event"]),
        ("SeniorIDNumber", ["senior", "id", "number"]),
        ("Kündigungs-Grund", ["kündigungs", "grund"]),
    ],
)
def test_names_come_apart_at_capitals_and_signs(name, words):
    assert name_words(name) == words


def test_a_name_alone_is_undecided_and_with_suspicious_values_a_leak():
    random = np.random.default_rng(0)
    target = (random.random(2000) < 0.38).astype(int)
    drawn = random.random(2000)
    boat = pd.Series(random.choice(list("ABCD"), 2000)).where(
        np.where(target == 1, drawn < 0.95, drawn < 0.02)
    )
    body = pd.Series(random.integers(1, 300, 2000)).where((target == 0) & (drawn < 0.15))
    data = pd.DataFrame({"age": random.normal(size=2000), "boat": boat, "body": body})
    data["cause_of_death"] = random.choice(["x", "y"], 2000)
    table = data.assign(target=target)
    audit = audit_signs(table, "target", list(data))
    assert overall_verdict(audit) == "unknown"
    named = audit_names(audit, table, "target", list(data), named="survived")
    names = named[named["check"] == "names of later things"].set_index("column")["verdict"]
    assert names.to_dict() == {"boat": "leak", "body": "leak", "cause_of_death": "unknown"}
    assert overall_verdict(named) == "leak"


def test_names_that_tell_nothing_are_clean():
    audit = audit_table([("values", "", "clean", "fine")])
    table = pd.DataFrame({"age": [1, 2], "fare": [3, 4], "survived": [0, 1]})
    named = audit_names(audit, table, "survived", ["age", "fare"])
    assert named["verdict"].tolist() == ["clean", "clean"]
    assert "no name of 2 features" in named["evidence"].iloc[1]
    assert audit_names(audit, table, "", ["age", "duration"]).equals(audit)


def campaign(strength, seed=0, rows=4000):
    """Return a campaign whose calls last longer where they succeed."""
    random = np.random.default_rng(seed)
    target = (random.random(rows) < 0.12).astype(int)
    data = pd.DataFrame({f"x{i}": random.normal(size=rows) + 0.3 * target for i in range(6)})
    data["campaign"] = random.poisson(2, rows)
    data["duration"] = np.exp(random.normal(size=rows) + strength * target)
    return data.assign(y=target)


@pytest.mark.parametrize(("strength", "verdict"), [(1.2, "unknown"), (2.4, "leak")])
def test_a_late_name_is_a_leak_where_it_tells_far_more_than_the_others(strength, verdict):
    table = campaign(strength)
    features = [name for name in table if name != "y"]
    audit = audit_names(audit_signs(table, "y", features), table, "y", features)
    found = audit[audit["verdict"] != "clean"].set_index("column")["verdict"]
    assert found.to_dict() == {"duration": verdict}
