"""What the tests of a forecast share: the forecast itself, its words, its chart and its tables."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart, chart_data
from project_lib.errors import InputError
from project_lib.findings import Exhibit
from project_lib.forecasting.forecasts import (
    Forecast,
    make_forecast,
    tabulate_months,
    tabulate_weeks,
)
from project_lib.forecasting.histories import History, prepare_history, read_series

if TYPE_CHECKING:
    import pandas as pd


def forecast_days(
    daily: "pd.DataFrame", horizon_days: int, time: str, amount: str, random_state: int
) -> Forecast:
    """Return the forecast of the next days; several tests of the same forecast pay for it once.

    Raises
    ------
    InputError
        When the table is no series (see `prepare_history`), or the days do not fit it.
    """
    history = prepare_history(daily, time=time, amount=amount)
    if horizon_days % history.step_days:
        problem = f"of {horizon_days} days is no number of whole weeks, as the series is weekly"
        raise InputError("forecast's horizon", problem, "give a multiple of 7")
    values = history.values.tobytes()
    return _make_once(
        values,
        history.start,
        history.left_out,
        history.step_days,
        history.season,
        horizon_days // history.step_days,
        random_state,
    )


@lru_cache(maxsize=4)
def _make_once(values, start, left_out, step_days, season, horizon, random_state) -> Forecast:
    history = History(np.frombuffer(values), start, step_days, season, left_out)
    return make_forecast(history, horizon, random_state=random_state)


def read_actual(actual: "pd.DataFrame", forecast: Forecast, time: str, amount: str) -> np.ndarray:
    """Return what came on each day (or in each week) that is forecast; 0 where there is no row.

    Raises
    ------
    InputError
        When the rows end before the forecast does.
    """
    values, days = read_series(actual, time, amount), forecast.days()
    if values.empty or values.index[-1] < days[-1]:
        end = f"{values.index[-1]:%Y-%m-%d}" if len(values) else "nowhere"
        raise InputError(
            "actual values",
            f"end {end}, the forecast on {days[-1]:%Y-%m-%d}",
            "give what came on all forecast days, or none",
        )
    return values.reindex(days, fill_value=0.0).to_numpy()


def ahead_words(forecast: Forecast) -> str:
    """Return how far the forecast looks: ``91 days``."""
    return prose.plural(len(forecast.values) * forecast.history.step_days, "day")


def miss_words(forecast: Forecast, unit: str) -> str:
    """Return what such forecasts have missed: ``43,390 USD (15.4 %)``."""
    share = forecast.average_miss_share
    part = f" ({prose.percent(share)})" if np.isfinite(share) else ""
    return prose.quantity(forecast.average_miss, unit) + part


def choice_sentence(forecast: Forecast) -> str:
    """Return why this model was taken, and what is better than it, if anything."""
    words, count = forecast.model.words, len(forecast.models)
    models = forecast.models.set_index("model")
    if forecast.model.simple:
        return (
            f"The forecast is {words}: none of the other {count - 1} models was better in the past "
            "by more than chance."
        )
    rules = [model for model in forecast.backtest.models if model.simple]
    rule = min(rules, key=lambda model: models.at[model.name, "mase"])
    less = 1 - models.at[forecast.model.name, "mase"] / models.at[rule.name, "mase"]
    return (
        f"Of {count} models {words} is the simplest of the best: in the past it erred by "
        f"{prose.percent(less)} less than the best simple rule, {rule.words}."
    )


def method_words(forecast: Forecast) -> str:
    """Return how the forecast was made and its interval found, for a statistician."""
    backtest = forecast.backtest
    names = prose.listing([model.name for model in backtest.models], most=9)
    seen = prose.plural(backtest.horizon * forecast.history.step_days, "day")
    return (
        f"Models, simplest first: {names}; rolling-origin backtest from {len(backtest.origins)} "
        f"origins, {seen} ahead; the simplest within one standard error of the lowest MASE is "
        f"taken ({forecast.model.name}); interval: conformal quantile of the backtest's misses, in "
        "units of the recent change from week to week, not below Student's t for origins that do "
        "not overlap"
    )


def limits_words(forecast: Forecast) -> str:
    """Return what the forecast does not know, and how its interval came about."""
    backtest, history = forecast.backtest, forecast.history
    knows = "the days of the week" if history.step_days == 1 else "the weeks"
    yearly = "" if history.season == 52 else "the seasons of the year, "
    texts = [
        choice_sentence(forecast),
        f"The models know the past of this series and {knows}, but not {yearly}holidays or plans "
        "such as campaigns.",
    ]
    if backtest.shortened:
        seen = prose.plural(backtest.horizon * history.step_days, "day")
        texts.append(
            f"The history is too short to try {ahead_words(forecast)} ahead: the models were tried "
            f"{seen} ahead, and miss and interval are extrapolated from there."
        )
    texts.append(
        f"The {len(backtest.origins)} dates of the trial overlap and are worth about "
        f"{prose.number(round(backtest.separate))} separate ones, so the interval is rough."
    )
    if history.left_out:
        end, value = history.left_out
        texts.append(
            f"The last entry, {prose.day(end)}, looks incomplete ({prose.number(value)}) and was "
            "left out."
        )
    return " ".join(texts)


def forecast_chart(
    forecast: Forecast, what: str, unit: str, actual: np.ndarray | None = None
) -> Chart:
    """Return weekly totals: what was, the forecast with its 95 % interval, and what then came."""
    import pandas as pd

    week = 7 // forecast.history.step_days
    weeks = tabulate_weeks(forecast).rename(columns={"start": "x", "forecast": "y"})
    values, end = forecast.history.values, len(forecast.history)
    past = values[end % week :].reshape(-1, week).sum(axis=1)
    starts = forecast.history.days(end % week, end)[::week]
    parts = [pd.DataFrame({"x": starts, "y": past, "series": "so far"})]
    parts.append(weeks.assign(series="forecast"))
    if actual is not None:
        came = actual[: len(weeks) * week].reshape(-1, week).sum(axis=1)
        parts.append(pd.DataFrame({"x": weeks["x"], "y": came, "series": "what came"}))
    table = pd.concat(parts, ignore_index=True)
    first, last = prose.day(forecast.days()[0]), prose.day(starts[0])
    alt = f"Weekly {what} from {last}, and its forecast from {first} with a 95 % interval"
    alt += "." if actual is None else ", beside what then came."
    columns = {name: name for name in ("x", "y", "series", "low", "high")}
    return Chart(
        "line",
        chart_data(table, columns),
        alt,
        x_label="week from",
        y_label=f"{what} per week" + (f" ({unit})" if unit else ""),
        unit=unit,
        accent=("forecast",),
    )


def _models_shown(forecast: Forecast) -> "pd.DataFrame":
    """Return the models' errors under names that say what they are."""
    step = "day" if forecast.history.step_days == 1 else "week"
    names = {
        "mae": f"mean_error_per_{step}",
        "mase": "error_against_naive_rule",
        "wape_share": "error_share",
        "total_miss": "miss_of_total",
        "total_miss_share": "miss_of_total_share",
    }
    models = forecast.models.rename(columns=names)
    failed = models.pop("failed_fits")
    return models.assign(failed_fits=failed) if failed.any() else models


def errors_chart(forecast: Forecast, compared: tuple[str, str], what: str, unit: str) -> Chart:
    """Return the mean error of each model in the past, the two `compared` in colour."""
    step = "day" if forecast.history.step_days == 1 else "week"
    words = {model.name: model.words for model in forecast.backtest.models}
    table = forecast.models.sort_values("mae", kind="stable")
    labels = [words[name] for name in table["model"]]
    errors = [float(value) for value in table["mae"]]
    return Chart(
        "bar",
        {"label": labels, "value": errors},
        f"Bars of the mean error of {len(labels)} models, from {labels[0]} "
        f"({prose.quantity(errors[0], unit)}) to {labels[-1]} "
        f"({prose.quantity(errors[-1], unit)}).",
        y_label=f"mean error of {what} per {step}, {ahead_words(forecast)} ahead",
        unit=unit,
        accent=compared,
    )


def forecast_exhibits(forecast: Forecast) -> tuple[Exhibit, ...]:
    """Return the tables behind a forecast: its months, and the models in the backtest."""
    seen = prose.plural(forecast.backtest.horizon * forecast.history.step_days, "day")
    caption = f"How each model erred in the past, {seen} ahead, and what it forecasts now"
    return (
        Exhibit("The forecast by month", tabulate_months(forecast)),
        Exhibit(caption, _models_shown(forecast)),
    )
