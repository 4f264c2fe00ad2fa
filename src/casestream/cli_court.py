"""The commands by which a court keeps its docket going: `effects` and `import`."""

from pathlib import Path
from typing import Any

import click

from casestream.effects import Effect, carry_out, pending
from casestream.importing import LISTED, Outcome, import_history, outcome_of, read_source
from casestream.kernel.errors import Lang
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.reports.render import aligned
from casestream.store.log import MEMORY
from casestream.store.server import is_server, shown
from casestream.terminal import common, court_today, docket_in, keyed, progress, say, say_json

EXIT_FINDINGS, EXIT_ERROR = 1, 2


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="该日已到期的 / what has fallen due by this day.  [default: today]"
)
@click.option("--dry-run", is_flag=True, help="只列出，不执行 / list what is pending, do nothing.")
@click.option("--again", is_flag=True, help="再试曾被拒绝的 / try once more what was refused.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="本院设定 / a setting of the court.")
@keyed
@common()
def effects(
    file: str, on: Any, dry_run: bool, again: bool, settings: tuple[str, ...], lang: Lang, as_json: bool
) -> None:
    """补做跨案后果与到期事项：可重复运行 / carry out what events and days ask of other cases in FILE; safe to repeat."""
    day = on.date() if on else court_today()
    given = dict(each.partition("=")[::2] for each in settings)
    with (
        docket_in(file, create=False, settings={name: _value(text) for name, text in given.items()}) as docket,
        progress("跨案后果", "effects", lang) as tell,
    ):
        found = (
            list(pending(docket, today=day, again=again, watch=tell))
            if dry_run
            else carry_out(docket, today=day, again=again, watch=tell)
        )
        found = docket.reveal(found)
    if as_json:
        say_json([_data(effect) for effect in found])
    else:
        say(
            "\n".join(aligned([_row(effect, lang) for effect in found]))
            or ("没有待办" if lang == "zh" else "nothing is pending")
        )
    if any(effect.refusal for effect in found):
        click.get_current_context().exit(EXIT_FINDINGS)


def _value(text: str) -> Any:
    return int(text) if text.lstrip("-").isdigit() else text


def _data(effect: Effect) -> dict[str, Any]:
    return {
        "cause": effect.cause.type, "causation_id": str(effect.cause.event_id), "command": type(effect.command).__name__,
        "case": effect.command.stream, "on": effect.command.on, "command_id": effect.command_id,
        "done": effect.receipt is not None and not effect.refusal, "refusal": effect.refusal,
    }  # fmt: skip


def _row(effect: Effect, lang: Lang) -> list[str]:
    command, zh = COMMANDS[type(effect.command)], lang == "zh"
    state = ("待办" if zh else "pending") if effect.receipt is None else effect.refusal or ("已办" if zh else "done")
    return [
        str(effect.command.on), effect.command.stream, command.zh if zh else command.en,
        f"← {EVENTS.by_name[effect.cause.type].label(lang)}", state,
    ]  # fmt: skip


@click.command("import")
@click.argument("file", type=click.Path())
@click.argument("source", type=click.Path())
@click.option(
    "--map", "mapping", type=click.Path(), help="SOURCE 是 CSV，按此映射 / SOURCE is CSV, mapped by this TOML."
)
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / check only, write nothing.")
@click.option("--keep-going", is_flag=True, help="无误的案件照常导入 / import the streams that nothing is wrong with.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    default=LISTED,
    show_default=True,
    help="最多列出的错误与发现 / list so many errors and findings; 0: all.",
)
@keyed
@common()
def import_facts(
    file: str, source: str, mapping: str | None, dry_run: bool, keep_going: bool, limit: int, lang: Lang, as_json: bool
) -> None:  # fmt: skip
    """导入历史记载：如实记录并附发现，可断点续做 / record the history in SOURCE as it was, and tell what the rules find."""
    listed = limit or -1
    with progress("导入", "importing", lang, rate=True) as tell, read_source(source, mapping, watch=tell) as held:
        outcome = outcome_of(held, listed=listed)
        if not outcome.problem_count or keep_going or dry_run:
            where = MEMORY if dry_run and not is_server(file) and not Path(file).exists() else file
            with docket_in(where) as docket:
                outcome = import_history(
                    docket, held, dry_run=dry_run, keep_going=keep_going, listed=listed, watch=tell
                )
    if as_json:
        say_json({**outcome.as_dict(), "dry_run": dry_run, "then": f"casestream effects {shown(file)}"})
    else:
        say("\n".join(_told(outcome, file, dry_run, lang)))
    if outcome.problem_count or outcome.finding_count:
        click.get_current_context().exit(EXIT_ERROR if outcome.problem_count else EXIT_FINDINGS)


def _told(outcome: Outcome, file: str, dry_run: bool, lang: Lang) -> list[str]:
    zh = lang == "zh"
    lines = [_line(problem, lang) for problem in outcome.problems]
    lines += [_line(finding, lang) for finding in outcome.findings]
    hidden = outcome.problem_count + outcome.finding_count - len(lines)
    if hidden:
        lines.append(f"… 另有 {hidden} 项，-n 0 列出全部" if zh else f"… and {hidden} more; -n 0 lists them")
    lines.append(
        f"{outcome.source}：{outcome.lines} 行，{outcome.streams} 案 {outcome.facts} 条；"
        f"错误 {outcome.problem_count}，发现 {outcome.finding_count}"
        if zh
        else f"{outcome.source}: {outcome.lines} lines, {outcome.facts} facts of {outcome.streams} streams; "
        f"{outcome.problem_count} errors, {outcome.finding_count} findings"
    )
    if dry_run:
        lines.append("试运行：未写入" if zh else "dry run: nothing was written")
        return lines
    lines.append(
        f"写入 {outcome.written} 条，此前已有 {outcome.known} 条"
        if zh
        else f"{outcome.written} written, {outcome.known} were there"
    )
    if outcome.written:
        lines.append(
            f"跨案后果未执行，请运行 casestream effects {shown(file)}"
            if zh
            else f"what these ask of other cases was not done: run casestream effects {shown(file)}"
        )
    return lines


def _line(told: dict[str, Any], lang: Lang) -> str:
    head = f"第 {told['line']} 行" if lang == "zh" else f"line {told['line']}"
    where, text, cure = told["stream"], told[lang], told[f"cure_{lang}"]
    mark = f"[{told['code']}]" if "code" in told else f"✗ {told['article']}"
    return f"{head}  {where}  {mark} {text}" + (f" → {cure}" if cure else "")
