"""The command line: data to stdout, progress to stderr; `--json`, `--lang zh|en`; exit 0, 1 (findings, refused), 2, 130."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import casestream
from casestream.demo import play
from casestream.doctor import examine
from casestream.kernel.errors import CasestreamError, Lang, Refused, UnknownName
from casestream.kernel.projection import Dimension
from casestream.kernel.rule import RULES, Rule
from casestream.replay import ENGINES
from casestream.reports import Ledger
from casestream.reports.render import aligned, ledger_text, table_text, yuan
from casestream.reports.state import CaseState, case_state
from casestream.reports.timeline import timeline

EXIT_FINDINGS, EXIT_ERROR, EXIT_INTERRUPTED = 1, 2, 130
DIMENSIONS = ("court", "year", "quarter", "month", "round_type")

F = TypeVar("F", bound=Callable[..., Any])


def say(text: str) -> None:
    """One piece of data to stdout."""
    click.echo(text)


def say_json(data: Any) -> None:
    """Data for a machine to stdout."""
    say(json.dumps(data, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr; the callback takes what is done, what there is, and what is being done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what or label)


def common(function: F) -> F:
    """The options that every command has."""
    function = click.option("--json", "as_json", is_flag=True, help="数据以 JSON 输出 / print JSON.")(function)
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, envvar="CASESTREAM_LANG",
        help="语言 / language.",
    )(function)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(casestream.__version__, package_name="casestream")
def cli() -> None:
    """执行案件事件流：依法记录、逐案回放、精确统计 / court enforcement cases as events: lawful, replayable, exact."""


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@common
def demo(file: str | None, lang: Lang, as_json: bool) -> None:
    """演示：报载案件与模拟办案年度 / play the newspaper page's cases and a simulated court year into FILE."""
    with progress("casestream demo") as tell:
        story = play(file or ":memory:", tell=tell)
    if as_json:
        say_json(story.as_dict())
    else:
        say(story.text(lang))


@cli.command("ls")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--kind", default="case", show_default=True, help="case, debtor, dispatch …")
@click.option("-n", "--limit", default=50, show_default=True, help="最多列出 / at most this many; 0: all.")
@common
def list_cases(file: str, kind: str, limit: int, lang: Lang, as_json: bool) -> None:
    """列出案卷中的案件 / list what FILE holds."""
    with casestream.open(file, create=False) as docket:
        ids = docket.cases(kind)
        shown = ids[: limit or None]
        if kind != "case":
            say_json(shown) if as_json else say("\n".join(shown))
            return
        states = [case_state(docket.case(id)) for id in shown]
    if as_json:
        say_json([state.as_dict() for state in states])
        return
    zh = lang == "zh"
    rows = [
        ["案号", "案由", "被执行人", "状态", "未到位"] if zh else ["Number", "Cause", "Debtors", "State", "Outstanding"]
    ]
    rows += [
        [s.number or s.id, s.cause, "、".join(s.debtors), _standing(s, lang), yuan(s.outstanding_fen, lang)]
        for s in states
    ]
    say("\n".join(aligned(rows)))
    if len(shown) < len(ids):
        say(f"… 共 {len(ids)} 件，-n 0 列出全部" if zh else f"… {len(ids)} in all; -n 0 lists them")


def _standing(state: CaseState, lang: Lang) -> str:
    zh = lang == "zh"
    if state.closed_as and not state.is_open:
        return state.closed_as.label(lang)
    if state.is_suspended:
        return "中止" if zh else "suspended"
    return ("在办" if zh else "open") if state.is_open else ("待立案" if zh else "applied for")


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("number")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="法律日期当日的状态 / as the law saw it on this day.")
@common
def show(file: str, number: str, on: Any, lang: Lang, as_json: bool) -> None:
    """一个案件的状态与时间线 / the state and the timeline of one case of FILE, by number or id."""
    day: date | None = on.date() if on else None
    with casestream.open(file, create=False) as docket:
        case = docket.case(number, on=day)
        records = [record for record in docket.history(number) if day is None or record.on <= day]
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
    ]  # fmt: skip
    return "\n".join([*aligned(rows), ""])


@cli.command()
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="自该日起（含）/ from this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="至该日止（含）/ to this day.")
@click.option("--by", help=f"分组，逗号分隔 / groups, comma-separated: {', '.join(DIMENSIONS)}.")
@click.option("--engine", type=click.Choice(list(ENGINES)), default="columns", show_default=True)
@common
def report(
    name: str, file: str, since: Any, until: Any, by: str | None, engine: str, lang: Lang, as_json: bool
) -> None:
    """报表 court、hotline、ledger / a report of FILE, every rate with numerator and denominator."""
    scope: dict[str, Any] = {"engine": engine}
    if since:
        scope["since"] = since.date()
    if until:
        scope["until"] = scope["today"] = until.date()
    if by is not None:
        scope["by"] = _dimensions(by)
    with casestream.open(file, create=False) as docket:
        made = docket.report(name, **scope)
    if as_json:
        say_json(made.as_dict())
    elif isinstance(made, Ledger):
        say(ledger_text(made, lang))
    else:
        say(table_text(made, lang))


def _dimensions(by: str) -> tuple[Dimension, ...]:
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    if unknown := [name for name in names if name not in DIMENSIONS]:
        raise UnknownName(
            f"不能按“{unknown[0]}”分组",
            f"cannot group by {unknown[0]!r}",
            f"可用：{'、'.join(DIMENSIONS)}",
            f"there are {', '.join(DIMENSIONS)}",
        )
    return cast(tuple[Dimension, ...], names)


@cli.command()
@click.argument("name", required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="按该日有效的条文 / the articles as of this day.")
@common
def rules(name: str | None, on: Any, lang: Lang, as_json: bool) -> None:
    """规则及其每项条件、条文与源码位置 / the rules, or each condition of one with article and source line."""
    day = on.date() if on else date.today()  # noqa: DTZ011  # What the reader's own calendar shows.
    if name is None:
        found = [
            {"name": rule.name, "zh": rule.zh, "en": rule.en, "conditions": len(rule.conditions)}
            for rule in RULES.values()
        ]
        if as_json:
            say_json(found)
        else:
            say(
                "\n".join(
                    aligned([[rule.name, rule.zh, rule.en, str(len(rule.conditions))] for rule in RULES.values()])
                )
            )
        return
    chosen = [rule for rule in RULES.values() if name in (rule.name, rule.zh, rule.en)] or [
        rule for rule in RULES.values() if name in rule.zh or name.lower() in rule.en.lower()
    ]
    if not chosen:
        raise UnknownName(
            f"没有规则“{name}”",
            f"there is no rule {name!r}",
            "casestream rules 列出全部",
            "casestream rules lists them",
        )
    data = [_rule_data(rule, day) for rule in chosen]
    if as_json:
        say_json(data)
    else:
        say("\n\n".join(_rule_text(rule, lang) for rule in data))


def _rule_data(rule: Rule, day: date) -> dict[str, Any]:
    return {
        "name": rule.name, "zh": rule.zh, "en": rule.en, "on": day.isoformat(),
        "conditions": [
            {
                "name": one.name, "zh": one.zh, "en": one.en, "article": one.citation.on(day), "mark": one.citation.mark,
                "source": one.source, "needs_zh": one.cure("zh"), "needs_en": one.cure("en"),
                "exemptions": [
                    {"zh": ground.zh, "en": ground.en, "article": ground.citation.on(day)} for ground in one.exemptions
                ],
            }
            for one in rule.in_force(day)
        ],
    }  # fmt: skip


def _rule_text(rule: dict[str, Any], lang: Lang) -> str:
    zh = lang == "zh"
    lines = [f"{rule['zh']}（{rule['name']}，{rule['on']}）" if zh else f"{rule['en']} ({rule['name']}, {rule['on']})"]
    for number, one in enumerate(rule["conditions"], 1):
        lines.append(f"{number:>2}. {one['zh'] if zh else one['en']}")
        lines.append(f"      {one['article']} [{one['mark']}]  {one['source']}")
        lines.append(f"      {'需要' if zh else 'needs'}: {one['needs_zh'] if zh else one['needs_en']}")
        for ground in one["exemptions"]:
            lines.append(
                f"      {'除非' if zh else 'unless'}: {ground['zh'] if zh else ground['en']} ({ground['article']})"
            )
    return "\n".join(lines)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@common
def doctor(file: str | None, lang: Lang, as_json: bool) -> None:
    """检查安装与案卷 / check the installation, and FILE if one is given."""
    checks = examine(file)
    if as_json:
        say_json([check.as_dict() for check in checks])
    else:
        say(
            "\n".join(
                aligned(
                    [
                        ["✓" if check.ok else "✗", check.zh if lang == "zh" else check.en, check.found]
                        for check in checks
                    ]
                )
            )
        )
    if not all(check.ok for check in checks):
        sys.exit(EXIT_FINDINGS)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code; errors are told in the language asked for, never as a traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    lang: Lang = "en" if "en" in words or "--lang=en" in words else "zh"
    try:
        code = cli.main(args=words, prog_name="casestream", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else EXIT_ERROR
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except click.ClickException as wrong:
        wrong.show()
        return EXIT_ERROR
    except CasestreamError as error:
        click.echo(
            json.dumps(error.as_dict(), ensure_ascii=False) if "--json" in words else error.message(lang), err=True
        )
        return EXIT_FINDINGS if isinstance(error, Refused) else EXIT_ERROR
