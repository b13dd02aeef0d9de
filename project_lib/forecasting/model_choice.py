"""Which model is taken: the simplest within one standard error of the best, and its errors."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.forecasting.rolling_origins import Backtest

if TYPE_CHECKING:
    import pandas as pd


def score_origins(backtest: Backtest) -> "pd.DataFrame":
    """Return the errors of each model at each origin, models in order of simplicity.

    Columns: ``model``; ``origin``, the first day forecast; ``mae``, the mean absolute error of a
    value; ``mase``, the same in units of the usual change from season to season (Hyndman and
    Koehler, 2006); ``wape_share``, of the sum of absolute actual values; ``total_miss``, actual
    less forecast total.
    """
    import pandas as pd

    days = [backtest.history.days(int(n), int(n) + 1)[0] for n in backtest.origins]
    parts = []
    size = np.abs(backtest.actual).sum(axis=1)
    for model in backtest.models:
        errors = backtest.errors(model.name)
        absolute = np.abs(errors).sum(axis=1)
        share = np.divide(absolute, size, out=np.full(len(size), np.nan), where=size > 0)
        parts.append(
            pd.DataFrame(
                {
                    "model": model.name,
                    "origin": days,
                    "mae": absolute / backtest.horizon,
                    "mase": absolute / backtest.horizon / backtest.scales,
                    "wape_share": share,
                    "total_miss": errors.sum(axis=1),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def compare_models(backtest: Backtest) -> "pd.DataFrame":
    """Return one row per model, simplest first: mean errors over the origins, and which is chosen.

    Columns: ``model``, ``mae``, ``mase``, ``wape_share``, ``total_miss`` (mean absolute miss of the
    total), ``total_miss_share`` (of the mean total), ``behind_best`` (how much larger MASE is than
    the best model's), ``failed_fits`` and ``chosen``: the simplest model within one standard error
    of the best (Breiman et al., 1984), for which only origins that do not overlap count.
    """
    scores = score_origins(backtest)
    scores["total_miss"] = scores["total_miss"].abs()
    table = scores.drop(columns="origin").groupby("model", sort=False).mean()
    total = float(np.abs(backtest.actual.sum(axis=1)).mean())
    table["total_miss_share"] = table["total_miss"] / total if total else np.nan
    best = table["mase"].idxmin()
    spread = float(scores.loc[scores["model"] == best, "mase"].std())
    table["behind_best"] = table["mase"] - table.loc[best, "mase"]
    table["failed_fits"] = [backtest.failures[name] for name in table.index]
    close = table["behind_best"] <= spread / np.sqrt(backtest.separate - 1)
    table["chosen"] = table.index == close.idxmax()
    return table.reset_index()
