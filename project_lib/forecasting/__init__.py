"""Forecasts of a daily or weekly series: models, backtest over time, choice, honest intervals."""
