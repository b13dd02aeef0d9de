import numpy as np
import pandas as pd
import pytest

from project_lib.leakage.labels import read_label
from project_lib.leakage.parts import find_parts


def riders(rows=500, seed=0):
    random = np.random.default_rng(seed)
    heat = random.normal(size=rows)
    casual = random.poisson(np.exp(2 + 0.5 * heat))
    registered = random.poisson(np.exp(3 + 0.3 * heat))
    area, price = random.uniform(20, 200, rows), random.lognormal(3, 0.3, rows)
    return pd.DataFrame({
        "heat": heat, "casual": casual, "registered": registered, "area": area.round(1),
        "per_metre": price, "hour": random.integers(0, 24, rows),
    }).assign(off=lambda data: data["hour"] / 24)  # fmt: skip


def parts(data, target):
    data = data.assign(target=target)
    features = [name for name in data if name != "target"]
    found = find_parts(data, read_label(data["target"]), features, "parts")
    return {column: (verdict, text) for _, column, verdict, text in found if column}


FORMULAS = {
    "sum": (lambda d: d["casual"] + d["registered"], {"casual", "registered"}),
    "difference": (lambda d: d["registered"] - d["casual"], {"casual", "registered"}),
    "product": (lambda d: d["area"] * d["per_metre"], {"area", "per_metre"}),
    "quotient": (lambda d: d["per_metre"] / d["area"], {"area", "per_metre"}),
    "price less a discount, in cents": (
        lambda d: (d["area"] * d["per_metre"] * (1 - d["hour"] / 24)).round(2),
        {"area", "per_metre", "off"},
    ),
    "product and a charge": (
        lambda d: d["area"] * d["per_metre"] + d["casual"], {"area", "per_metre", "casual"},
    ),
    "one or the other": (
        lambda d: np.where(d["casual"] % 2 == 0, d["area"], d["per_metre"]),
        {"area", "per_metre"},
    ),
    "sum of three": (
        lambda d: 2.0 * d["casual"] + d["registered"] - 3 * d["hour"],
        {"casual", "registered", "hour"},
    ),
}


@pytest.mark.parametrize(("make", "names"), FORMULAS.values(), ids=FORMULAS.keys())
def test_features_of_which_the_target_is_computed_are_a_leak(make, names):
    data = riders()
    found = parts(data, make(data))
    assert set(found) == names
    assert {verdict for verdict, _ in found.values()} == {"leak"}
    assert all("`target` is " in text for _, text in found.values())


def test_rounding_and_a_few_corrected_rows_do_not_hide_a_sum():
    data = riders()
    total = (data["casual"] + data["registered"]).astype(float)
    total.iloc[:3] += 7
    assert set(parts(data, total)) == {"casual", "registered"}


@pytest.mark.parametrize("seed", range(5))
def test_a_sum_with_noise_is_an_honest_relation(seed):
    data = riders(seed=seed)
    noise = np.random.default_rng(100 + seed).normal(0, 1, len(data))
    assert parts(data, data["casual"] + data["registered"] + noise) == {}
    assert parts(data, data["area"] * data["per_metre"] * np.exp(noise / 100)) == {}


def test_classes_and_numbers_of_few_values_have_no_parts():
    data = riders()
    assert parts(data, np.where(data["casual"] > 7, "many", "few")) == {}
    small = data.assign(a=data["casual"] % 2, b=data["hour"] % 2)
    assert parts(small, small["a"] + small["b"]) == {}


def test_missing_and_constant_numbers_are_passed_over():
    data = riders().assign(empty=np.nan, same=1.0, text="x")
    assert set(parts(data, data["casual"] + data["registered"])) == {"casual", "registered"}


@pytest.mark.parametrize("formula", ["sum", "product", "sum of three"])
def test_missing_values_do_not_hide_what_the_target_is_computed_of(formula):
    make, names = FORMULAS[formula]
    data = riders()
    gaps = np.random.default_rng(1).random(data.shape) < 0.1
    assert set(parts(data.mask(gaps), make(data))) == names


def test_columns_that_are_mostly_missing_are_no_parts():
    data = riders()
    total = data["casual"] + data["registered"]
    data.loc[data.index % 5 > 1, ["casual", "registered"]] = np.nan
    assert parts(data, total) == {}


def test_missing_values_among_many_features_do_not_hide_a_sum():
    random = np.random.default_rng(2)
    wide = pd.DataFrame({f"x{i}": random.normal(size=500) for i in range(160)})
    data = pd.concat([wide, riders()], axis=1)
    data.loc[::50, ["casual", "registered"]] = np.nan
    total = riders()["casual"] + riders()["registered"]
    assert set(parts(data, total)) == {"casual", "registered"}


def test_a_formula_that_is_right_where_the_target_is_mostly_zero_is_none():
    data = riders(2000).assign(no=0.0)
    data.loc[:4, "no"] = 1.0
    rare = pd.Series(0.0, index=data.index)
    rare.iloc[-15:] = np.linspace(1, 9, 15)
    assert parts(data.assign(flag=data["hour"] % 2), rare) == {}


def test_dividing_by_a_flag_makes_no_formula_of_the_rows_that_are_left():
    data = riders(2000)
    flag = (np.random.default_rng(3).random(len(data)) < 0.7).astype(float)
    target = data["area"].where(flag == 1, data["heat"] + 50)
    assert parts(data.assign(flag=flag, other=1 - flag), target) == {}
