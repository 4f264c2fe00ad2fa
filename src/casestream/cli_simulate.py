"""The command that fills a docket with simulated lives: `simulate`."""

import click

import casestream
from casestream.kernel.errors import Lang
from casestream.terminal import common, say


@click.command()
@click.argument("file", type=click.Path())
@click.argument("number", required=False)
@common()
def export(file: str, number: str | None, lang: Lang, as_json: bool) -> None:
    """以 JSON 行输出记载，可再导入 / print the records of FILE, or of one case, as JSON lines that can be imported again."""
    with casestream.open(file, create=False) as docket:
        for record in docket.history(number) if number else _records(docket.log):
            say(as_line(record, docket.log.codec))


def _records(log: Log) -> Iterator[Record]:
    """All records, a page of them in memory at a time."""
    position = 0
    while page := log.records("WHERE position > ?", (position,), PAGE):
        yield from page
        position = page[-1].position
