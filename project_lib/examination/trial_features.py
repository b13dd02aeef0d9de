"""A feature table that is made to be looked at: quickly, of some entities where that will do."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import Prediction
from project_lib.errors import InputError
from project_lib.examination.data_faults import Patient
from project_lib.examination.problems import Advice
from project_lib.sources.conversion import Extracted

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.case import Case

FEWEST_OF_A_CLASS = 50  # rows, below which folds and holdout hold a handful each
MOST_ENTITIES = 10_000  # that features are made of: what they show is not worth more time


@dataclass(frozen=True, eq=False)
class Made:
    """A feature table, made to be looked at, and its dictionary."""

    table: "pd.DataFrame"
    dictionary: "pd.DataFrame"

    @property
    def features(self) -> list[str]:
        """The names of the features."""
        return self.dictionary.loc[self.dictionary["role"] == "feature", "name"].tolist()


def make_features(case: "Case", patient: Patient, functions: Mapping[str, object]) -> Made:
    """Return the feature table of the case, of some entities at the latest cutoff where it serves.

    Raises
    ------
    InputError
        When no feature table can be made of all entities.
    """
    from project_lib.sources.sampling import sample_tables

    prediction, table = case.prediction, case.prediction.table
    make = _make_of_rows if prediction.rows else _make_of_events
    every, latest = patient.tables[table], _at_latest_cutoff(prediction)
    some = sample_tables(
        {table: every}, case.tables, size=MOST_ENTITIES, entity=prediction.entity
    )[table]
    if some.count < every.count or latest != prediction:
        with suppress(InputError):  # which may be true of some of the entities alone
            made = make(some, latest, case, functions)
            if not prediction.target or not list(rare_classes(made.table, prediction)):
                return made
    return make(every, prediction, case, functions)


def _at_latest_cutoff(prediction: Prediction) -> Prediction:
    from project_lib.features.windows import as_moment

    latest = sorted(prediction.cutoffs, key=as_moment)[-1:]
    return prediction.model_copy(update={"cutoffs": latest})


def _make_of_rows(
    rows: Extracted, prediction: Prediction, case: "Case", functions: Mapping[str, object]
) -> Made:
    from project_lib.features.given_rows import given_table

    given = given_table(rows.rows, prediction, case.tables[prediction.rows], functions)
    return Made(given.table, given.dictionary)


def _make_of_events(
    events: Extracted, prediction: Prediction, case: "Case", functions: Mapping[str, object]
) -> Made:
    """Return the feature table of events, which are typed once and kept for a moment."""
    from project_lib import feature_engineering
    from project_lib.checkpoints import BATCH_ROWS, write_parquet
    from project_lib.engine import scan_parquet

    make = {"prediction": prediction, "features": case.features, "functions": functions}
    with TemporaryDirectory(prefix="crisp-ds-") as folder:
        path = Path(folder) / "events.parquet"
        write_parquet(events.rows.to_arrow_reader(BATCH_ROWS), path)
        table = feature_engineering.feature_table(scan_parquet(path), **make)
    return Made(table, feature_engineering.feature_dictionary(table, **make))


def rare_classes(table: "pd.DataFrame", prediction: Prediction) -> Iterator[InputError]:
    """Yield advice where a class has too few rows to learn from and to be tested on."""
    name = prediction.target.name
    target = table[name]
    numeric = target.dtype.kind in "iufb"
    if numeric and target.nunique() != 2:
        return
    counts = target.value_counts()
    few = counts[counts < FEWEST_OF_A_CLASS]
    if len(few):
        value, rows = few.index.tolist()[-1], prose.plural(int(few.iloc[-1]), "row")
        problem = f"only {rows} of {len(target):,} have the value {value!r}"
        remedy = "collect more, join rare classes, or change cutoffs, horizon_days or the target"
        key = ("prediction", "target")
        yield Advice(f"target '{name}'", problem, remedy, key=key)
