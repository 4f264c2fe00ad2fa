"""The command line: data to stdout, progress to stderr; `--json`, `--lang zh|en`; exit 0, 1 (findings, refused), 2, 130."""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from click.shell_completion import shell_complete

import casestream
from casestream.audit.look import Look
from casestream.cli_audit import checkpoint, keygen, verify
from casestream.cli_court import effects, import_facts
from casestream.cli_explain import show_diff, tell_cell
from casestream.cli_export import export
from casestream.cli_law import events, rules, show_lifecycle
from casestream.cli_live import live, show_while_growing
from casestream.cli_privacy import erase, keys
from casestream.cli_recheck import recheck
from casestream.cli_replay import DIMENSIONS, dimensions, replay, segments
from casestream.cli_simulate import feed, simulate
from casestream.cli_statistics import indicators, publish, restate
from casestream.demo import play
from casestream.doctor import examine, examine_quickly
from casestream.kernel.errors import BadRequest, CasestreamError, Lang, Refused, UnknownName
from casestream.kernel.event import EVENTS
from casestream.replay import ENGINES
from casestream.reports import REPORTS, Deadlines, Durations, Ledger, Report, Stock
from casestream.reports.paper import FORMS, suffix, write_report
from casestream.reports.render import aligned, deadlines_text, ledger_text, stock_text, table_text, yuan
from casestream.reports.render_figures import durations_text
from casestream.reports.state import CaseState, case_state
from casestream.reports.timeline import timeline
from casestream.store.system import said
from casestream.terminal import (
    LANG_VARIABLE,
    Listed,
    a_cell,
    abandon,
    common,
    docket_in,
    keyed,
    knowing,
    looking_back,
    misuse,
    never_choke,
    progress,
    say,
    say_json,
    say_line,
    settings_in,
    tell_error,
    wanted,
)

EXIT_FINDINGS, EXIT_ERROR, EXIT_INTERRUPTED = 1, 2, 130


class Commands(Listed):
    """The commands, and the answer to a word that is none of them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant.

        Raises:
            UnknownName: there is none of this name.
        """
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            names = self.list_commands(ctx)
            raise UnknownName(
                f"没有命令“{args[0]}”", f"there is no command {args[0]!r}",
                f"可用：{'、'.join(names)}", f"there are {', '.join(names)}",
            )  # fmt: skip
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(casestream.__version__, package_name="casestream")
@common(envvar=LANG_VARIABLE)
@click.pass_context
def cli(context: click.Context, lang: Lang, as_json: bool) -> None:
    """执行案件事件流：依法记录、逐案回放、精确统计 / court enforcement cases as events: lawful, replayable, exact."""
    if context.invoked_subcommand is None:
        raise BadRequest("缺少命令", "a command is missing", "casestream --help", "casestream --help")


@cli.command()
@click.argument("file", type=click.Path(), required=False)
@common()
def demo(file: str | None, lang: Lang, as_json: bool) -> None:
    """演示：报载案件与模拟办案年度 / play the newspaper page's cases and a simulated court year into FILE."""
    with progress("演示", "demo", lang) as tell:
        story = play(file or ":memory:", tell=tell)
    if as_json:
        say_json(story.as_dict())
    else:
        say(story.text(lang))


@cli.command("ls")
@click.argument("file", type=click.Path())
@click.option("--kind", default="case", show_default=True, help="类别 / the kind: case, debtor, dispatch …")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    help="最多列出 / at most this many; 0: all.",
)
@keyed
@common()
def list_cases(file: str, kind: str, limit: int, lang: Lang, as_json: bool) -> None:
    """列出案卷中的案件 / list the cases, or what else FILE holds."""
    kinds = sorted({event_type.stream for event_type in EVENTS.by_name.values()} - {"any"})
    if kind not in kinds:
        raise UnknownName(
            f"没有“{kind}”这一类",
            f"there is no kind {kind!r}",
            f"可用：{'、'.join(kinds)}",
            f"there are {', '.join(kinds)}",
        )
    with docket_in(file, create=False) as docket, progress("读取案件", "reading cases", lang) as tell:
        ids = docket.cases(kind)
        shown, told = ids[: limit or None], docket.reveal(ids[: limit or None])
        states = []
        for id in shown if kind == "case" else ():
            states.append(case_state(docket.case(id)))
            tell(len(states), len(shown), "")
    if as_json:
        say_json([state.as_dict() for state in states] if kind == "case" else told)
        return
    say(_states_text(states, lang) if kind == "case" else "\n".join(told))
    if len(shown) < len(ids):
        say(f"… 共 {len(ids)} 项，-n 0 列出全部" if lang == "zh" else f"… {len(ids)} in all; -n 0 lists them")


def _states_text(states: list[CaseState], lang: Lang) -> str:
    zh = lang == "zh"
    rows = [
        ["案号", "案由", "被执行人", "状态", "未到位"] if zh else ["Number", "Cause", "Debtors", "State", "Outstanding"]
    ]
    rows += [
        [s.number or s.id, s.cause, "、".join(s.debtors), _standing(s, lang), yuan(s.outstanding_fen, lang)]
        for s in states
    ]
    return "\n".join(aligned(rows))


def _standing(state: CaseState, lang: Lang) -> str:
    zh = lang == "zh"
    if state.closed_as and not state.is_open:
        return state.closed_as.label(lang)
    if state.is_suspended:
        return "中止" if zh else "suspended"
    return ("在办" if zh else "open") if state.is_open else ("待立案" if zh else "applied for")


@cli.command()
@click.argument("file", type=click.Path())
@click.argument("number")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="法律日期当日的状态 / as the law saw it on this day.")
@knowing
@keyed
@common()
def show(file: str, number: str, on: Any, known_at: datetime | None, lang: Lang, as_json: bool) -> None:
    """一个案件的状态与时间线 / the state and the timeline of one case of FILE, by number or id."""
    day: date | None = on.date() if on else None
    with docket_in(file, create=False) as docket:
        case, look = docket.case(number, on=day, known_at=known_at), Look(on=day, known_at=known_at)
        records = [
            record for record in docket.history(number) if look.knows(record) and (day is None or record.on <= day)
        ]
    if as_json:
        state = case_state(case).as_dict() if case.kind == "case" else {"id": case.id, "kind": case.kind}
        say_json({"state": state, "history": timeline(records, lang)})
        return
    if case.kind == "case":
        say(_state_text(case_state(case), lang))
    lines = [
        [str(line["version"]), str(line["on"]), str(line["round"]), str(line["label"]), str(line["details"])]
        for line in timeline(records, lang)
    ]
    say("\n".join(aligned(lines)))


def _state_text(state: CaseState, lang: Lang) -> str:
    zh = lang == "zh"
    rows = [
        ["案号" if zh else "Number", " → ".join(state.rounds) or "—"],
        ["执行依据" if zh else "Basis", state.id],
        ["案由" if zh else "Cause", state.cause],
        ["申请执行人" if zh else "Applicants", "、".join(state.applicants)],
        ["被执行人" if zh else "Debtors", "、".join(state.debtors)],
        ["状态" if zh else "State", _standing(state, lang)],
        ["标的 / 到位 / 未到位" if zh else "Claimed / collected / outstanding",
         f"{yuan(state.claimed_fen, lang)} / {yuan(state.collected_fen, lang)} / {yuan(state.outstanding_fen, lang)}"],
        *([("  " + each.head.label(lang)), f"{yuan(each.owed_fen, lang)} → {yuan(each.unpaid_fen, lang)}"] for each in state.heads),
    ]  # fmt: skip
    return "\n".join([*aligned(rows), ""])


@cli.command(epilog=f"NAME: {', '.join(REPORTS)}.")
@click.argument("name")
@click.argument("file", type=click.Path())
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="自该日起（含）/ from this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="至该日止（含）/ to this day.")
@click.option("--by", help=f"分组，逗号分隔 / groups, comma-separated: {', '.join(DIMENSIONS)}.")
@click.option("--engine", type=click.Choice(list(ENGINES)), help="引擎 / engine.  [default: columns]")
@click.option("--settings", type=click.Path(), help="本院设定（TOML 文件）/ a TOML file with the court's settings.")
@click.option("--as-published", is_flag=True, help="按发布时的数据 / the figures as they were published.")
@click.option(
    "--follow",
    is_flag=True,
    help="案卷增长时更新，Ctrl-C 结束 / again whenever FILE has grown, until Ctrl-C; --json: a line each.",
)
@click.option(
    "--explain",
    nargs=2,
    metavar="ROW COL",
    callback=a_cell,
    help="该单元格背后的事件：行为分组名或序号，列为指标名或表头 / the events behind a cell: group (or number of the row), measure.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="与 --explain 并用：最多列出 / with --explain: at most so many; 0: all.",
)
@click.option("-o", "--output", type=click.Path(), help=f"写入文件 / write to a file: {' '.join(FORMS)}.")
@looking_back
@keyed
@common()
def report(
    name: str, file: str, since: Any, until: Any, by: str | None, engine: str | None, settings: str | None, as_published: bool,
    follow: bool, output: str | None, explain: tuple[str, str] | None, limit: int, as_of: date | None,
    known_at: datetime | None, lang: Lang, as_json: bool,
) -> None:  # fmt: skip
    """报表，各比率附分子分母 / a report of FILE, every rate with numerator and denominator."""
    if since and until and since > until:
        raise BadRequest(
            f"起始日 {since:%Y-%m-%d} 晚于截止日 {until:%Y-%m-%d}", f"{since:%Y-%m-%d} is after {until:%Y-%m-%d}",
            "--since 不晚于 --until", "--since comes before --until",
        )  # fmt: skip
    asked = {
        "since": since and since.date(), "until": until and until.date(), "by": None if by is None else dimensions(by),
        "engine": engine, "as_of": as_of, "known_at": known_at,
    }  # fmt: skip
    scope = {option: value for option, value in asked.items() if value is not None}
    if output is not None:
        suffix(output)  # What cannot be written is not worked out first.
    with docket_in(file, create=False, settings=settings_in(settings)) as docket:

        def show() -> None:
            with progress("重放", "replaying", lang, counted=False):
                made = docket.published(name, **scope) if as_published else docket.report(name, **scope)
            if explain:
                tell_cell(made, explain, limit or None, lang, as_json)
            elif output is not None:
                write_report(made, output, lang)
                _tell_written(made, output, lang, as_json)
            elif as_json:
                (say_line if follow else say_json)(made.as_dict())
            else:
                say(_report_text(made, lang))

        newest = docket.log.last_position
        show_while_growing(docket, show, once=not follow, position=newest(), catch_up=newest)


def _report_text(made: Report, lang: Lang) -> str:
    match made:
        case Ledger():
            return ledger_text(made, lang)
        case Deadlines():
            return deadlines_text(made, lang)
        case Stock():
            return stock_text(made, lang)
        case Durations():
            return durations_text(made, lang)
    return table_text(made, lang)


def _tell_written(made: Report, output: str, lang: Lang, as_json: bool) -> None:
    """Where a report went, and the digest by which it is known again."""
    told = {"file": output, "bytes": Path(output).stat().st_size, "digest": made.digest()}
    if as_json:
        say_json(told)
    else:
        heads = ("文件", "字节", "摘要") if lang == "zh" else ("file", "bytes", "digest")
        say("\n".join(aligned([[head, str(value)] for head, value in zip(heads, told.values(), strict=True)])))


@cli.command()
@click.argument("file", type=click.Path(), required=False)
@keyed
@click.option("--quick", is_flag=True, help="只看 FILE 此刻能否可靠使用 / only whether FILE can be relied on just now.")
@common()
def doctor(file: str | None, quick: bool, lang: Lang, as_json: bool) -> None:
    """检查安装与案卷 / check the installation, and FILE if one is given."""
    with progress("核对记录", "reading records back", lang) as tell:
        checks = examine_quickly(file, docket_in) if quick and file else examine(file, tell, docket_in)
    if as_json:
        say_json([check.as_dict() for check in checks])
    else:
        say("\n".join(aligned([check.line(lang) for check in checks])))
    if not all(check.ok for check in checks):
        click.get_current_context().exit(EXIT_FINDINGS)


for _command in (
    rules, events, show_lifecycle, replay, segments, live, effects, import_facts, export, simulate, feed, erase, keys, keygen,
    checkpoint, verify, show_diff, recheck, indicators, publish, restate,
):  # fmt: skip
    cli.add_command(_command)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code; errors are told in the language asked for, never as a traceback."""
    never_choke()
    words = sys.argv[1:] if arguments is None else arguments
    if completion := os.environ.get("_CASESTREAM_COMPLETE"):
        return shell_complete(cli, {}, "casestream", "_CASESTREAM_COMPLETE", completion)
    lang, as_json = wanted(words)
    try:
        return _obey(words)
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # Whoever read has read enough.
        abandon(sys.stdout)
        return 0
    except OSError as error:
        abandon(sys.stdout)
        wrong: CasestreamError = CasestreamError(
            f"输出失败：{said(error)[0]}", f"the output cannot be written: {said(error)[1]}"
        )
    except click.ClickException as error:
        wrong = misuse(error, cli, words)
    except CasestreamError as error:
        wrong = error
    tell_error(wrong, lang, as_json)
    return EXIT_FINDINGS if isinstance(wrong, Refused) else EXIT_ERROR


def _obey(words: list[str]) -> int:
    """Not through click's own `main`, which in some releases ends a broken pipe as a failure."""
    try:
        with cli.make_context("casestream", list(words)) as context:
            cli.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    finally:
        sys.stdout.flush()
    return 0
