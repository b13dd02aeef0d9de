"""The same 46 features of a listening log by project_lib, by DuckDB SQL and by pandas."""

from pathlib import Path

CUTOFF = "2018-11-20"
DAY_US = 86_400_000_000
WINDOWS = {"7d": 7, "30d": 30, "all": 0}
PAGES = {
    "songs": "NextSong",
    "thumbs_up": "Thumbs Up",
    "thumbs_down": "Thumbs Down",
    "adverts": "Roll Advert",
    "friends": "Add Friend",
    "playlists": "Add to Playlist",
}


def by_project_lib(events: Path, memory: str) -> object:
    """Return the features as a case declares them, on DuckDB."""
    from datetime import date

    import duckdb

    from project_lib.configuration.prediction_schema import Feature, Prediction, Target
    from project_lib.engine import scan_parquet
    from project_lib.feature_engineering import features_at

    if memory:
        duckdb.execute(f"SET memory_limit = '{memory}'")
    target = Target(name="cancels", description="-", kind="any", where="page == 'Cancel'")
    prediction = Prediction(
        entity="user_id",
        events="events",
        time="ts",
        cutoffs=[CUTOFF],
        horizon_days=10,
        target=target,
    )

    def feature(name: str, kind: str, *windows: int, **values: str) -> Feature:
        return Feature(name=name, kind=kind, description="-", windows_days=list(windows), **values)

    features = [
        feature("events", "count", 7, 30, 0),
        *(feature(n, "count", 7, 30, 0, where=f"page == '{p}'") for n, p in PAGES.items()),
        feature("errors", "count", 0, where="page == 'Error'"),
        feature("help", "count", 0, where="page == 'Help'"),
        feature("listened", "sum", 7, 30, 0, column="length"),
        feature("song_length", "mean", 30, 0, column="length"),
        feature("longest", "max", 0, column="length"),
        feature("shortest", "min", 0, column="length"),
        feature("spread", "std", 0, column="length"),
        feature("sessions", "distinct", 7, 30, 0, column="session_id"),
        feature("pages", "distinct", 0, column="page"),
        feature("days_active", "days_active", 30, 0),
        feature("recency", "days_since_last", 0),
        feature("tenure", "days_since_first", 0),
        feature("level", "last", 0, column="level"),
        feature("liked", "share", 30, 0, where="page == 'Thumbs Up'"),
        feature("events_per_day", "rate", 0, per="days_since_first"),
        feature("disliked", "rate", 0, per="length", where="page == 'Thumbs Down'"),
        feature("events_trend", "trend", 7),
        feature("gap", "mean_gap_days", 0),
    ]
    table = features_at(scan_parquet(events), prediction, features, date.fromisoformat(CUTOFF))
    return table.drop(columns="cutoff")


def sql() -> str:
    """Return the query that an analyst would write."""
    inside = {
        key: f"ts >= cutoff - INTERVAL {days} DAY" if days else "true"
        for key, days in WINDOWS.items()
    }
    columns = [f"count(*) FILTER ({rows}) AS events_{key}" for key, rows in inside.items()]
    for name, page in PAGES.items():
        columns += [
            f"count(*) FILTER ({rows} AND page = '{page}') AS {name}_{key}"
            for key, rows in inside.items()
        ]
    columns += [
        "count(*) FILTER (page = 'Error') AS errors_all",
        "count(*) FILTER (page = 'Help') AS help_all",
        *(
            f"coalesce(sum(length) FILTER ({rows}), 0) AS listened_{key}"
            for key, rows in inside.items()
        ),
        f"avg(length) FILTER ({inside['30d']}) AS song_length_30d",
        "avg(length) AS song_length_all",
        "max(length) AS longest_all",
        "min(length) AS shortest_all",
        "stddev_samp(length) AS spread_all",
        *(
            f"count(DISTINCT session_id) FILTER ({rows}) AS sessions_{key}"
            for key, rows in inside.items()
        ),
        "count(DISTINCT page) AS pages_all",
        f"count(DISTINCT ts::DATE) FILTER ({inside['30d']}) AS days_active_30d",
        "count(DISTINCT ts::DATE) AS days_active_all",
        "epoch_us(any_value(cutoff) - max(ts)) / 86400e6 AS recency_all",
        "epoch_us(any_value(cutoff) - min(ts)) / 86400e6 AS tenure_all",
        "arg_max(level, {'ts': ts, 'level': level}) AS level_all",
        f"count(*) FILTER ({inside['30d']} AND page = 'Thumbs Up') "
        f"/ nullif(count(*) FILTER ({inside['30d']}), 0) AS liked_30d",
        "count(*) FILTER (page = 'Thumbs Up') / count(*) AS liked_all",
        "count(*) / (epoch_us(any_value(cutoff) - min(ts)) / 86400e6) AS events_per_day_all",
        "count(*) FILTER (page = 'Thumbs Down') / nullif(sum(length), 0) AS disliked_all",
        f"count(*) FILTER ({inside['7d']}) - count(*) FILTER (ts >= cutoff - INTERVAL 14 DAY "
        f"AND NOT {inside['7d']}) AS events_trend_7d",
        "epoch_us(max(ts) - min(ts)) / 86400e6 / nullif(count(*) - 1, 0) AS gap_all",
    ]
    return (
        f"WITH before AS (SELECT *, TIMESTAMP '{CUTOFF}' AS cutoff FROM read_parquet($path) "
        f"WHERE ts < TIMESTAMP '{CUTOFF}') SELECT user_id, {', '.join(columns)} "
        "FROM before GROUP BY user_id ORDER BY user_id"
    )


def by_sql(events: Path, memory: str) -> object:
    """Return the features of the hand-written query."""
    import duckdb

    if memory:
        duckdb.execute(f"SET memory_limit = '{memory}'")
    return duckdb.execute(sql(), {"path": str(events)}).df()


def by_pandas(events: Path, memory: str) -> object:
    """Return the features in straightforward pandas."""
    import numpy as np
    import pandas as pd

    cutoff = pd.Timestamp(CUTOFF)
    log = pd.read_parquet(events)
    log = log[log["ts"] < cutoff]
    users = log["user_id"]
    day = log["ts"].dt.floor("D")
    inside = {
        key: log["ts"] >= cutoff - pd.Timedelta(days=days) if days else pd.Series(True, log.index)
        for key, days in WINDOWS.items()
    }
    result = pd.DataFrame(index=np.sort(users.unique()))
    result.index.name = "user_id"
    for key, rows in inside.items():
        result[f"events_{key}"] = rows.groupby(users).sum()
        for name, page in PAGES.items():
            result[f"{name}_{key}"] = (rows & (log["page"] == page)).groupby(users).sum()
        result[f"listened_{key}"] = log["length"].where(rows).groupby(users).sum()
        result[f"sessions_{key}"] = log["session_id"].where(rows).groupby(users).nunique()
    result["errors_all"] = (log["page"] == "Error").groupby(users).sum()
    result["help_all"] = (log["page"] == "Help").groupby(users).sum()
    result["song_length_30d"] = log["length"].where(inside["30d"]).groupby(users).mean()
    lengths = log.groupby("user_id")["length"].agg(["mean", "max", "min", "std"])
    result[["song_length_all", "longest_all", "shortest_all", "spread_all"]] = lengths
    result["pages_all"] = log["page"].groupby(users).nunique()
    result["days_active_30d"] = day.where(inside["30d"]).groupby(users).nunique()
    result["days_active_all"] = day.groupby(users).nunique()
    first, last = log["ts"].groupby(users).min(), log["ts"].groupby(users).max()
    result["recency_all"] = (cutoff - last) / pd.Timedelta(days=1)
    result["tenure_all"] = (cutoff - first) / pd.Timedelta(days=1)
    ordered = log[["user_id", "ts", "level"]].sort_values(["ts", "level"])
    result["level_all"] = ordered.groupby("user_id")["level"].last()
    for key in ("30d", "all"):
        result[f"liked_{key}"] = result[f"thumbs_up_{key}"] / result[f"events_{key}"].replace(
            0, np.nan
        )
    result["events_per_day_all"] = result["events_all"] / result["tenure_all"]
    result["disliked_all"] = result["thumbs_down_all"] / result["listened_all"].replace(0, np.nan)
    before = (log["ts"] >= cutoff - pd.Timedelta(days=14)) & ~inside["7d"]
    result["events_trend_7d"] = result["events_7d"] - before.groupby(users).sum()
    gaps = (last - first) / pd.Timedelta(days=1)
    result["gap_all"] = gaps / (result["events_all"] - 1).replace(0, np.nan)
    return result.reset_index()
