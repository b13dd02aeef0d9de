"""The part of a chart that a slide has room for: the first of its categories, and accented ones."""

from dataclasses import replace

from project_lib.charts import Chart

MOST = {  # of each column that holds categories
    "bar": {"label": 14},
    "stacked_bar": {"label": 8},
    "pareto": {"label": 14},
    "heatmap": {"row": 14, "column": 18},
}
CUT = "(not all drawn)"


def cut_chart(chart: Chart) -> Chart:
    """Return the chart with as many categories as a slide shows; a cut one says so in its label."""
    kept = {
        name: _kept(chart.data[name], most, chart.accent)
        for name, most in MOST.get(chart.kind, {}).items()
    }
    rows = range(max(map(len, chart.data.values())))
    places = [at for at in rows if all(chart.data[n][at] in kept[n] for n in kept)]
    if len(places) == len(rows):
        return chart
    data = {name: [values[at] for at in places] for name, values in chart.data.items()}
    return replace(chart, data=data, y_label=f"{chart.y_label} {CUT}".strip())


def _kept(values: list, most: int, accent: tuple[str, ...]) -> set:
    """Return the first values and those with an accent, which take the last places."""
    known = list(dict.fromkeys(values))
    loud = [value for value in known if value in accent][:most]
    quiet = [value for value in known if value not in loud]
    return {*loud, *quiet[: most - len(loud)]}
