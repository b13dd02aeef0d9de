"""Synthetic purchases of a marketplace, drawn to agree with published figures of a real sample.

Everything here is planted: `truth.json` beside the data says what. Products sell more when they
are newer, cheap in commission, a podcast or a physical book - and when their producer is well
known. Well-known producers also choose low commissions, so that a naive comparison of commissions
is wrong; how many products a producer has, and since when, tells how well known it is.
"""

from pathlib import Path

import numpy as np

from project_lib.checkpoints import write_parquet
from project_lib.simulation.buyer_segments import draw_buyers
from project_lib.simulation.exact_counts import members_of
from project_lib.simulation.truth import write_truth

from .catalogue import draw_products, draw_sales
from .market import (
    BUYERS,
    SEGMENTS,
    Market,
    draw_days,
    draw_moments,
    order_in_time,
    purchase_stream,
)
from .payments import PURCHASES, draw_commissions, draw_values
from .planted import NOTE, planted_truth


def simulate(
    folder: Path | str,
    *,
    random_state: int,
    factor: float = 1.0,
    effects: bool = True,
    season: float = 1.0,
    trend: float = 0.0,
    walk: float = 0.0,
) -> None:
    """Write `purchases.parquet` and `truth.json` into `folder`.

    Parameters
    ----------
    factor : size against the published sample, 1.0 for 1,599,828 purchases
    effects : whether age, commission, category and niche change sales, and category prices; the
        producers' fame does in any case
    season : strength of the week, 0 for none
    trend : growth of the daily purchases over the half-year, as a logarithm
    walk : daily steps of a random walk of the log level; above 0.03 no forecast beats repeating
    """
    names = ("products", "sales", "time", "buyers", "prices", "commissions", "rest", "future")
    seeds = np.random.SeedSequence(random_state).spawn(len(names))
    draw = {name: np.random.default_rng(seed) for name, seed in zip(names, seeds, strict=True)}
    rows = max(round(PURCHASES * factor), 1_000)
    products = draw_products(draw["products"], factor)
    sales = draw_sales(draw["sales"], products, rows, effects=effects)
    days = draw_days(draw["time"], season=season, trend=trend, walk=walk)
    moments = draw_moments(draw["time"], days, rows, factor)
    product = members_of(sales.counts)
    order = order_in_time(draw["sales"], sales.counts, product)
    buyers = draw_buyers(SEGMENTS, round(BUYERS * factor), rows, random_state=draw["buyers"])
    value = draw_values(draw["prices"], products, product, effects=effects)
    affiliate, commission = draw_commissions(draw["commissions"], products, sales, factor)
    market = Market(products, sales, days, moments, product, order, buyers, value)
    stream = purchase_stream(market, affiliate, commission, draw["rest"])
    write_parquet(stream, Path(folder) / "purchases.parquet")
    options = {"factor": factor, "effects": effects, "season": season, "trend": trend}
    planted = {"options": {**options, "walk": walk, "random_state": random_state}}
    write_truth(folder, planted | planted_truth(market, draw["future"], options), note=NOTE)
