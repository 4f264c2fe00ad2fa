"""What a figure and a case come from: `casestream report --explain`."""

from casestream.kernel.errors import BadRequest, Lang
from casestream.replay import Table
from casestream.reports import Report
from casestream.reports.explained import explanation_text
from casestream.terminal import say, say_json


def tell_cell(made: Report, cell: tuple[str, str], limit: int | None, lang: Lang, as_json: bool) -> None:
    """The events behind one cell of a report, to stdout.

    Raises:
        BadRequest: the rows of this report are cases themselves.
        UnknownName, EmptyCell: there is no such row or column, or nothing behind it.
    """
    if not isinstance(made, Table):
        raise BadRequest(
            "该报表逐案列出，每行即一案", "every row of this report is a case already",
            "casestream show 案卷 案号", "casestream show FILE NUMBER",
        )  # fmt: skip
    row, column = cell
    labels = {" ".join(each.group) for each in made.rows}
    is_number = row.isdecimal() and row not in labels and 1 <= int(row) <= len(made.rows)
    explained = made.explain(int(row) - 1 if is_number else row, column)
    if as_json:
        say_json(explained.as_dict(limit))
    else:
        say(explanation_text(explained, lang, limit))
