"""`casestream export`: the log for other tools, and the evidence of one case."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from casestream.cli_audit import write_evidence
from casestream.docket import Docket
from casestream.exporting import FORMS, Selection, export_lines
from casestream.exporting import export as write_export
from casestream.exporting.lines import LINES
from casestream.kernel.errors import BadRequest, Lang
from casestream.reports.render import aligned
from casestream.terminal import DAY, common, docket_in, keyed, progress, say, say_json

ENDINGS = {
    ".jsonl": "jsonl", ".csv": "csv", ".parquet": "parquet", ".sqlite": "sqlite", ".db": "sqlite", ".xes.gz": "xes",
    ".jsonocel": "ocel", ".ocel.json": "ocel",
}  # fmt: skip
USUAL = "jsonl"


@click.command()
@click.argument("file", type=click.Path())
@click.argument("number", required=False)
@click.option(
    "--as", "form", type=click.Choice(FORMS), help="格式 / the form.  [default: 按 -o 的后缀 / as -o ends, or jsonl]"
)
@click.option(
    "-o", "--output", type=click.Path(), help="写入文件（证据包：新目录）/ a file; for evidence a new folder."
)
@click.option("--since", type=DAY, help="自该日起（含）/ from this day.")
@click.option("--until", type=DAY, help="至该日止（含）/ to this day.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="类别，可多次 / the kind of stream, several times.  [default: 全部 / all; xes: case]",
)
@click.option("--unmasked", is_flag=True, help="不隐去姓名名称 / names as they are.")
@click.option(
    "--evidence", metavar="CASE", help="该案的证据包，写入 -o 的目录 / the evidence of a case, into the folder of -o."
)
@click.option("--key", type=click.Path(), help="签署证据包的私钥文件 / the secret key that signs the evidence.")
@keyed
@common()
def export(
    file: str, number: str | None, form: str | None, output: str | None, since: Any, until: Any, kinds: tuple[str, ...],
    unmasked: bool, evidence: str | None, key: str | None, lang: Lang, as_json: bool,
) -> None:  # fmt: skip
    """导出记载，默认隐去姓名；或写出证据包 / export the records of FILE, or of one case, names masked; or write evidence.

    JSON 行可再导入（须 --unmasked 才与原样相同）；证据包由 python verify.py 校验 /
    JSON lines can be imported again (as they were with --unmasked); evidence is checked with its verify.py.
    """
    if evidence is not None:
        write_evidence(file, evidence, key, output, lang, as_json)
        return
    form = form or _form_of(output)
    selection = Selection(
        since=since.date() if since else date.min, until=until.date() if until else date.max, kinds=kinds,
        stream=number or "", unmasked=unmasked,
    )  # fmt: skip
    if output is None and form not in LINES:
        raise BadRequest(f"{form} 须写入文件", f"{form} goes into a file", "给出 -o 文件", "name one with -o")
    with docket_in(file, create=False) as docket, progress("导出", "exporting", lang, rate=True) as tell:
        if output is None:
            _print(docket, form, selection, lang)
        else:
            write_export(docket, form, output, selection, lang=lang, watch=lambda done, total: tell(done, total, ""))
    if output is not None:
        _tell(form, output, selection, lang, as_json)


def _form_of(output: str | None) -> str:
    """The form that a file's name ends on.

    Raises:
        BadRequest: it ends on none.
    """
    if output is None:
        return USUAL
    for ending, form in ENDINGS.items():
        if output.lower().endswith(ending):
            return form
    known = ", ".join(ENDINGS)
    raise BadRequest(
        f"从文件名 {output} 看不出格式", f"the name {output} does not tell the form",
        f"后缀用 {known}，或者以 --as 指明", f"end it on {known}, or say --as",
    )  # fmt: skip


def _print(docket: Docket, form: str, selection: Selection, lang: Lang) -> None:
    for line in export_lines(docket, form, selection, lang):
        click.echo(line, nl=False)


def _tell(form: str, output: str, selection: Selection, lang: Lang, as_json: bool) -> None:
    told = {"file": output, "form": form, "bytes": Path(output).stat().st_size, "masked": not selection.unmasked}
    if as_json:
        say_json(told)
        return
    zh = lang == "zh"
    names = (
        "姓名" if zh else "names",
        ("原样" if zh else "as they are") if selection.unmasked else ("已隐去" if zh else "masked"),
    )
    heads = ("文件", "格式", "字节") if zh else ("file", "form", "bytes")
    say("\n".join(aligned([*([head, str(told[name])] for head, name in zip(heads, told, strict=False)), list(names)])))
