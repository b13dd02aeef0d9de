"""Executed notebooks with every kind of output, made without running a kernel."""

import base64
import io

import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from project_lib import display
from project_lib.drawing import plots


def code(identity, source, *outputs, tags=()):
    cell = new_code_cell(source, outputs=list(outputs), execution_count=1)
    cell["id"] = identity
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def text(identity, source):
    return new_markdown_cell(source, id=identity)


def shown(kind, content):
    return new_output("display_data", {kind: content, "text/plain": "<repr>"})


def table(frame, title="", formats=None):
    return shown("text/html", display.table_html(frame, title, formats))


def figure(axes, title, alt):
    return shown("text/html", display.figure_html(axes, title, alt))


def sentence(words):
    return shown("text/markdown", words)


def picture():
    from matplotlib.figure import Figure

    drawing, buffer = Figure(figsize=(3, 2)), io.BytesIO()
    drawing.subplots().plot([1, 2, 3], [1, 4, 9])
    drawing.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()


def failure(kind="InputError", message="column 'amount': has 3 values that are no numbers"):
    trace = ["\x1b[31m---------\x1b[39m", f"\x1b[31m{kind}\x1b[39m Traceback", f"{kind}: {message}"]
    return new_output("error", ename=kind, evalue=message, traceback=trace)


def months():
    revenue = np.array([299048, 379590, 393155, 142824, 107933, 108395, 122078, 88367, 81948.0])
    return pd.DataFrame(
        {
            "month": pd.period_range("1997-01", periods=9, freq="M").astype(str),
            "orders": [8928, 11272, 11598, 3781, 2895, 3054, 2942, 2320, 2296],
            "revenue": revenue,
            "revenue_share": revenue / revenue.sum(),
            "mean_order_value": revenue
            / np.array([8928, 11272, 11598, 3781, 2895, 3054, 2942, 1, 0.5]),
            "complete": [True] * 8 + [False],
        }
    )


def wide_table():
    columns = {f"feature_{i}_of_the_table": np.arange(4) * 1234.567 / 10**i for i in range(14)}
    return pd.DataFrame({"customer": list("abcd"), **columns})


def long_table():
    return pd.DataFrame(
        {
            "customer": [f"customer {i:02d}" for i in range(40)],
            "orders": [(i * 37) % 41 for i in range(40)],
            "mean_amount": [None if i == 7 else (i * 29.37) % 100 for i in range(40)],
        }
    )


def drawings():
    bars = plots.plot_bars(
        ["music", "books", "films"],
        [412, 230, 57],
        low=[390, 214, 48],
        high=[434, 246, 66],
        accent=["music"],
        text=["412", "230", "57"],
    )
    days = np.arange(30)
    line = plots.plot_line(
        days,
        np.sqrt(days),
        low=np.sqrt(days) * 0.8,
        high=np.sqrt(days) * 1.2,
        label="orders",
        x_label="Days since the first order",
        y_label="Orders",
    )
    heat = plots.plot_heatmap(
        np.array([[1, 0.4, -0.6], [0.4, 1, 0.05], [-0.6, 0.05, 1]]),
        list("abc"),
        list("abc"),
        text=[["1", "0.40", "−0.60"], ["0.40", "1", "0.05"], ["−0.60", "0.05", "1"]],
        limits=(-1, 1),
    )
    points = np.random.default_rng(0).normal(size=(900, 2))
    scatter = plots.plot_scatter(
        points[:, 0],
        points[:, 1],
        groups=(points[:, 0] > 0).astype(str),
        x_label="First component",
        y_label="Second component",
    )
    return bars, line, heat, scatter


def demo_cells(sample=None):
    bars, line, heat, scatter = drawings()
    return [
        text(
            "title",
            "# Data description\n\nWhat do the purchases look like, and can they be trusted? For "
            "everyone who uses them later; leaves the *typed* tables behind.",
        ),
        code(
            "parameters",
            f'CASE = "cdnow"\nSAMPLE = {sample}\nENGINE = "duckdb"',
            tags=["parameters"],
        ),
        code(
            "setup",
            "from project_lib import description\nfrom project_lib.case import open_case\n\n"
            'case = open_case(CASE, "description", sample=SAMPLE)  # the case\nlimit = 0.5',
        ),
        text(
            "months-text",
            "## How much is bought each month?\n\nOrders and revenue by calendar month, "
            "compared with the first one.",
        ),
        code(
            "months",
            "monthly = description.monthly(purchases)\nshow(monthly)",
            table(
                months(), "Revenue falls by two thirds after the first quarter", {"revenue": "USD"}
            ),
            sentence(
                "Revenue was **379,590 USD** in February 1997 and 142,824 USD in April: `62 %` less"
            ),
        ),
        code(
            "bars",
            "show(plots.plot_bars(...))",
            figure(
                bars,
                "Music sells almost twice as often as books",
                "Bars: music 412, books 230, films 57",
            ),
        ),
        text("line-text", "## How does a customer develop?"),
        code(
            "line",
            "show(plots.plot_line(...))",
            figure(
                line,
                "A customer's orders slow down",
                "A line that rises ever more slowly from 0 to 5.4",
            ),
            sentence("After 30 days a customer has made 5.4 orders (95 % interval 4.3 to 6.5)."),
        ),
        text(
            "wide-text",
            "### What do the features look like?\n\nA table that is wider than a phone.",
        ),
        code("wide", "show(wide)", table(wide_table(), "Features of four customers")),
        text("long-text", "## Who are the customers?"),
        code("long", "show(customers)", table(long_table(), "All customers")),
        code(
            "heat",
            "show(plots.plot_heatmap(...))",
            figure(heat, "a and c are opposed", "Heat map of 3 x 3"),
        ),
        code(
            "scatter",
            "show(plots.plot_scatter(...))",
            figure(
                scatter, "No structure is visible", "A round cloud of 900 points in two colours"
            ),
        ),
        text("other-text", "## Other things that a cell can show"),
        code("picture", "plt.plot([1, 2, 3])", shown("image/png", picture())),
        code(
            "printed",
            "print('hello')",
            new_output("stream", name="stdout", text="hello\n"),
            new_output("stream", name="stderr", text="\x1b[33mWarning\x1b[0m: slow\n"),
        ),
        code(
            "value", "40 + 2", new_output("execute_result", {"text/plain": "42"}, execution_count=1)
        ),
        text("last", "## What the next notebook receives"),
        code(
            "save", 'case.save(purchases, "description")', sentence("69,659 rows with 4 columns.")
        ),
    ]


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(writes(new_notebook(cells=cells)), encoding="utf-8")
    return path
