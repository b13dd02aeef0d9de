"""Ready-made test of groups: whether products, or customers, fall into kinds that differ."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.segmentation.cluster_words import Words, profile_clusters, profile_listing
from project_lib.segmentation.clustering import (
    Clusters,
    Method,
    find_clusters,
    order_clusters,
    prepare_matrix,
)

if TYPE_CHECKING:
    import pandas as pd

RELEVANT = 0.05  # of the silhouette: nearer to chance than this, groups are no news


def things_fall_into_groups(
    table: "pd.DataFrame",
    *,
    columns: Sequence[str] | Mapping[str, str],
    claim: Claim | None = None,
    who: str = "products",
    words: Words | None = None,
    order_by: str = "",
    method: Method = "k-means",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how much further apart groups are than groups found alike where there are none.

    Parameters
    ----------
    table : one row per product or customer, with numeric `columns`
    columns : their names; a mapping also gives each of them words
    claim : about the difference of two silhouettes; "above 0 by 0.05 or more" where not given
    words : how low and high values of a column are called: ``{"sales": ("few sales", "many
        sales")}``
    order_by : a column whose highest group comes first; by size where empty
    """
    from scipy.stats import t as student

    claim = claim or Claim("above", 0.0, RELEVANT)
    names = columns if isinstance(columns, Mapping) else {c: c.replace("_", " ") for c in columns}
    columns = list(names)
    matrix = prepare_matrix(table, columns)
    clusters = find_clusters(matrix, method=method, random_state=random_state)
    labels = clusters.labels
    if order_by:
        labels = order_clusters(labels, table[order_by])
    profiles = profile_clusters(table, labels, matrix, columns, words=words)
    effect, error = clusters.excess
    samples = len(clusters.separation)
    half = float(student.ppf(0.975, samples - 1)) * error
    p = float(2 * student.sf(abs(effect - claim.threshold) / max(error, 1e-12), samples - 1))
    return Result(
        statement=_statement(clusters, who),
        method=_method(clusters, who),
        effect=effect,
        unit="",
        interval=(effect - half, effect + half),
        n=len(table),
        counted=who,
        p=p,
        claim=claim,
        chart=_chart(profiles, labels, matrix, list(names.values()), who),
        meaning=meaning or _meaning(who),
        limits=(
            f"The groups found are {profile_listing(profiles)}. Groups of {who} depend on the "
            "columns that were chosen, and how these are scaled; others may show other groups. "
            f"That {who} stand apart does not say why."
        ),
        exhibits=(
            Exhibit(f"Groups of {who}, with their medians", profiles.rename(columns=names)),
            Exhibit("Numbers of groups that were tried (1: far apart, stable)", clusters.choices),
        ),
    )


def _method(clusters: Clusters, who: str) -> str:
    return (
        f"{clusters.method}; number of groups by silhouette among those that come out again in "
        f"halves of the rows (adjusted Rand index {prose.number(clusters.stability, 2)}); "
        f"silhouettes of {len(clusters.separation)} half samples of at most 1,000 {who}, each "
        "against points drawn evenly from the same extent "
        f"({prose.number(clusters.separation.mean(), 2)} against "
        f"{prose.number(clusters.reference.mean(), 2)}); Student's t on their differences"
    )


def _statement(clusters: Clusters, who: str) -> str:
    if clusters.count < 2:
        return f"No two groups of {who} are found: apart from a few, they are one cloud"
    found, chance = (
        prose.number(values.mean(), 2) for values in (clusters.separation, clusters.reference)
    )
    return (
        f"The clearest {clusters.count} groups of {who} score {found} out of 1 for standing apart; "
        f"chance alone scores {chance}"
    )


def _chart(
    profiles: "pd.DataFrame",
    labels: np.ndarray,
    matrix: np.ndarray,
    names: Sequence[str],
    who: str,
) -> Chart:
    """Return a heatmap of groups by column: distance from the mean in standard deviations."""
    data: dict[str, list] = {"row": [], "column": [], "value": []}
    shown = profiles[["group", "size", "profile"]].itertuples(index=False)
    for group, size, profile in shown:
        differences = matrix[labels == group - 1].mean(axis=0)
        name = f"{group}: {profile}" if group else "in no group"
        for column, value in zip(names, differences, strict=True):
            data["row"].append(f"{name} ({prose.number(size)})")
            data["column"].append(column)
            data["value"].append(round(float(value), 2) + 0.0)
    alt = (
        f"Heatmap of {prose.plural(len(profiles), 'group')} of {who} by "
        f"{prose.plural(len(names), 'column')}: how far each group lies from the mean of all, in "
        "standard deviations."
    )
    label = f"distance from the mean of all {who}, in standard deviations"
    return Chart("heatmap", data, alt, x_label=label, unit="standard deviations")


def _meaning(who: str) -> Meaning:
    subject = prose.capital(who)
    return Meaning(
        f"{subject} are of different kinds: plan prices, promotion and targets for each "
        "kind, not for the average of all.",
        f"{subject} differ by degrees and not by kind: rank them; do not sort them into types.",
        f"Whether {who} fall into kinds cannot be told: use groups as a description at most.",
    )
