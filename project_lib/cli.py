"""The command `crisp-ds`: makes a case, runs it, scores a file with its model, lists the cases."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from project_lib.errors import InputError

INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    help="Customer analytics by CRISP-DS: numbered notebooks and the report that they write.",
    add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"crisp-ds {version('crisp-ds')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command()
def run(
    case: Annotated[str, typer.Argument(help="Folder below cases/.")] = "cdnow",
    sample: Annotated[
        int | None, typer.Option(help="Use only this many entities.", show_default=False)
    ] = None,
    engine: Annotated[str, typer.Option(help="duckdb or spark.")] = "duckdb",
    from_stage: Annotated[
        str | None, typer.Option("--from", metavar="STAGE", help="Run this stage and all after it.")
    ] = None,
    only: Annotated[str | None, typer.Option(metavar="STAGE", help="Run just this stage.")] = None,
) -> None:
    """Run the notebooks of a case that are out of date, and write its report."""
    from project_lib.configuration.case_file import find_root
    from project_lib.run.progress import Display
    from project_lib.run.request import Request
    from project_lib.run.runner import run_case

    display = Display()
    outcome = run_case(Request(find_root(), case, sample, engine, from_stage, only), display)
    if outcome.exit_code == 0:
        display.say(f"Report: {outcome.index}")
    raise typer.Exit(outcome.exit_code)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the case: its folder below cases/.")],
    data: Annotated[
        str, typer.Option(metavar="SOURCE", help="File, folder, address or SQL query.")
    ],
    target: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="What to predict; of events COLUMN=VALUE.")
    ] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="What one prediction is about.")
    ] = None,
    time: Annotated[str | None, typer.Option(metavar="COLUMN", help="When a row was true.")] = None,
    events: Annotated[bool, typer.Option("--events", help="The rows are events.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
) -> None:
    """Make a case of your own from a table, ready to run."""
    from project_lib.configuration.case_file import find_root
    from project_lib.onboarding.new_case import make_case
    from project_lib.onboarding.terminal import ask_on_terminal

    known = {"target": target, "entity": entity, "time": time, "events": events}
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not no_input
    ask = ask_on_terminal if asks else None
    for line in make_case(find_root(), name, data, **known, ask=ask):
        typer.echo(line)


@app.command()
def score(
    case: Annotated[str, typer.Argument(help="Folder below cases/.")],
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="CSV, parquet, ... with the features of each row.")
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="File to write: .csv, .csv.gz, else parquet.")
    ],
) -> None:
    """Score the rows of a file with the model that notebook 12 has left."""
    from project_lib import prose
    from project_lib.configuration.case_file import find_root
    from project_lib.serving.scoring import score_case

    scored = score_case(find_root(), case, source, target)
    pace = f"{prose.number(scored.seconds_per_million)} s per million rows"
    typer.echo(f"{prose.plural(scored.rows, 'row')} scored, {pace}: {scored.target}")


@app.command()
def fetch(
    dataset: Annotated[
        str | None, typer.Argument(help="Name of a public data set.", show_default=False)
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="List the data sets.")] = False,
) -> None:
    """Fetch a public data set by name, or list them."""
    from project_lib.datasets import catalogue, fetching

    if dataset is None or show_list:
        typer.echo("\n".join(catalogue.list_lines()))
        return
    from project_lib.configuration.case_file import find_root

    chosen, root = catalogue.find_dataset(dataset), find_root()
    typer.echo(fetching.licence_sentences(chosen))
    fetched = fetching.fetch_dataset(chosen, root)
    typer.echo(f"{fetched.trust}\nFile: {fetched.path}")
    typer.echo(f"Next: {fetching.next_command(fetched, root)}")


@app.command()
def trace(
    case: Annotated[str, typer.Argument(help="Folder below cases/.")] = "cdnow",
) -> None:
    """List every number of the decks with the finding, notebook, cell and data it comes from."""
    from project_lib import storytelling
    from project_lib.case import open_case

    opened = open_case(case)
    records = storytelling.gather_records(opened)
    deck = storytelling.plan_story(opened, records)
    traced = storytelling.trace_decks(opened, deck, records, summary=True)
    columns = ["file", "slide", "number", "source", "notebook", "cell", "fingerprint"]
    typer.echo(traced[columns].to_csv(index=False).rstrip())
    storytelling.require_traced(traced)


@app.command()
def doctor(
    case: Annotated[str, typer.Argument(help="Folder below cases/.")] = "cdnow",
) -> None:
    """Check a case's configuration against its data; name each problem and the line to change."""
    from project_lib.configuration.case_file import find_root
    from project_lib.examination.doctor import examine_case

    examination = examine_case(find_root(), case)
    for problem in examination.problems:
        typer.echo(str(problem))
    typer.echo(examination.verdict)
    raise typer.Exit(examination.exit_code)


@app.command("list")
def list_cases() -> None:
    """List the cases and what they ask."""
    from project_lib.configuration.case_file import case_names, find_root, read_case_file

    root = find_root()
    names = case_names(root)
    width = max(map(len, names), default=0)
    for name in names:
        typer.echo(f"{name:{width}}  {read_case_file(root, name).business.title}")


def main() -> None:
    """Run the command; input that the user can mend is one line on stderr and exit code 2."""
    try:
        code = app(standalone_mode=False)
    except KeyboardInterrupt:  # one that comes amid typer's own steps
        code = INTERRUPTED
    except InputError as error:
        _complain(str(error), 2)
    except TyperException as error:
        _complain(error.format_message(), 2)
    if code == INTERRUPTED:
        # A text under execution when it came would make Python end by the signal, without the code.
        exec("")
        _complain("interrupted; what had finished is kept, the next run continues there", code)
    sys.exit(code or 0)


def _complain(message: str, code: int) -> None:
    typer.echo(f"crisp-ds: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
