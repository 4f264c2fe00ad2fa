"""The log for other tools: JSON lines, CSV, Parquet, SQLite, CloudEvents, and XES and OCEL 2.0 for process mining.

Every export streams: one stream of the docket is in memory at a time. Names are masked unless it is said otherwise.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from casestream.docket import Docket
from casestream.exporting.lines import LINES
from casestream.exporting.ocel import write_ocel
from casestream.exporting.ocel_sqlite import write_ocel_sqlite
from casestream.exporting.selection import Selection as Selection
from casestream.exporting.selection import Stream, Watch, nobody, streams
from casestream.exporting.tables import write_parquet, write_sqlite
from casestream.exporting.xes import write_xes
from casestream.kernel.errors import Lang, UnknownName
from casestream.reports.whole_file import whole_file

TABLES = {"parquet": write_parquet, "sqlite": write_sqlite, "ocel": write_ocel, "ocel-sqlite": write_ocel_sqlite}
FORMS = ("jsonl", "csv", "parquet", "sqlite", "cloudevents", "xes", "ocel", "ocel-sqlite")

EVERYTHING = Selection()


def export(
    docket: Docket,
    form: str,
    target: str | Path,
    selection: Selection = EVERYTHING,
    *,
    lang: Lang = "zh",
    watch: Watch = nobody,
) -> None:
    """Write the selected records to a file in one of `FORMS`: whole, or not at all. `lang` names the events where they are named.

    Raises:
        UnknownName: there is no such form.
        UnknownCase: the one stream that is asked for is not there.
        TargetNotWritable: the target cannot be written.
        ExtraMissing: the form needs an extra that is not installed.
    """
    if form not in FORMS:
        raise UnknownName(
            f"不能导出为“{form}”",
            f"cannot export as {form!r}",
            f"可用：{'、'.join(FORMS)}",
            f"there are {', '.join(FORMS)}",
        )
    with whole_file(target) as part:
        if form == "xes":
            write_xes(docket, selection, part, lang, watch)
            return
        told = streams(docket, selection, watch)
        if form in LINES:
            _write_lines(docket, form, told, part, lang)
        else:
            TABLES[form](told, part, lang)


def export_lines(docket: Docket, form: str, selection: Selection, lang: Lang) -> Iterator[str]:
    """The selected records as text, in one of the forms that are lines."""
    return LINES[form](streams(docket, selection), lang, source_of(docket))


def _write_lines(docket: Docket, form: str, told: Iterable[Stream], path: Path, lang: Lang) -> None:
    encoding = "utf-8-sig" if form == "csv" else "utf-8"  # Office programs tell UTF-8 by its mark.
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(LINES[form](told, lang, source_of(docket)))


def source_of(docket: Docket) -> str:
    """The docket as CloudEvents name where an event comes from."""
    return f"urn:casestream:{docket.log.recorder.says('id')}"
