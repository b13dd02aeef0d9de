"""Features of entities that have events: how many, how much, how lately, how regularly."""

from project_lib import prose
from project_lib.case_writing.case_words import column_words
from project_lib.case_writing.moments import Moments
from project_lib.inspection.inspection_types import ColumnLook, Inspection
from project_lib.tables.clean_names import propose_names

MOST_NUMBERS = 3  # columns besides the amount that are averaged
MOST_CATEGORIES = 3  # columns whose values are counted
MOST_LEVELS = 50  # values of a category whose latest one is a feature
MOST_TYPES = 8  # kinds of events that get a share of their own
LONGEST = 40  # letters of a feature's name that come from the data
KEYS = ("name", "kind", "column", "where", "per", "unit", "windows_days", "description")
BEFORE = "target_before"  # how often the target's event has happened already


def thing_of(inspection: Inspection) -> tuple[str, str]:
    """Return what an event is called, in the singular and the plural."""
    buying = inspection.shape == "transactions"
    return ("purchase", "purchases") if buying else ("event", "events")


def event_features(inspection: Inspection, moments: Moments) -> list[dict]:
    """Return the declarations of [[features]], each as a table of case.toml."""
    thing, things = thing_of(inspection)
    name = prose.capital(things)
    recent = [days for days in moments.windows_days if days <= _observed(inspection, moments)]
    whole = [*recent, 0]
    features = [{"name": things, "kind": "count", "windows_days": whole, "description": name}]
    if inspection.amount:
        features += _of_amount(inspection, whole)
    features += _of_columns(inspection) + _of_states(inspection)
    features += _of_types(inspection, moments.horizon_days)
    features += [
        _ever("days_active", "days_active", f"Days with {things}", "days"),
        _ever("recency", "days_since_last", f"Days since the latest {thing}", "days"),
        _ever("tenure", "days_since_first", f"Days since the first {thing}", "days"),
        _ever("gap", "mean_gap_days", f"Mean days between {things}", "days"),
        _ever("rate", "rate", f"{name} per day since the first one", f"{things} per day")
        | {"per": "days_since_first"},
        {"name": "trend", "kind": "trend", "windows_days": [moments.horizon_days], "unit": things,
         "description": f"{name} of the window less those of the window before it"},
    ]
    if inspection.target and inspection.target.where:
        features.append(
            _ever(BEFORE, "count", "How often the target's event has happened already")
            | {"where": inspection.target.where}
        )
    return [{key: feature[key] for key in KEYS if key in feature} for feature in features]


def _observed(inspection: Inspection, moments: Moments) -> int:
    """Return the days before the first cutoff, below which a longer window would see no more."""
    if inspection.earliest is None:
        return max(moments.windows_days)
    return max(moments.windows_days[0], (moments.cutoffs[-1] - inspection.earliest.date()).days)


def _ever(name: str, kind: str, description: str, unit: str = "") -> dict:
    feature = {"name": name, "kind": kind, "windows_days": [0], "description": description}
    return feature | ({"unit": unit} if unit else {})


def _of_amount(inspection: Inspection, windows: list[int]) -> list[dict]:
    """Return what was spent; of events, which need not be purchases, what a number of theirs is."""
    amount = inspection.column(inspection.amount)
    shared = {"column": amount.name, **({"unit": amount.unit} if amount.unit else {})}
    total, told = "spent", ["Amount spent", "Mean value of a purchase",
                            "Value of the largest purchase", "Value of the latest purchase"]
    if inspection.shape == "events":
        words = column_words(amount.name)
        told = [f"Sum of {words}", f"Mean of {words}", f"Largest {words}", f"Latest {words}"]
        total = "total_value"
    return [
        {"name": total, "kind": "sum", **shared, "windows_days": windows, "description": told[0]},
        _ever("mean_value", "mean", told[1]) | shared,
        _ever("largest_value", "max", told[2]) | shared,
        _ever("last_value", "last", told[3]) | shared,
    ]


def _of_columns(inspection: Inspection) -> list[dict]:
    """Return means of further numbers, and how many different values categories had."""
    named = {inspection.entity, inspection.time, inspection.amount, _type_column(inspection)}
    others = [look for look in inspection.columns if look.name not in named and look.distinct > 1]
    counted = [look for look in others if look.dtype in ("integer", "float")]
    numbers = [look for look in counted if look.role == "number"]
    texts = [look for look in others if look.role in ("category", "identifier")]
    features = [
        _of_column(look, "mean", "Mean of", look.unit) for look in numbers[:MOST_NUMBERS]
    ]
    return features + [
        _of_column(look, "distinct", "Different values of") for look in texts[:MOST_CATEGORIES]
    ]


def _of_states(inspection: Inspection) -> list[dict]:
    """Return what categories were at last, such as the plan or the country of a customer."""
    states = [
        look for look in inspection.columns
        if look.role in ("category", "flag") and 1 < look.distinct <= MOST_LEVELS
        and look.name not in (inspection.entity, _type_column(inspection))
    ]  # fmt: skip
    return [_of_column(look, "last", "Latest") for look in states[:MOST_CATEGORIES]]


def _of_column(look: ColumnLook, kind: str, words: str, unit: str = "") -> dict:
    description = f"{words} {column_words(look.name)}"
    return _ever(f"{kind}_{look.name[:LONGEST]}", kind, description, unit) | {"column": look.name}


def _of_types(inspection: Inspection, horizon: int) -> list[dict]:
    """Return the shares of the most frequent kinds of events."""
    return [
        {"name": name, "kind": "share", "where": f"{_type_column(inspection)} == {value!r}",
         "windows_days": [horizon, 0], "description": prose.capital(type_words(inspection, value))}
        for name, value in event_types(inspection).items()
    ]


def event_types(inspection: Inspection) -> dict[str, str]:
    """Return the most frequent kinds of events: name of the feature of their share -> value."""
    if not _type_column(inspection):
        return {}
    column, target = inspection.column(_type_column(inspection)), inspection.target
    values = [value for value, _ in target.levels] if target and target.levels else column.examples
    values = list(dict.fromkeys(values))[:MOST_TYPES]
    if column.dtype != "text" or not values:
        return {}
    names = propose_names([f"share_{value[:LONGEST]}" for value in values])["proposed"]
    return dict(zip(names, values, strict=True))


def type_words(inspection: Inspection, value: str) -> str:
    """Return what the share of a kind of events is called."""
    kind = f"{column_words(_type_column(inspection))} {prose.quotation(value)}"
    return f"share of events with {kind}"


def _type_column(inspection: Inspection) -> str:
    """Return the column that tells what happened: where the target looks, if it is made of one."""
    target = inspection.target
    return target.column if target and target.where else inspection.event_type
